"""Records of numbers that are told of a count: like its record, but for the number and what it says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import Found, Said
from zh_tongbao.components.case_attributes.items import COUNT, PER_PEOPLE, Item
from zh_tongbao.components.case_attributes.mentioned import FIELD, Mention, Mentioned, code_of
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import TOP, Record, Scope

UNSAID: Record = dict.fromkeys(("of", "severity", "origin", "from", "detected", "source"))
# What is known of a count alone.


class Likeness:
    """Make such records.

    Parameters:
        build: made the records of the counts.
        illness: the diseases that the document names.
    """

    def __init__(self, build: Builder, illness: Mentioned):
        self.build = build
        self.illness = illness

    def record(
        self, number: Item, told: Record | None, metric: Said | str, measure: Said, value: float
    ) -> Record | None:
        """The record of a number; None where nothing tells its time and place.

        Parameters:
            number: where it stands.
            told: the record that it is like.
            metric: what it is told of.
            measure: what it says of that.
            value: the number, signed.
        """
        if told is None:
            told = self._first(number, metric, measure)
        if told is None:
            return None
        unit = number.unit
        if number.kind == PER_PEOPLE and unit is not None:
            unit = self.build.text[number.end - len(unit) : number.end]
        own: dict[str, Any] = {
            "start": number.start,
            "end": number.end,
            "text": self.build.text[number.start : number.end],
            "count": None,
            "value": float(value),
            "unit": unit,
            "modifier": number.modifier,
            "metric": metric,
            "measure": measure,
            "parent": None,
            "relation": None,
            "derived": False,
            "per": None,
            "compared": None,
            "mark": number,
        }
        return told | own

    def unsaid(self, record: Record, metric: Said) -> Record:
        """What is not counted itself is of the place and the time of another count."""
        return record | UNSAID | {"metric": metric}

    @staticmethod
    def of_disease(record: Record, mention: Mention | None) -> Record:
        """The record as one of a disease that is named, or of none."""
        if mention is not None and code_of(record) == mention.code:
            return record | {FIELD: mention.value}
        return record | {FIELD: mention.value if mention is not None else None, "excludes": []}

    def place(self, places: Sequence[Item]) -> Found | None:
        """The place that a clause names, or None."""
        return self.build.areas.of_items(tuple(places), self.build.passage.place) if places else None

    def _first(self, number: Item, metric: Said | str, measure: Said) -> Record | None:
        """What a count would be that stood here, in a text that has none."""
        passage, records = self.build.passage, self.build.records
        if passage.period is None and passage.candidate is not None:
            passage.begin(passage.candidate, at=len(records), main=True)
        named = Reading(state=metric, measure=measure)
        index = self.build.record(Item(COUNT, number.start, number.end, 0), named, Scope(TOP))
        if index is None:
            return None
        made = records.pop(index)
        return made | {
            "place": made["place"] or self.build.whole,
            FIELD: self.illness.nearest(number.start),
            "excludes": [],
        }
