"""The words around an expression, for people who want to see it in its context and not the whole page."""

from __future__ import annotations

import re
from collections.abc import Iterable

MARK = "…"
# Stands where words were cut off.

REACH = 60
# Characters at either side that are shown at most.


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
        first, last = max(0, start - self._reach), min(len(text), end + self._reach)
        before = [found.end() for found in self._end.finditer(text, first, start)]
        behind = self._end.search(text, end, last)
        cut_before, cut_behind = not before and first > 0, behind is None and last < len(text)
        clause = text[before[-1] if before else first : behind.end() if behind else last]
        return f"{MARK * cut_before}{clause.strip()}{MARK * cut_behind}"
