"""``tongbao extract``: bulletins in; records, officials, places and slogans out."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName, Published, Region
from zh_tongbao.cli.outputs import check_file, choose_format, is_run_folder, open_output
from zh_tongbao.cli.pipelines import Pipeline
from zh_tongbao.cli.problems import LogHandler, Problems
from zh_tongbao.cli.progress import Progress
from zh_tongbao.engine.engines import ENGINES, Work, make_engine
from zh_tongbao.engine.outcomes import Engine
from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import check_date, check_region
from zh_tongbao.io.limits import LONGEST, SECONDS
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.source import Source
from zh_tongbao.io.sources import find_sources
from zh_tongbao.io.wording import Wording
from zh_tongbao.io.writers import EXPLAINED, WORDED, Writer, check_table, make_writer

Row = dict[str, Any]

FOLDER_TIMEOUT = 300.0
# Seconds that a document may take in a run into a folder, where nobody waits for it.


def extract(
    inputs: Annotated[
        list[str],
        typer.Argument(
            metavar="INPUT",
            help="Files (.txt .md .html .docx .doc .pdf .eml .xlsx .csv .jsonl .parquet .zip .duckdb .sql, pictures), "
            "folders of them, addresses (s3://, https://), or - for stdin.",
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
        typer.Option(
            "--output",
            "-o",
            metavar="PATH",
            help="Write to this file, whole or not at all; a name without suffix is a folder of Parquet part files, "
            "documents/ records/ entities/ checks/ statements/ line_list/ contacts/ itinerary/ evidence/.",
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--table",
            metavar="NAME",
            help="As csv, parquet or jsonl this table alone: documents, records, entities, checks, statements, line_list, "
            "contacts, itinerary or evidence.",
        ),
    ] = None,
    fine_places: Annotated[
        bool,
        typer.Option(
            "--fine-places",
            help="In line lists where people live as finely as the text says it; by default no finer than the township.",
        ),
    ] = False,
    published: Published = None,
    region: Region = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="Headline of inputs that give none.")] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--lang", metavar="en|zh", help="Language of words and heads in xlsx (default: en), and of labels in csv."
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Below each record the words that each value comes from (format table).")
    ] = False,
    query: Annotated[
        str | None, typer.Option(metavar="SQL", help="What to read in .duckdb inputs; default: FROM documents.")
    ] = None,
    config: ConfigName = DEFAULT_CONFIG,
    vocab: Annotated[
        Path | None,
        typer.Option("--vocab", metavar="JSONL", help="Your own officials, places, slogans and terms, a row each."),
    ] = None,
    engine: Annotated[
        str, typer.Option(metavar="|".join(ENGINES), help="What works in several processes: this machine, or Ray.")
    ] = ENGINES[0],
    jobs: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Worker processes. Default: one; into a folder one for each core."),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(
            "--timeout-per-doc",
            min=0.001,
            metavar="SECONDS",
            help=f"Give a document up after this. Default: {SECONDS:g} for reading it, never for what follows; into a folder "
            f"{FOLDER_TIMEOUT:g}.",
        ),
    ] = None,
    longest: Annotated[
        int, typer.Option("--max-chars", min=1, metavar="N", help="Refuse documents with more characters.")
    ] = LONGEST,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a run into a folder that was stopped.")] = False,
    ray_address: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Ray cluster; default: one on this machine.")
    ] = None,
    log_json: Annotated[
        bool, typer.Option("--log-json", help="Progress and problems as JSON lines on stderr.")
    ] = False,
) -> None:
    """Extract records, officials, places and slogans from bulletins."""
    problems = Problems(as_json=log_json)
    work = Work(engine, jobs, timeout, longest, ray_address)
    pipeline = Pipeline(config, vocab, fine_places)
    try:
        defaults = _defaults(published, region, title)
        if engine not in ENGINES:
            raise InputError(f"--engine {engine}: unknown engine; take one of {', '.join(ENGINES)}")
        into_folder = is_run_folder(output, format_name)
        if output is not None and format_name == "parquet" and not (output.suffix or output.exists()):
            problems.tell(
                f"-o {output}: one file with the table of records; without --format it is a folder of Parquet tables"
            )
        if into_folder:
            from zh_tongbao.engine.run import check_folder

            assert output is not None
            check_folder(output, resume=resume)
        elif resume:
            raise InputError("--resume: only a run into a folder can go on; name a folder with -o")
        if table is not None and into_folder:
            raise InputError(f"--table {table}: a folder has every table; name a file with -o")
        asked = "csv" if table is not None and format_name is None and output is None else format_name
        chosen = "parquet" if into_folder else choose_format(asked, output)
        wording = _wording(language, "a folder" if into_folder else chosen)
        if explain:
            chosen = _explained(chosen, format_name, output)
        if table is not None:
            check_table(chosen, table, language)
        with _logged(problems):
            sources = find_sources(inputs, SUFFIXES, problems, query)
            if into_folder and output is not None:
                _into_folder(sources, output, defaults, pipeline, work, problems, query, resume=resume)
            else:
                check_file(output, sources)
                if sources:
                    _into_stream(
                        sources,
                        output,
                        partial(make_writer, chosen, wording=wording, table=table),
                        defaults,
                        pipeline,
                        work,
                        problems,
                    )
        problems.summary()
    except InputError as error:
        if not log_json:
            raise
        problems(error)
    if problems.status:
        raise typer.Exit(problems.status)


def _into_stream(
    sources: list[Source],
    output: Path | None,
    make: Callable[[BinaryIO], Writer],
    defaults: Row,
    pipeline: Pipeline,
    work: Work,
    problems: Problems,
) -> None:
    """Write documents as they come; whoever watches or reads a pipe gets each at once."""
    engine = _stream_engine(pipeline, work)
    rows = read_inputs(sources, problems, defaults, work.timeout)
    show = output is not None or not sys.stdout.isatty()
    with open_output(output) as stream, Progress(sources, problems, show=show) as progress:
        writer = make(stream)
        with closing(engine.run(rows)) as outcomes:
            for outcome in outcomes:
                progress(outcome)
                if outcome.document is None:
                    problems(InputError(outcome.message))
                else:
                    writer.write(outcome.document)
                    stream.flush()
        writer.finish()
        stream.flush()


def _wording(language: str | None, chosen: str) -> Wording | None:
    """The words that a format is written with; a workbook is always for people.

    Raises:
        InputError: unknown language, or a format that has no words.
    """
    if language is None and chosen != "xlsx":
        return None
    from zh_tongbao.report.messages import LANGUAGES, messages

    if chosen not in WORDED:
        raise InputError(f"--lang {language}: {chosen} has no words to translate; take --format xlsx or csv")
    messages(language or LANGUAGES[0])
    return Wording(language or LANGUAGES[0], {name: messages(name) for name in LANGUAGES})


def _explained(chosen: str, format_name: str | None, output: Path | None) -> str:
    """The format in which values are explained; a pipe gets it too, where no other is asked for.

    Raises:
        InputError: another format is asked for.
    """
    if chosen != "table" and (format_name is not None or output is not None):
        wanted = f"-o {output}" if format_name is None else f"--format {format_name}"
        raise InputError(
            f"--explain: needs --format table, not {wanted}; in jsonl every record has its field 'evidence' anyway"
        )
    return EXPLAINED


def _stream_engine(pipeline: Pipeline, work: Work) -> Engine:
    """Without a word about workers the work is done in this process, which is ready soonest."""
    if work.engine == "local" and work.jobs in (None, 1) and work.timeout is None:
        from zh_tongbao.engine.serial import SerialEngine

        nlp = pipeline()
        return SerialEngine(lambda: nlp, work.longest)
    return make_engine(replace(work, jobs=work.jobs or 1), pipeline)


def _into_folder(
    sources: list[Source],
    folder: Path,
    defaults: Row,
    pipeline: Pipeline,
    work: Work,
    problems: Problems,
    query: str | None,
    *,
    resume: bool,
) -> None:
    from zh_tongbao.engine.fingerprint import fingerprint
    from zh_tongbao.engine.readings import read_rows
    from zh_tongbao.engine.run import PIPELINE, Inputs, run_to_folder

    messages = list(problems.left)

    def report(error: InputError) -> None:
        messages.append(str(error))
        problems(error)

    heading = {
        PIPELINE: fingerprint(pipeline.config, pipeline.vocab),
        "defaults": defaults,
        "query": query,
        "max-chars": work.longest,
        "fine-places": pipeline.fine_places,
    }
    engine = make_engine(
        replace(work, timeout=FOLDER_TIMEOUT if work.timeout is None else work.timeout),
        pipeline,
    )
    inputs = Inputs([source.name for source in sources])
    rows = read_rows(sources, report, inputs.ended, defaults, work.timeout)
    with Progress(sources, problems, show=True) as progress:
        errors = run_to_folder(
            folder, rows, messages, engine, heading, resume=resume, inputs=inputs, watch=progress, note=problems.tell
        )
    if progress.errors:
        problems(InputError(f"{progress.errors} documents failed: {folder}/errors.jsonl says why"))
    elif errors and not (problems.count or problems.left):
        problems(InputError(f"{errors} inputs or documents failed earlier: {folder}/errors.jsonl says why"))


@contextmanager
def _logged(problems: Problems) -> Iterator[None]:
    """While it lasts, the package's log goes to the person."""
    logger = logging.getLogger("zh_tongbao")
    handler, level, propagate = LogHandler(problems), logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate


def _defaults(published: str | None, region: str | None, title: str | None) -> Row:
    if published is not None:
        published = check_date(published, "--published")
    if region is not None:
        region = check_region(region, "--region")
    given = {"published": published, "region": region, "title": title}
    return {name: value for name, value in given.items() if value}
