"""Zeros that the text states (无新增死亡病例): what they deny, each as a record."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.beside import Beside
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.headings import NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.reading import merge, read
from zh_tongbao.components.case_attributes.scopes import PART, TOP, State

ENDS = NAMES_A_METRIC | {"being"}
TOLD = frozenset({"report", "occurs"})
# What may stand behind a zero that ends its clause (一例也没有发生).


class Zeros:
    """Make the records of zeros.

    Parameters:
        state: where the parser stands.
        build: makes records.
        beside: knows the places that wait for a count of all of them.

    Attributes:
        last: the zero before, and the words of it that hold for its second half (无新增确诊病例|和疑似病例).
    """

    def __init__(self, state: State, build: Builder, beside: Beside):
        self.state = state
        self.build = build
        self.beside = beside
        self.last: tuple[Item, list[Item]] | None = None

    def read(self, count: Item, before: Sequence[Item], after: Sequence[Item]) -> list[int]:
        """The records of a zero, between the words before and behind it."""
        if count.value == "finds" and not self._finds(count, after):
            return []
        first, second = read(before), read(after)
        if first.counted and self._ends(count, before, after):
            first, second, before, after = second, first, after, before  # 死亡病例为零
        elif [item.kind for item in after] == ["measure"] and after[0].start == count.end:
            second.case = second.measure  # 全市零新增; 疑似病例无新增
        elif (
            self.state.scope.kind == TOP and [item.kind for item in after] == ["origin"] and after[0].start == count.end
        ):
            second.case = second.origin  # 零本地感染
        elif not (first.counted or second.counted) and self.build.words.no_case.match(self.state.text, count.end):
            second.case = count  # 未发生一例寨卡病毒病
            passage = self.state.passage
            if passage.candidate is not None:
                passage.begin(passage.candidate, at=len(self.state.records), main=passage.main is None)
        case = next((item for item in after if item.kind == "case"), None)
        if case is not None and not second.state and self._of_outbreaks(case):
            second.event = said(next(iter(self.build.metrics.by_unit.values())), case)
        if not second.counted or second.described:
            return []
        denied = second.event in self.build.metrics.deniable
        if second.event and not denied and not (first.measure or second.measure):
            return []  # 没有接种: something not done, and no count of none
        state = self.state
        listed = len(state.records) > state.passage.sentence and state.passage.measure == "new"
        bare = second.state == "suspected" and not (first.measure or second.measure or listed)
        told = first.measure or second.measure or second.event or second.reported
        stands = not told and self._stands(second.state)
        if count.value == "current" or bare or stands:
            first.measure = second.measure = said("current", second.state or count)
        count.value = 0
        carried = [item for item in [*before, *after] if item.kind in ("measure", "origin", "other_places")]
        self.last = (count, carried)
        made = []
        metrics: list[Item | None] = [*_denied(after)]
        for item in metrics or [None]:
            reading = merge(first, second)
            if len(metrics) > 1 and not second.conversion:
                single = read([other for other in after if other.kind not in ("state", "event") or other is item])
                reading = merge(first, single)
            reading.measure = second.measure or first.measure
            if not reading.places:
                reading.places = self._of_the_place_before(count)
            for place in [*self.beside.take(), None] if reading.led else [None]:  # 平谷区、密云区尚未有病例
                one = reading if place is None else reading.copy(places=(place,))
                index = self.build.record(count, one, self.state.scope)
                if index is not None:
                    made.append(index)
        return made

    def second_half(self, body: list[Item]) -> list[int]:
        """The second half of a coordinated zero (无新增确诊病例和疑似病例), or nothing."""
        if self.last is None or not any(item.kind in ("state", "event", "severity") for item in body):
            return []
        return self.read(self.last[0], self.last[1], body)

    def _ends(self, word: Item, before: Sequence[Item], after: Sequence[Item]) -> bool:
        """Whether a zero ends its clause right behind what it denies (死亡病例为零; 死亡病例：无; 死亡病例一例也没有).

        It may not be of something else (患者无发热).
        """
        if not all(item.kind in TOLD for item in after):
            return False
        name = before[-2] if before[-1].kind == "colon" else before[-1]
        text, words = self.state.text, self.build.words
        between = words.ending.fullmatch(text, before[-1].end, word.start)
        return between is not None and name.kind in ENDS and words.ended.match(text, word.end) is not None

    def _finds(self, word: Item, after: Sequence[Item]) -> bool:
        """Whether what is denied is that there are cases (未发现病例), and not that somebody did something (未接触过病人)."""
        return not after or self.build.words.found.fullmatch(self.state.text, word.end, after[0].start) is not None

    def _of_the_place_before(self, count: Item) -> tuple[Item, ...]:
        """In a list by place, the place that the zero only goes on about (其中河北12例，无死亡；内蒙古6例)."""
        scope, records = self.state.scope, self.state.records
        if scope.kind != PART or "place" not in scope.relations or not records:
            return ()
        last = records[-1]
        listed = last["relation"] == "place" and last["place"] is not None and len(records) > self.state.passage.segment
        return (Item(PLACE, count.start, count.start, last["place"]),) if listed else ()

    def _of_outbreaks(self, case: Item) -> bool:
        """Whether what is denied are outbreaks of cases (未报告|流感样病例|暴发疫情)."""
        words = self.build.words
        return bool(self.build.metrics.by_unit) and words.outbreak.match(self.state.text, case.end) is not None

    def _stands(self, state: str | None) -> bool:
        """Whether a zero without a measure is of what is there now: behind 目前, or behind the zero of what is new."""
        metrics, passage = self.build.metrics, self.state.passage
        if state not in metrics.staged - metrics.unsplit:
            return False
        before = self.state.records[passage.sentence :]
        return bool(passage.now) or any(
            record["metric"] == state and record["measure"] == "new" and not record["count"] for record in before
        )


def _denied(after: Sequence[Item]) -> list[Item]:
    """What a zero denies, each by its head: of 在院治疗|本地|确诊病例 the verb, for the rest says whom it is told of.

    A verb said in two words (在院|隔离治疗) is one; a class right in front of another word only says of which (甲类传染病|死亡).
    """
    heads: list[Item] = []
    last = event = of_class = -1
    for item in after:
        goes_on = item.start == last and event >= 0
        if item.kind == "event" and goes_on and item.value == heads[-1].value:
            event = item.end
        elif item.kind in ("state", "event") and not (goes_on and item.kind == "state"):
            if heads and item.start == last == heads[-1].end and heads[-1].start == of_class:
                heads.pop()
            heads.append(item)
            event = item.end if item.kind == "event" else -1
        elif item.start != last or item.kind != "origin":
            event = -1
        of_class = item.start if item.kind == "class" else of_class
        last = item.end
    return heads
