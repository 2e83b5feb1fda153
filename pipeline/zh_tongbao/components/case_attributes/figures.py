"""Numbers that count nobody by themselves, percentages and rates, and the words that say what they are.

The grammar of the counts passes over both; :mod:`.relative` and :mod:`.ranking` read them when the counts stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from zh_tongbao.components.case_attributes.claims import Said
from zh_tongbao.components.case_attributes.items import (
    CHANGE,
    PER_PEOPLE,
    PERCENT,
    QUANTITY,
    RANK,
    RATE,
    SAME,
    SHARE,
    Item,
)
from zh_tongbao.components.case_attributes.numbers import Numbers
from zh_tongbao.components.case_attributes.stretches import any_of, values_of
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.vocab.tables import Row

IN_ORDER = "in_order"
WORDS = frozenset({SHARE, RANK, RATE, IN_ORDER})
# Kinds of words that only the numbers found here are asked about.
UNITS_OF_FIGURES = (PERCENT, PER_PEOPLE)
LEAD = "percent_lead"
AGAINST = ("than", "met")
COMPARES = ("compare", "earlier")
BARE_YEAR, HALF, OF_ANOTHER = "bare_year", "half", "of_another"
LESS = "-\u2014\u2193\u2212"
SIGNS = re.escape("+\u2191" + LESS)
TIMES = "100"
# How many per cent a number of times is.
LONGEST_COMPARISON = 10
# Characters of a comparison with its sign (环比-8.4%; 较去年同期↓).


class Figures:
    """Find such numbers and words.

    Parameters:
        rows: the rows of case_terms.csv; read here: ``percent``, ``percent_lead``, ``per_people``, ``share``, ``rank``,
            ``rate``, ``in_order``, ``same``, ``quantity``, ``compare``, ``earlier`` (环比-8.4%), ``of_another``, and ``than``, ``met``, ``bare_year`` (较2017年); ``half``
            (两成半: not read).
        numbers: reads numbers in words.
        lexicon: the words of all kinds, so that none is found inside another.
        terms: their rows.
        modifier_before: the word in front of a number that says how it is only about right.
    """

    def __init__(
        self,
        rows: Iterable[Row],
        numbers: Numbers,
        lexicon: Lexicon,
        terms: dict[str, Row],
        modifier_before: Callable[[str, int], Said | None],
    ):
        rows = list(rows)
        self._numbers = numbers
        self._modifier_before = modifier_before
        self._percents = values_of(rows, PERCENT, LEAD)
        self._people = values_of(rows, PER_PEOPLE)
        self._unit = next((term for term, factor in values_of(rows, PERCENT).items() if factor == "1"), None)
        self._lexicon = lexicon
        self._words = {
            at: row for at, form in enumerate(lexicon.forms) for row in [terms[form]] if row["kind"] in WORDS
        }
        self._any = re.compile(any_of(rows, PERCENT, LEAD, PER_PEOPLE, SAME, RANK))
        self._measured = re.compile(any_of(rows, PERCENT, LEAD, PER_PEOPLE))
        self._quantities = values_of(rows, QUANTITY)
        self._quantity = re.compile(any_of(rows, QUANTITY))
        self._year = re.compile(
            rf"{any_of(rows, *AGAINST)}(?P<year>(?:19|20)[0-9]{{2}}){any_of(rows, BARE_YEAR)}(?![0-9])"
        )
        self._of = tuple(values_of(rows, OF_ANOTHER))
        self._signed = re.compile(rf"{any_of(rows, *COMPARES)}[:\uff1a]?(?P<sign>[{SIGNS}])\Z")
        units = any_of(rows, *UNITS_OF_FIGURES)
        digits, worded = r"[0-9]{1,6}(?:\.[0-9]{1,6})?", numbers.worded
        self._pattern = re.compile(
            rf"(?P<lead>{any_of(rows, LEAD)})(?P<led>{digits}|{worded})"
            rf"|(?<![0-9.,])(?P<number>{digits}|{worded}) ?(?P<unit>{units})(?!{worded}|{any_of(rows, HALF)})"
        )

    def find(self, view: str) -> list[Item]:
        """The items in text order; none where the text has no such number and compares nothing.

        A percentage's value is how many per cent it is (1.2倍: 120), a rate's is the number, ``per`` so many people.

        Parameters:
            view: the document's normalised text.
        """
        if self._any.search(view) is None:
            return []
        words = self._words
        told = [(words[index], start, end) for index, start, end in self._lexicon.matches(view) if index in words]
        found = [Item(row["kind"], start, end, row["value"]) for row, start, end in told]
        found += [Item(QUANTITY, *match.span(), self._quantities[match[0]]) for match in self._quantity.finditer(view)]
        found += [
            Item("earlier", match.start("year"), match.end(), match["year"]) for match in self._year.finditer(view)
        ]
        for match in self._pattern.finditer(view) if self._measured.search(view) is not None else ():  # speed
            number = self._number(match["led"] or match["number"])
            start = match.start()
            if number is None or self._is_ratio(view, match):
                continue
            sign = self._signed.search(view, max(0, start - LONGEST_COMPARISON), start)
            if sign is not None and match["unit"] not in self._people:
                by = "-1" if sign["sign"] in LESS else "1"
                found.append(Item(CHANGE, sign.start("sign"), sign.end("sign"), by))
            modifier = self._modifier_before(view, start)
            if match["unit"] in self._people:
                people = int(self._people[match["unit"]])
                found.append(Item(PER_PEOPLE, start, match.end(), number, match["unit"], modifier, people))
            else:
                number = round(number * int(self._percents[match["unit"] or match["lead"]]), 6)
                found.append(Item(PERCENT, start, match.end(), number, self._unit, modifier))
        return sorted(found, key=lambda item: item.start)

    def _is_ratio(self, view: str, match: re.Match[str]) -> bool:
        """Whether a number of times says what the count is of the other one, and not how it changed (是上年的2.15倍)."""
        return self._percents.get(match["unit"] or "") == TIMES and view.endswith(self._of, 0, match.start())

    def _number(self, written: str) -> float | None:
        return float(written) if written[0].isdigit() else self._numbers.decimal(written)
