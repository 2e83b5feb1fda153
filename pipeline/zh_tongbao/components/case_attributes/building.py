"""From what a clause says and what its scope gives to one record of the contract."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.lexer import BARE, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Passage, Record, Scope

STOCK = frozenset({"cumulative", "current"})
ALWAYS = {"in_treatment": "current", "under_observation": "current"}
OF_CONFIRMED = frozenset({"discharged", "in_treatment"})
OF_OBSERVED = frozenset({"released", "under_observation"})
OF_SOMEBODY = OF_CONFIRMED | OF_OBSERVED
NOTHING: Record = dict.fromkeys(("severity", "from", "detected", "source"))
CONTACTS = frozenset({"close_contact", "secondary_contact"})


class Builder:
    """Make records and keep the passage up to date.

    Parameters:
        text: the text as given.
        records: the list that records are appended to.
        passage: what the passage has said so far.
        areas: resolves places.
    """

    def __init__(self, text: str, records: list[Record], passage: Passage, areas: Areas):
        self.text = text
        self.records = records
        self.passage = passage
        self.areas = areas
        self.once_words: frozenset[str] = frozenset()
        self.case_units: frozenset[str] = frozenset()
        self.source_codes: dict[str, str] = {}
        self._unplaced: list[Record] = []
        self._undated: list[Record] = []

    def record(self, count: Item, reading: Reading, scope: Scope) -> int | None:
        """Append the record of one count and return its index; None where nothing tells what it counts."""
        parent = self._parent(reading, scope)
        total = self.records[parent] if parent is not None else None
        metric = self._metric(reading, total, count)
        if metric is None:
            return None
        measure = self._measure(reading, metric, total)
        place, named = self._place(reading, total)
        given = total if total is not None else NOTHING
        alike = total if total is not None and total["metric"] == metric else NOTHING
        record: Record = {
            "start": count.start,
            "end": count.end,
            "text": self.text[count.start : count.end],
            "count": int(count.value),
            "modifier": count.modifier,
            "unit": count.unit,
            "metric": metric,
            "of": self._of(reading, metric, total) if metric in OF_SOMEBODY else None,
            "measure": measure,
            "origin": reading.origin or (self._origin(reading, scope) if total is None else total["origin"]),
            "severity": reading.severity if reading.has_severity else alike["severity"],
            "from": (reading.converted_from or "asymptomatic") if reading.conversion else alike["from"],
            "detected": reading.detected or given["detected"],
            "place": place,
            "source": self.source(reading) or given["source"],
            "period": self._period(reading, measure),
            "parent": None,
            "relation": None,
            "derived": False,
        }
        if measure == "change":
            record["count"] *= reading.change or 1
        if total is not None:
            record["parent"] = parent
            record["relation"] = relation_of(record, total, reading)
        self._remember(record, reading, named, scope)
        self.records.append(record)
        return len(self.records) - 1

    def _parent(self, reading: Reading, scope: Scope) -> int | None:
        """The total of this part: the scope's, or the one that counts the state which the part names."""
        if scope.total is None:
            if reading.places and reading.places[-1].kind == "other_places" and self.records:
                last = self.records[-1]
                index: int | None = last["parent"] if last["relation"] == "place" else None
                return index
            return None
        total = self.records[scope.total]
        if scope.kind != PART or not reading.state or reading.event or reading.state == total["metric"]:
            return scope.total
        found = self.latest_like(Reading(state=reading.state, measure=reading.measure))
        sentence = self.passage.sentence
        if found is None or (found < sentence <= scope.total):
            return scope.total
        return found

    def _metric(self, reading: Reading, total: Record | None, count: Item) -> str | None:
        if reading.event and not (reading.event == "under_observation" and reading.measure == "new" and reading.state):
            return reading.event
        if reading.state:
            return reading.state
        if total is not None:
            if (
                reading.case
                or reading.has_severity
                or reading.places
                or reading.origin
                or reading.detected
                or reading.source
            ):
                return str(total["metric"])
            return None if count.kind == BARE else str(total["metric"])
        if reading.case or reading.has_severity:
            header = self.passage.header
            infection = header is not None and self.records[header]["metric"] == "infection"
            return "infection" if infection and not reading.has_severity else "confirmed"
        if count.kind == BARE:
            return None
        if not self._counts_cases(count):
            return None
        lead, header = self.passage.lead, self.passage.header
        if reading.detected and lead is not None:
            return str(self.records[lead]["metric"])
        if header is not None and reading.places:
            return str(self.records[header]["metric"])
        return "confirmed" if reading.measure else None

    def _counts_cases(self, count: Item) -> bool:
        """Whether the unit can only mean cases, so that what is counted may be left out."""
        return count.unit in self.case_units

    def _measure(self, reading: Reading, metric: str, total: Record | None) -> str:
        if reading.change is not None and reading.compared:
            return "change"
        if metric in ALWAYS:
            return ALWAYS[metric]
        if reading.measure:
            return reading.measure
        if reading.day:
            return "new"
        if total is not None:
            if metric == total["metric"] and reading.has_severity and total["measure"] == "cumulative":
                return "current"
            if metric in ("death", "discharged", "released") and total["measure"] == "current":
                return "cumulative"
            return str(total["measure"])
        if metric in CONTACTS:
            return "cumulative"
        dated = self.passage.period is not None and not self.passage.until
        known = self.passage.measure or ("new" if dated else "cumulative")
        if reading.has_severity and not reading.state and known == "cumulative":
            return "current"
        if metric in ("death", "discharged", "released") and known == "current":
            return "cumulative"
        return known

    def _of(self, reading: Reading, metric: str, total: Record | None) -> str | None:
        if metric in OF_CONFIRMED:
            return reading.state or (total or {}).get("of") or "confirmed"
        if metric in OF_OBSERVED:
            inherited = (total or {}).get("of") or ((total or {}).get("metric") if total else None)
            if inherited in ("discharged", "released", "under_observation", "in_treatment"):
                inherited = None
            return reading.state or inherited or self.passage.observed
        return None

    def _origin(self, reading: Reading, scope: Scope) -> str | None:
        """The origin of a count that is no part and says none."""
        if scope.kind == TOP and reading.places and not reading.counted and self.passage.header is not None:
            header: str | None = self.records[self.passage.header]["origin"]
            return header
        return self.passage.origin

    def _place(self, reading: Reading, total: Record | None) -> tuple[dict[str, Any] | None, bool]:
        named = self.areas.of_items(reading.places, self.passage.place)
        if named is not None:
            return named, True
        if total is not None:
            return total["place"], False
        return self.passage.place, False

    def _period(self, reading: Reading, measure: str) -> dict[str, Any]:
        period = self.passage.period
        if period is None:
            return {"start": None, "end": None}
        if measure in STOCK:
            return {"start": None, "end": period["end_time"]}
        window = self.passage.window
        if period["start_time"] is None and window is not None and window["end_time"] == period["end_time"]:
            period = window
        start = period["start_time"]
        if reading.day and start is not None:
            start = start[:-5] + "00:00"
        return {"start": start, "end": period["end_time"]}

    def _remember(self, record: Record, reading: Reading, named: bool, scope: Scope) -> None:
        if self.passage.period is None:
            self._undated.append(record)
        if record["place"] is None:
            self._unplaced.append(record)
        if record["metric"] in ("asymptomatic", "close_contact", "suspected"):
            self.passage.observed = record["metric"]
        if reading.state in ("asymptomatic", "close_contact"):
            self.passage.observed = reading.state
        if scope.kind != TOP:
            return
        if reading.measure in ("new", "cumulative", "current"):
            self.passage.measure = record["measure"]
        lead = self.passage.lead is None
        if reading.origin and reading.origin not in self.passage.origins and (lead or self.passage.origins):
            self.passage.origins.append(reading.origin)
        if named and reading.led and (reading.measure or reading.counted):
            self.passage.place = record["place"]
        if reading.counted:
            self.passage.header = len(self.records)
            if self.passage.lead is None:
                self.passage.lead = len(self.records)

    def latest_like(self, reading: Reading) -> int | None:
        """Index of the latest record of its own that counts what these words name."""
        metric = reading.event or reading.state or ("confirmed" if reading.case or reading.has_severity else None)
        for index in range(len(self.records) - 1, -1, -1):
            record = self.records[index]
            if record["parent"] is not None or record["metric"] != metric:
                continue
            if record["severity"] != (reading.severity if reading.has_severity else None):
                continue
            if reading.measure and record["measure"] != reading.measure:
                continue
            return index
        return None

    def amend(self, index: int, reading: Reading, *, deep: bool) -> None:
        """Let a remark behind a count complete its record, and with ``deep`` those of its parts."""
        targets = [index]
        if deep:
            targets += [other for other, record in enumerate(self.records) if record["parent"] == index]
        for target in targets:
            record = self.records[target]
            if reading.conversion:
                record["from"] = reading.converted_from or "asymptomatic"
            if reading.origin:
                record["origin"] = reading.origin
            if reading.has_severity:
                record["severity"] = reading.severity
            if reading.detected:
                record["detected"] = reading.detected
            if reading.source is not None:
                record["source"] = self.source(reading)
        if reading.places and reading.source is None:
            place = self.areas.of_items(reading.places, self.passage.place)
            self.records[index]["place"] = place

    def amend_source(self, first: int, last: int, reading: Reading) -> None:
        """Give a source to every count of a list, from ``first`` to ``last``, that has none of its own."""
        parent = self.records[last]["parent"]
        for record in self.records[first : last + 1]:
            if record["parent"] == parent and record["source"] is None:
                record["source"] = self.source(reading)

    def source(self, reading: Reading) -> str | None:
        """The country that a case came from; Hong Kong, Macao and Taiwan by their own codes."""
        if reading.source is None:
            return None
        code: str | None = self.source_codes.get(reading.source.get("adcode") or "") or reading.source.get("country")
        return code

    def numbered(self, item: Item, place: Item) -> int:
        """Append the record of a range of case numbers, a part by place of the last total of its kind."""
        reading = Reading(state=item.unit, measure="new", places=(place,))
        total = self.latest_like(Reading(state=item.unit, measure="new"))
        scope = Scope(PART, total=total)
        count = Item(item.kind, item.start, item.end, item.value)
        index = self.record(count, reading, scope)
        assert index is not None
        return index

    def amend_block(self, block: list[int], reading: Reading) -> None:
        """Say of a block of case numbers how its cases were found, or what they were before."""
        for index in block:
            record = self.records[index]
            if reading.detected and not record["from"]:
                record["detected"] = reading.detected
            elif reading.state == "asymptomatic" and record["metric"] == "confirmed" and not record["detected"]:
                record["from"] = "asymptomatic"

    def finish(self) -> None:
        """Fill in what only the rest of the document gave: the place and the period of counts in a headline."""
        headed = (r["place"] for r in self.records if r["place"] and r["parent"] is None and r["place"]["adcode"])
        first = self.areas.fallback() or next(headed, None)
        for record in self._unplaced:
            if record["place"] is None:
                record["place"] = first
        dated = next((record for record in self.records if record["period"]["end"]), None)
        for record in self._undated:
            if dated is not None:
                new = record["measure"] not in STOCK
                record["period"] = {"start": self.first_start if new else None, "end": dated["period"]["end"]}

    @property
    def first_start(self) -> str | None:
        """Start of the first period that the records name."""
        return next((record["period"]["start"] for record in self.records if record["period"]["start"]), None)


def relation_of(record: Record, total: Record, reading: Reading) -> str:
    """How a part is a part of its total."""
    if reading.conversion:
        return "conversion"
    if record["metric"] != total["metric"]:
        return "other"
    if reading.source is not None:
        return "source"
    if reading.places:
        return "place"
    if reading.has_severity:
        return "severity"
    if reading.origin:
        return "origin"
    if reading.detected:
        return "detected"
    return "other"
