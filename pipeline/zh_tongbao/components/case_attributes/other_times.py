"""Counts of another time, told to compare a count with: 较上月（7249例）下降; 比去年同期报告的12例减少3例."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import MEMORY, PART, Record, State

AGAINST = frozenset({"than", "met", "compare"})
# Words in front of the time that is compared with (较上月; 与去年同期).
TELLS = frozenset({"being", "report", "told"})
NUMBERS = frozenset({COUNT, BARE})
PAIR = 2
NEAR = 16
# Items behind a comparison: how far a difference is looked for. Records before it: how far what is compared is.
LONGEST_GAP = 1
# Characters between a time and its count that are no words of the vocabulary (去年同期|的|12例).


class OtherTimes:
    """Make the records of such counts.

    A count of another time is what the count compared with it is, in all but the number and the time; it is no part, and
    no list divides it.

    Parameters:
        state: where the parser stands.
        build: makes records.
    """

    def __init__(self, state: State, build: Builder):
        self.state = state
        self.build = build

    def read(self, told: Sequence[Item], counts: Sequence[Item], since: int | None) -> int | None:
        """Append the records of counts that stand in a bracket behind the time compared with.

        Parameters:
            told: the clause that the bracket interrupts.
            counts: items of the bracket.
            since: the count with which the one before in the bracket was compared.

        Returns:
            The index of the last count compared, or None where the bracket compares none.
        """
        if not ends_in_a_time(told) or not _says_the_time_again(counts):
            return None
        for number in (item for item in counts if item.kind in NUMBERS):
            since = self.add(told, number, since, self._first_of_each(told, number) if since is None else None)
        return since

    def _first_of_each(self, told: Sequence[Item], first: Item) -> int | None:
        """The first of the counts that the numbers of a bracket are of, each by each (272例、283例，分别较上月（120例、310例）)."""
        state, records = self.state, self.state.records
        near = range(max(0, state.position - NEAR), min(state.position + NEAR, len(state.items)))
        ahead = [state.items[at] for at in near if state.items[at].start >= first.start]
        end = next((at for at, item in enumerate(ahead) if item.kind == "close"), 0)
        numbers = [item for item in ahead[:end] if item.kind in NUMBERS]
        of_sentence = range(max(state.passage.sentence, len(records) - MEMORY), len(records))
        own = [i for i in of_sentence if state.compares(i) and records[i]["parent"] is None]
        if len(numbers) < PAIR or len(own) < len(numbers):
            return None
        if len(own) > len(numbers) and not any(item.kind == "respectively" for item in told):
            return None
        own = own[-len(numbers) :]
        units = {records[index]["unit"] for index in own} | {item.unit for item in numbers}
        return own[0] if len(units) == 1 else None

    def add(
        self, told: Sequence[Item], count: Item, since: int | None = None, compared: int | None = None
    ) -> int | None:
        """Append the record of one count of the time that a clause ends with; return what is compared, None for nothing."""
        reading = read(told)
        if compared is None and since is not None:
            compared = self._next(reading, count, since)
        compared = self._compared(reading, count) if compared is None else compared
        if compared is None:
            return None
        self.build.of_another_time(count, told[-1], compared)
        scope, records = self.state.scope, self.state.records
        if scope.kind == PART and scope.total == compared:
            self.state.stack.pop()  # 其余73例为输入病例，较去年同期（125例）减少48例: of the total, whose list ends
        self.state.passage.bases.append(records[compared])
        return compared

    def _next(self, reading: Reading, count: Item, since: int) -> int | None:
        """The count behind the one that was compared before, which the next number of a bracket is of (（40起、1200人、10人）)."""
        behind = range(since + 1, min(since + NEAR, len(self.state.records)))
        own = (index for index in behind if self.state.compares(index))
        records = self.state.records
        return next((i for i in own if records[i]["parent"] is None and self._can_be(records[i], reading, count)), None)

    def _compared(self, reading: Reading, count: Item) -> int | None:
        """Index of the count that is compared: the one that differs by what is told behind, else the one last told of."""
        records, passage = self.state.records, self.state.passage
        first = max(0, passage.previous, len(records) - MEMORY)
        own = (index for index in range(len(records) - 1, first - 1, -1) if self.state.compares(index))
        near = [index for index in own if self._can_be(records[index], reading, count)]
        if not near:
            return None
        totals = self._totals(near[0])
        near += [index for index in totals if index not in near]
        differs = self._differences(count)
        exact = (index for index in near[:NEAR] if records[index]["count"] - count.value in differs)
        found = next(exact, None)
        if found is not None:
            return found
        again = self._again(count)
        if again in near:
            return again
        last = self.state.scope.last
        if near[0] < passage.sentence:
            return [near[0], *totals][-1]  # a sentence of its own behind a list is of the whole
        return last if last in near else near[0]

    def _again(self, count: Item) -> int | None:
        """What the sentence has compared last, with no count told since (与去年同期（9例）相比上升，与上月（8例）相比下降)."""
        other = next(reversed(self.state.others), None)
        if other is None or other < self.state.passage.sentence or other != len(self.state.records) - 1:
            return None
        own = self.state.others[other]
        return own if self.state.records[own]["unit"] == count.unit else None

    def _can_be(self, record: Record, reading: Reading, count: Item) -> bool:
        named = reading.event or reading.state
        alike = named is None or (record["metric"] == named and record["severity"] == reading.severity)
        same_unit = count.unit is None or record["unit"] in (None, count.unit)
        return bool(alike and same_unit and record["unit"] is not None)

    def _totals(self, part: int) -> list[int]:
        """The totals around a part, the nearest first."""
        found: list[int] = []
        index = self.state.records[part]["parent"]
        while index is not None:
            found.append(index)
            index = self.state.records[index]["parent"]
        return found

    def _differences(self, count: Item) -> set[int]:
        """How much more or fewer the sentence says, behind the comparison, that there are now."""
        items, at = self.state.items, min(self.state.position, len(self.state.items) - 1)
        while at and items[at].start >= count.end:
            at -= 1
        ahead = items[at + 1 : at + 1 + NEAR]
        end = next((at for at, item in enumerate(ahead) if item.kind in ("stop", "semicolon")), len(ahead))
        pairs = pairwise(ahead[:end])
        return {int(word.value) * item.value for word, item in pairs if word.kind == "change" and item.kind == COUNT}


def _says_the_time_again(counts: Sequence[Item]) -> bool:
    """Whether a bracket names no time, or one alone in front of its counts (较去年同期（2024年7月报告25例）)."""
    times = [at for at, item in enumerate(counts) if item.kind == PERIOD]
    return not times or (times == [0] and sum(item.kind in NUMBERS for item in counts) == 1)


def ends_in_a_time(items: Sequence[Item]) -> bool:
    """Whether a clause ends with a time that something is compared with: 较上月; 较前一日; 与2024年5月."""
    if not items:
        return False
    if items[-1].kind == "earlier" or (items[-1].kind == "compare" and items[-1].value):
        return True
    return items[-1].kind == PERIOD and len(items) > 1 and items[-2].kind in AGAINST


def time_before(before: Sequence[Item], count: Item, text: str) -> Sequence[Item]:
    """The words up to the time that a count right behind it is of, without a noun: 比去年同期报告的|12例; 上月为|9例."""
    told = list(before)
    reached = count.start
    while told and told[-1].kind in TELLS and reached - told[-1].end <= LONGEST_GAP:
        reached = told.pop().start
    if not ends_in_a_time(told):
        return ()
    gap = text[told[-1].end : reached]
    return told if len(gap) <= LONGEST_GAP and not gap.isspace() else ()
