"""Counts and names told each by each, or one count of several names: 确诊、死亡病例分别为12例和3例; 确诊病例、疑似病例各2例."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.items import PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.lookahead import EACH, NAMED, TIMES
from zh_tongbao.components.case_attributes.scopes import State
from zh_tongbao.components.case_attributes.words import Words

PAIR = 2
MOST = 6
# Names that one count is told of.
TIES = EACH | {"being", "respectively"}


class Sharing:
    """Give each count the name that it is told of.

    Parameters:
        state: where the parser stands.
        words: word lists of the vocabulary.

    Attributes:
        names: of counts told each by each, the words for those that are left (重症、危重症分别为14例和6例).
    """

    def __init__(self, state: State, words: Words):
        self.state = state
        self.words = words
        self.names: list[list[Item]] = []

    def paired(self, before: list[Item]) -> list[Item]:
        """The words before a count of several told each by each: what is said of all, and the count's own name."""
        at = next((at for at, item in enumerate(before) if item.kind == "respectively"), None)
        if at is not None:
            words, tied = before[:at], before[at:]
            names = self._names(words, NAMED)
            if len(names) == 1:
                names = self._times(words)  # 7月、8月分别报告24例、29例
                tied = [Item("dealt", tied[0].start, tied[0].end, None), *tied]
            first, *self.names = [[*name, *tied] for name in names]
            return first
        return self.names.pop(0) if self.names and not before else before

    def spread(self, body: list[Item], at: int) -> list[list[Item]]:
        """A clause of one count told of several names, as a clause for each of them; else none.

        Parameters:
            body: the clause.
            at: where its count stands.
        """
        word = at - 1
        if word > 0 and body[at].kind == "zero" and body[word].kind == "earlier" and body[word - 1].kind in TIMES:
            return [[*body[:word], body[at]], [*body[: word - 1], *body[word : at + 1]]]  # 本月和上月均无死亡病例
        while word > 0 and body[word].kind == "being":
            word -= 1
        if word < PAIR or body[word].kind not in EACH:
            return []
        names = self._names(body[:word], NAMED)
        if not PAIR <= len(names) <= MOST:
            return []
        tie = Item("being", body[word].start, body[at].start, None)
        return [[*name, body[word] if _places(name) > 1 else tie, body[at]] for name in names]

    def _times(self, words: Sequence[Item]) -> list[list[Item]]:
        """The times of a list, each with what stands behind the last of them (3月、4月，全市|分别)."""
        last = max((at for at, item in enumerate(words) if item.kind == PERIOD), default=-1)
        return [[*name, *words[last + 1 :]] for name in self._names(words[: last + 1], frozenset({PERIOD}))]

    def _names(self, words: Sequence[Item], kinds: frozenset[str]) -> list[list[Item]]:
        """The names of these kinds that marks of a list part, each with what the first one says of all."""
        parts: list[list[Item]] = [[]]
        for item in words:
            named = any(one.kind in kinds for one in parts[-1])
            if named and self.words.listing.search(self.state.text, parts[-1][-1].end, item.start):
                parts.append([])
            parts[-1].append(item)
        if not all(any(item.kind in kinds for item in part) for part in parts):
            return [list(words)]
        return [parts[0], *([*_of_all(parts[0], part), *part] for part in parts[1:])]


def _of_all(first: Sequence[Item], part: Sequence[Item]) -> list[Item]:
    """What the first name says of the other one, too: all before it of another kind, and the verb before its noun."""
    kinds = {item.kind for item in part}
    named = [item.kind for item in first if item.kind in NAMED]
    governs = named[:1] == ["event"] and "state" in named
    return [
        item
        for item in first
        if item.kind not in kinds and (item.kind not in NAMED or (governs and item.kind == "event"))
    ]


def _places(items: Sequence[Item]) -> int:
    return sum(item.kind == PLACE for item in items)
