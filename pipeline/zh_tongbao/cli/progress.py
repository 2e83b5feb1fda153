"""How far the work is: a bar for people, and only when the work is long; events for machines."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any

from zh_tongbao.cli.problems import Problems
from zh_tongbao.io.source import Source
from zh_tongbao.records.last_day import without_a_year

if TYPE_CHECKING:
    from zh_tongbao.engine.outcomes import Outcome

LONG = 2.0
# Seconds of work after which a bar appears.

EVERY = 5.0
# Seconds between two events of progress.

NO_YEAR = "without a year, so that days have none (--published gives it)"

_BLOCK = 1 << 20


class Progress:
    """Count outcomes and show how far the work is: documents, characters a second, errors, time left.

    Parameters:
        sources: where the rows come from, to count them.
        problems: gets events where its log is for machines; then there is no bar.
        show: False where a bar would run into output on the same terminal. There is none in a pipe either.
    """

    def __init__(self, sources: Sequence[Source], problems: Problems, *, show: bool):
        self._sources = sources
        self._problems = problems
        self._show = show and sys.stderr.isatty() and not problems.as_json
        self._began = self._told = monotonic()
        self._total: int | None = None
        self._bar: Any = None
        self._task: Any = None
        self.documents = self.characters = self.errors = 0

    def __enter__(self) -> Progress:
        """Begin to count."""
        self._began = self._told = monotonic()
        self._problems.event("started", inputs=len(self._sources))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take the bar away, tell the end."""
        if self._bar is not None:
            self._bar.stop()
        if error is None:
            self._problems.event("finished", **self._figures())

    def __call__(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.documents += 1
        self.characters += outcome.characters
        self.errors += outcome.document is None
        for note in outcome.notes:
            self._problems.note(note)
        if outcome.document is not None and without_a_year(outcome.document):
            self._problems.without(NO_YEAR, str(outcome.document.get("id")))
        if not (self._show or self._problems.as_json):
            return
        now = monotonic()
        if self._problems.as_json:
            if now - self._told >= EVERY:
                self._told = now
                self._problems.event("progress", **self._figures())
        elif self._bar is not None:
            self._update()
        elif now - self._began > LONG:
            self._start()

    def _figures(self) -> dict[str, Any]:
        seconds = monotonic() - self._began
        return {
            "documents": self.documents,
            "characters": self.characters,
            "errors": self._problems.count + len(self._problems.left) + self.errors,
            "seconds": round(seconds, 3),
            "characters_per_second": round(self.characters / seconds) if seconds else None,
        }

    def _start(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("documents"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]} chars/s"),
            TextColumn("{task.fields[errors]} errors"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=count_documents(self._sources), rate="", errors=0)
        self._update()
        self._bar.start()

    def _update(self) -> None:
        figures = self._figures()
        rate = f"{figures['characters_per_second'] or 0:,}"
        self._bar.update(self._task, completed=self.documents, rate=rate, errors=figures["errors"])


def count_documents(sources: Sequence[Source]) -> int | None:
    """About how many documents the sources hold: lines of a .jsonl file, else one; None where that cannot be seen.

    What holds several documents and is no .jsonl file (tables, archives, databases, standard input) cannot be counted
    without reading it.
    """
    total = 0
    for source in sources:
        if source.path is None or source.suffix in (".csv", ".parquet", ".zip", ".duckdb", ".sql"):
            return None
        total += _lines(source) if source.suffix == ".jsonl" else 1
    return total


def _lines(source: Source) -> int:
    try:
        with source.open() as stream:
            return sum(block.count(b"\n") for block in iter(lambda: stream.read(_BLOCK), b""))
    except OSError:
        return 0
