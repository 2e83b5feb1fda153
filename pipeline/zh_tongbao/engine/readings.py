"""Inputs as they are read for a run into a folder: what is remembered of each, and what became of those of the run before.

An input is known again by what is read out of it, not by its time stamp: a digest of its rows and of what was wrong with
it. So a file that was copied or touched is the same, and one that was changed within a second is another.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.readers import bounded_reader, read_input
from zh_tongbao.io.source import Report, Source

Row = dict[str, Any]
Input = tuple[str, str]
"""An input that was read to its end: its name, and a digest of what was in it."""

NAMED = 3
# Inputs that a line names before it only counts.


def read_rows(
    sources: Iterable[Source],
    report: Report,
    ended: list[Input],
    defaults: Mapping[str, Any] | None = None,
    seconds: float | None = None,
) -> Iterator[Row]:
    """Read every input row of every source, as :func:`zh_tongbao.io.readers.read_inputs` does.

    Parameters:
        sources: in order.
        report: called with each problem.
        ended: to which each source is added when it has been read.
        defaults: of fields that rows lack.
        seconds: until the next row of a file must be there.
    """
    with bounded_reader(seconds) as bounded:
        for source in sources:
            digest = blake2b(digest_size=16)

            def told(error: InputError, digest: Any = digest) -> None:
                digest.update(json.dumps(str(error)).encode() + b"\n")
                report(error)

            for row in read_input(source, told, bounded, defaults):
                digest.update(json.dumps(row, sort_keys=True).encode() + b"\n")
                yield row
            ended.append((source.name, digest.hexdigest()))


def check_same_inputs(names: Iterable[str], before: Iterable[Input]) -> None:
    """Refuse inputs none of which was one of the run that is there: it would lose all it has.

    Parameters:
        names: of the inputs now.
        before: of the run that is there.

    Raises:
        InputError: no two are called the same, whatever folders they are in.
    """
    there = {PurePath(name).name: name for name, _ in before}
    if there and not any(PurePath(name).name in there for name in names):
        shown = _named(list(there.values()))
        raise InputError(
            f"--resume: none of the inputs is one of the run that is there ({shown}); name those, or another folder"
        )


def changes(before: Sequence[Input], now: Sequence[Input], *, finished: bool) -> str:
    """Say in one line how inputs differ from those of the run before; empty where they do not.

    Parameters:
        before: that the journal knows, in order.
        now: in order.
        finished: whether the run before had read all its inputs; else those behind the last that it knows are not new.

    Example:
        >>> from zh_tongbao.engine.readings import changes
        >>> changes([("a.txt", "1"), ("b.txt", "2")], [("a.txt", "3"), ("c.txt", "4")], finished=True)
        '1 new (c.txt), 1 changed (a.txt), 1 gone (b.txt)'
    """
    old = {name for _, (name, _) in _others(before, now)}
    fresh = [(place, name) for place, (name, _) in _others(now, before)]
    known = set(range(len(now))) - {place for place, name in fresh if name not in old}
    changed = [name for _, name in fresh if name in old]
    new = [name for place, name in fresh if name not in old and (finished or place < max(known, default=0))]
    gone = [name for name, _ in before if name in old - set(changed)]
    kinds = ((new, "new"), (changed, "changed"), (gone, "gone"))
    return ", ".join(f"{len(names)} {word} ({_named(names)})" for names, word in kinds if names)


def _others(inputs: Sequence[Input], compared: Sequence[Input]) -> list[tuple[int, Input]]:
    """The inputs whose content is not among the others', with their places."""
    left = Counter(digest for _, digest in compared)
    found = []
    for place, (name, digest) in enumerate(inputs):
        if left[digest]:
            left[digest] -= 1
        else:
            found.append((place, (name, digest)))
    return found


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"
