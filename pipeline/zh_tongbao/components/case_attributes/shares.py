"""Whether a share is that of one disease or of several together (CONTRACT R62)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from zh_tongbao.components.case_attributes.compared import SENTENCE, Compared
from zh_tongbao.components.case_attributes.items import DISEASE, PERCENT, RANK, Item
from zh_tongbao.components.case_attributes.mentioned import Mention, code_of
from zh_tongbao.components.case_attributes.scopes import Record

NEW_HALF = SENTENCE | {"semicolon"}
IN_A_LIST = frozenset({"listing", "open", "close", DISEASE})


class Shares:
    """Tell of shares that name no disease of their own.

    Parameters:
        compared: knows the items and the counts of the document.
    """

    def __init__(self, compared: Compared):
        self.compared = compared

    def of_several(self, word: Item, told: Record | None) -> bool:
        """Whether a share is of more than the count that it is told of: all that a list ranks, or names, or counts.

        Parameters:
            word: the word for the share.
            told: the count that it would be the share of.
        """
        near = self._half(word)
        if not near:
            return False
        begin = told["end"] if told is not None and not self._ranks(near) else 0
        behind = [item for item in near if item.kind == DISEASE and item.start >= begin]
        return len({item.value.code for item in behind}) > 1 or (told is not None and self._ends_a_list(told))

    def named(self, word: Item, number: int) -> list[Mention]:
        """The diseases that half of a sentence names without counts, in front of so many shares (流感最多，占…; 甲病、乙病，分别占…)."""
        near = self._half(word)
        told = self.compared.last(1, word.start)
        begin = told[0]["end"] if told else 0
        if number > 1:
            near = list(takewhile(lambda item: item.kind != RANK, near))
        elif self._ranks(near):
            begin = 0
        named = {item.value.code: item.value for item in reversed(near) if item.kind == DISEASE and item.start >= begin}
        return list(named.values()) if len(named) == number else []

    def _half(self, word: Item) -> list[Item]:
        """What stands in front of a word in its half of the sentence, behind the last share; in a bracket nothing, as that is of one."""
        items = self.compared.between(self.compared.sentence(word.start), word.start)
        found: list[Item] = []
        closed = 0
        for item in reversed(items):
            if item.kind in NEW_HALF or item.kind == PERCENT:
                break
            closed += (item.kind == "close") - (item.kind == "open")
            if closed < 0:
                return []
            found.append(item)
        return found

    @staticmethod
    def _ranks(near: Sequence[Item]) -> bool:
        return any(item.kind == RANK for item in near)

    def _ends_a_list(self, told: Record) -> bool:
        """Whether a count is the last of a list of counts of several diseases (甲病3例、乙病2例，占…)."""
        before = self.compared.before(told)
        if before is None or code_of(before) == code_of(told):
            return False
        kinds = {item.kind for item in self.compared.between(before["end"], told["start"])}
        return "listing" in kinds and kinds <= IN_A_LIST
