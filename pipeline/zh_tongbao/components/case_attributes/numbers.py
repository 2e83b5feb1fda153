"""Numbers as bulletins write them: 956, 1,234, 1.2 with a thousand or a myriad behind it, and Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Mapping

THOUSAND = 1_000
MYRIAD = 10_000
LARGEST = 10**12
LONGEST_COUNT = 12
# Digits of a number that can be a count.
LONGEST = 40
# Characters: nothing longer is a number of people, and Python refuses to read thousands of digits.


class Numbers:
    """Recognise and evaluate numbers.

    Parameters:
        numerals: each numeral character and its value, from the rows of kind ``numeral``.

    Example:
        >>> from zh_tongbao.components.case_attributes.numbers import Numbers
        >>> Numbers({"二": 2, "百": 100, "三": 3, "十": 10}).value("二百三十")
        230
    """

    def __init__(self, numerals: Mapping[str, int]):
        self.numerals = numerals
        large = "".join(re.escape(char) for char, value in numerals.items() if value >= THOUSAND)
        self.large = large or "(?!)"
        everything = "".join(map(re.escape, numerals))
        arabic = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
        mixed = rf"{arabic}(?:[{large}]+(?:{arabic}[{large}]+)*)?" if large else arabic
        self.first = f"[0-9{everything}]"
        self.pattern = rf"{mixed}|[{everything}]+" if everything else mixed
        self._part = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[^0-9]")

    def value(self, written: str) -> int | None:
        """The integer that is written, or None where it is none, not whole, or beyond 10^12."""
        if len(written) > LONGEST:
            return None
        if written.isdecimal():
            return _in_range(int(written))
        total = section = 0.0
        current: float | None = None
        largest: int | None = None
        for place, part in enumerate(self._part.findall(written)):
            if part[0].isdigit():
                current = float(part.replace(",", ""))
                continue
            unit = self.numerals[part]
            if unit < 10:
                current = unit if current is None else current * 10 + unit
            elif unit < MYRIAD:
                section += (1 if current is None else current) * unit
                current = None
            elif current is not None and largest is not None and unit >= largest:
                return None  # 5万2万 are two numbers
            elif not place:
                total = unit  # 万 alone is one of it, as 百 is
            else:
                total = (
                    (total + section + (current or 0)) * unit
                    if unit > total
                    else total + (section + (current or 0)) * unit
                )
                section, current = 0.0, None
            largest = unit if unit >= MYRIAD else largest
        result = total + section + (current or 0)
        whole = round(result)
        return _in_range(whole) if abs(whole - result) < 1e-6 else None


def _in_range(value: int) -> int | None:
    return value if 0 <= value <= LARGEST else None
