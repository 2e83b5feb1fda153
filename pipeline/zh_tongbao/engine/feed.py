"""The rows of a run on their way to the engine, and what is remembered of each until its outcome arrives.

Where parts end depends on the rows alone (their number and length), never on timing, so that a run that goes on cuts
the same parts as one that was never disturbed. A part is the same as before when its digest is: of its rows, and of what
was wrong with the inputs between them.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Generic, TypeVar

Row = dict[str, Any]
Input = tuple[str, str]

ROWS = 2_000
CHARACTERS = 2_000_000
# A part is closed with the row that reaches one of these.

K = TypeVar("K")


@dataclass(frozen=True)
class Mark(Generic[K]):
    """What is remembered of a row.

    Parameters:
        number: of the row in the run.
        id: its own.
        closes: the digest of the part's rows, where it is the last of its part.
        problems: messages about input before it that could not be used.
        inputs: that ended before it.
        kept: what was extracted from it before; None where an outcome is to come.
    """

    number: int
    id: str
    closes: str | None
    problems: tuple[str, ...]
    inputs: tuple[Input, ...]
    kept: K | None = None


@dataclass(frozen=True)
class Whole:
    """A part all of whose rows are as they were.

    Parameters:
        line: of the journal.
        inputs: that ended in it.
    """

    line: Row
    inputs: tuple[Input, ...]


class Parts(Generic[K]):
    """What is there of parts that an earlier run has written: what the feed asks, and tells of what it finds.

    Parameters:
        there: the journal's lines of the parts that are in their place, by number.
        cut: called with the number of the first part that is not as it was; gives the lines of those that were set
            aside, which may be the same all the same.
        find: gives what was extracted from a row before.
    """

    def __init__(
        self,
        there: Mapping[int, Row] | None = None,
        cut: Callable[[int], Mapping[int, Row]] = lambda _: {},
        find: Callable[[Row], K | None] = lambda _: None,
    ):
        self.there: Mapping[int, Row] = there or {}
        self.aside: Mapping[int, Row] = {}
        self.find = find
        self.first: int | None = None
        """The first part that is not as it was, once there is one."""
        self._cut = cut

    def line(self, part: int) -> Row | None:
        """The line of a part that may still be the same."""
        return (self.there if self.first is None else self.aside).get(part)

    def differ(self, part: int) -> None:
        """Take down that a part is not as it was, or not there."""
        if self.first is None:
            self.first = part
            self.aside = self._cut(part)


class Feed(Generic[K]):
    """Pass on the rows that are to be done, not those of parts that are there already.

    Parameters:
        rows: all rows of the run, from the first.
        problems: to which whoever reads the rows adds messages as they arise.
        ended: to which whoever reads the rows adds each input that has ended.
        parts: what is there of an earlier run.
    """

    def __init__(self, rows: Iterable[Row], problems: list[str], ended: list[Input], parts: Parts[K]):
        self._rows = rows
        self._problems = problems
        self._ended = ended
        self._parts = parts
        self.marks: deque[Mark[K] | Whole] = deque()
        """What is to be done, in order; whoever takes an outcome takes the mark of its row off."""
        self.inputs: list[Input] = []
        """All that have ended."""
        self.same: dict[int, tuple[Input, ...]] = {}
        """The parts that are in their place, as they were, and the inputs that ended in them."""
        self.rest: Mark[K] | None = None
        """What came behind the last row that closed a part, once all are read; not of a row itself."""

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows that are to be done."""
        number = part = 0
        cut = _Cut(number)
        for row in self._rows:
            mark = cut.add(number, row, self._taken(self._problems), self._inputs())
            line = self._parts.line(part)
            if line is None:
                self._parts.differ(part)
                yield from self._passed(cut.take())
            elif mark.closes is not None:
                yield from self._closed(part, line, mark.closes, cut)
            number += 1
            if mark.closes is not None:
                part, cut = part + 1, _Cut(number)
        yield from self._end(part, number, cut)

    def _end(self, part: int, number: int, cut: _Cut) -> Iterator[Row]:
        """The rows of the last part, which no row closes, and what is behind it."""
        problems, inputs = self._taken(self._problems), self._inputs()
        digest = cut.digest(problems)
        line = self._parts.line(part)
        if cut.rows or problems:
            if line is not None and line["digest"] == digest:
                self._same(line, (*cut.inputs(), *inputs))
                problems, inputs, part = (), (), part + 1
            else:
                self._parts.differ(part)
                yield from self._passed(cut.take())
        if self._parts.line(part) is not None:
            self._parts.differ(part)  # there were more rows before
        self.rest = Mark(number, "", digest, problems, inputs)

    def _closed(self, part: int, line: Row, digest: str, cut: _Cut) -> Iterator[Row]:
        if line["digest"] == digest:
            self._same(line, cut.inputs())
        else:
            self._parts.differ(part)
            yield from self._passed(cut.take())

    def _same(self, line: Row, inputs: tuple[Input, ...]) -> None:
        if self._parts.first is None:
            self.same[line["part"]] = inputs
        else:
            self.marks.append(Whole(line, inputs))

    def _passed(self, held: Iterable[tuple[Row, Mark[K]]]) -> Iterator[Row]:
        for row, mark in held:
            kept = self._parts.find(row)
            if kept is None:
                self.marks.append(mark)
                yield row
            else:
                self.marks.append(Mark(mark.number, mark.id, mark.closes, mark.problems, mark.inputs, kept))

    def _inputs(self) -> tuple[Input, ...]:
        self.inputs.extend(self._ended)
        return self._taken(self._ended)

    @staticmethod
    def _taken(items: list[Any]) -> tuple[Any, ...]:
        taken = tuple(items)
        items.clear()
        return taken


class _Cut:
    """The part that is being cut from the rows: its digest, and those of its rows that are held back.

    Parameters:
        first: number of its first row, which counts in the digest: the tables hold it.
    """

    def __init__(self, first: int) -> None:
        self.rows = 0
        self._characters = 0
        self._rolling = blake2b(b"%d\n" % first, digest_size=16)
        self._held: list[tuple[Row, Mark[Any]]] = []

    def add(self, number: int, row: Row, problems: tuple[str, ...], inputs: tuple[Input, ...]) -> Mark[Any]:
        """Take one row; returns its mark, which tells whether the part ends with it."""
        self.rows += 1
        self._characters += len(row["text"])
        self._roll(problems)
        self._rolling.update(json.dumps(row, sort_keys=True).encode() + b"\n")
        last = self.rows >= ROWS or self._characters >= CHARACTERS
        mark: Mark[Any] = Mark(number, row["id"], self._rolling.hexdigest() if last else None, problems, inputs)
        self._held.append((row, mark))
        return mark

    def take(self) -> list[tuple[Row, Mark[Any]]]:
        """Give out the rows that are held."""
        held, self._held = self._held, []
        return held

    def inputs(self) -> tuple[Input, ...]:
        """Those that ended between the rows that are held."""
        return tuple(item for _, mark in self._held for item in mark.inputs)

    def digest(self, problems: tuple[str, ...]) -> str:
        """The digest of the part as it is, with problems behind its last row."""
        self._roll(problems)
        return self._rolling.hexdigest()

    def _roll(self, problems: tuple[str, ...]) -> None:
        for message in problems:
            self._rolling.update(json.dumps(message).encode() + b"\n")
