"""Personal names by shape: a surname, one or two more characters, and something that can follow a name."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.officials.titles import alternatives
from zh_tongbao.vocab.tables import Row

DOTTED = r"[^\W\d_]{1,6}(?:·[^\W\d_]{1,8}){0,2}·[^\W\d_]{1,8}?"


class NameShapes:
    """Recognise a name that begins or ends at a given place.

    Parameters:
        rows: the rows of names.csv: ``surname``, ``follower``, ``lead``.
    """

    def __init__(self, rows: Iterable[Row]):
        words: dict[str, set[str]] = {}
        for row in rows:
            words.setdefault(row["kind"], set()).add(row["term"])
        surname = alternatives(words.get("surname", ()))
        given = r"[^\W\d_A-Za-z]"
        self._shapes = [re.compile(rf"{surname}{given}{{{length}}}") for length in (2, 1)]
        self._follower = re.compile(alternatives(words.get("follower", ())))
        self._dotted = re.compile(rf"{DOTTED}(?={alternatives(words.get('follower', ()))}|[^\w·]|$)")
        self._lead = re.compile(rf"{alternatives(words.get('lead', ()))}$")
        self._boundary = re.compile(r"[^\w]|$")

    def at(self, view: str, start: int) -> int | None:
        """The end of a name that starts here, or None."""
        dotted = self._dotted.match(view, start)
        if dotted is not None:
            return dotted.end()
        best: tuple[int, int] | None = None
        for shape in self._shapes:
            match = shape.match(view, start)
            if match is None:
                continue
            strength = self._strength(view, match.end())
            if best is None or strength > best[0]:
                best = (strength, match.end())
        return best[1] if best is not None else None

    def before(self, view: str, end: int) -> int | None:
        """The start of a name that ends here, behind a boundary, or None."""
        for length in (3, 2):
            start = end - length
            edge = start == 0 or (start > 0 and not view[start - 1].isalnum())
            edge = edge or bool(self._lead.search(view[max(0, start - 4) : start]))
            if start >= 0 and edge and any(shape.fullmatch(view, start, end) for shape in self._shapes):
                return start
        return None

    def _strength(self, view: str, position: int) -> int:
        """How well what follows marks the end of a name: the length of the following word, most for a boundary."""
        if self._boundary.match(view, position):
            return 3
        match = self._follower.match(view, position)
        return min(2, len(match.group())) if match else 0
