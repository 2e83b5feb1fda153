"""What the digits of a division's code say: its level, and the divisions that it lies in.

Source: GB/T 2260: two digits for the province, two for what is right below it, two for the county; the National Bureau of
Statistics gives zones numbers from 71 on in the last two.
"""

from __future__ import annotations

from collections.abc import Iterator

NATION = "100000"


def is_adcode(code: object) -> bool:
    """Whether something is a six-digit code.

    Example:
        >>> from zh_tongbao.records.adcodes import is_adcode
        >>> is_adcode("220100"), is_adcode("JL"), is_adcode(None)
        (True, False, False)
    """
    return isinstance(code, str) and len(code) == 6 and code.isascii() and code.isdigit()


def level(place: str) -> int:
    """The level of a code: 0 the nation, 1 a province, 2 what is right below, 3 a county or district.

    Example:
        >>> from zh_tongbao.records.adcodes import level
        >>> [level(code) for code in ("100000", "220000", "220100", "429004", "220102")]
        [0, 1, 2, 2, 3]
    """
    if place == NATION:
        return 0
    if place.endswith("0000"):
        return 1
    return 2 if place.endswith("00") or place[2:4] == "90" else 3


def is_zone(place: str) -> bool:
    """Whether a code is that of a zone: bulletins list zones beside cities as well as beside districts.

    Example:
        >>> from zh_tongbao.records.adcodes import is_zone
        >>> is_zone("620171"), is_zone("620102")
        (True, False)
    """
    return place[4] == "7"


def wider(place: str) -> Iterator[str]:
    """The codes of the divisions that a division lies in, the smallest first.

    Example:
        >>> from zh_tongbao.records.adcodes import wider
        >>> list(wider("220102"))
        ['220100', '220000', '100000']
    """
    for code in (f"{place[:4]}00", f"{place[:2]}0000", NATION):
        if code != place and place != NATION:
            yield code
