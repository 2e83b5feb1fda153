"""Whether a list of parts goes on with a clause, or ends in front of it."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.areas import ABOVE
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.divided import ENDS_A_LIST, Divided, counts_of
from zh_tongbao.components.case_attributes.headings import COUNTED
from zh_tongbao.components.case_attributes.items import COUNT, OUTSIDERS, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Record, Scope, State

ZERO, GROWN = "zero", "grown"
WHOLE_LISTS = frozenset({"origin", "place", "source", "detected", "disease", "other"})
# Kinds of parts of which a zero behind all of them is none.


class Continuation:
    """Close the scopes of parts.

    Parameters:
        state: where the parser stands.
        build: finds records.
        divided: says whether counts ahead add up.
    """

    def __init__(self, state: State, build: Builder, divided: Divided):
        self.state = state
        self.build = build
        self.divided = divided

    def semicolon(self) -> None:
        """A list waits to see whether it goes on behind a semicolon; lists inside it end."""
        stack = self.state.stack
        while stack[-1].kind == PART and stack[-2].kind != TOP:
            stack.pop()
        stack[-1].waiting = True

    def resume(self, items: Sequence[Item], kinds: set[str]) -> None:
        """End a waiting list, or one whose clause speaks of somebody else."""
        scope = self.state.scope
        if not scope.inside and (_begins_anew(kinds) or (ZERO in kinds and self._is_complete(scope, kinds))):
            self.state.stack.pop()
            return
        if self._is_of_all(items, kinds):
            while self.state.scope.kind == PART:
                self.state.stack.pop()
            return
        if "new_scope" in kinds and scope.total is not None and self._counts_others(items, scope.total):
            self.state.stack.pop()
            return
        if scope.total is None:
            return
        at = next((at for at, item in enumerate(items) if item.kind == COUNT), None)
        count = items[at] if at is not None else None
        reading = read(items) if at is None else merge(read(items[:at]), read(items[at + 1 :], behind=True))
        total = self.state.records[scope.total]
        if count is not None and not scope.waiting and self.build.counted.are_cases(reading, count, total):
            return
        if {ZERO, "case"} <= kinds and not reading.state and total["metric"] in self.build.metrics.contacts:
            self.state.stack.pop()  # 密切接触者9人，其中…，未出现二代病例: no cases at all
            return
        if count is not None and self.build.metrics.by_unit.get(count.unit or "", total["metric"]) != total["metric"]:
            self.state.stack.pop()  # 612例，其中重症9例；报告聚集性疫情7起，涉及38例: events are no part of cases
            return
        other = reading.measure is not None and reading.measure != total["measure"] and reading.change is None
        if self._leaves(items, reading, total) and "part" not in kinds:
            self.state.stack.pop()
            return
        if count is not None and other and not scope.inside and count.value > total["count"]:
            self.state.stack.pop()  # 新增11例，其中9例为输入病例，累计4682例
            return
        if (
            reading.state in self.build.metrics.contacts
            and total["metric"] != reading.state
            and total["of"] != reading.state
        ):
            if not reading.event:
                self.state.stack.pop()
        elif scope.waiting and not kinds.isdisjoint(COUNTED):
            scope.waiting = False
            if not self._of_the_other(scope, reading, count) and not self._goes_on(scope, total, reading, kinds, items):
                self.state.stack.pop()

    def _leaves(self, items: Sequence[Item], reading: Reading, total: Record) -> bool:
        """Whether a clause counts what is no part of a total.

        It tells what the number of others has risen or fallen to (遗体6具，其中4具身份已确认，失联人员降至9人), the total holds
        nothing else (遗体6具，其中4具身份已确认，受伤3人), or is not counted in that unit (受灾2万人，其中需救助3000人，死亡大牲畜340头).
        """
        metrics = self.build.metrics
        metric = reading.event or reading.state
        reaches = any(item.kind == "becomes" or item.value == GROWN for item in items)
        units = {item.unit for item in items if item.kind == COUNT}
        of_total = {None, *metrics.units.get(total["metric"], units)}
        of_incidents = total["metric"] in metrics.by_unit.values()
        apart = bool(units) and not of_incidents and (total["metric"] in metrics.sole or units.isdisjoint(of_total))
        return (reaches or apart) and metric not in (None, total["metric"], total["of"])

    def _is_of_all(self, items: Sequence[Item], kinds: set[str]) -> bool:
        """Whether a clause behind a list is of all again.

        A zero behind a list by place (其中A市8例、B市4例，无死亡病例), or of how people ended behind those in hospital; a sum
        of what is listed (以上4市合计270例).
        """
        if any(item.kind == "area" and item.value == ABOVE for item in items):
            return True
        scope = self.state.scope
        if "zero" not in kinds or not kinds.isdisjoint({"part", "inside", PLACE, "other_places"}) or scope.inside:
            return False
        if self._joined(items):
            return False  # 其中榆中县9起、28人中毒、无人死亡: none of that county
        total = self.state.records[scope.total] if scope.total is not None else None
        stock = total is not None and total["metric"] in self.build.metrics.current
        if "place" in scope.relations:
            return not self._of_one_place(scope.total)
        return bool(stock and read(items).event in self.build.metrics.outcomes)

    def _joined(self, items: Sequence[Item]) -> bool:
        """Whether a mark of a list ties this clause to the part by place before it."""
        at, records = self.state.position - len(items) - 1, self.state.records
        listed = 0 <= at < len(self.state.items) and self.state.items[at].kind == "listing"
        return listed and records[-1]["relation"] == "place"

    def _of_one_place(self, total: int | None) -> bool:
        """Whether the list goes place by place between semicolons, so that a zero is of the place of its half (河北12例，无死亡；)."""
        items, at = self.state.items, self.state.position
        first = self.state.passage.segment
        own = [
            record
            for record in self.state.records[first:]
            if record["parent"] == total and record["relation"] == "place"
        ]
        parted = first > self.state.passage.sentence or (at < len(items) and items[at].kind == "semicolon")
        return len(own) == 1 and parted

    def _counts_others(self, items: Sequence[Item], total: int) -> bool:
        """Whether a clause behind 另 names a metric that is not the total's (遇难的5人中，…，另有2人失联)."""
        reading, whole = read(items), self.state.records[total]
        metric = reading.event or reading.state
        return metric is not None and metric not in (whole["metric"], whole["of"])

    def _of_the_other(self, scope: Scope, reading: Reading, count: Item | None) -> bool:
        """Whether a clause counts, in another place, what the total beside the list's does (；万宁市确诊8例)."""
        if count is None or not reading.places or "place" not in scope.relations:
            return False
        beside = self.build.totals.beside(reading, scope.total, count.value)
        return beside is not None and self.build.areas.within(reading.places[-1], self.state.records[beside])

    def _is_complete(self, scope: Scope, kinds: set[str]) -> bool:
        """Whether a list adds up to its total, so that a zero behind it is of all (其中本地8例、输入2例，无死亡)."""
        if scope.total is None or not scope.relations <= WHOLE_LISTS or PLACE in kinds:
            return False
        whole = self.state.records[scope.total]
        parts = [record for record in self.state.records[scope.total + 1 :] if record["parent"] == scope.total]
        staged = self.build.metrics.staged | {whole["metric"]}
        alike = all(part["metric"] in staged for part in parts)
        return alike and len(parts) > 1 and sum(part["count"] for part in parts) == whole["count"]

    def _adds_up(self, items: Sequence[Item], total: Record) -> bool:
        """Whether a list behind a semicolon divides the total anew (其中本地71例、输入15例；甲区52例、乙区34例)."""
        return bool(sum(counts_of(self.divided.ahead(items))) == total["count"])

    def _goes_on(self, scope: Scope, total: Record, reading: Reading, kinds: set[str], items: Sequence[Item]) -> bool:
        if "zero" in kinds and reading.has_severity and "severity" in scope.relations:
            return True
        if reading.period is None:
            kinds = kinds - {PERIOD}
        if reading.places and reading.measure == total["measure"] and "place" in scope.relations:
            kinds = kinds - {"measure"}  # 其中北京新增54例；河北新增12例
        if not kinds.isdisjoint(ENDS_A_LIST) and not (scope.inside and kinds.isdisjoint({"part", "inside", PERIOD})):
            return False
        if reading.event and not scope.inside:
            return False
        if reading.state not in (None, total["metric"], total["of"]):
            return False
        if reading.origin:
            return total["origin"] in (None, reading.origin)
        if reading.has_severity:
            return "place" not in scope.relations or scope.inside or self._adds_up(items, total)
        if reading.places and reading.places[-1].kind == OUTSIDERS:
            return COUNT in kinds
        if reading.places:
            listed = bool(scope.relations & {"place", "source"}) or (not scope.inside and self._adds_up(items, total))
            return listed and self.build.areas.within(reading.places[-1], total)
        return COUNT in kinds and ("report" not in kinds or not (scope.relations & {"place", "source"}))


def _begins_anew(kinds: set[str]) -> bool:
    """Whether a clause ends a list of parts: it tells who left on the day, or a zero with a verb of its own.

    没有新增死亡病例; 未报告死亡病例.
    """
    reports = {"zero", "report", "event"} <= kinds and kinds.isdisjoint({PLACE, "other_places"})
    return {"day", "event"} <= kinds or {"zero", "measure", "event"} <= kinds or reports
