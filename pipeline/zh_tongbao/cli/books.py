"""``tongbao audit`` and ``tongbao series``: what was extracted, compared across documents and days."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from zh_tongbao.cli.outputs import check_file, open_output
from zh_tongbao.cli.problems import BAD_INPUT, Problems
from zh_tongbao.errors import InputError
from zh_tongbao.io.extracted import read_extracted
from zh_tongbao.io.printable import printable
from zh_tongbao.io.record_rows import Column
from zh_tongbao.io.source import Source
from zh_tongbao.io.sources import STDIN
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]

Inputs = Annotated[
    list[str],
    typer.Argument(metavar="INPUT", help="What tongbao extract wrote: .jsonl files, folders, or - for stdin."),
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file, whole or not at all.")
]


def audit(
    inputs: Inputs,
    format_name: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="table|jsonl|csv|parquet",
            help="Default: by the suffix of -o; else table on a terminal and jsonl in a pipe.",
        ),
    ] = None,
    output: Output = None,
) -> None:
    """Find figures that contradict each other.

    Within a bulletin, between bulletins, and with those of the days before.
    """
    from zh_tongbao.records.audit import COLUMNS
    from zh_tongbao.report.audited import audited

    _run(inputs, output, format_name, lambda documents: (COLUMNS, audited(documents)), ("table", "jsonl"))


def series(
    inputs: Inputs,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|parquet|jsonl", help="Default: by the suffix of -o; else csv."),
    ] = None,
    output: Output = None,
    metric: Annotated[str | None, typer.Option(metavar="WORD", help="Only this metric (confirmed).")] = None,
    measure: Annotated[str | None, typer.Option(metavar="WORD", help="Only this measure (new).")] = None,
    level: Annotated[
        str | None,
        typer.Option(metavar="country|province|prefecture|county", help="Only places of this level."),
    ] = None,
    disease: Annotated[str | None, typer.Option(metavar="CODE", help="Only this disease (dengue).")] = None,
    as_wide: Annotated[bool, typer.Option("--wide", help="A row a day, a column a series.")] = False,
) -> None:
    """Write extracted records as time series.

    A row for each day, place and kind of count; a count that is missing on a day that others are given for is empty.
    """
    from zh_tongbao.records.series import COLUMNS, LEVELS, Chosen, wide
    from zh_tongbao.records.series import series as series_of

    _check_words(metric=(metric, ()), measure=(measure, RECORD["measure"].values), level=(level, LEVELS))
    if disease is not None and "disease" not in RECORD:
        raise InputError(f"--disease {disease}: records have no diseases here")
    chosen = Chosen(metric, measure, level, disease)

    def rows(documents: list[Row]) -> tuple[Sequence[Column], Iterable[Row]]:
        found = series_of(documents, chosen)
        return wide(found) if as_wide else (COLUMNS, found)

    _run(inputs, output, format_name, rows, ("csv", "csv"))


def _check_words(**options: tuple[str | None, Sequence[str]]) -> None:
    """Refuse a word that an option does not know; one without words takes any.

    Raises:
        InputError: names the option and its words.
    """
    for name, (word, known) in options.items():
        if word is not None and known and word not in known:
            raise InputError(f"--{name} {word}: unknown; take one of {', '.join(known)}")


def _run(
    inputs: list[str],
    output: Path | None,
    format_name: str | None,
    rows: Callable[[list[Row]], tuple[Sequence[Column], Iterable[Row]]],
    defaults: tuple[str, str],
) -> None:
    """Read documents, make rows of them, write these.

    Parameters:
        inputs, output, format_name: as given.
        rows: makes them, with their columns.
        defaults: the format on a terminal, and in a pipe.
    """
    problems = Problems()
    check_file(output, [Source(Path(name)) for name in inputs if name != STDIN and Path(name).is_file()])
    formats = ("jsonl", "csv", "parquet") if "table" not in defaults else ("table", "jsonl", "csv", "parquet")
    chosen = _choose(output, format_name, formats, defaults)
    documents = list(read_extracted(inputs, problems))
    columns, found = rows(documents)
    with open_output(output) as stream:
        if chosen == "table":
            _write_table(stream, found)
        else:
            from zh_tongbao.io.writers.rows import write_rows

            write_rows(chosen, stream, columns, found)
        stream.flush()
    if problems.count:
        raise typer.Exit(BAD_INPUT)


def _choose(output: Path | None, format_name: str | None, formats: Sequence[str], defaults: tuple[str, str]) -> str:
    if format_name is None and output is None:
        return defaults[0] if sys.stdout.isatty() else defaults[1]
    suffixes = {f".{name}": name for name in formats} | ({".txt": "table"} if "table" in formats else {})
    chosen = format_name if format_name is not None else suffixes.get(output.suffix.lower() if output else "")
    if chosen is None:
        raise InputError(f"{output}: the suffix names no format; end it in one of {', '.join(suffixes)}")
    if chosen not in formats:
        raise InputError(f"--format {chosen}: unknown format; take one of {', '.join(formats)}")
    if chosen == "parquet" and output is None and sys.stdout.isatty():
        raise InputError("--format parquet: not for a terminal; name a file with -o")
    return chosen


def _write_table(stream: BinaryIO, findings: Iterable[Row]) -> None:
    """Findings for people: what was found, then a line for each sentence of evidence, then the cause."""
    from zh_tongbao.records.audit import COUNTED

    count = 0
    for finding in findings:
        count += 1
        what = " · ".join(str(value) for column in COUNTED if (value := finding[column.name]))
        where = " ".join(str(finding[name]) for name in ("place", "adcode") if finding[name])
        lines = [
            f"{finding['severity']}: {finding['rule']} · {finding['date'] or 'no day'} · {where} · {what}: "
            f"expected {finding['expected']}, found {finding['found']} ({finding['difference']:+d})",
            *(f"    {item['document']}: {item['sentence']}" for item in finding["evidence"]),
        ]
        if finding["cause"]:
            lines.append(f"    cause: {finding['cause']}{': ' + finding['reason'] if finding['reason'] else ''}")
        stream.write("".join(f"{printable(line)}\n" for line in lines).encode(errors="backslashreplace"))
    stream.write(f"{count} {'finding' if count == 1 else 'findings'}\n".encode())
