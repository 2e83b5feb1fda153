"""What the commands for political language share: a corpus in, a table or a page out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from zh_tongbao.cli.outputs import check_file, open_output
from zh_tongbao.cli.problems import BAD_INPUT, Problems
from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Column
from zh_tongbao.io.source import Source
from zh_tongbao.io.sources import STDIN

if TYPE_CHECKING:
    from zh_tongbao.discourse.corpus import Corpus

Row = dict[str, Any]

Input = Annotated[
    str, typer.Argument(metavar="OUT", help="What tongbao extract wrote: a folder, a .jsonl or .duckdb file, or -.")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all.")
]
FormatName = Annotated[
    str | None,
    typer.Option(
        "--format",
        metavar="csv|xlsx|parquet|jsonl|html",
        help="Default: by the suffix of -o; else csv. html is a page.",
    ),
]
Language = Annotated[str, typer.Option("--lang", metavar="en|zh", help="Language of a page.")]

FORMATS = ("csv", "xlsx", "parquet", "jsonl", "html")
PAGE, GRAPHML = "html", "graphml"
BINARY = ("xlsx", "parquet")


@dataclass(frozen=True)
class View:
    """What a command found.

    Parameters:
        name: of the command.
        columns, rows: of the table.
        draw: makes the page's chart of the rows, if there is one.
    """

    name: str
    columns: Sequence[Column]
    rows: list[Row]
    draw: Callable[[list[Row]], dict[str, Any] | None] = lambda rows: None  # noqa: ARG005


def read_corpus(corpus: str) -> tuple[Corpus | None, Problems]:
    """A corpus, None where nothing of it can be read."""
    from zh_tongbao.discourse.corpus import Corpus
    from zh_tongbao.io.extracted import DISCOURSE, read_extracted

    problems = Problems()
    documents = list(read_extracted([corpus], problems, DISCOURSE))
    return (Corpus(documents) if documents or not problems.count else None), problems


def answer(
    corpus: str,
    output: Path | None,
    format_name: str | None,
    language: str,
    found: Callable[[Corpus], View],
    formats: Sequence[str] = FORMATS,
) -> None:
    """Read a corpus, ask it, write the answer; whatever can be refused is refused before anything is read."""
    chosen = choose(output, format_name, formats)
    check_file(output, [Source(Path(corpus))] if corpus != STDIN and Path(corpus).is_file() else [])
    if chosen == PAGE:
        from zh_tongbao.report.charts import require
        from zh_tongbao.report.messages import messages

        require()
        messages(language)
    documents, problems = read_corpus(corpus)
    if documents is not None:
        view = found(documents)
        with open_output(output) as stream:
            write(stream, chosen, view, documents.documents, language)
            stream.flush()
    if problems.count:
        raise typer.Exit(BAD_INPUT)


def choose(output: Path | None, format_name: str | None, formats: Sequence[str] = FORMATS) -> str:
    """The format by its name or the output's suffix.

    Raises:
        InputError: none of these formats, or a binary one for a terminal.
    """
    suffix = output.suffix.lower().removeprefix(".") if output else "csv"
    chosen = format_name if format_name is not None else suffix
    if chosen not in formats:
        what = f"--format {chosen}: unknown format; take" if format_name else f"{output}: end the name in"
        raise InputError(f"{what} one of {', '.join(formats)}")
    if chosen in BINARY and output is None and sys.stdout.isatty():
        raise InputError(f"--format {chosen}: not for a terminal; name a file with -o")
    return chosen


def write(
    stream: BinaryIO, format_name: str, view: View, documents: Sequence[Mapping[str, Any]], language: str
) -> None:
    """Write what a command found in one format."""
    if format_name == PAGE:
        from zh_tongbao.report.corpus_view import corpus_view

        page = corpus_view(view.name, view.columns, view.rows, documents, view.draw(view.rows), language)
        stream.write(page.encode(errors="backslashreplace"))
    elif format_name == GRAPHML:
        from zh_tongbao.discourse.networks import graphml

        stream.write(graphml(view.rows))
    else:
        from zh_tongbao.io.writers.rows import write_rows

        write_rows(format_name, stream, view.columns, view.rows)
