"""One clause: what it says of its counts, and of the counts before it. Read :meth:`Clauses.read` first."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.amending import Amender
from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE, TOWN
from zh_tongbao.components.case_attributes.beside import Beside
from zh_tongbao.components.case_attributes.brackets import Brackets
from zh_tongbao.components.case_attributes.building import WEAK, Builder
from zh_tongbao.components.case_attributes.classes import Classes
from zh_tongbao.components.case_attributes.continuation import Continuation
from zh_tongbao.components.case_attributes.counting import Counting
from zh_tongbao.components.case_attributes.divided import LISTS, by_place
from zh_tongbao.components.case_attributes.headings import (
    COMPARED,
    COUNTED,
    HEADING,
    NAMES_A_METRIC,
    Headings,
)
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.lookahead import (
    found_behind,
    heads_a_date,
    is_dealt,
    tells_where,
)
from zh_tongbao.components.case_attributes.other_times import OtherTimes
from zh_tongbao.components.case_attributes.parts import OPENS, Parts
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.remainders import Remainders
from zh_tongbao.components.case_attributes.remarks import Remarks
from zh_tongbao.components.case_attributes.scopes import MUTE, PART, State
from zh_tongbao.components.case_attributes.separators import Separators
from zh_tongbao.components.case_attributes.sharing import Sharing
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.components.case_attributes.zeros import Zeros

TOGETHER = "together"
AREAS = frozenset({"area", "occurs", "ill", "issuer", *WEAK})
NO_CODE = frozenset({NOWHERE, TOWN})
WHOLES = frozenset({"country", "province", "prefecture"})
PLACED = frozenset({PLACE, COUNT})
DENIES = frozenset({"zero", "guess", "not_count", "inside", "area", "reach"})


class Clauses:
    """Read clauses, one after the other.

    Parameters:
        state: where the parser stands.
        build: makes records.
        headings: reads what holds for the clauses behind.
        words: word lists of the vocabulary.
    """

    def __init__(self, state: State, build: Builder, headings: Headings, words: Words):
        self.state = state
        self.stack = state.stack
        self.passage = state.passage
        self.build = build
        self.headings = headings
        self.parts = Parts(state, build, words.once)
        self.continuation = Continuation(state, build, self.parts.divided)
        self.remainders = Remainders(state, build)
        self.classes = Classes(state, build, self.parts.divided)
        self.amender = Amender(build)
        self.remarks = Remarks(state, self.amender)
        self.beside = Beside(state, build)
        self.zeros = Zeros(state, build, self.beside)
        self.other_times = OtherTimes(state, build)
        sharing = Sharing(state, words)
        self.counting = Counting(state, build, self.beside, self.zeros, self.other_times, sharing)
        self.brackets = Brackets(state, build, self.counting, self.other_times)
        self.separators = Separators(state, headings, self.continuation, self.counting)

    def read_member(self, clause: Sequence[Item], separator: str) -> bool:
        """Read a place and a count inside a list of parts, as most clauses of a bulletin are.

        What :meth:`read` would make of it, without asking what it cannot say.
        """
        place, count = clause
        scope = self.stack[-1]
        if place.kind != PLACE or count.kind != COUNT or scope.total is None or scope.waiting or self.beside.pending:
            return False
        index = self.build.part_by_place(count, place, scope)
        if index is None:
            return False
        scope.last = index
        self.beside.joined.append(index)
        self.beside.member = None
        self.separators.begins = False
        self.separators.after_record = separator == "open"
        return True

    def read(self, items: list[Item], separator: str) -> None:
        """Read a clause that this kind of separator ends."""
        kinds = {item.kind for item in items}
        if self.stack[-1].kind == MUTE:
            self._muted(items)
            return
        if "sorted" in kinds:
            items = self.classes.open(items)
            kinds = {item.kind for item in items}
        if self.stack[-1].kind == PART:
            self.continuation.resume(items, kinds)
        elif len(self.stack) == 1 and kinds.isdisjoint(OPENS) and ("detected" in kinds or kinds == PLACED):
            self.parts.of_both(items)
        elif len(self.stack) == 1 and not kinds.isdisjoint(LISTS):
            self.parts.of_last(items)
        if ATTRIBUTE in kinds:
            self.passage.attributes |= read([item for item in items if item.kind == ATTRIBUTE]).attributes
        if not kinds.isdisjoint(COMPARED):
            self.passage.compared = True
        if self.passage.candidate is not None or not kinds.isdisjoint(HEADING):
            self.headings.read(items, kinds)
        body = self.parts.open(items, kinds)
        body = self._of_a_group(body, kinds)
        counts = [at for at, item in enumerate(body) if item.kind in COUNTED]
        if counts and len(self.state.records) == self.passage.sentence:
            self.headings.scope_of_sentence(kinds)
        told = "guess" in kinds or ("repeats" in kinds and self.state.records)
        made = self.counting.read(body, counts, kinds) if counts and not told else []
        if made and found_behind(body):
            self.amender.amend_joined(self.beside.joined, made[-1])
        self.beside.joined.extend(made)
        if not counts:
            groups = (item for item in body if item.kind == "area" and item.value == GROUP)
            self.passage.group = next(groups, self.passage.group)
            self.beside.of_another_unit(body, self._end_of_clause())
            made = self.zeros.second_half(body)
            if not kinds.isdisjoint(NAMES_A_METRIC):
                self.counting.unclaimed = body
            if not (self.beside.pending or kinds.isdisjoint(AREAS)):
                self.build.area(body)
            elif (self.separators.begins and tells_where(body)) or heads_a_date(
                self.state.items, body, self.state.position
            ):
                self.build.at(body[0])
            elif self.separators.begins and [item.kind for item in body] == ["at", PLACE]:
                self.build.at(body[1])  # 在周口，新增12例
            elif separator == "comma" and "hit" in kinds and self.separators.begins and body[-1].kind == PLACE:
                self.build.areas.heading = body[-1].value  # 受灾较重的阳西县，…
            elif separator == "comma" and self.separators.begins and self._heads(items):
                self.build.areas.heading = _innermost(items).value  # 12月28日，甲县乙镇一户人家取暖，3人中毒
            elif separator == "comma" and "centre" in kinds:
                self.beside.here = next((item for item in body if item.kind == PLACE), None)
        elif not made and (
            ("occurs" in kinds and PLACE in kinds) or any(item.kind == "area" and item.value in WHOLES for item in body)
        ):
            self.build.area(
                body
            )  # 全省发热门诊诊疗300人: what follows is of the province, too; 载有11人的渔船在甲县海域沉没
        if "rest" in kinds:
            self.remainders.rest(items, made)
        if not made and body:
            self._remark(body, kinds, separator)
            self._acts(body, kinds)
        dates = kinds == {PERIOD} and separator == "comma"  # 7月19日，甲区通报：… begins with the place
        self.separators.begins = self.separators.begins and dates
        opens = separator == "open"
        last = self.stack[-1].last
        goes_on = last is not None and last >= self.state.passage.sentence and _remarks(body, kinds)
        self.separators.after_record = opens and (bool(made) or goes_on)

    def _of_a_group(self, body: list[Item], kinds: set[str]) -> list[Item]:
        """A clause that sums up is of the places that its sentence named together, and so are those behind it."""
        passage = self.passage
        if passage.group is None or not kinds.isdisjoint({PLACE, "area"}):
            return body
        sums = any(item.kind == "sum" or (item.kind == "measure" and item.value == TOGETHER) for item in body)
        passage.grouped = passage.grouped or sums
        return [passage.group, *body] if passage.grouped else body

    def _end_of_clause(self) -> int:
        """Where the present clause ends."""
        state = self.state
        return state.items[state.position].start if state.position < len(state.items) else len(state.text)

    def _heads(self, items: Sequence[Item]) -> bool:
        """Whether a clause behind the date that begins a sentence begins with a place."""
        before = self.state.position - len(items) - 1
        if before < 1 or not items or items[0].kind != PLACE or self.state.items[before].kind != "comma":
            return False
        return self.state.items[before].end == items[0].start and self.state.items[before - 1].kind == PERIOD

    def _acts(self, body: Sequence[Item], kinds: set[str]) -> None:
        """A clause behind a count may tell what those counted did (12例患者经过救治，…，于今日出院)."""
        index = self.counting.subject
        if index is None or not kinds.isdisjoint(DENIES):
            return
        reading = read(body)
        if reading.event in self.build.metrics.outcomes and (reading.already or not reading.measure):
            self.amender.amend_act(index, reading)

    def _muted(self, items: list[Item]) -> None:
        """A bracket that belongs to no count: it may date its sentence, or hold the counts of the place before it."""
        scope = self.stack[-1]
        if self.brackets.told_apart(items):
            return
        place = scope.held[-1] if scope.held and scope.held[-1].kind == PLACE else scope.place
        if place is not None and any(item.kind == COUNT for item in items):
            muted = self.stack.pop()
            self.read([*scope.held, *items] if scope.held else [place, *items], "comma")
            self.stack.append(muted)
            muted.held, muted.place = [], place
        elif len(self.stack) > 1 and self.stack[-2].kind == PART and by_place(items):
            muted = self.stack.pop()  # 其中：A市、B市首次报告确诊病例（A市2例、B市1例）
            self.read(items, "comma")
            self.stack.append(muted)
        else:
            self.headings.aside(items)

    def _remark(self, body: list[Item], kinds: set[str], separator: str) -> None:
        """A clause without a count: places waiting for 各…例, or something said of the counts before."""
        places = [item for item in body if item.kind == PLACE or (item.kind == "area" and item.value in NO_CODE)]
        if places and (separator == "listing" or is_dealt(self.state.items, self.state.position)):
            self.beside.wait(places[-1], body)
        elif self.separators.block:
            self.amender.amend_block(self.separators.block, read(body))
        else:
            self.remarks.read(body, kinds, separator, self.separators.chain, begins=self.separators.begins)


def _innermost(items: Sequence[Item]) -> Item:
    """The last of the places that stand one right behind the other at the beginning of a clause."""
    place = items[0]
    for item in items[1:]:
        if item.kind != PLACE or item.start != place.end:
            break
        place = item
    return place


def _remarks(body: Sequence[Item], kinds: set[str]) -> bool:
    """Whether a clause says something of the counts before it (均为…; 为…), which a bracket can go on with."""
    return "all" in kinds or (bool(body) and body[0].kind == "being")
