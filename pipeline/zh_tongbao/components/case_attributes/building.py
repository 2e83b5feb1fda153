"""From what a clause says and what its scope gives to one record of the contract."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.case_attributes.areas import SPECIAL, Areas
from zh_tongbao.components.case_attributes.counted import Counted
from zh_tongbao.components.case_attributes.lexer import PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Record, Scope, State
from zh_tongbao.components.case_attributes.totals import Totals
from zh_tongbao.components.case_attributes.words import Words

STOCK = frozenset({"cumulative", "current"})
NOTHING: Record = dict.fromkeys(("severity", "from", "detected", "source"))
NO_READING = Reading()
IMPORTED = "imported"
BY_DATE = "imported_domestic"
ABROAD_SINCE = "2020-03"
"""Month since which an imported case without a word for where from is one from abroad (CONTRACT.md, Conventions)."""


class Builder:
    """Make records and keep the passage up to date.

    Parameters:
        state: where the parser stands.
        areas: resolves places.
        words: word lists of the vocabulary.
        published: day of publication (``YYYY-MM-DD``), or None.
    """

    def __init__(self, state: State, areas: Areas, words: Words, published: str | None = None):
        self.state = state
        self.text = state.text
        self.records = state.records
        self.passage = state.passage
        self.areas = areas
        self.words = words
        self.metrics = words.metrics
        self.published = published
        self.counted = Counted(state, words)
        self.totals = Totals(state, words)
        self._unplaced: list[Record] = []
        self._undated: list[Record] = []

    def record(self, count: Item, reading: Reading, scope: Scope) -> int | None:
        """Append the record of one count and return its index; None where nothing tells what it counts."""
        parent = self._parent(reading, scope)
        total = self.records[parent] if parent is not None else None
        metric = self.counted.metric(reading, total, count)
        if metric is None:
            return None
        measure = self.counted.measure(reading, metric, total)
        origin = self._origin(reading, metric, total, scope)
        if origin == IMPORTED and reading.places:
            reading = self._from_abroad(reading, total)
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
            "of": self.counted.of(reading, metric, total) if metric in self.metrics.of_somebody else None,
            "measure": measure,
            "origin": origin,
            "severity": reading.severity if reading.has_severity else alike["severity"],
            "from": self._from(reading, total) if reading.conversion else alike["from"],
            "detected": self.counted.detected(reading, metric) or given["detected"],
            "place": place,
            "source": self.source(reading) or given["source"],
            "period": self._period(reading, measure, total),
            "parent": None,
            "relation": None,
            "derived": False,
        }
        if measure == "change":
            record["count"] *= reading.change or 1
        if total is not None:
            record["parent"] = parent
            record["relation"] = relation_of(record, total, reading)
            scope.relations.add(record["relation"])
        self._remember(record, reading, named, scope)
        self.records.append(record)
        return len(self.records) - 1

    def part_by_place(self, count: Item, place: Item, scope: Scope) -> int | None:
        """Append a part that differs from its total in place and count alone; None where more may differ.

        Equal to :meth:`record` with a reading of that place (a test holds the two together).
        """
        total = self.records[scope.total] if scope.total is not None else None
        if total is None or (total["origin"] == IMPORTED and is_abroad(place)):
            return None
        if total["metric"] in self.metrics.of_somebody_or_ended or self.passage.period is None:
            return None
        written = self.text[place.start : place.end]
        self.records.append(
            total
            | {
                "start": count.start,
                "end": count.end,
                "text": self.text[count.start : count.end],
                "count": count.value,
                "modifier": count.modifier,
                "unit": count.unit,
                "place": {"text": written, "adcode": place.value.get("adcode")},
                "period": self._period(NO_READING, total["measure"], total),
                "parent": scope.total,
                "relation": "place",
                "derived": False,
            }
        )
        scope.relations.add("place")
        return len(self.records) - 1

    def derived(self, word: Item, count: int, reading: Reading, scope: Scope) -> None:
        """Append the record of a computed remainder, which stands at a word (其余)."""
        index = self.record(Item(word.kind, word.start, word.end, count), reading, scope)
        if index is not None:
            self.records[index].update(derived=True, unit=None, modifier=None)

    def _parent(self, reading: Reading, scope: Scope) -> int | None:
        """The total of this part: the scope's, or the one that counts the state which the part names."""
        if scope.total is None:
            if reading.places and reading.places[-1].kind == "other_places" and self.records:
                last = self.records[-1]
                index: int | None = last["parent"] if last["relation"] == "place" else None
                return index
            return None
        total = self.records[scope.total]
        if scope.kind != PART or not reading.state or reading.event or reading.state in (total["metric"], total["of"]):
            return scope.total
        found = self.totals.latest_like(Reading(state=reading.state, measure=reading.measure))
        sentence = self.passage.sentence
        if found is None or (found < sentence <= scope.total):
            return scope.total
        return found

    def _origin(self, reading: Reading, metric: str, total: Record | None, scope: Scope) -> str | None:
        if reading.origin:
            return self.origin_of(reading)
        if total is not None:
            inherited: str | None = total["origin"]
            return inherited
        if scope.kind == TOP and reading.places and not reading.counted and self.passage.header is not None:
            header: str | None = self.records[self.passage.header]["origin"]
            return header
        if (
            metric in self.metrics.contacts
            or (self.passage.observed in self.metrics.contacts and metric in self.metrics.of_observed)
        ) and self.passage.lead is None:
            return None
        return self.passage.origin

    def origin_of(self, reading: Reading) -> str | None:
        """The origin that a reading names; a bare 输入 is from abroad where it names a country, and since March 2020."""
        if reading.origin != BY_DATE or not reading.origin_by_date:
            return reading.origin
        country = reading.source or next((item.value for item in reading.places if is_abroad(item)), None)
        if country is not None:
            return IMPORTED if country.get("country") != "CN" else BY_DATE
        period = self.passage.period
        day = (period["end_time"] if period else None) or self.published or ""
        return IMPORTED if day[:7] >= ABROAD_SINCE and not day.startswith("-") else BY_DATE

    def _from_abroad(self, reading: Reading, total: Record | None) -> Reading:
        """Of an imported case a country is where it came from, not where it is counted."""
        home = (total or {}).get("place") or self.passage.place or self.areas.fallback()
        code = (home or {}).get("adcode")
        if not code or code[:2] in SPECIAL or not any(is_abroad(item) for item in reading.places):
            return reading
        places = tuple(item for item in reading.places if not is_abroad(item))
        country = next(item.value for item in reading.places if is_abroad(item))
        return reading.copy(places=places, source=reading.source or country)

    def _from(self, reading: Reading, total: Record | None) -> str | None:
        if reading.converted_from or total is None:
            return reading.converted_from or "asymptomatic"
        if total["metric"] in self.metrics.contacts:
            return None
        return "suspected" if total["metric"] == "suspected" else "asymptomatic"

    def _place(self, reading: Reading, total: Record | None) -> tuple[dict[str, Any] | None, bool]:
        named = self.areas.of_items(reading.places, self.passage.place)
        if named is not None:
            return named, True
        if total is not None:
            return total["place"], False
        return self.passage.place, False

    def _period(self, reading: Reading, measure: str, total: Record | None) -> dict[str, Any]:
        period = self.passage.period
        if reading.period is not None and measure == "new" and total is not None:
            period = reading.period
            return {"start": period["start_time"], "end": period["end_time"]}
        if period is None:
            return {"start": None, "end": None}
        if measure in STOCK:
            return {"start": None, "end": period["end_time"]}
        window = self.passage.window
        if period["start_time"] is None and window is not None and window["end_time"] == period["end_time"]:
            period = window
        start = self.passage.since or period["start_time"]
        if reading.day and start is not None:
            start = start[:-5] + "00:00"
        return {"start": start, "end": period["end_time"]}

    def _remember(self, record: Record, reading: Reading, named: bool, scope: Scope) -> None:
        passage = self.passage
        if passage.period is None:
            self._undated.append(record)
        if record["place"] is None:
            self._unplaced.append(record)
        aside = (
            record["metric"] == "suspected" and passage.observed in self.metrics.contacts and passage.lead is not None
        )
        if record["metric"] in ("asymptomatic", "close_contact", "suspected") and not aside:
            passage.observed = record["metric"]
        if reading.state in ("asymptomatic", "close_contact"):
            passage.observed = reading.state
        if scope.kind != TOP:
            return
        if reading.measure in ("new", "cumulative", "current"):
            passage.measure = record["measure"]
        if reading.origin and record["origin"] not in passage.origins and (passage.lead is None or passage.origins):
            passage.origins.append(record["origin"])
        if reading.origin and (passage.lead is None or passage.said):
            passage.said.add(record["origin"])
        if named and reading.led and (reading.measure or reading.counted):
            passage.place = record["place"]
        if reading.counted:
            passage.header = len(self.records)
            if passage.lead is None:
                passage.lead = len(self.records)

    def area(self, body: list[Item]) -> None:
        """A clause that only says who reports (据31个省…报告) or where it happened (…发生地震) sets the place of what follows."""
        happened = any(item.kind == "occurs" for item in body)
        areas = [item for item in body if item.kind == "area" or (happened and item.kind == PLACE)]
        place = self.areas.of_items(areas, self.passage.place)
        if self.state.scope.kind == TOP and place is not None and place["adcode"]:
            self.passage.place = place

    def source(self, reading: Reading) -> str | None:
        """The country that a case came from; Hong Kong, Macao and Taiwan by their own codes."""
        if reading.source is None:
            return None
        special = self.words.source_codes.get(reading.source.get("adcode") or "")
        country: str | None = special or reading.source.get("country")
        return None if country == "CN" else country

    def finish(self) -> None:
        """Fill in what only the rest of the document gave: the place and the period of counts in a headline."""
        headed = (r["place"] for r in self.records if r["place"] and r["parent"] is None and r["place"]["adcode"])
        first = self.areas.fallback() or next(headed, None)
        for record in self._unplaced:
            if record["place"] is None:
                record["place"] = first
        dated = next((record for record in self.records if record["period"]["end"]), None)
        start = next((record["period"]["start"] for record in self.records if record["period"]["start"]), None)
        for record in self._undated:
            if dated is not None:
                new = record["measure"] not in STOCK
                record["period"] = {"start": start if new else None, "end": dated["period"]["end"]}


def is_abroad(item: Item) -> bool:
    """Whether an item is a place that an imported case can come from: abroad, Hong Kong, Macao, Taiwan."""
    if not isinstance(item.value, dict):
        return False
    return item.value.get("country") not in (None, "CN") or (item.value.get("adcode") or "")[:2] in SPECIAL


def relation_of(record: Record, total: Record, reading: Reading) -> str:
    """How a part is a part of its total."""
    if reading.conversion:
        return "conversion"
    if record["metric"] != total["metric"]:
        return "other"
    if record["measure"] == "change" != total["measure"]:
        return "other"
    if reading.source is not None or reading.sourced:
        return "source"
    if reading.places:
        return "place"
    if reading.has_severity:
        return "severity"
    if reading.origin:
        return "origin"
    if reading.detected or reading.isolated:
        return "detected"
    return "other"
