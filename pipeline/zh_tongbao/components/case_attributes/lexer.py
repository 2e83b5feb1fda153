"""From a document to the items that the case grammar reads: counts, terms, places, periods, punctuation."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from zh_tongbao.components.case_attributes.numbers import Numbers
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.vocab.tables import Row

COUNT, BARE, PLACE, PERIOD, NUMBERED = "count", "bare", "place", "period", "numbered"


@dataclass(slots=True)
class Item:
    """One item: what it is, where it stands, and its value (a term's value, a count, a place or period entity)."""

    kind: str
    start: int
    end: int
    value: Any
    unit: str | None = None
    modifier: str | None = None


class Lexer:
    """Cut a normalised view into items.

    Parameters:
        rows: the rows of case_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        self.rows = [dict(row, term=_written(row["term"])) for row in rows]
        numerals = {row["term"]: int(row["value"]) for row in self.rows if row["kind"] == "numeral"}
        self.numbers = Numbers(numerals)
        self.terms = {row["term"]: row for row in self.rows if row["kind"] != "numeral"}
        self._lexicon = Lexicon(self.terms)
        self._long = Lexicon(term for term, row in self.terms.items() if row["kind"] == "area" and len(term) > 2)
        self._number = re.compile(self.numbers.pattern)
        self._numbered = re.compile(self._numbered_cases())
        self._units = {row["term"]: row["value"] for row in self.rows if row["kind"] in ("unit", "case_unit")}

    def items(self, view: str, entities: Sequence[Row]) -> list[Item]:
        """Return the items of a document in text order.

        Parameters:
            view: the document's normalised text.
            entities: its PLACE and PERIOD entities, sorted by start.
        """
        areas = self._areas(view) + self._ranges(view)
        marked = sorted(areas + self._marked(entities, areas), key=lambda item: item.start)
        found = marked + self._counts(view, marked)
        taken = sorted((item.start, item.end) for item in found)
        starts = [start for start, _ in taken]
        for start, end in self._lexicon.find(view):
            index = bisect_right(starts, end - 1) - 1
            if index >= 0 and taken[index][1] > start:
                continue
            row = self.terms[view[start:end]]
            found.append(Item(row["kind"], start, end, row["value"]))
        return sorted(found, key=lambda item: item.start)

    def _any(self, *kinds: str) -> str:
        terms = sorted((row["term"] for row in self.rows if row["kind"] in kinds), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"

    def _numbered_cases(self) -> str:
        word = self._any("case", "state")
        more = rf"(?:(?:{self._any('joiner')}|{self._any('listing')})(?P=word)?\d+)*"
        return rf"(?P<word>{word})(?P<first>\d+){more}(?=\s*{self._any('comma')}\s*{self._any('lives')})"

    def _ranges(self, view: str) -> list[Item]:
        """Case numbers that stand for counts: the cases from one number to another, who live in one place."""
        items = []
        for match in self._numbered.finditer(view):
            written = re.split(self._any("listing"), match.group())
            count = 0
            for part in written:
                numbers = [int(number) for number in re.findall(r"\d+", part)]
                count += max(0, numbers[-1] - numbers[0]) + 1
            items.append(
                Item(
                    NUMBERED,
                    match.start(),
                    match.end(),
                    count,
                    modifier=None,
                    unit=self.terms[match["word"]]["value"],
                )
            )
        return items

    def _areas(self, view: str) -> list[Item]:
        """Words for a group of divisions, which may hold names and numbers of their own."""
        return [Item("area", start, end, self.terms[view[start:end]]["value"]) for start, end in self._long.find(view)]

    def _marked(self, entities: Sequence[Row], areas: Sequence[Item]) -> list[Item]:
        items: list[Item] = []
        reached = 0
        covered = [(area.start, area.end) for area in areas]
        for entity in entities:
            if any(start <= entity["start"] < end for start, end in covered):
                continue
            kind = {"PLACE": PLACE, "PERIOD": PERIOD}.get(entity["label"])
            if kind is None or entity["start"] < reached:
                continue
            items.append(Item(kind, entity["start"], entity["end"], entity))
            reached = entity["end"]
        return items

    def _counts(self, view: str, marked: Sequence[Item]) -> list[Item]:
        inside = {index for item in marked for index in range(item.start, item.end)}
        counts: list[Item] = []
        for match in self._number.finditer(view):
            start, end = match.span()
            if start in inside or end - 1 in inside or _glued(view, start, end):
                continue
            value = self.numbers.value(match.group())
            if value is not None:
                count = self._count(view, start, end, value)
                if count is not None:
                    counts.append(count)
        return counts

    def _count(self, view: str, start: int, end: int, value: int) -> Item | None:
        modifier = self._modifier_before(view, start)
        stop = end
        after = self.terms.get(view[stop : stop + 1])
        if after is not None and after["kind"] == "modifier_after":
            modifier, stop = after["value"], stop + 1
        following = self._term_at(view, stop)
        if following is not None and following["kind"] in ("unit", "case_unit"):
            return Item(COUNT, start, stop + len(following["term"]), value, following["value"], modifier)
        arabic = view[start].isdigit()
        if following is not None and following["kind"] == "other_unit":
            return None
        if not arabic and not (modifier and value >= 10_000):
            return None
        return Item(BARE, start, end, value, None, modifier)

    def _modifier_before(self, view: str, start: int) -> str | None:
        for length in (2, 1):
            row = self.terms.get(view[max(0, start - length) : start])
            if row is not None and row["kind"] == "modifier":
                value: str = row["value"]
                return value
        return None

    def _term_at(self, view: str, position: int) -> Row | None:
        for length in (3, 2, 1):
            row = self.terms.get(view[position : position + length])
            if row is not None and row["kind"] in ("unit", "case_unit", "other_unit"):
                return row
        return None


def _glued(view: str, start: int, end: int) -> bool:
    """Whether the number is part of a Latin word, a decimal, or a chain of numbers (B.1.617, 010-1234)."""
    before, after = view[start - 1 : start], view[end : end + 1]
    return (before.isascii() and (before.isalnum() or before == ".")) or (after.isascii() and after.isalpha())


def _written(term: str) -> str:
    return character(term) if term.startswith("U+") else term
