"""The scopes that a clause stands in: the passage (what its heading said) and the nested lists of parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zh_tongbao.vocab.tables import Row

Record = dict[str, Any]

TOP, BRACKET, PART, MUTE = "top", "bracket", "part", "mute"


@dataclass
class Scope:
    """One level: the whole passage, a bracket, or a list of parts opened by a word.

    Parameters:
        kind: ``top``, ``bracket``, ``part``, or ``mute`` for a bracket that belongs to no count.
        total: index of the record whose parts are listed here, or None.
        last: index of the last record made on this level.
        once: the scope ends with its clause (含 …).
        waiting: a semicolon has passed; the list goes on only with another origin.
        begin: where the scope opens.
    """

    kind: str
    total: int | None = None
    last: int | None = None
    once: bool = False
    waiting: bool = False
    begin: int = 0


@dataclass
class Passage:
    """What holds until the next heading: period, measure, origin, place."""

    period: Row | None = None
    until: bool = False
    measure: str | None = None
    origins: list[str] = field(default_factory=list)
    place: dict[str, Any] | None = None
    observed: str | None = None
    header: int | None = None
    lead: int | None = None
    sentence: int = 0
    window: Row | None = None

    def begin(self, period: Row, until: bool) -> None:
        """Start again under a new time heading; the place stays."""
        self.period, self.until = period, until
        if period["start_time"] is not None:
            self.window = period
        self.measure, self.header = None, None
        self.origins = []

    @property
    def origin(self) -> str | None:
        """The origin in force: the one that the passage named, where it named one alone."""
        return self.origins[0] if len(self.origins) == 1 else None
