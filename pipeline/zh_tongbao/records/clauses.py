"""The words around an expression, for people who want to see it in its context and not the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "…"
# Stands where words were cut off.

REACH = 60
# Characters at either side that are shown at most.

FAR = 2_000
# Characters at either side among which the ends of a clause are looked for.


class Clauses:
    """Finds the clause that an expression stands in: from one mark that ends a clause, or line end, to the next.

    Parameters:
        ends: characters that end a clause.
        reach: characters at either side that are given at most; where there are more, :data:`MARK` says so.

    Example:
        >>> from zh_tongbao.records.clauses import Clauses
        >>> text = "A has 3; B has 4, all of them in C."
        >>> Clauses(";.")(text, 15, 16), Clauses(";.", reach=4)(text, 15, 16)
        ('B has 4, all of them in C.', '…has 4, al…')
    """

    def __init__(self, ends: Iterable[str], reach: int = REACH):
        self._end = re.compile(f"[\\n\\r{re.escape(''.join(ends))}]")
        self._reach = reach

    def __call__(self, text: str, start: int, end: int) -> str:
        """Return the clause of a stretch of text.

        Parameters:
            text: the document's.
            start, end: where the expression stands.
        """
        return self.shown(text, self.bounds(text, start, end, self._reach + 1), start, end)

    def bounds(self, text: str, start: int, end: int, far: int = FAR) -> tuple[int, int]:
        """Where the clause of a stretch of text starts and ends; no further away than ``far`` characters."""
        first, last = max(0, start - far), min(len(text), end + far)
        for found in self._end.finditer(text, first, start):
            first = found.end()
        behind = self._end.search(text, end, last)
        return first, behind.end() if behind else last

    def shown(self, text: str, bounds: tuple[int, int], start: int, end: int) -> str:
        """Return what is shown of a clause, of which a stretch must be seen.

        Parameters:
            text: the document's.
            bounds: of the clause.
            start, end: of the stretch.
        """
        first, last = max(bounds[0], start - self._reach), min(bounds[1], end + self._reach)
        return f"{MARK * (first > bounds[0])}{text[first:last].strip()}{MARK * (last < bounds[1])}"
