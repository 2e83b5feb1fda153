"""Brackets that do not simply hold the parts of the count before them: what they are told of, and what they part."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.counting import Counting
from zh_tongbao.components.case_attributes.headings import COUNTED, NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, Item
from zh_tongbao.components.case_attributes.other_times import OtherTimes, ends_in_a_time
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.scopes import PART, TOP, Scope, State

NEAR, LONGEST_GAP = 40, 6
# Items of a bracket between a count and what it counts; characters behind that bracket.
LONGEST_DISEASE = 16
# Characters of a disease's name.
BOUNDS = frozenset({"open", "close", "stop", "line"})
NOUNS = frozenset({"state", "event"})


class Brackets:
    """Read such brackets.

    Parameters:
        state: where the parser stands.
        build: makes records.
        counting: knows what the sentence has named.
        other_times: makes the records of counts of another time.
    """

    def __init__(self, state: State, build: Builder, counting: Counting, other_times: OtherTimes):
        self.state = state
        self.build = build
        self.counting = counting
        self.other_times = other_times

    def before(self, index: int) -> Item:
        """Move the count that a bracket begins with before it: 佛山（275例，…） says what 佛山275例（…） does."""
        items = self.state.items
        count = items[index + 1]
        if items[index + 2].kind == "close":
            items[index : index + 3] = [count]
        else:
            items[index : index + 2] = [count, items[index]]
        return count

    def named_behind(self, clause: Sequence[Item], index: int) -> bool:
        """Move what a count counts before the bracket between them (92人（其中A县90人）遇难); return whether it was so."""
        items = self.state.items
        if not clause or clause[-1].kind != COUNT or clause[-1].unit in self.build.words.case_units:
            return False
        if any(item.kind in NAMES_A_METRIC for item in clause):
            return False
        close = next((at for at in range(index + 1, min(index + NEAR, len(items))) if items[at].kind in BOUNDS), None)
        if close is None or items[close].kind != "close" or close + 1 == len(items):
            return False
        noun, gap = items[close + 1], self.state.text[items[close].end : items[close + 1].start]
        if noun.kind not in NOUNS or len(gap) > LONGEST_GAP or (gap and not gap.isalpha()):
            return False
        items[index : close + 2] = [noun, *items[index : close + 1]]
        return True

    def limits(self, clause: Sequence[Item], index: int) -> bool:
        """Let a cut-off in a bracket, in front of all counts, stand in its clause (今年以来（截至12月22日），…); return whether it does."""
        items = self.state.items
        inside = items[index + 1 : index + 4]
        if [item.kind for item in inside] != ["until", PERIOD, "close"] or any(item.kind in COUNTED for item in clause):
            return False
        items[index : index + 4] = inside[:2]
        return True

    def told_apart(self, items: Sequence[Item]) -> bool:
        """Read a bracket that belongs to no count but tells of another time, or of a disease; return whether it does."""
        return self._of_another_time(items) or self._of_a_disease(items)

    def _of_another_time(self, items: Sequence[Item]) -> bool:
        """Whether a bracket tells the counts of another time (较上月（7249例）); its own scope does not stand in their way."""
        if not ends_in_a_time(self.state.scope.held):
            return False
        muted = self.state.stack.pop()
        muted.last = self.other_times.read(muted.held, items, muted.last)
        self.state.stack.append(muted)
        return muted.last is not None

    def _of_a_disease(self, items: Sequence[Item]) -> bool:
        """Whether a bracket holds the count of the disease before it, in a list that its sentence heads (病种为霍乱（9例）、…)."""
        held = [item for item in self.state.scope.held if item.kind in NAMES_A_METRIC]
        heading = held or [item for item in self.counting.unclaimed if item.kind in NAMES_A_METRIC]
        at = self.state.position - len(items) - 1
        if [item.kind for item in items] != [COUNT] or not heading or at < 0 or self.state.items[at].kind != "open":
            return False
        end = self.state.items[at].start
        if not self.build.words.disease_before.search(self.state.text, max(0, end - LONGEST_DISEASE), end):
            return False
        self.counting.unclaimed = heading
        passage = self.state.passage
        if passage.candidate is not None:
            passage.begin(passage.candidate, at=len(self.state.records), main=passage.main is None)
        muted = self.state.stack.pop()
        listed = self.state.scope.kind == PART and self.state.scope.inside
        self.build.record(items[0], read(heading), self.state.scope if listed else Scope(TOP))
        self.state.stack.append(muted)
        return True
