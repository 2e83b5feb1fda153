"""Stretches of text that are read whole, with the numbers in them: ranges of case numbers, other areas by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zh_tongbao.components.case_attributes.items import NUMBERED, OUTSIDERS, Item
from zh_tongbao.components.case_attributes.numbers import LONGEST_COUNT
from zh_tongbao.vocab.tables import Row

NAME = 12
# Characters of a name, the mark behind it, and what it begins behind.
RANGE = 2
# Numbers of a range: its first and its last case.


def any_of(rows: Iterable[Row], *kinds: str) -> str:
    """A pattern of the words of these kinds, the longest first; one that matches nothing where there are none."""
    terms = sorted((row["term"] for row in rows if row["kind"] in kinds), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"


class Stretches:
    """Find such stretches.

    Parameters:
        rows: the rows of case_terms.csv; read here: ``case``, ``state``, ``joiner``, ``listing``, ``comma``, ``lives``
            (病例1—病例15，居住于…), ``other``, ``rest``, ``division_word`` (其他4市).
    """

    def __init__(self, rows: Sequence[Row]):
        self._values = {row["term"]: row["value"] for row in rows if row["kind"] in ("case", "state")}
        self._lives = [row["term"] for row in rows if row["kind"] == "lives"]
        self._listing = re.compile(any_of(rows, "listing"))
        more = rf"(?:(?:{any_of(rows, 'joiner')}|{any_of(rows, 'listing')})(?P=word)?\d+)*"
        word, lives = any_of(rows, "case", "state"), any_of(rows, "lives")
        self._numbered = re.compile(rf"(?P<word>{word})(?P<first>\d+){more}(?=\s*{any_of(rows, 'comma')}\s*{lives})")
        each, joined, begins = (
            any_of(rows, "each"),
            any_of(rows, "listing"),
            any_of(rows, "part", "open", "comma", "listing"),
        )
        endings = any_of([row for row in rows if row["value"] != "first" or len(row["term"]) > 1], "division_ending")
        name = rf"(?P<name>[^\W\d]{{1,5}}?{endings})"
        ends = any_of(rows, "comma", "stop", "semicolon", "close", "line")
        self._each = re.compile(rf"{each}\s?[0-9]")
        self._beside_behind = re.compile(rf"{joined}{name}(?={each}\s?[0-9])")
        self._beside_before = re.compile(rf"{begins}{any_of(rows, 'part')}?{name}{joined}$")
        self._all_in = re.compile(rf"{any_of(rows, 'all')}{name}(?={ends})")
        self._outsiders = re.compile(rf"{any_of(rows, 'outsider')}{any_of(rows, 'comes')}[^\W\d]{{1,6}}?(?=\s?\d)")
        self._others = re.compile(rf"{any_of(rows, 'other', 'rest')}\d{{1,3}}{any_of(rows, 'division_word')}")

    def unlisted(self, view: str, places: Sequence[Item]) -> list[Item]:
        """Areas that no table lists, told with one count beside one that is (枫溪区、湘桥区各2例), or as where all are (均在大通湖区).

        Parameters:
            view: the normalised text.
            places: the places of the tables, in text order.
        """
        found = list(self._all_in.finditer(view))
        for place in places:
            found += filter(None, [self._beside_behind.match(view, place.end)])
            if self._each.match(view, place.end):
                found += filter(None, [self._beside_before.search(view, max(0, place.start - NAME), place.start)])
        starts = {place.start for place in places}
        names = sorted({match.span("name") for match in found})
        return [Item("area", start, end, "none") for start, end in names if starts.isdisjoint(range(start, end))]

    def find(self, view: str) -> list[Item]:
        """The stretches of a normalised view, as items."""
        others = [Item("other_places", *match.span(), None) for match in self._others.finditer(view)]
        outsiders = [Item(OUTSIDERS, *match.span(), None) for match in self._outsiders.finditer(view)]
        return others + outsiders + self._ranges(view)

    def _ranges(self, view: str) -> list[Item]:
        """Case numbers that stand for counts: the cases from one number to another, who live in one place."""
        if not any(word in view for word in self._lives):
            return []
        items: list[Item] = []
        for match in self._numbered.finditer(view):
            parts = [re.findall(r"\d+", part) for part in self._listing.split(match.group())]
            # A word itself may hold a mark of a list (感染者和病人1).
            written = [numbers for numbers in parts if numbers]
            if any(len(number) > LONGEST_COUNT for numbers in written for number in numbers):
                continue
            if any(len(numbers) > RANGE for numbers in written):
                continue  # 病例2-4-9 is no range
            count = sum(max(0, int(numbers[-1]) - int(numbers[0])) + 1 for numbers in written)
            items.append(Item(NUMBERED, *match.span(), count, unit=self._values[match["word"]]))
        return items
