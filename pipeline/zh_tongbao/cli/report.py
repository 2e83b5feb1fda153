"""``tongbao report``: bulletins in; one HTML page to look at, or its charts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName, Published, Region
from zh_tongbao.cli.pipelines import Pipeline
from zh_tongbao.cli.problems import Problems
from zh_tongbao.cli.progress import Progress
from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.extracted import WHOLE, is_extracted, read_extracted
from zh_tongbao.io.inputs import check_date, check_region
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.source import Source
from zh_tongbao.io.sources import find_sources

Row = dict[str, Any]

FORMATS = ("html", "svg", "png")


def report(
    inputs: Annotated[
        list[str],
        typer.Argument(metavar="INPUT", help="Bulletins, folders of them, - for stdin, or what tongbao extract wrote."),
    ],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="PATH", help="The page; for svg and png a folder of charts."),
    ] = Path("report.html"),
    format_name: Annotated[
        str, typer.Option("--format", metavar="html|svg|png", help="One page, or one file a chart.")
    ] = "html",
    language: Annotated[
        str, typer.Option("--lang", metavar="en|zh", help="Language of the charts, and that the page opens in.")
    ] = "en",
    published: Published = None,
    region: Region = None,
    config: ConfigName = DEFAULT_CONFIG,
) -> None:
    """Make a page to look at: text, records, checks, charts.

    It is one file that opens offline. Checks that fail stand first; a record lights its words, and they light it.
    """
    from zh_tongbao.report.charts import require
    from zh_tongbao.report.messages import messages

    require()
    if format_name not in FORMATS:
        raise InputError(f"--format {format_name}: unknown format; take one of {', '.join(FORMATS)}")
    messages(language)
    _check_output(output, format_name)
    problems = Problems()
    extracted = [name for name in inputs if is_extracted(name)]
    sources = find_sources([name for name in inputs if name not in extracted], SUFFIXES, problems)
    for path in (*map(Path, extracted), *(source.path for source in sources)):
        if path is not None and output.exists() and output.samefile(path):
            raise InputError(f"-o {output}: is one of the inputs; write to another file")
    if sources or extracted:
        documents = list(read_extracted(extracted, problems, WHOLE))
        if sources:
            documents += _documents(sources, _defaults(published, region), Pipeline(config), problems)
        try:
            _write(documents, output, format_name, language, problems)
        except OSError as error:
            raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error
    problems.summary()
    if problems.status:
        raise typer.Exit(problems.status)


def _documents(sources: list[Source], defaults: Row, pipeline: Pipeline, problems: Problems) -> list[Row]:
    """Every document that can be read; what can't be is reported."""
    from zh_tongbao.engine.serial import SerialEngine

    documents = []
    with Progress(sources, problems, show=True) as progress:
        for outcome in SerialEngine(pipeline).run(read_inputs(sources, problems, defaults)):
            progress(outcome)
            if outcome.document is None:
                problems(InputError(outcome.message))
            else:
                documents.append(outcome.document)
    return documents


def _write(documents: list[Row], output: Path, format_name: str, language: str, problems: Problems) -> None:
    if format_name == "html":
        from zh_tongbao.report.page import report_page

        page = report_page(documents, language, problem=lambda line: problems(InputError(line)))
        with atomic_output(output) as stream:
            stream.write(page.encode())
    else:
        _write_charts(documents, output, format_name, language, problems)


def _write_charts(documents: list[Row], folder: Path, format_name: str, language: str, problems: Problems) -> None:
    from zh_tongbao.report import charts
    from zh_tongbao.report.divisions import division_name
    from zh_tongbao.report.figures import figures
    from zh_tongbao.report.messages import messages
    from zh_tongbao.report.trial import tried

    words = messages(language)
    drawable = tried(
        documents,
        lambda document: figures([document], division_name),
        lambda line: problems(InputError(line)),
    )
    found = figures([document for document, _ in drawable], division_name)
    if not found:
        raise InputError("there is nothing to draw: the documents hold no counts of cases and no slogans")
    folder.mkdir(exist_ok=True)
    for figure in found:
        drawing = charts.svg(figure, words).encode() if format_name == "svg" else charts.png(figure, words)
        stream: BinaryIO
        with atomic_output(folder / f"{figure.key}.{format_name}") as stream:
            stream.write(drawing)


def _defaults(published: str | None, region: str | None) -> dict[str, str]:
    if published is not None:
        published = check_date(published, "--published")
    if region is not None:
        region = check_region(region, "--region")
    return {name: value for name, value in (("published", published), ("region", region)) if value}


def _check_output(output: Path, format_name: str) -> None:
    if format_name == "html" and output.is_dir():
        raise InputError(f"-o {output}: is a folder; name a file")
    if format_name != "html" and output.exists() and not output.is_dir():
        raise InputError(f"-o {output}: is a file; name a folder for the charts")
    if not output.parent.is_dir():
        raise InputError(f"-o {output}: the folder {output.parent} does not exist; make it first")
