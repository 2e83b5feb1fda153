"""Whether characters that look like a verb are the end of one word and the beginning of another (加强|调度).

A word that lies across an edge of the characters speaks against them, unless a word that leaves them whole reaches farther
on that side: 研究 in 强调|研究 beats 调研, 更加 in 更加|强调 beats 加强.
"""

from __future__ import annotations

from collections.abc import Collection


class WordEdges:
    """Find words that lie across the edges of others.

    Parameters:
        across: the words that may lie across an edge, or hold more than the characters (说话).
        free: the words that may begin behind an edge, or end before one, and beat those.

    Example:
        >>> from zh_tongbao.components.statements.word_edges import WordEdges
        >>> edges = WordEdges(["调研", "加强"], ["研究"])
        >>> edges.cut("强调研、抓落实", 0, 2), edges.cut("强调研究", 0, 2), edges.cut("加强调度", 1, 3)
        (True, False, True)
    """

    def __init__(self, across: Collection[str], free: Collection[str]):
        self._across, self._free = frozenset(across), frozenset(free)
        self._longest = max(map(len, [*self._across, *self._free]), default=0)

    def cut(self, view: str, start: int, end: int) -> bool:
        """Whether a word lies across an edge of these characters."""
        return self._cut_before(view, start, end) or self._cut_behind(view, start, end)

    def _cut_before(self, view: str, start: int, end: int) -> bool:
        first = self._first(view, start, range(start + 1, end + 1), self._across)
        return first < start and self._first(view, start, range(start, start + 1), self._free) >= first

    def _cut_behind(self, view: str, start: int, end: int) -> bool:
        last = self._last(view, end, range(start, end), self._across)
        return last > end and self._last(view, end, range(end, end + 1), self._free) <= last

    def _first(self, view: str, edge: int, ends: range, words: frozenset[str]) -> int:
        """Where the word begins that ends at one of these places and reaches back farthest; the edge itself if none does."""
        for first in range(max(0, edge - self._longest), edge):
            if any(view[first:last] in words for last in ends):
                return first
        return edge

    def _last(self, view: str, edge: int, starts: range, words: frozenset[str]) -> int:
        """Where the word ends that begins at one of these places and reaches farthest; the edge itself if none does."""
        for last in range(min(len(view), edge + self._longest), edge, -1):
            if any(view[first:last] in words for first in starts):
                return last
        return edge
