"""A progress bar for people, and only when the work is long."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from time import monotonic
from typing import Any

from zh_tongbao.io.sources import Source

LONG = 2.0
"""Seconds of work after which a bar appears."""

_BLOCK = 1 << 20


def watched(rows: Iterable[dict[str, Any]], sources: Sequence[Source], *, show: bool) -> Iterator[dict[str, Any]]:
    """Pass the rows on; where a person watches stderr and the work takes longer than :data:`LONG`, show how far it is.

    Parameters:
        rows: input rows.
        sources: where they come from, to count them.
        show: False where the bar would run into output on the same terminal.
    """
    if not (show and sys.stderr.isatty()):
        yield from rows
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    bar = Progress(
        TextColumn("documents"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]} chars/s"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    began = monotonic()
    task = None
    characters = 0
    try:
        for number, row in enumerate(rows):
            elapsed = monotonic() - began
            if task is None and elapsed > LONG:
                task = bar.add_task("", total=count_documents(sources), rate="")
                bar.start()
            if task is not None:
                bar.update(task, completed=number, rate=f"{characters / elapsed:,.0f}")
            yield row
            characters += len(row["text"])
    finally:
        bar.stop()


def count_documents(sources: Sequence[Source]) -> int | None:
    """About how many documents the sources hold: lines of a .jsonl file, else one; None where stdin is among them."""
    total = 0
    for source in sources:
        if source.path is None:
            return None
        total += _lines(source) if source.suffix == ".jsonl" else 1
    return total


def _lines(source: Source) -> int:
    try:
        with source.open() as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
    except OSError:
        return 0
