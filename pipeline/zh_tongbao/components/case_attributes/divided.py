"""Which count a list of parts divides: the last, an earlier one that can hold the parts, or two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.headings import NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MEMORY, PART, TOP, Record, Scope, State

AHEAD = 400
# Items: how far a list is summed before it is read.

NEAR = 40
# Items: how far the first part of a list is looked for that begins with something else; records: how far back two totals are.
PAIR = 2

ENDS_A_LIST = frozenset({"measure", "becomes", "zero", "part", "inside", "now", "until", PERIOD})

PARTS = frozenset({PLACE, "listing", "comma"})
LISTS = frozenset({"being", "respectively"})
LISTED = frozenset({"place", "severity"})


class Divided:
    """Find what a list of parts divides.

    Parameters:
        state: where the parser stands.
        build: makes and finds records.
    """

    def __init__(self, state: State, build: Builder):
        self.state = state
        self.build = build

    def of_the_whole_list(self, body: Sequence[Item]) -> bool:
        """Whether a 含 … behind a list of parts speaks of the total and not of the last part."""
        scope = self.state.scope
        if scope.kind != PART or scope.last is None or scope.total is None:
            return False
        siblings = self._siblings(scope.total)
        if siblings > 1 or (siblings and _converts(body)):
            self.state.stack[-2].last = scope.total
            return True
        return False

    def of_both(self, body: Sequence[Item]) -> bool:
        """Whether a list divides two totals side by side, cases and infections without symptoms.

        It adds up to both, or has a part that neither of them could hold; one that only adds up to more than its total is
        for the checks to report.
        """
        halves = self.halves()
        if self.state.scope.kind != TOP or halves is None or any(item.kind in NAMES_A_METRIC for item in body):
            return False
        told = [half["count"] for half in halves]
        listed = counts_of(self.ahead(body))
        whole = sum(told)
        return len(listed) > 1 and bool(sum(listed) == whole or max(told) < max(listed) < sum(listed) <= whole)

    def of_last(self, body: Sequence[Item]) -> bool:
        """Whether a clause begins, behind 为 or 分别为, a list by place or disease that adds up to the last count of its sentence."""
        last = self.state.scope.last
        at = next((at for at, item in enumerate(body) if item.kind not in LISTS), 0)
        named = [item for item in body[at:] if item.kind not in NAMES_A_METRIC]
        listed = at and (by_place(named) or by_disease(body[at - 1 :]))
        if last is None or last < self.state.passage.sentence or not listed:
            return False
        counts = counts_of(self.ahead(body))
        return len(counts) > 1 and bool(self.state.records[last]["count"] == sum(counts))

    def halves(self, measure: str | None = None) -> tuple[Record, Record] | None:
        """The latest totals of the two halves of all infections, where they are of one place, measure and time."""
        found: dict[str, Record] = {}
        for index in range(len(self.state.records) - 1, max(-1, len(self.state.records) - NEAR - 1), -1):
            record = self.state.records[index]
            half = record["parent"] is None and record["metric"] in self.build.metrics.halves
            half = half and index not in self.state.others
            if half and measure in (None, record["measure"]):
                found.setdefault(record["metric"], record)
        if len(found) < PAIR:
            return None
        one, two = found.values()
        alike = all(one[field] == two[field] for field in ("measure", "place", "period"))
        return (one, two) if alike and one["count"] and two["count"] else None

    def _of_all(self, scope: Scope, body: Sequence[Item]) -> bool:
        """Whether 含 … or 其中 … inside a bracket speaks of all that the bracket lists, and not of its last item."""
        items, end = self.state.items, self.state.position
        at = next((at for at in range(end - 1, max(1, end - AHEAD), -1) if items[at] is body[0]), 0)
        parted = at > 1 and items[at - 2].kind == "semicolon"
        return self._siblings(scope.total or 0) > 1 and (parted or "severity" in scope.relations)

    def _siblings(self, total: int) -> int:
        """How many parts a total has so far that a list tells apart."""
        parts = self.state.records[total + 1 :]
        return sum(1 for record in parts if record["parent"] == total and record["relation"] in LISTED)

    def total(self, body: Sequence[Item], once: bool) -> int | None:
        """The record that a list of parts divides."""
        scope, records = self.state.scope, self.state.records
        ahead = self.ahead(body)
        listed = counts_of(ahead)
        first = next(iter(listed), 0)
        if scope.kind == BRACKET and _converts(body) and self._of_all(scope, body):
            return scope.total  # （轻型5例、普通型2例，含1例由无症状感染者转为确诊病例）
        if once or scope.kind != TOP:
            if scope.last is None:
                return scope.total
            holds = records[scope.last]["count"] >= first
            return scope.last if holds or scope.total is None else scope.total
        if scope.last is None:
            return None
        first_count = next((item for item in ahead if item.kind == COUNT), None)
        incident = self.build.metrics.by_unit.get(first_count.unit or "") if first_count is not None else None
        if incident is not None and records[scope.last]["metric"] != incident:
            among = range(len(records) - 1, max(self.state.passage.previous, len(records) - MEMORY) - 1, -1)
            like = (at for at in among if records[at]["metric"] == incident and records[at]["count"] >= first)
            return next((at for at in like if self._whole(at)), scope.last)
        inside = next((at for at, item in enumerate(body) if item.kind == "inside" or lists_the_named(body, at)), None)
        if inside is not None:
            found = self.build.totals.latest_like(read(body[:inside]), least=first)
            return scope.last if found is None else found
        named = read(list(takewhile(lambda item: item.kind != COUNT, ahead)))
        if named.state and not named.event and records[scope.last]["metric"] in self.build.metrics.outcomes:
            found = self.build.totals.latest_like(Reading(state=named.state), least=first)
            if found is not None and found >= self.state.passage.previous and self._whole(found):
                return found  # 发病695例，死亡17人。其中，甲类传染病发病7例，…
        if named.case and named.measure and not (named.state or named.event or named.has_severity or named.origin):
            metrics, last = self.build.metrics, records[scope.last]
            found = self.build.totals.latest_like(Reading(state=metrics.default), least=first)
            carriers = last["metric"] in metrics.halves and last["metric"] != metrics.default
            if carriers and found is not None and found >= self.state.passage.sentence and self._whole(found):
                return found  # 病例41例，带菌者12人，其中新增病例3例
        places = by_place([item for item in ahead if item.kind != "comma"])
        return self._divisible(scope.last, listed, first_count.unit if first_count is not None else None, places=places)

    def _divisible(self, last: int, listed: Sequence[int], unit: str | None, *, places: bool) -> int | None:
        """The last total, unless only an earlier one can hold these parts: they sum to it, or are more than the last.

        Where the last is counted in the unit of the parts, an earlier one has to be, too.
        """
        records, passage = self.state.records, self.state.passage
        if not listed:
            upcoming = self._upcoming()
            listed = [upcoming] if upcoming > records[last]["count"] else []
        if not listed or records[last]["count"] == sum(listed):
            return last
        earlier = [index for index in range(last - 1, max(passage.opened, last - MEMORY) - 1, -1) if self._whole(index)]
        if records[last]["unit"] == unit is not None:
            earlier = [index for index in earlier if records[index]["unit"] == unit]
        if places and last < passage.sentence and records[last]["metric"] in self.build.metrics.outcomes:
            # 累计136例，…；治愈出院117例。按地区分，…: where the cases are, unless the list adds up to the discharged.
            staged = (at for at in earlier if records[at]["metric"] not in self.build.metrics.outcomes)
            return next((at for at in staged if records[at]["count"] >= sum(listed)), last)
        if len(listed) > 1:
            whole = sum(listed)
            holds = records[last]["count"] > whole
            exact = next(
                (at for at in earlier if records[at]["count"] == whole and not (holds and _unlike(records, at, last))),
                None,
            )
            if exact is not None:
                return exact
        beside = earlier[:1] == [last - 1]
        if beside and records[last]["count"] < sum(listed) <= records[last - 1]["count"]:
            return last - 1  # 发病192例，死亡79人，其中甲省49例、乙省35例
        if records[last]["count"] >= listed[0]:
            return last
        return next((at for least in (sum(listed), listed[0]) for at in earlier if records[at]["count"] >= least), None)

    def _whole(self, index: int) -> bool:
        """Whether a record is a count by itself that a list can divide."""
        record = self.state.records[index]
        alone = record["parent"] is None and not record["derived"] and record["measure"] != "change"
        return alone and index not in self.state.others

    def _upcoming(self) -> int:
        """What the next counts of the sentence add up to, on whatever level they stand; 0 where there are none."""
        told = 0
        for item in self.state.items[self.state.position : self.state.position + NEAR]:
            if item.kind == COUNT:
                told += item.value
            elif item.kind == "stop" or (told and item.kind not in PARTS):
                break
        return told

    def ahead(self, body: Sequence[Item], ends: frozenset[str] = ENDS_A_LIST) -> list[Item]:
        """What is left of the sentence on this level: the clause and, without what stands in brackets, those behind it.

        Parameters:
            body: the clause.
            ends: the kinds of words behind it that end a list.
        """
        found = list(body)
        depth = 0
        for item in self.state.items[self.state.position : self.state.position + AHEAD]:
            if item.kind in ("stop", "semicolon") or (item.kind == "line" and found and found[-1].kind == COUNT):
                break
            if item.kind in ("open", "close"):
                depth += 1 if item.kind == "open" else -1
                if depth < 0:
                    break
            elif depth == 0:
                if item.kind in ends:
                    break
                found.append(item)
        return found


def counts_of(items: Sequence[Item]) -> list[int]:
    """The counts of a list; one behind 各 as often as there are places before it."""
    counts: list[int] = []
    places, each = 0, False
    for item in items:
        if item.kind == PLACE:
            places += 1
        elif item.kind == "each":
            each = True
        elif item.kind == COUNT:
            counts += [item.value] * (max(1, places) if each else 1)
            places, each = 0, False
    return counts


def by_place(body: Sequence[Item]) -> bool:
    """Whether a list begins with a place and its count."""
    return [item.kind for item in body[:2]] == [PLACE, COUNT]


def _unlike(records: Sequence[Record], one: int, other: int) -> bool:
    """Whether two records count different things."""
    return any(records[one][field] != records[other][field] for field in ("metric", "severity"))


def lists_the_named(body: Sequence[Item], at: int) -> bool:
    """Whether 为 stands between what a list by place counts and the list (其中新增确诊病例为清河县2例、宁晋县1例)."""
    return body[at].kind == "being" and at > 0 and body[at - 1].kind in NAMES_A_METRIC and by_place(body[at + 1 :])


def by_disease(body: Sequence[Item]) -> bool:
    """Whether behind the first word stand the name of a disease and its count, the count maybe in a bracket (为甲病（2例）)."""
    kinds = [item.kind for item in body[1:] if item.kind not in NAMES_A_METRIC][:2]
    return kinds == ["named", COUNT] or (kinds == ["open", COUNT] and body[1].start > body[0].end)


def _converts(body: Sequence[Item]) -> bool:
    return any(item.kind == "conversion" for item in body)
