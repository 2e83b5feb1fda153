"""One document while it is written: its text and, with every stretch that is marked, its annotation."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.places.gazetteer import Division
from zh_tongbao.records.checks import SUMMED, checks_of
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]


class Draft:
    """Text and annotation of one document.

    Parameters:
        given: the document's ``id``, ``published``, ``region`` and ``title``.
    """

    def __init__(self, given: Row):
        self.given = given
        self.pieces: list[str] = []
        self.length = 0
        self.entities: list[Row] = []
        self.records: list[Row] = []
        self.place: Row | None = None
        self.range: Row | None = None
        self.until: str | None = None

    def write(self, text: str) -> tuple[int, int]:
        """Add text; returns where it stands."""
        start = self.length
        self.pieces.append(text)
        self.length += len(text)
        return start, self.length

    def mark(self, span: tuple[int, int], label: str, **attributes: Any) -> Row:
        """Mark a stretch of what is written."""
        entity = {"start": span[0], "end": span[1], "text": "".join(self.pieces)[span[0] : span[1]], "label": label}
        entity.update(attributes)
        self.entities.append(entity)
        return entity

    def write_place(self, place: Division, form: str) -> Row:
        """Write a place in the given form and mark it; returns what a record says of its place."""
        start, end = self.write(form)
        self.entities.append(place.entity(start, end, form))
        return {"text": form, "adcode": place.adcode}

    def write_record(self, text: str, count: int, unit: str | None, values: Row, parent: int | None = None) -> int:
        """Write a count expression and its record; a part has from its total what ``values`` do not say.

        Returns:
            int: index of the record.
        """
        start, end = self.write(text)
        record: Row = RECORD.blank() | {"start": start, "end": end, "text": text, "count": count, "unit": unit}
        if parent is None:
            record["place"] = self.place
        else:
            record.update({field: self.records[parent][field] for field in RECORD.inherited})
            record["parent"] = parent
        record.update(values)
        if parent is None and record["period"] is None:
            record["period"] = self.period(record["measure"])
        self.records.append(record)
        return len(self.records) - 1

    def period(self, measure: str) -> Row | None:
        """The period that a count of this measure has here: the days under report, or the moment it holds at."""
        if measure in ("new", "change"):
            return self.range
        return {"start": None, "end": self.until} if self.until else None

    def finish(self) -> Row:
        """The document in the form of the data contract."""
        text = "".join(self.pieces)
        cases = [
            {"start": record["start"], "end": record["end"], "text": record["text"], "label": "CASE", "record": index}
            for index, record in enumerate(self.records)
        ]
        entities = sorted(self.entities + cases, key=lambda entity: (entity["start"], -entity["end"]))
        # Breakdowns alone: whether the totals make a whole account is not what these texts are composed for.
        checks = [check for check in checks_of(self.records) if check["relation"] in SUMMED]
        return {**self.given, "text": text, "entities": entities, "records": self.records, "checks": checks}
