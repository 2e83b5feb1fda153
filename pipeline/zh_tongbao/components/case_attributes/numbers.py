"""Numbers as bulletins write them: 956, 1,234, 1.2 with a thousand or a myriad behind it, and Chinese numerals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from zh_tongbao.vocab.tables import Row

THOUSAND = 1_000
MYRIAD = 10_000
LARGEST = 10**12
LONGEST_COUNT = 12
# Digits of a number that can be a count.
LONGEST = 40
# Characters: nothing longer is a number of people, and Python refuses to read thousands of digits.
ROUGH = frozenset({(3, 5)})
# Digits side by side that say about how many though they do not follow one another (三五例).
TEN = 10


class Numbers:
    """Recognise and evaluate numbers.

    Parameters:
        numerals: each numeral character and its value, from the rows of kind ``numeral``.

    Example:
        >>> from zh_tongbao.components.case_attributes.numbers import Numbers
        >>> Numbers({"二": 2, "百": 100, "三": 3, "十": 10}).value("二百三十")
        230
    """

    def __init__(self, numerals: Mapping[str, int], point: str = ""):
        self.numerals = numerals
        self.point = point
        large = "".join(re.escape(char) for char, value in numerals.items() if value >= THOUSAND)
        self.large = large or "(?!)"
        everything = "".join(map(re.escape, numerals))
        arabic = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
        mixed = rf"{arabic}(?:[{large}]+(?:{arabic}[{large}]+)*)?" if large else arabic
        self.first = f"[0-9{everything}]"
        digits = "".join(re.escape(char) for char, value in numerals.items() if value < TEN)
        part = rf"(?:{re.escape(point)}[{digits}]+[{large}]+)?" if point and digits and large else ""
        self.pattern = rf"{mixed}|[{everything}]+{part}" if everything else mixed
        self.tens = frozenset(char for char, value in numerals.items() if value >= TEN)
        self.one = re.escape("1") + "".join(re.escape(char) for char, value in numerals.items() if value == 1)
        self._part = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[^0-9]")
        self._pair = re.compile(rf"(?<![{digits}])[{digits}]{{2}}(?![{digits}])") if digits else re.compile("(?!)")

    @classmethod
    def of(cls, rows: Iterable[Row]) -> Numbers:
        """Those of the rows of case_terms.csv."""
        rows = list(rows)
        point = next((row["term"] for row in rows if row["kind"] == "point"), "")
        return cls({row["term"]: int(row["value"]) for row in rows if row["kind"] == "numeral"}, point)

    def lower(self, written: str) -> str | None:
        """The lower one of two numbers in a row, which say about how many (七八, 二三十, 四五百); None where there is one number.

        Example:
            >>> from zh_tongbao.components.case_attributes.numbers import Numbers
            >>> Numbers({"二": 2, "三": 3, "十": 10}).lower("二三十")
            '二十'
        """
        pair = self._pair.search(written)
        if pair is None or (self.point and self.point in written):
            return None
        first, second = (self.numerals[digit] for digit in pair.group())
        if not first or (second != first + 1 and (first, second) not in ROUGH):
            return None
        return written[: pair.start() + 1] + written[pair.end() :]

    def value(self, written: str) -> int | None:
        """The integer that is written, or None where it is none, not whole, or beyond 10^12."""
        if len(written) > LONGEST:
            return None
        if written.isdecimal():
            return _in_range(int(written))
        if self.point and self.point in written:
            return self._decimal(*written.split(self.point, 1))
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

    def _decimal(self, whole: str, part: str) -> int | None:
        """A decimal in Chinese numerals, with a large unit behind it (四十八点九七万)."""
        digits = [self.numerals[char] for char in part if self.numerals.get(char, TEN) < TEN]
        units = part[len(digits) :]
        base, unit = self.value(whole), self.value(units)
        if base is None or not unit or len(digits) > LONGEST_COUNT:
            return None
        exact = (base * TEN ** len(digits) + int("".join(map(str, digits)))) * unit
        return _in_range(exact // TEN ** len(digits)) if exact % TEN ** len(digits) == 0 else None


def _in_range(value: int) -> int | None:
    return value if 0 <= value <= LARGEST else None
