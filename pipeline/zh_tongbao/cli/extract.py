"""``tongbao extract``: bulletins in; records, officials, places and slogans out."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, BinaryIO

import typer

from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.cli.problems import BAD_INPUT, Problems
from zh_tongbao.cli.progress import watched
from zh_tongbao.errors import DocumentError, InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.inputs import check_adcode, check_date
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import Source, find_sources
from zh_tongbao.io.writers import BINARY, Writer, check_format, format_of, make_writer

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

BROKEN_PIPE = 141
"""Exit status when the reader of our output has gone, as of a program that SIGPIPE ended (128 + 13)."""


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files (.txt .jsonl .csv .parquet .html .docx .pdf .zip .duckdb .sql), folders of them, addresses "
            "(s3://, https://), or - for stdin.",
        ),
    ],
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="table|jsonl|csv|parquet|duckdb|xlsx|docbin",
            help="Default: by the suffix of -o; else table on a terminal and jsonl in a pipe.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="PATH", help="Write to this file, whole or not at all."),
    ] = None,
    published: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Day of publication (2022-04-03) of inputs that give none."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(metavar="ADCODE", help="Issuer's division code (220000) of inputs that give none."),
    ] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Headline of inputs that give none.")] = None,
    query: Annotated[
        str | None, typer.Option(metavar="SQL", help="What to read in .duckdb inputs; default: FROM documents.")
    ] = None,
    config: Annotated[
        str, typer.Option(metavar="CFG", help="Pipeline config: the name of a shipped one, or a path.")
    ] = "bulletin.cfg",
) -> None:
    """Extract records, officials, places and slogans from bulletins."""
    defaults = _defaults(published, region, title)
    chosen = _choose_format(format_name, output)
    problems = Problems()
    sources = find_sources(inputs, SUFFIXES, problems, query)
    _check_output(output, sources)
    if sources:
        nlp = load_for_command(config)
        rows = read_inputs(sources, problems, defaults)
        shown = watched(rows, sources, show=output is not None or not sys.stdout.isatty())
        with _stream(output) as stream:
            _write(extract_each(nlp, shown, problems), make_writer(chosen, stream), stream)
    if problems.count:
        raise typer.Exit(BAD_INPUT)


def extract_each(nlp: Language, rows: Iterable[Row], problems: Problems) -> Iterator[Row]:
    """Run rows through the pipeline one by one; a document on which it fails is reported, the others go on.

    Raises:
        InputError: the pipeline itself cannot work (a segmenter's library or model is missing).
    """
    from zh_tongbao.engine.extraction import extract_row

    for row in rows:
        try:
            document = extract_row(nlp, row)
        except DocumentError as error:
            problems(error)
        except InputError:
            raise
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())
            problems(InputError(f"document {row.get('id')!r}: the pipeline failed ({reason}); please report it"))
        else:
            yield document


def _write(documents: Iterable[Row], writer: Writer, stream: BinaryIO) -> None:
    """Write documents as they come; whoever watches or reads a pipe gets each at once."""
    for document in documents:
        writer.write(document)
        stream.flush()
    writer.finish()
    stream.flush()


@contextmanager
def _stream(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a file that is whole or not there.

    Raises:
        InputError: the file cannot be written.
        typer.Exit: nobody reads standard output any more.
    """
    try:
        if output is None:
            yield sys.stdout.buffer
        else:
            with atomic_output(output) as stream:
                yield stream
    except BrokenPipeError:
        # Point stdout elsewhere, or Python complains when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(BROKEN_PIPE) from None
    except OSError as error:
        raise InputError(f"{output or '<stdout>'}: cannot be written: {error.strerror or error}") from error


def _defaults(published: str | None, region: str | None, title: str | None) -> Row:
    if published is not None:
        check_date(published, "--published")
    if region is not None:
        check_adcode(region, "--region")
    given = {"published": published, "region": region, "title": title}
    return {name: value for name, value in given.items() if value}


def _choose_format(format_name: str | None, output: Path | None) -> str:
    if format_name is not None:
        chosen = check_format(format_name)
    elif output is not None:
        chosen = format_of(output)
    else:
        chosen = "table" if sys.stdout.isatty() else "jsonl"
    if output is None and chosen in BINARY and sys.stdout.isatty():
        raise InputError(f"--format {chosen}: not for a terminal; name a file with -o")
    return chosen


def _check_output(output: Path | None, sources: Iterable[Source]) -> None:
    if output is None:
        return
    if output.is_dir():
        raise InputError(f"-o {output}: is a folder; name a file")
    if not output.parent.is_dir():
        raise InputError(f"-o {output}: the folder {output.parent} does not exist; make it first")
    for source in sources:
        if source.path is not None and output.exists() and output.samefile(source.path):
            raise InputError(f"-o {output}: is one of the inputs; write to another file")
