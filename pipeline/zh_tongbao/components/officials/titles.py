"""Titles: an organisation or place and a rank, found from the rank backwards.

A rank word ends a title. Its beginning is the earliest word behind the last boundary (punctuation, a verb, a function
word) with which an organisation's name can start: a place, 国务院, 省委 …; without one, a rank that is a post by itself
(总书记, 副总理) stands alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from zh_tongbao.vocab.tables import Row

LONGEST = 32


def alternatives(terms: Iterable[str]) -> str:
    """The terms as one regular expression, longest first."""
    ordered = sorted(set(terms), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else "(?!)"


class TitleGrammar:
    """Find titles in a normalised view.

    Parameters:
        rows: the rows of title_terms.csv: ``rank``, ``bare``, ``starter``, ``stop``.
    """

    def __init__(self, rows: Iterable[Row]):
        words: dict[str, set[str]] = {}
        for row in rows:
            words.setdefault(row["kind"], set()).add(row["term"])
        self.rank = re.compile(rf"{alternatives(words.get('rank', ()))}(?!{alternatives(words.get('not_after', ()))})")
        self.bare = frozenset(words.get("bare", ()))
        self.starter = re.compile(alternatives(words.get("starter", ())))
        self.stop = re.compile(alternatives(words.get("stop", ())))
        self.group = re.compile(alternatives(words.get("group", ())))
        self.copula = re.compile(rf"{alternatives(words.get('copula', ()))}$")
        self.inner = re.compile(alternatives(words.get("inner", ())))
        self.run = re.compile(rf"\w{{0,{LONGEST}}}$")

    def find(self, view: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        """Return start and end of each title, in text order."""
        starts = {start for start, _ in places}
        ends = {end: start for start, end in places}
        found: list[tuple[int, int]] = []
        reached = 0
        for match in self.rank.finditer(view):
            begin = self._begin(view, match, max(reached, match.start() - LONGEST), starts, ends)
            if begin is not None and match.end() - begin > 1:
                found.append((begin, match.end()))
                reached = match.end()
        return found

    def _begin(
        self, view: str, rank: re.Match[str], earliest: int, starts: set[int], ends: dict[int, int]
    ) -> int | None:
        run = self.run.search(view[earliest : rank.start()])
        first = rank.start() - (len(run.group()) if run else 0)
        openings = [start for start in starts if first <= start < rank.start()]
        openings += [match.start() for match in self.starter.finditer(view, first, rank.start())]
        for opening in sorted(openings):
            if not self._broken(view, opening, rank.start()):
                return opening
        return rank.start() if rank.group() in self.bare else ends.get(rank.start())

    def _broken(self, view: str, start: int, end: int) -> bool:
        inner = {index for match in self.inner.finditer(view, start, end) for index in range(*match.span())}
        return any(
            match.start() > start and match.start() not in inner for match in self.stop.finditer(view, start, end)
        )
