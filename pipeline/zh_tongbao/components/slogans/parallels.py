"""Formulations that are one part of a longer parallel list: 强科技、强工业、强省会、强基础, of which the vocabulary holds 强省会.

The list is the slogan (E13). Its parts are as long as the known one and begin, or end, with the same character.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from zh_tongbao.components.slogans.terms import Terms

Span = tuple[int, int]

SHORTEST = 3
FEWEST = 3
MOST = 12


class Parallels:
    """Extend known formulations to the lists that they stand in.

    Parameters:
        terms: the marks of characters.csv: ``enumeration``.

    Example:
        >>> from zh_tongbao.components.slogans.parallels import Parallels
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> parallels = Parallels(Terms([{"kind": "enumeration", "term": "、"}]))
        >>> parallels.extend("实施强科技、强工业、强省会、强基础行动", (10, 13))
        (2, 17)
    """

    def __init__(self, terms: Terms):
        self._marks = frozenset(terms.of("enumeration"))
        self._split = re.compile(terms.one_of("enumeration"))

    def extend(self, view: str, span: Span) -> Span | None:
        """The whole list that a formulation is part of, or None where it stands alone.

        Parameters:
            view: the normalised text.
            span: the known formulation; of several parts, where all are of one length.
        """
        parts = self._split.split(view[slice(*span)])
        size = len(parts[0])
        if size < SHORTEST or any(len(part) != size for part in parts):
            return None
        wide = [
            self._widen(view, span, size, edge) for edge in (_first, _last) if len({edge(part) for part in parts}) == 1
        ]
        start, end = max(wide, key=lambda one: one[1] - one[0], default=span)
        count = (end - start + 1) // (size + 1)
        return (start, end) if (start, end) != span and count >= FEWEST else None

    def _widen(self, view: str, span: Span, size: int, edge: Callable[[str], str]) -> Span:
        start, end = span
        alike = edge(view[start : start + size])
        for _ in range(MOST):
            part = view[max(0, start - 1 - size) : start - 1]
            if start < 1 or view[start - 1] not in self._marks or not _is_like(part, size, edge, alike):
                break
            start -= size + 1
        for _ in range(MOST):
            part = view[end + 1 : end + 1 + size]
            if view[end : end + 1] not in self._marks or not _is_like(part, size, edge, alike):
                break
            end += size + 1
        return start, end


def _is_like(part: str, size: int, edge: Callable[[str], str], alike: str) -> bool:
    return len(part) == size and part.isalpha() and edge(part) == alike


def _first(part: str) -> str:
    return part[0]


def _last(part: str) -> str:
    return part[-1]
