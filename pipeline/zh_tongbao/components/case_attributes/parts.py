"""Lists of parts: where one opens, which count is its total, and where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.areas import ABOVE
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
from zh_tongbao.components.case_attributes.items import BARE, COUNT, OUTSIDERS, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Record, Scope, State
from zh_tongbao.components.case_attributes.totals import IMPORTED

OPENS = frozenset({"part", "inside", "being"})
ZERO = "zero"
WHOLE_LISTS = frozenset({"origin", "place", "source", "detected", "disease", "other"})
# Kinds of parts of which a zero behind all of them is none.
SOURCES = frozenset({"source", "sources"})
MAY_OPEN = OPENS | SOURCES | {"centre"}
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

    def open(self, items: list[Item], kinds: set[str]) -> list[Item]:
        """Open a list of parts where the clause begins with a word for it, and return the clause behind that word."""
        if kinds.isdisjoint(MAY_OPEN):  # speed
            return items
        for index, item in enumerate(items):
            if item.kind in (COUNT, BARE):
                return self._of_a_number(items, index)
            if item.kind == "part" and any(other.kind == "whole" for other in items[index + 1 :]):
                return items[index + 1 :]  # 包括该名逝者在内的6名
            if item.kind == "part":
                if not self._named_again(items, index):
                    self._part(item, items[index + 1 :])
                return items[index + 1 :]
            if item.kind == "centre" and by_place(items[index + 1 :]) and self._goes_on_by_place():
                self._part(item, items[index + 1 :])
                return items[index + 1 :]  # 病例主要集中在甲市（120例）、乙市（78例）
            if item.kind in SOURCES:
                return items[index + 1 :] if self._named_again(items, index, sourced=True) else items
            if item.kind == "inside" and index and items[index - 1].kind in NAMES_A_METRIC:
                return self._inside(items, index)
            if lists_the_named(items, index):
                return self._inside(items, index)
        return items

    def _named_again(self, items: Sequence[Item], index: int, *, sourced: bool = False) -> bool:
        """Open the list of a total that is named again with its origin (新增本地病例|分布在潮州市37例).

        Parameters:
            items: the clause.
            index: of the word behind the name.
            sourced: whether that word tells where they came from (境外输入病例|来自缅甸3例), which needs no origin.
        """
        reading = read(items[:index])
        if sourced and not index:
            return self._from_where(items)
        if not (reading.origin or sourced) or not (reading.case or reading.state):
            return False
        listed = counts_of(self.divided.ahead(items[index + 1 :]))
        if sourced and not listed:
            return False
        total = self.build.totals.latest_like(reading, least=next(iter(listed), 0))
        if total is None:
            return False
        origin = self.state.records[total]["origin"]
        if origin is None or (sourced and origin not in IMPORTED):
            return False
        place = self.build.areas.of_items(reading.places, None)
        if place is not None and place["adcode"] != (self.state.records[total]["place"] or {}).get("adcode"):
            return False
        while self.state.scope.kind == PART:
            self.state.stack.pop()
        self.state.stack.append(Scope(PART, total=total, inside=True, sourced=sourced, mark=items[index]))
        return True

    def _goes_on_by_place(self) -> bool:
        """Whether a mark of a list and another place follow the present clause."""
        ahead = self.state.items[self.state.position : self.state.position + PAIR]
        return [item.kind for item in ahead] == ["listing", PLACE]

    def _from_where(self, items: Sequence[Item]) -> bool:
        """Open the list of where the imported cases of the count right before came from (均为输入性，来自A9例、B12例)."""
        last, records = self.state.scope.last, self.state.records
        listed = counts_of(self.divided.ahead(items[1:]))
        if self.state.scope.kind != TOP or last is None or last < self.state.passage.sentence or len(listed) < PAIR:
            return False
        if not by_place(items[1:]):
            return False
        if records[last]["origin"] not in IMPORTED or records[last]["count"] < sum(listed):
            return False
        self.state.stack.append(Scope(PART, total=last, inside=True, sourced=True, mark=items[0]))
        return True

    def _part(self, word: Item, body: list[Item]) -> None:
        once = self.state.written(word) in self.once
        if once and self.divided.of_the_whole_list(body):
            self.state.stack.pop()
        if not once and self.divided.of_both(body):
            self._open_halves(Reading())
            return
        total = self.divided.total(body, once)
        scope = self.state.scope
        if scope.kind == PART and scope.last is None and scope.total == total is not None:
            self.state.stack.pop()  # 分布在6省市，其中：…: one list
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

    def of_named(self, clause: Sequence[Item], index: int) -> bool:
        """Open the list behind the colon of a clause that names what was counted before (死亡病例的分布：甲省3例、乙省2例).

        The list has to add up to that count.
        """
        reading = read(clause)
        if self.state.scope.kind != TOP or not reading.counted or any(item.kind in COUNTED for item in clause):
            return False
        self.state.position = index
        whole = sum(counts_of(self.divided.ahead(self.state.items[index + 1 : index + 2])))
        total = self.build.totals.exactly(reading, whole)
        if total is None:
            return False
        self.state.stack.append(Scope(PART, total=total, inside=True, mark=self.state.items[index]))
        return True

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
            told = (reading.event or reading.state) and not _retold(items[:index])
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
        if not scope.inside and (_begins_anew(kinds) or (ZERO in kinds and self._is_complete(scope, kinds))):
            self.state.stack.pop()
            return
        if self._is_of_all(items, kinds):
            while self.state.scope.kind == PART:
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
        if count is not None and not scope.waiting and self.build.counted.are_cases(reading, count, total):
            return
        if {ZERO, "case"} <= kinds and not reading.state and total["metric"] in self.build.metrics.contacts:
            self.state.stack.pop()  # 密切接触者9人，其中…，未出现二代病例: no cases at all
            return
        other = reading.measure is not None and reading.measure != total["measure"] and reading.change is None
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

    def _is_of_all(self, items: Sequence[Item], kinds: set[str]) -> bool:
        """Whether a clause behind a list is of all again.

        A zero behind a list by place (其中A市8例、B市4例，无死亡病例), or of how people ended behind those in hospital; a sum
        of what is listed (以上4市合计270例).
        """
        if any(item.kind == "area" and item.value == ABOVE for item in items):
            return True
        scope = self.state.scope
        if "zero" not in kinds or not kinds.isdisjoint({"part", "inside", PLACE}) or scope.inside:
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


def _retold(items: Sequence[Item]) -> bool:
    """Whether the words before a number say that it was told before (上述; 10月22日公布的)."""
    kinds = [item.kind for item in items]
    return "not_count" in kinds or ("told" in kinds and PERIOD in kinds[: kinds.index("told")])
