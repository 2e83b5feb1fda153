"""Rows in batches for workers: large enough that handing them over costs nothing, small enough to share out evenly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from zh_tongbao.engine.outcomes import Outcome

Row = dict[str, Any]

ROWS = 64
CHARACTERS = 50_000


@dataclass
class Batch:
    """Consecutive rows, and what became of them so far.

    Parameters:
        number: counted from 0.
        rows: in order.
        outcomes: of the first rows.
        deaths: how often a worker died over the row that is next.
    """

    number: int
    rows: list[Row]
    outcomes: list[Outcome] = field(default_factory=list)
    deaths: int = 0

    @property
    def done(self) -> bool:
        """Whether each row has its outcome."""
        return len(self.outcomes) == len(self.rows)

    @property
    def left(self) -> list[Row]:
        """The rows that have no outcome yet."""
        return self.rows[len(self.outcomes) :]

    def add(self, outcome: Outcome) -> None:
        """Take the outcome of the next row."""
        self.outcomes.append(outcome)
        self.deaths = 0

    def fail(self, reason: str, message: str) -> None:
        """Give the next row up.

        Parameters:
            reason: one word, as in :class:`Outcome`.
            message: what happened, for people.
        """
        row = self.left[0]
        message = f"document {row.get('id')!r}: {message}"
        self.add(Outcome(reason=reason, message=message, characters=len(row["text"])))


def batches(rows: Iterable[Row], most_rows: int | None = None, most_characters: int | None = None) -> Iterator[Batch]:
    """Cut rows into batches; a long document is a batch of its own.

    Parameters:
        rows: with ``text``.
        most_rows: in a batch; default :data:`ROWS`.
        most_characters: in a batch of several rows; default :data:`CHARACTERS`.

    Example:
        >>> from zh_tongbao.engine.batches import batches
        >>> [len(batch.rows) for batch in batches([{"text": "x"}] * 3, most_rows=2)]
        [2, 1]
    """
    most_rows = ROWS if most_rows is None else most_rows
    most_characters = CHARACTERS if most_characters is None else most_characters
    number = 0
    held: list[Row] = []
    characters = 0
    for row in rows:
        length = len(row["text"])
        if held and (len(held) == most_rows or characters + length > most_characters):
            yield Batch(number, held)
            number, held, characters = number + 1, [], 0
        held.append(row)
        characters += length
    if held:
        yield Batch(number, held)
