"""Lists of parts: where one opens, and which count is its total. Where it ends: :mod:`.continuation`."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.divided import (
    AHEAD,
    PAIR,
    Divided,
    by_disease,
    by_place,
    counts_of,
    lists_the_named,
)
from zh_tongbao.components.case_attributes.headings import COUNTED, NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Scope, State
from zh_tongbao.components.case_attributes.totals import IMPORTED

OPENS = frozenset({"part", "inside", "being"})
SOURCES = frozenset({"source", "sources"})
MAY_OPEN = OPENS | SOURCES | {"centre"}
LONGEST_NOUN = 6
# Characters of a noun that no table lists (32名入井矿工中).


class Parts:
    """Open the scopes of parts.

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
                return items if self._counts_a_class(items, index) else self._inside(items, index)
            if lists_the_named(items, index):
                return self._inside(items, index)
            if item.kind == "being" and self._by_disease(items, index):
                return items[index + 1 :] or items[:index]  # behind 为 only names whose counts stand in brackets
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

    def _counts_a_class(self, items: Sequence[Item], index: int) -> bool:
        """Whether 中 behind a class only says where its own count belongs (乙类传染病中，共报告9870例), and no list of its diseases."""
        if not any(item.kind == "class" for item in items[:index]):
            return False
        ahead = takewhile(lambda item: item.kind != COUNT, self.divided.ahead(items[index + 1 :]))
        return not any(item.kind in ("named", "class", "zero") for item in ahead)

    def _by_disease(self, items: Sequence[Item], index: int) -> bool:
        """Open the list by disease of what was counted before (死亡病种为甲病（16人）、乙病（5人）), where it adds up to that."""
        if not index or items[index - 1].kind not in NAMES_A_METRIC or not by_disease([*items[index:], *self._next()]):
            return False
        counts = [*items[index:], *takewhile(_in_sentence, self._next(AHEAD))]
        total = self.build.totals.exactly(read(items[:index]), sum(item.value for item in counts if item.kind == COUNT))
        if total is None:
            return False
        self.state.stack.append(Scope(PART, total=total, inside=True, mark=items[index]))
        return True

    def _goes_on_by_place(self) -> bool:
        """Whether a mark of a list and another place follow the present clause."""
        return [item.kind for item in self._next()] == ["listing", PLACE]

    def _next(self, number: int = PAIR) -> Sequence[Item]:
        """So many items behind the present clause."""
        return self.state.items[self.state.position : self.state.position + number]

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


def _in_sentence(item: Item) -> bool:
    return item.kind not in ("stop", "line")


def _retold(items: Sequence[Item]) -> bool:
    """Whether the words before a number say that it was told before (上述; 10月22日公布的)."""
    kinds = [item.kind for item in items]
    return "not_count" in kinds or ("told" in kinds and PERIOD in kinds[: kinds.index("told")])
