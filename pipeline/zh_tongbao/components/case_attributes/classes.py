"""Lists by a class (按职业分，农民8例、学生2例): their counts are told like one before them, and are no parts of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.divided import ENDS_A_LIST, Divided, counts_of
from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import MEMORY, PART, TOP, Record, Scope, State

OWN_TIME = frozenset({PERIOD, "until", "now", "zero", "than", "compare", "conversion"})
# What a list does not begin with, whose members only have a name and a count.
ENDS = ENDS_A_LIST - {"measure"}


class Classes:
    """Open such lists.

    Parameters:
        state: where the parser stands.
        build: makes and finds records.
        divided: sums what is ahead.
    """

    def __init__(self, state: State, build: Builder, divided: Divided):
        self.state = state
        self.metrics = build.metrics
        self.divided = divided

    def open(self, items: list[Item]) -> list[Item]:
        """Open the list behind a word such as 按…分, where there is one, and return the clause behind that word."""
        at = next(at for at, item in enumerate(items) if item.kind == "sorted")
        body = items[at + 1 :]
        if body and body[0].kind == "colon":
            body = body[1:]
        ahead = self.divided.ahead(body, ENDS)
        first = next((index for index, item in enumerate(ahead) if item.kind == COUNT), None)
        if first is None or any(item.kind in OWN_TIME for item in ahead[:first]):
            return items[:at] + body
        listed = counts_of(ahead)
        told = read([*items[:at], *ahead[:first]])
        named = told.event or told.state or told.measure
        if len(listed) == 1 and (named or told.places):
            return items[:at] + body
        if isinstance(self.state.scope.mark, Item) and self.state.scope.mark.kind == "inside":
            return items[:at] + body  # 13例确诊病例中，按城乡分，…: parts of the 13
        while self.state.scope.kind == PART:
            self.state.stack.pop()
        like = self._like(told, ahead[first], listed) if self.state.scope.kind == TOP else None
        if like is None:
            return items[:at] + body
        self.state.stack.append(
            Scope(PART, total=like, inside=True, apart=True, sourced=bool(items[at].value), mark=items[at])
        )
        return body

    def _like(self, told: Reading, count: Item, listed: Sequence[int]) -> int | None:
        """The count that a list is told like: one that it adds up to, else the first that can hold it of the nearest sentence.

        Those who died or were discharged are meant only where the words say so, or the list adds up to them.
        """
        records, sentences = self.state.records, self.state.sentences
        found = [
            index
            for index in range(max(0, len(records) - MEMORY), len(records))
            if self._may_be(records[index], told, count)
        ]
        found.sort(key=lambda index: (-bisect_right(sentences, records[index]["start"]), index))
        whole = sum(listed)
        if len(listed) > 1:
            exact = next((index for index in found if records[index]["count"] == whole), None)
            if exact is not None:
                return exact
        holding = (index for index in found if records[index]["count"] >= whole)
        return next((index for index in holding if told.event or not self._ended(records[index])), None)

    def _may_be(self, record: Record, told: Reading, count: Item) -> bool:
        """Whether a list can be told like a record: it is a total in the same kind of unit, and what the list names."""
        if record["parent"] is not None or record["derived"] or record["measure"] == "change" or not record["count"]:
            return False
        if self.metrics.by_unit.get(count.unit or "") != self.metrics.by_unit.get(record["unit"] or ""):
            return False
        if record["metric"] in self.metrics.acts | self.metrics.contacts and record["unit"] != count.unit:
            return False
        if (told.event or told.state) not in (None, record["metric"]):
            return False
        return told.measure in (None, record["measure"])

    def _ended(self, record: Record) -> bool:
        """Whether a count is of those for whom something ended or was done."""
        return record["metric"] in self.metrics.of_somebody_or_ended or record["severity"] is not None
