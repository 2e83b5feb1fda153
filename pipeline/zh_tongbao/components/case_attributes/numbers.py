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
        point: the word for a decimal point between numerals (三点五万), from the row of kind ``point``.

    Example:
        >>> from zh_tongbao.components.case_attributes.numbers import Numbers
        >>> Numbers({"二": 2, "百": 100, "三": 3, "十": 10}).value("二百三十")
        230
    """

    def __init__(self, numerals: Mapping[str, int], point: str = ""):
        self.numerals = numerals
        self.large = large = _one_of(char for char, value in numerals.items() if value >= THOUSAND)
        arabic = r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+)(?:\.[0-9]+)?"
        mixed = rf"{arabic}(?:{large}+(?:{arabic}{large}+)*)?"
        self.first = f"(?:[0-9]|{_one_of(numerals)})"
        self.tens = frozenset(char for char, value in numerals.items() if value >= TEN)
        self.one = re.escape("1") + "".join(re.escape(char) for char, value in numerals.items() if value == 1)
        self._part = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[^0-9]")
        digit = _one_of(char for char, value in numerals.items() if value < TEN)
        self._pair = re.compile(rf"(?<!{digit}){digit}{{2}}(?!{digit})")
        # Only in front of a large unit: 八点七万, but 八点三人 is an hour.
        decimal = rf"|{_one_of(numerals)}+{point}{digit}+{large}+" if point else ""
        self.pattern = rf"{mixed}{decimal}|{_one_of(numerals)}+"
        self.worded = (
            rf"{_one_of(numerals)}{{1,8}}(?:{point}{digit}{{1,6}})?" if point else rf"{_one_of(numerals)}{{1,8}}"
        )
        self._decimal = re.compile(rf"(.+){point}({digit}+)(.+)") if point else re.compile("(?!)")
        self.point = point

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
        if pair is None or self._decimal.fullmatch(written):
            return None
        first, second = (self.numerals[digit] for digit in pair.group())
        if not first or (second != first + 1 and (first, second) not in ROUGH):
            return None
        return written[: pair.start() + 1] + written[pair.end() :]

    def decimal(self, written: str) -> float | None:
        """The number that is written in words, whole or not (八十七点零九); None where it is none.

        Example:
            >>> from zh_tongbao.components.case_attributes.numbers import Numbers
            >>> Numbers({"八": 8, "十": 10, "七": 7, "零": 0, "九": 9}, "点").decimal("八十七点零九")
            87.09
        """
        whole, _, digits = written.partition(self.point) if self.point else (written, "", "")
        value = self.value(whole)
        return None if value is None else float(f"{value}.{''.join(str(self.numerals[digit]) for digit in digits)}")

    def value(self, written: str) -> int | None:
        """The integer that is written, or None where it is none, not whole, or beyond 10^12."""
        if len(written) > LONGEST:
            return None
        decimal = self._decimal.fullmatch(written)
        if decimal is not None:
            whole, digits, unit = decimal.groups()
            return self.value(f"{self.value(whole)}.{''.join(str(self.numerals[digit]) for digit in digits)}{unit}")
        total = section = 0.0
        current: float | None = None
        largest: int | None = None
        for place, part in enumerate(self._part.findall(written)):
            if part[0].isdigit():
                current = float(part.replace(",", ""))
                continue
            size = self.numerals[part]
            if size < TEN:
                current = size if current is None else current * TEN + size
            elif size < MYRIAD:
                section += (1 if current is None else current) * size
                current = None
            elif current is not None and largest is not None and size >= largest:
                return None  # 5万2万 are two numbers
            elif not place:
                total = size  # 万 alone is one of it, as 百 is
            else:
                total = (
                    (total + section + (current or 0)) * size
                    if size > total
                    else total + (section + (current or 0)) * size
                )
                section, current = 0.0, None
            largest = size if size >= MYRIAD else largest
        result = total + section + (current or 0)
        rounded = round(result)
        # A float of 2146.3 times 10^8 is not whole to the last digit.
        return rounded if rounded <= LARGEST and abs(rounded - result) < 1e-6 + result * 1e-14 else None


def _one_of(characters: Iterable[str]) -> str:
    """A pattern of one of these characters; one that matches nothing where there are none."""
    escaped = "".join(map(re.escape, characters))
    return f"[{escaped}]" if escaped else "(?!)"
