"""The rows of a run on their way to the engine, and what is remembered of each until its outcome arrives.

Where parts end depends on the rows alone (their number and length), never on timing, so that a run that goes on cuts
the same parts as one that was never disturbed.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from zh_tongbao.errors import InputError

Row = dict[str, Any]

ROWS = 2_000
CHARACTERS = 2_000_000
# A part is closed with the row that reaches one of these.


@dataclass(frozen=True)
class Mark:
    """What is remembered of a row.

    Parameters:
        number: of the row in the run.
        id: its own.
        last: whether it closes its part.
        digest: of the part's rows, where it closes one.
        problems: messages about input before it that could not be used.
    """

    number: int
    id: str
    last: bool
    digest: str
    problems: tuple[str, ...]


class Feed:
    """Pass rows on, skipping those of parts that are done already.

    Parameters:
        rows: all rows of the run, from the first.
        problems: to which whoever reads the rows adds messages as they arise.
        done: the journal's parts, each closed by a row of its own.
    """

    def __init__(self, rows: Iterable[Row], problems: list[str], done: Sequence[Row] = ()):
        self._rows = rows
        self._problems = problems
        self._done = done
        self.marks: deque[Mark] = deque()
        """Of the rows passed on, oldest first; whoever takes an outcome takes its mark off."""
        self.tail: tuple[str, ...] = ()
        """Problems behind the last row, once all are read."""
        self.digest = ""
        """Of the last part's rows, where no row closed it."""

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are to be done.

        Raises:
            InputError: rows of a part that is done are not what they were.
        """
        part = rows = characters = 0
        rolling = blake2b(digest_size=16)
        for number, row in enumerate(self._rows):
            rows += 1
            characters += len(row["text"])
            rolling.update(json.dumps(row, sort_keys=True).encode() + b"\n")
            last = rows >= ROWS or characters >= CHARACTERS
            digest = rolling.hexdigest() if last else ""
            if part >= len(self._done):
                self.marks.append(Mark(number, row["id"], last, digest, tuple(self._problems)))
                self._problems.clear()
                yield row
            elif last and digest != self._done[part]["digest"]:
                raise _changed(part)
            else:
                self._problems.clear()
            if last:
                part, rows, characters, rolling = part + 1, 0, 0, blake2b(digest_size=16)
        if part < len(self._done):
            raise _changed(part)
        self.digest = rolling.hexdigest() if rows else ""
        self.tail = tuple(self._problems)
        self._problems.clear()


def _changed(part: int) -> InputError:
    return InputError(
        f"--resume: the inputs are not what they were when part {part} was written; start anew in another folder"
    )
