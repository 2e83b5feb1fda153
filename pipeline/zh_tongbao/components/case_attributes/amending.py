"""What a remark, a list of sources or a block of case numbers adds to records that stand already."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.origins import IMPORTED
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import PART, Record, Scope


class Amender:
    """Complete records.

    Parameters:
        build: what made them.
    """

    def __init__(self, build: Builder):
        self.build = build
        self.records: list[Record] = build.records

    def amend(self, index: int, reading: Reading, *, deep: bool) -> None:
        """Let a remark behind a count complete its record, and with ``deep`` those of its parts."""
        reading = self.build.origins.sent(reading, self.records[index])
        targets = [index]
        if deep:
            targets += [i for i in range(index + 1, len(self.records)) if self.records[i]["parent"] == index]
        for target in targets:
            record = self.records[target]
            if reading.conversion:
                record["from"] = reading.before
            if reading.origin:
                record["origin"] = self.build.origins.named(reading)
            elif reading.entered and record["metric"] in self.build.metrics.staged:
                record["origin"] = said(IMPORTED, reading.entered)
            record["severity"] = record["severity"] or reading.severity
            if reading.detected:
                record["detected"] = reading.detected
            country = reading.source
            if country is None and record["origin"] == IMPORTED:
                country = reading.abroad  # 均为俄罗斯输入
            if country is not None:
                record["source"] = self.build.origins.source(Reading(source=country))
        named = self.records[index]["origin"] == IMPORTED and reading.abroad
        if reading.places and not named:
            self._move(index, reading)

    def _move(self, index: int, reading: Reading) -> None:
        """Give a count the place that a remark names (上海3例，均在普陀区).

        The division that the count itself named has the same count, which is written for its part alone now: a derived
        record keeps it, so that a table by province is whole.
        """
        record = self.records[index]
        place = self.build.areas.of_item(reading.places[-1], self.build.passage.place)
        before = record["place"]
        named = record["relation"] == "place" and before["adcode"]
        if named and self.build.areas.within(reading.places[-1], record):
            self.records.append(record | {"parent": None, "relation": None, "derived": True})
        record["place"] = place
        for part in self.records[index + 1 :]:
            if part["parent"] == index and part["place"] == before:
                part["place"] = place

    def amend_joined(self, joined: Sequence[int], last: int) -> None:
        """Let what the last of joined counts says of how they were found hold for all (A例和B例在…中发现)."""
        detected = self.records[last]["detected"]
        for index in joined:
            record = self.records[index]
            if record["detected"] is None and record["metric"] not in self.build.metrics.contacts:
                record["detected"] = detected
                if record["relation"] == "other":
                    record["relation"] = "detected"

    def amend_act(self, index: int, reading: Reading) -> None:
        """Those counted were discharged, or died: that is the count's metric, and it is new on the day told with it."""
        record, metrics, event = self.records[index], self.build.metrics, reading.event
        assert event is not None  # the act
        if record["measure"] == "change":
            return
        if record["metric"] in metrics.whom:
            record.update(metric=event, of=record["metric"] if event in metrics.of else None)
        if reading.period is not None and reading.period["start_time"] is not None:
            self.build.passage.begin(reading.period, at=len(self.records), main=True)
        elif record["measure"] == "new" or self.build.passage.until:
            return
        record.update(measure=said("new", event), period=self.build.period(reading, "new", None))

    def amend_source(self, first: int, last: int, reading: Reading) -> None:
        """Give a source to every count of a list, from ``first`` to ``last``, that has none of its own."""
        parent = self.records[last]["parent"]
        for record in self.records[first : last + 1]:
            if record["parent"] == parent and record["source"] is None:
                record["source"] = self.build.origins.source(reading)

    def numbered(self, item: Item, place: Item) -> int | None:
        """Append the record of a range of case numbers, a part by place of the last total of its kind; return its index."""
        assert item.unit is not None  # the state that the numbers are of
        named = Reading(state=said(item.unit, item), measure=said("new", item))
        total = self.build.totals.latest_like(named, least=item.value)
        count = Item(item.kind, item.start, item.end, item.value)
        return self.build.record(count, named.copy(places=(place,)), Scope(PART, total=total, mark=item))

    def amend_block(self, block: Sequence[int], reading: Reading) -> None:
        """Say of a block of case numbers how its cases were found, or what they were before."""
        for index in block:
            record = self.records[index]
            if reading.detected and not record["from"]:
                record["detected"] = record["detected"] or reading.detected
            elif reading.state == "asymptomatic" and record["metric"] == "confirmed" and not record["detected"]:
                record["from"] = reading.state
