"""``tongbao mcp``: the tools of an assistant, over standard input and output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName
from zh_tongbao.cli.pipelines import Pipeline
from zh_tongbao.errors import InputError

SECONDS = 60.0
# That a call may take: it may be a folder of files.


def mcp(
    folders: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER", help="Folders whose files may be read; no others are."),
    ],
    characters: Annotated[
        int, typer.Option("--max-chars", metavar="N", min=1, help="Longest bulletin, in characters.")
    ] = 100_000,
    documents: Annotated[int, typer.Option("--max-batch", metavar="N", min=1, help="Most bulletins of a call.")] = 100,
    answer: Annotated[
        int, typer.Option("--max-answer", metavar="N", min=1000, help="Longest answer, in characters.")
    ] = 100_000,
    seconds: Annotated[
        float, typer.Option("--max-seconds", metavar="S", min=0.1, help="Longest that one call may take.")
    ] = SECONDS,
    config: ConfigName = DEFAULT_CONFIG,
    vocab: Annotated[
        Path | None,
        typer.Option("--vocab", metavar="JSONL", help="Your own officials, places, slogans and terms, a row each."),
    ] = None,
) -> None:
    """Let an assistant read bulletins (MCP, over stdio).

    An assistant's program starts it and talks to it in the Model Context Protocol. Its tools are extract, explain,
    audit and series; they read files of the folders that are named, and write nothing.
    """
    try:
        from zh_tongbao.server.assistant_tools import create_assistant_server
    except ImportError as error:
        raise InputError("tongbao mcp needs the package mcp, version 2: pip install 'zh-tongbao[mcp]'") from error
    from zh_tongbao.server.allowed import Allowed
    from zh_tongbao.server.assistant import Assistant
    from zh_tongbao.server.limits import Limits, Worker
    from zh_tongbao.server.pipeline import ServedPipeline

    limits = Limits(characters=characters, documents=documents, answer=answer, seconds=seconds)
    allowed = Allowed(folders)
    load = Pipeline(config, vocab)
    worker = Worker(limits)
    assistant = Assistant(ServedPipeline(load(), load), allowed, limits, lambda: worker.overdue)
    if sys.stdin.isatty():
        print("tongbao: waiting for an assistant's program on standard input (Ctrl-C stops it)", file=sys.stderr)
    try:
        create_assistant_server(assistant, worker).run()
    finally:
        worker.close()
