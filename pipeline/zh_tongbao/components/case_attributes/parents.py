"""Which count a record is a part of, and how."""

from __future__ import annotations

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import BRACKET, PART, Record, Scope, State
from zh_tongbao.components.case_attributes.totals import Totals

BY_PLACE, BY_DISEASE = {"place"}, {"disease"}
NEAR = 8
# Records: how far behind a total the counts beside it stand.


class Parents:
    """Find the total of a part.

    Parameters:
        state: where the parser stands.
        totals: finds earlier counts.
        areas: resolves places.
    """

    def __init__(self, state: State, totals: Totals, areas: Areas):
        self.records = state.records
        self.passage = state.passage
        self.totals = totals
        self.incidents = frozenset(totals.metrics.by_unit.values())
        self.areas = areas

    def of(self, reading: Reading, scope: Scope, count: int, *, events: bool) -> int | None:
        """The total of this part: the scope's, or the one that counts the state which the part names.

        Parameters:
            reading: what its clause says.
            scope: where it stands.
            count: its number.
            events: whether its unit counts incidents.
        """
        if reading.whole is not None or reading.met is not None:
            return reading.whole
        reporter = self.passage.reporter
        outside = scope.kind == BRACKET and scope.total is not None and reporter is not None and reporter <= scope.total
        if reporter is not None and not outside and reading.from_where and self.records[reporter]["count"] >= count:
            return reporter  # 广州报告6例，2例来自泰国，其余4例分别来自…
        if scope.kind == PART and reading.event and (reading.places or scope.period or "disease" in scope.relations):
            beside = self.totals.beside(reading, scope.total, count)
            if beside is not None and (
                not reading.places or self.areas.within(reading.places[-1], self.records[beside])
            ):
                return beside
        if scope.total is None:
            header = self.passage.header
            if reading.category and not reading.counted and header is not None:
                told = self.records[header]
                alone = told["severity"] is None or told["parent"] is not None
                if alone and told["count"] >= count and told["metric"] in self.totals.metrics.staged:
                    return header
                return self.totals.latest_like(Reading(state=self.totals.metrics.default), least=count)
            if reading.places and reading.places[-1].kind == "other_places" and self.records:
                last = self.records[-1]
                index: int | None = last["parent"] if last["relation"] == "place" else None
                beside = self.totals.beside(reading, index, count) if index is not None else None
                return index if beside is None else beside  # ；其余县无人员死亡、失联
            return None
        total = self.records[scope.total]
        if scope.kind == PART and total["metric"] in self.incidents and not (events and reading.places):
            found = self._whole_beside(reading, scope.total, count)
            if found is not None or not (events or scope.inside):
                return found  # 事故31起、死亡18人。其中，火灾4起、死亡3人: 3 of the 18
        if events and total["metric"] not in self.incidents:
            return None
        if scope.kind == BRACKET and count > total["count"] >= 0 and not (reading.measure or reading.counted):
            return None  # 死亡1人，居前三位的依次为流行性感冒（289例）…
        if scope.kind != PART or scope.sums or not reading.state or reading.event:
            return scope.total
        if scope.once and total["metric"] in self.totals.metrics.outcomes and not reading.measure:
            return scope.total  # 死亡242例（含临床诊断病例135例）
        graver = total["severity"] is not None and not reading.has_severity and reading.measure == total["measure"]
        if reading.state in (total["metric"], total["of"]) and not graver:
            return scope.total
        found = self.totals.latest_like(Reading(state=reading.state, measure=reading.measure))
        sentence = self.passage.sentence
        if found is None or (found < sentence <= scope.total) or self.records[found]["count"] < count:
            return scope.total
        return found

    def _whole_beside(self, reading: Reading, total: int, count: int) -> int | None:
        """The count that stands beside the total of a list of incidents, and is the whole of what this part counts."""
        metric = (
            reading.event
            or reading.state
            or (self.totals.metrics.default if reading.case or reading.involved else None)
        )
        measure = self.records[total]["measure"]
        for index in range(total + 1, min(total + NEAR, len(self.records))):
            other = self.records[index]
            if other["parent"] is None and (other["metric"], other["measure"]) == (metric, measure):
                return index if other["count"] >= count else None
        return None


def relation_of(record: Record, total: Record, reading: Reading, scope: Scope) -> str:
    """How a part is a part of its total; of a list by place every row is one of its places."""
    if reading.conversion:
        return "place" if reading.places and not scope.once and scope.relations == BY_PLACE else "conversion"
    if record["metric"] != total["metric"]:
        return "other"
    member = scope.relations == BY_DISEASE and not (reading.places or reading.has_severity)
    if reading.classed or member:
        return "disease"
    if record["measure"] == "change" != total["measure"]:
        return "other"
    if reading.source is not None or reading.sourced:
        return "source"
    if reading.places:
        return "place"
    if reading.has_severity:
        return "severity"
    if reading.origin or reading.entered:
        return "origin"
    if reading.detected or reading.isolated:
        return "detected"
    return "disease" if reading.named else "other"
