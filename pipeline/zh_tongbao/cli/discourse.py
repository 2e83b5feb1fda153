"""The commands for political language, over what ``tongbao extract`` wrote: slogans, kwic, keyness, officials, network, discover."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
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


def slogans(
    corpus: Input,
    by: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="Rows by day, week, month or year, speaker, field, kind (month,speaker)."),
    ] = None,
    as_mentions: Annotated[bool, typer.Option("--mentions", help="A row a mention, with its sentence.")] = False,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Count slogans: how often, by whom, since when, in which weeks most.

    Frequencies are per document and per 10,000 characters; without --by a row is a slogan.
    """
    from zh_tongbao.discourse.corpus import SLICES, SLOGANS
    from zh_tongbao.discourse.frequencies import check_keys, columns, frequencies

    keys = [key.strip() for key in by.split(",")] if by else []
    check_keys(keys)
    if keys and as_mentions:
        raise InputError("--mentions: has a row a mention; leave --by out")

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import bars, lines

        if as_mentions:
            return View("slogans", SLOGANS, documents.slogans)
        when = next((key for key in keys if key in SLICES), None)
        return View(
            "slogans",
            columns(keys),
            frequencies(documents, keys),
            lambda rows: lines(rows, "slogan", when, "count") if when else bars(rows, "slogan", "count"),
        )

    _run(corpus, output, format_name, language, found)


def kwic(
    corpus: Input,
    wanted: Annotated[list[str], typer.Argument(metavar="TERM...", help="Words as written, or ids of slogans.")],
    width: Annotated[int, typer.Option(metavar="N", help="Characters at either side.")] = 30,
    sort: Annotated[str, typer.Option(metavar="day|left|right|speaker|hit|place", help="Order of the rows.")] = "day",
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Show words in context, with who says them, when and where."""
    from zh_tongbao.discourse.concordance import COLUMNS, concordance

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import lines

        def over_months(rows: list[Row]) -> dict[str, Any] | None:
            months = [{"hit": row["hit"], "month": (row["published"] or "")[:7], "count": 1} for row in rows]
            return lines(months, "hit", "month", "count")

        return View("kwic", COLUMNS, concordance(documents, wanted, width, sort), over_months)

    _run(corpus, output, format_name, language, found)


def keyness(
    corpus: Input,
    target: Annotated[
        str, typer.Option(metavar="KEY=VALUE,...", help="The part in question (month=2021-07..2021-09).")
    ],
    reference: Annotated[
        str | None, typer.Option(metavar="KEY=VALUE,...", help="What it is compared with; default: the rest.")
    ] = None,
    of: Annotated[str, typer.Option(metavar="slogans|words", help="What is compared.")] = "slogans",
    least: Annotated[int, typer.Option(metavar="N", min=1, help="Leave out what stands less often.")] = 3,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Find what a part of a corpus says more often than another: log-likelihood and log ratio.

    Keys: day, week, month, year (a range: 2021-07..2021-09), speaker, region, id, title.
    """
    from zh_tongbao.discourse.keyness import COLUMNS
    from zh_tongbao.discourse.keyness import keyness as compared
    from zh_tongbao.discourse.selection import selection

    wanted = selection(target)
    other = selection(reference) if reference is not None else None

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import bars

        rows = compared(documents, wanted, other, of, least)
        return View("keyness", COLUMNS, rows, lambda rows: bars(rows, "term", "log_likelihood"))

    _run(corpus, output, format_name, language, found)


def officials(
    corpus: Input,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """List officials: posts with their first and last day, and who appears with whom."""
    from zh_tongbao.discourse.timelines import COLUMNS
    from zh_tongbao.discourse.timelines import officials as seen

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import timeline

        return View("officials", COLUMNS, seen(documents), timeline)

    _run(corpus, output, format_name, language, found)


def network(
    corpus: Input,
    kind: Annotated[
        str,
        typer.Option(metavar="speaker-slogan|official-official|place-official", help="What is tied to what."),
    ] = "speaker-slogan",
    least: Annotated[int, typer.Option(metavar="N", min=1, help="Documents that a tie needs.")] = 2,
    output: Output = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|xlsx|parquet|jsonl|html|graphml", help="Default: by the suffix of -o."),
    ] = None,
    language: Language = "en",
) -> None:
    """Tie speakers to slogans, officials to officials, or places to officials."""
    from zh_tongbao.discourse.networks import COLUMNS, KINDS
    from zh_tongbao.discourse.networks import network as tied

    if kind not in KINDS:
        raise InputError(f"--kind {kind}: unknown; take one of {', '.join(KINDS)}")

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import drawn_network

        return View("network", COLUMNS, tied(documents, kind, least), drawn_network)

    _run(corpus, output, format_name, language, found, (*FORMATS, GRAPHML))


def discover(
    corpus: Input,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Look for what is used more often since this day.")
    ] = None,
    most: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Rows.")] = 300,
    least: Annotated[int, typer.Option(metavar="N", min=2, help="Documents that a formulation needs.")] = 3,
    as_hidden: Annotated[
        bool, typer.Option("--hide-list", help="Read as if no formulation were known: what would be found again.")
    ] = False,
    review: Annotated[
        Path | None,
        typer.Option(
            metavar="JSONL", help="Show one after another; the key y writes it into this file of your own words."
        ),
    ] = None,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Find formulations that no list holds, ranked, with variants, first day and contexts.

    What you accept with --review is read by tongbao extract --vocab.
    """
    from zh_tongbao.discourse.discovery import COLUMNS
    from zh_tongbao.discourse.discovery import discover as discovered
    from zh_tongbao.io.inputs import check_date

    day = date.fromisoformat(check_date(since, "--since")) if since is not None else None
    if review is not None and (output is not None or format_name is not None):
        raise InputError("--review: shows formulations here; leave -o and --format out")

    def found(documents: Corpus) -> View:
        return View("discover", COLUMNS, discovered(documents, day, most=most, least=least, hidden=as_hidden))

    if review is None:
        _run(corpus, output, format_name, language, found)
        return
    from zh_tongbao.cli.review import review_formulations

    documents, problems = _documents(corpus)
    if documents is not None:
        review_formulations(found(documents).rows, review)
    if problems.count:
        raise typer.Exit(BAD_INPUT)


def _documents(corpus: str) -> tuple[Corpus | None, Problems]:
    """A corpus, None where nothing of it can be read."""
    from zh_tongbao.discourse.corpus import Corpus
    from zh_tongbao.io.extracted import DISCOURSE, read_extracted

    problems = Problems()
    documents = list(read_extracted([corpus], problems, DISCOURSE))
    return (Corpus(documents) if documents or not problems.count else None), problems


def _run(
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
    documents, problems = _documents(corpus)
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


def write(stream: BinaryIO, format_name: str, view: View, documents: Sequence[Row], language: str) -> None:
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
