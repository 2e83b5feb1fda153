"""The regular expressions of times, made of the words of period_terms.csv."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.vocab.tables import Row

TEN = 10

LONGEST_LIST = 30
# Numbers of one list of houses or lines (3号、5号楼) that are looked past: without a bound, each would look past all others.


class Patterns:
    """Patterns of moments and of what begins one.

    Parameters:
        rows: the rows of period_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        self.words: dict[str, list[Row]] = {}
        for row in rows:
            self.words.setdefault(row["kind"], []).append(row)
        self.numerals = self.values("numeral")
        self.few = self.values("few")
        self.han = f"[{''.join(map(re.escape, self.numerals))}]" if self.numerals else "(?!)"
        self.two = rf"(?:[0-9]{{1,2}}|{self.han}{{1,3}})"

    def values(self, kind: str) -> dict[str, int]:
        """The numbers that words of a kind stand for."""
        return {row["term"]: int(row["value"]) for row in self.words.get(kind, ())}

    def any(self, *kinds: str) -> str:
        """A pattern of the words of these kinds, the longest first."""
        terms = sorted((row["term"] for kind in kinds for row in self.words.get(kind, ())), key=len, reverse=True)
        if terms and len(terms[0]) == 1:
            return f"[{''.join(map(re.escape, terms))}]"
        return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"

    def number(self, written: str) -> int:
        """A number in figures, or in words (a year digit by digit); a word for midnight is 0.

        Example:
            >>> from zh_tongbao.components.periods.patterns import Patterns
            >>> rows = [{"term": "I", "kind": "numeral", "value": "1"}, {"term": "X", "kind": "numeral", "value": "10"}]
            >>> Patterns(rows).number("XI"), Patterns(rows).number("12")
            (11, 12)
        """
        if written.isdecimal():
            return int(written)
        if written in self.few:
            return self.few[written]
        digits = [self.numerals.get(sign, 0) for sign in written]
        if TEN not in digits:
            return int("".join(map(str, digits)))
        at = digits.index(TEN)
        return (digits[at - 1] if at else 1) * TEN + sum(digits[at + 1 :])

    def _year(self, name: str) -> str:
        """A year in front of a month, or the word for one (last year); both may be left out."""
        year = rf"(?P<{name}>[0-9]{{4}}|{self.han}{{4}})[ ]?{self.any('year')}"
        return rf"(?:(?:{year}|(?P<{name}_word>{self.any('year_word')}))[ ]?)?"

    def date(self) -> str:
        """A day, a month, months or a year; one alternative each."""
        two, year, month = self.two, rf"[ ]?{self.any('year')}", rf"[ ]?{self.any('month')}"
        figures = "[0-9]{1,2}"
        joiner = rf"[ ]?{self.any('joiner')}[ ]?"
        mark = rf"(?:[/.]|{self.any('joiner')})"
        plain, number = rf"[ ]?{self.any('day')}", rf"[ ]?{self.any('number_mark')}{self._no_number()}"
        day = rf"(?:{plain}|{number})"
        before_no_day = "".join(rf"(?<!{re.escape(row['term'])})" for row in self.words.get("before_number", ()))
        initial = rf"(?:(?<![^\W\d_])|(?<={self.any('joiner', 'until_initial')}))"
        goes_on = rf"(?={joiner}{two}{day}|{joiner}{two}{month}[ ]?{two}{day})"
        behind = rf"(?={self.any('behind_year')})"
        part = self.any("month_part")
        alternatives = (
            rf"(?P<iso_year>[0-9]{{4}})(?P<mark>{mark})(?P<iso_month>{figures})(?P=mark)(?P<iso_day>{figures})(?![0-9:])",
            rf"{self._year('year')}(?P<month>{two}){month}[ ]?(?P<day>{two})(?:{day}|{goes_on})",
            rf"(?P<lone>{figures}){plain}|{initial}(?P<han_lone>{self.han}{{1,3}}){plain}(?!{self.any('no_day')})",
            rf"{before_no_day}(?P<numbered>{figures}){number}",
            rf"(?P<relative>{self.any('relative')})",
            rf"(?P<later>{self.any('next_day', 'same_day')})",
            rf"{self._year('range_year')}(?P<from_month>{two}){month}?{joiner}(?P<to_month>{two}){month}{part}?{self._no_month()}",
            rf"(?P<whole_year>[0-9]{{4}}|{self.han}{{4}}){year}[ ]?(?P<whole_month>{two}){month}{part}?(?:(?![0-9]|[ ][0-9]|{self._other_month()})|(?P<year_month_end>{self.any('month_end')}))",
            rf"(?P<whole_year_word>{self.any('year_word')})(?P<span_year_month>{two}){month}{part}?{self._no_month()}",
            rf"{self._year('span_year')}(?P<span>{self.any('months')})",
            rf"{self._year('first_year')}{self.any('first')}(?P<first_months>{two}|{self.any('few')}){self.any('months_unit')}{self._no_month()}",
            rf"(?P<only_year_word>{self.any('year_word')}){self.any('whole_year')}",
            rf"(?P<lone_month>{figures}){month}(?:{part}|{self._no_month()}|(?P<month_end>{self.any('month_end')}))|(?P<han_month>{self.han}{{1,2}}){month}(?:{part}|{behind})",
            rf"(?P<only_year>[0-9]{{4}}|{self.han}{{4}}){year}(?:{behind}|(?P<year_end>{self.any('month_end')}))",
            rf"{self.any('open')}(?P<bracketed>{figures}){self.any('close')}{plain}",
        )
        return "|".join(alternatives)

    def _no_number(self) -> str:
        """What stands behind a word that numbers things as well as days: no house, line or order (3号楼; 3号、5号楼)."""
        listed = rf"(?:{self.any('joiner', 'enumeration')}{self.two}{self.any('number_mark')}){{0,{LONGEST_LIST}}}"
        return rf"(?!{listed}{self.any('behind_number')})"

    def _no_month(self) -> str:
        """What stands behind a month alone: no day, and no word for a part of it (2月底)."""
        return rf"(?![ ]?[0-9]|{self.han}|{self._other_month()})"

    def _other_month(self) -> str:
        """What makes a month before it none (5月报), but not where it begins a longer word (5月报告)."""
        return rf"(?!{self.any('month_stands')}){self.any('no_month')}"

    def moment(self) -> str:
        """A date with a time of day; either may be left out."""
        hour, minute, two = rf"[ ]?{self.any('hour')}", self.any("minute"), self.two
        joiner = rf"[ ]?{self.any('joiner')}[ ]?"
        time = rf"(?:{self.any('afternoon', 'morning')})?[ ]?{two}(?:{hour}|{self.any('clock')})"
        told = (
            rf"(?P<shift>{self.any('afternoon', 'morning')})?[ ]?(?P<hour>{two}|{self.any('midnight')})"
            rf"(?:{hour}(?:[ ]?(?P<minute>{two})[ ]?{minute})?|{self.any('clock')}(?P<clock>[0-9]{{2}})(?![0-9])"
            rf"|(?={joiner}[0-9]{{1,2}}{hour}))"
        )
        closing = "".join(re.escape(row["term"]) for row in self.words.get("close", ()))
        words, any_words = rf"[^{closing}0-9]{{1,12}}", rf"[^{closing}]{{1,12}}"
        aside = (  # numbers in a bracket are of the date only where the time of day goes on behind it
            rf"(?:{self.any('open')}(?:{words}{self.any('close')}|{any_words}{self.any('close')}(?=[ ]*{time})))?"
        )
        dawn = rf"(?P<dawn>{self.any('dawn')})(?![ ]?(?:[0-9]|{self.han}))"
        return rf"(?:(?:{self.date()}){aside}[ ]*)?(?:{told}|(?<=[^\s]){dawn})?"

    def trigger(self) -> str:
        """What begins a time expression; the look ahead lets the search pass over all that does not."""
        kinds = (
            "relative",
            "open",
            "afternoon",
            "morning",
            "months",
            "next_day",
            "same_day",
            "year_word",
            "first",
            "numeral",
        )
        begin = (row["term"][0] for kind in kinds for row in self.words.get(kind, ()))
        initials = "".join(sorted({re.escape(sign) for sign in begin}))
        mark = rf"(?:[/.]|{self.any('joiner')})"
        figures = self.any("year", "month", "day", "number_mark", "hour", "joiner")
        hour = rf"(?=[ ]?(?:{self.two}[ ]?{self.any('hour', 'clock')}|{self.any('midnight')}))"
        months = rf"{self.two}[ ]?(?:{self.any('month')}|{self.any('joiner')})"
        first = rf"{self.any('first')}(?:{self.two}|{self.any('few')}){self.any('months_unit')}"
        return (
            rf"(?=[0-9{initials}])(?:[0-9]{{4}}(?={mark}[0-9]{{1,2}}{mark}[0-9])|[0-9]{{1,4}}(?=[ ]?{figures})"
            rf"|(?<!{self.han}){self.han}{{1,4}}(?=[ ]?{self.any('year', 'month', 'day')})|{self.any('relative')}"
            rf"|{self.any('open')}(?=[0-9]{{1,2}}{self.any('close')}{self.any('day')})"
            rf"|{self.any('months')}|{self.any('next_day', 'same_day')}{hour}"
            rf"|{self.any('next_day')}(?={self.any('clause_end')})"
            rf"|{self.any('year_word')}(?=[ ]?(?:{self.any('months')}|{months}|{first}|{self.any('whole_year')}))|(?<!\w){first}"
            rf"|{self.any('afternoon', 'morning')}{hour})"
        )
