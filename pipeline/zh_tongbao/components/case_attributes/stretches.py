"""Stretches of text that are read whole, with the numbers in them: ranges of case numbers, other areas by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zh_tongbao.components.case_attributes.items import NUMBERED, Item
from zh_tongbao.components.case_attributes.numbers import LONGEST_COUNT, Numbers
from zh_tongbao.vocab.tables import Row

LONGEST_RUN = 366
# Days.
RANGE = 2
# Numbers of a range: its first and its last case.


def any_of(rows: Iterable[Row], *kinds: str) -> str:
    """A pattern of the words of these kinds, the longest first; one that matches nothing where there are none."""
    terms = sorted(terms_of(rows, *kinds), key=lambda term: (-len(term), term))
    return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"


def values_of(rows: Iterable[Row], *kinds: str) -> dict[str, str]:
    """The words of these kinds and their values."""
    return {row["term"]: row["value"] for row in rows if row["kind"] in kinds}


def terms_of(rows: Iterable[Row], *kinds: str) -> frozenset[str]:
    """The words of these kinds."""
    return frozenset(values_of(rows, *kinds))


class Stretches:
    """Find such stretches.

    Parameters:
        rows: the rows of case_terms.csv; read here: ``case``, ``state``, ``joiner``, ``listing``, ``comma``, ``lives``
            (病例1—病例15，居住于…), ``other``, ``rest``, ``division_word`` (其他4市), ``run``, ``run_unit`` (连续5天).
        numbers: reads the number of days.
    """

    def __init__(self, rows: Sequence[Row], numbers: Numbers):
        self._values = values_of(rows, "case", "state")
        self._listing = re.compile(any_of(rows, "listing"))
        more = rf"(?:(?:{any_of(rows, 'joiner')}|{any_of(rows, 'listing')})(?P=word)?\d+)*"
        word, lives = any_of(rows, "case", "state"), any_of(rows, "lives")
        self._numbered = re.compile(rf"(?P<word>{word})(?P<first>\d+){more}(?=\s*{any_of(rows, 'comma')}\s*{lives})")
        self._others = re.compile(rf"{any_of(rows, 'other', 'rest')}\d{{1,3}}{any_of(rows, 'division_word')}")

        self._numbers = numbers
        self._run = re.compile(rf"{any_of(rows, 'run')}(?P<days>{numbers.pattern}){any_of(rows, 'run_unit')}")

    def find(self, view: str) -> list[Item]:
        """The stretches of a normalised view, as items."""
        others = [Item("other_places", *match.span(), None) for match in self._others.finditer(view)]
        return others + self._runs(view) + self._ranges(view)

    def _runs(self, view: str) -> list[Item]:
        """So many days one behind the other, up to now; the value is their number."""
        days = [(match, self._numbers.value(match["days"])) for match in self._run.finditer(view)]
        return [Item("run", *match.span(), number) for match, number in days if number and number <= LONGEST_RUN]

    def _ranges(self, view: str) -> list[Item]:
        """Case numbers that stand for counts: the cases from one number to another, who live in one place."""
        items: list[Item] = []
        for match in self._numbered.finditer(view):
            parts = [re.findall(r"\d+", part) for part in self._listing.split(match.group())]
            # A word itself may hold a mark of a list (感染者和病人1).
            written = [numbers for numbers in parts if numbers]
            if any(len(numbers) > RANGE or len(max(numbers, key=len)) > LONGEST_COUNT for numbers in written):
                continue  # 病例2-4-9 is no range
            count = sum(max(0, int(numbers[-1]) - int(numbers[0])) + 1 for numbers in written)
            items.append(Item(NUMBERED, *match.span(), count, unit=self._values[match["word"]]))
        return items
