"""Lists of parts: where one opens, which count is its total, where it ends, and what a remainder is."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.divided import (
    ENDS_A_LIST,
    PAIR,
    Divided,
    by_place,
    counts_of,
    lists_the_named,
)
from zh_tongbao.components.case_attributes.headings import COUNTED, NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import BARE, COUNT, OUTSIDERS, PERIOD, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MEMORY, PART, TOP, Record, Scope, State

OPENS = frozenset({"part", "inside", "being"})
LONGEST_NOUN = 6
# Characters of a noun that no table lists (32名入井矿工中).


class Parts:
    """Open and close the scopes of parts.

    Parameters:
        state: where the parser stands.
        build: makes and finds records.
        once: the words that open a list of one clause (含).
    """

    def __init__(self, state: State, build: Builder, once: frozenset[str]):
        self.state = state
        self.build = build
        self.once = once
        self.divided = Divided(state, build)

    # Opening

    def open(self, items: list[Item]) -> list[Item]:
        """Open a list of parts where the clause begins with a word for it, and return the clause behind that word."""
        for index, item in enumerate(items):
            if item.kind in (COUNT, BARE):
                return self._of_a_number(items, index)
            if item.kind == "part" and any(other.kind == "whole" for other in items[index + 1 :]):
                return items[index + 1 :]  # 包括该名逝者在内的6名
            if item.kind == "part":
                if not self._named_again(items, index):
                    self._part(item, items[index + 1 :])
                return items[index + 1 :]
            if item.kind == "inside" and index and items[index - 1].kind in NAMES_A_METRIC:
                return self._inside(items, index)
            if lists_the_named(items, index):
                return self._inside(items, index)
        return items

    def _named_again(self, items: Sequence[Item], index: int) -> bool:
        """Open the list of a total that is named again with its origin (新增本地病例|分布在潮州市37例)."""
        reading = read(items[:index])
        if not reading.origin or not (reading.case or reading.state):
            return False
        first = next(iter(counts_of(self.divided.ahead(items[index + 1 :]))), 0)
        total = self.build.totals.latest_like(reading, least=first)
        if total is None or self.state.records[total]["origin"] is None:
            return False
        place = self.build.areas.of_items(reading.places, None)
        if place is not None and place["adcode"] != (self.state.records[total]["place"] or {}).get("adcode"):
            return False
        while self.state.scope.kind == PART:
            self.state.stack.pop()
        self.state.stack.append(Scope(PART, total=total, inside=True, mark=items[index]))
        return True

    def _part(self, word: Item, body: list[Item]) -> None:
        once = self.state.written(word) in self.once
        if once and self.divided.of_the_whole_list(body):
            self.state.stack.pop()
        if not once and self.divided.of_both(body):
            self._open_halves(Reading())
            return
        total = self.divided.total(body, once)
        if total is not None:
            self.state.stack.append(Scope(PART, total=total, first=len(self.state.records), once=once, mark=word))

    def of_both(self, items: Sequence[Item]) -> None:
        """Open the list of two totals that no word opens, where it adds up to both (A例和B例，甲区…例、乙区…例)."""
        if self.divided.of_both(items):
            self._open_halves(Reading())

    def _open_halves(self, reading: Reading) -> bool:
        """感染者中 behind the totals of cases and of infections without symptoms: its counts are of both."""
        halves = self.divided.halves(reading.measure)
        if halves is None:
            return False
        origins = {half["origin"] for half in halves}
        origin = reading.origin or (origins.pop() if len(origins) == 1 else None)
        state = said(next(iter(self.build.metrics.unsplit)), reading.state or halves[0]["metric"])
        named = reading.copy(state=state, origin=origin)
        self.state.stack.append(Scope(PART, named=named, last=self.state.scope.last))
        return True

    def _names_both(self, items: Sequence[Item], reading: Reading) -> bool:
        """Whether 中 is said of all infections: 感染者中, or of the second of both halves (病例和无症状感染者中)."""
        start = self.state.position - len(items)
        before = [item.kind for item in self.state.items[max(0, start - PAIR) : start]]
        joined = before[1:] == ["listing"] and before[0] in ("case", "state")
        metrics = self.build.metrics
        return reading.state in metrics.unsplit or (joined and reading.state in metrics.halves)

    def of_last(self, items: Sequence[Item]) -> None:
        """Open the list of a total behind 为 or 分别为, where it adds up to it (4例，为呼和浩特市2例、包头市2例)."""
        if self.divided.of_last(items):
            self.state.stack.append(Scope(PART, total=self.state.scope.last, sums=True, mark=items[0]))

    def _inside(self, items: list[Item], index: int) -> list[Item]:
        """确诊病例中，…: the list names its total."""
        state = self.state
        reading = read(items[:index])
        ahead = [item for item in self.divided.ahead(items[index + 1 :]) if item.kind != "comma"]
        first = next((item.value for item in ahead if item.kind == COUNT), 0)
        if reading.case and not reading.state and self.divided.of_both(items[index + 1 :]):
            self._open_halves(Reading())
            return items[index + 1 :]
        total = self.build.totals.latest_like(reading, least=first)
        alone = total is None or reading.state not in self.build.metrics.unsplit
        if alone and self._names_both(items, reading) and self._open_halves(reading):
            return items[index + 1 :]
        if total is not None:
            total = self._outer(total)
        while state.scope.kind == PART:
            state.stack.pop()
        if total is None and not by_place(ahead):
            return items
        if total is None:
            state.stack.append(Scope(PART, named=reading))
            return items[index + 1 :]
        state.stack.append(Scope(PART, total=total, inside=True, mark=items[index]))
        state.passage.header = total
        return items[index + 1 :]

    def _outer(self, total: int) -> int:
        """Of the count in a bracket behind another one of the same thing (31例（累计34例）), that other one."""
        records = self.state.records
        outer: int | None = records[total]["parent"]
        if outer is None or records[total]["relation"] != "other":
            return total
        return outer if all(records[outer][key] == records[total][key] for key in ("metric", "severity")) else total

    def _of_a_number(self, items: list[Item], index: int) -> list[Item]:
        """231名患者中，…: the number only names the total again; one that stands nowhere else is a total itself."""
        behind = index + 1
        while behind < len(items) and (items[behind].kind in NAMES_A_METRIC or items[behind].kind == "origin"):
            behind += 1
        if (
            behind == len(items)
            or items[behind].kind != "inside"
            or not self._leads_up(items[behind - 1], items[behind])
        ):
            return items
        total = self.build.totals.of_count(items[index].value)
        if total is None and index and items[index].kind == COUNT:
            reading = merge(read(items[:index]), read(items[index + 1 : behind]))
            told = (reading.event or reading.state) and all(item.kind != "not_count" for item in items[:index])
            self.state.passage.among = reading.state
            total = self.build.record(items[index], reading, Scope(TOP)) if told else None
        if total is not None:
            self.state.stack.append(Scope(PART, total=total, inside=True, mark=items[behind]))
            self.state.passage.header = total
        elif sum(half["count"] for half in self.divided.halves() or ()) == items[index].value:
            self._open_halves(Reading())
        return items[behind + 1 :]

    def _leads_up(self, before: Item, inside: Item) -> bool:
        """Whether nothing stands between, or between a number and 中 a noun that the vocabulary does not know (6名矿工中)."""
        gap = self.state.text[before.end : inside.start]
        goes_on = self.state.text[inside.end : inside.end + 1].isalnum()
        return not gap or (goes_on and before.kind == COUNT and len(gap) <= LONGEST_NOUN and gap.isalpha())

    # Going on

    def semicolon(self) -> None:
        """A list waits to see whether it goes on behind a semicolon; lists inside it end."""
        stack = self.state.stack
        while stack[-1].kind == PART and stack[-2].kind != TOP:
            stack.pop()
        stack[-1].waiting = True

    def resume(self, items: Sequence[Item], kinds: set[str]) -> None:
        """End a waiting list, or one whose clause speaks of somebody else."""
        scope = self.state.scope
        if not scope.inside and _begins_anew(kinds):
            self.state.stack.pop()
            return
        if (
            "new_scope" in kinds
            and scope.inside
            and scope.total is not None
            and self._counts_others(items, scope.total)
        ):
            self.state.stack.pop()
            return
        if scope.total is None:
            return
        at = next((at for at, item in enumerate(items) if item.kind == COUNT), None)
        count = items[at] if at is not None else None
        reading = read(items) if at is None else merge(read(items[:at]), read(items[at + 1 :], behind=True))
        total = self.state.records[scope.total]
        if count is not None and self._of_another_kind(reading, count, total):
            self.state.stack.pop()
            return
        if count is not None and not scope.waiting and self.build.counted.are_cases(reading, count, total):
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
            if not self._of_the_other(scope, reading, count) and not self._goes_on(scope, total, reading, kinds):
                self.state.stack.pop()

    def _of_another_kind(self, reading: Reading, count: Item, total: Record) -> bool:
        """Whether a clause counts what the total cannot hold: things in no unit of its, or people of now who are more.

        16万人受灾，其中2万人需救助，农作物受灾3公顷; 救出5人，其中2人死亡，仍有7人失联.
        """
        metrics, metric = self.build.metrics, reading.event or reading.state
        if metric is None or metric == total["metric"]:
            return False
        counted = metrics.in_unit(metric, count.unit) or str(metric)
        units, others = metrics.units.get(counted), metrics.units.get(total["metric"])
        incidents = total["metric"] in metrics.by_unit.values()  # 事故4起，死亡3人
        if units is None or others is None or counted in metrics.of_somebody or incidents:
            return False
        now = reading.measure == "current" and count.value > (total["count"] or 0)
        return units.isdisjoint(others) or now or self._behind_the_places(reading, count)

    def _behind_the_places(self, reading: Reading, count: Item) -> bool:
        """Whether a list by place is over, as a clause without a place counts what no total beside the list's does.

        149人遇难，其中甲省117人、乙省32人，2人失联.
        """
        scope = self.state.scope
        if scope.relations != {"place"} or scope.inside or reading.places:
            return False
        return self.build.totals.beside(reading, scope.total, count.value) is None

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

    def _goes_on(self, scope: Scope, total: Record, reading: Reading, kinds: set[str]) -> bool:
        if "zero" in kinds and reading.has_severity and "severity" in scope.relations:
            return True
        if reading.period is None:
            kinds = kinds - {PERIOD}
        if not kinds.isdisjoint(ENDS_A_LIST) and not (scope.inside and kinds.isdisjoint({"part", "inside", PERIOD})):
            return False
        if reading.event and not scope.inside:
            return False
        if reading.state not in (None, total["metric"], total["of"]):
            return False
        if reading.origin:
            return True
        if reading.has_severity:
            return "place" not in scope.relations or scope.inside
        if reading.places and reading.places[-1].kind == OUTSIDERS:
            return COUNT in kinds
        if reading.places:
            return bool(scope.relations & {"place", "source"}) and self.build.areas.within(reading.places[-1], total)
        return COUNT in kinds

    # Remainders

    def rest(self, items: Sequence[Item], made: Sequence[int]) -> None:
        """其余…: what the sentence counted before are parts, and what is left is one too.

        Parameters:
            items: the clause.
            made: records of the clause itself; where there are none, the remainder is computed.
        """
        scope = self.state.scope
        word = next(item for item in items if item.kind == "rest")
        if scope.kind in (PART, BRACKET):
            if not made and scope.total is not None:
                divided = self._divided(scope.first)
                for total in divided if scope.total in divided else [scope.total]:
                    self._remainder(word, items, total, since=scope.first)
            return
        totals = self._gather(word)
        if not made:
            for total in totals:
                self._remainder(word, items, total, since=len(self.state.records))

    def _divided(self, first: int) -> list[int]:
        """The totals that the records of a list are parts of (3例确诊病例和9例无症状感染者在…发现，其余…), which stand before it."""
        parents = {record["parent"] for record in self.state.records[first:]} - {None}
        return sorted(parent for parent in parents if parent < first)

    def _gather(self, word: Item) -> list[int]:
        """Make parts of the sentence's counts that an earlier count of it must be the total of; return those totals."""
        records, first = self.state.records, self.state.passage.sentence
        first = max(first, len(records) - MEMORY // 10)
        rows = [
            index
            for index in range(first, len(records))
            if records[index]["parent"] is None and not records[index]["derived"]
        ]
        totals: dict[int, int] = {}
        for row in rows:
            part = records[row]
            for total in reversed(rows):
                whole = records[total]
                if total >= row or whole["parent"] is not None or whole["count"] < part["count"] + totals.get(total, 0):
                    continue
                if part["place"] != whole["place"]:
                    continue
                if part["measure"] == whole["measure"] and part["metric"] == whole["metric"]:
                    part["relation"] = "detected" if part["detected"] else "source" if part["source"] else "other"
                elif part["metric"] in self.build.metrics.of_somebody and part["of"] == whole["metric"]:
                    part["relation"] = "other"
                else:
                    continue
                part.update(parent=total, mark=word)
                totals[total] = totals.get(total, 0) + part["count"]
                break
        return list(totals)

    def _remainder(self, word: Item, items: Sequence[Item], total: int, *, since: int) -> None:
        """Append what is left of a total; those who were moved from another state are a part only in the list itself."""
        reading = read(items)
        if not (reading.detected or reading.origin or reading.has_severity or reading.places or reading.source):
            return
        whole = self.state.records[total]
        if whole["measure"] == "change":
            return
        parts = [
            record
            for index, record in enumerate(self.state.records[total + 1 :], start=total + 1)
            if record["parent"] == total
            and record["metric"] == whole["metric"]
            and record["measure"] != "change"
            and (record["relation"] != "conversion" or index >= since)
        ]
        left = whole["count"] - sum(record["count"] for record in parts)
        if parts and left > 0:
            self.build.derived(word, left, reading, Scope(PART, total=total, mark=word))


def _begins_anew(kinds: set[str]) -> bool:
    """Whether a clause ends a list of parts: it tells who left on the day, or a zero with a verb of its own (没有新增死亡病例)."""
    return {"day", "event"} <= kinds or {"zero", "measure", "event"} <= kinds
