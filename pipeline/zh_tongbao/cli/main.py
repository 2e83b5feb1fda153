"""The entry point of ``tongbao`` and ``python -m zh_tongbao``.

Nothing heavy is imported here: spaCy comes in only when a command starts its work, so that ``--help`` answers at once.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zh_tongbao import __version__
from zh_tongbao.cli.assistants import mcp
from zh_tongbao.cli.books import audit, series
from zh_tongbao.cli.discourse import keyness, kwic, network, officials, slogans
from zh_tongbao.cli.discover import discover
from zh_tongbao.cli.doctor import doctor
from zh_tongbao.cli.evaluate import evaluate
from zh_tongbao.cli.examples import epilog
from zh_tongbao.cli.extract import extract
from zh_tongbao.cli.problems import BAD_INPUT, Problems
from zh_tongbao.cli.report import report
from zh_tongbao.cli.serve import serve
from zh_tongbao.errors import InputError

INTERRUPTED = 130
# Exit status after Ctrl-C, as the shell has it (128 + SIGINT).

app = typer.Typer(
    name="tongbao",
    help="Chinese official bulletins as data: officials, places, slogans and every case count as a checked row.",
    epilog=epilog(),
    invoke_without_command=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("extract")(extract)
app.command("audit")(audit)
app.command("series")(series)
app.command("slogans")(slogans)
app.command("kwic")(kwic)
app.command("keyness")(keyness)
app.command("officials")(officials)
app.command("network")(network)
app.command("discover")(discover)
app.command("report")(report)
app.command("serve")(serve)
app.command("mcp")(mcp)
app.command("doctor")(doctor)
app.command("evaluate")(evaluate)


@app.callback()
def common(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False,
) -> None:
    """Options of the command as a whole; without a subcommand it shows its help."""
    if version:
        typer.echo(f"tongbao {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run() -> None:
    """Run the command line ``tongbao``."""
    sys.exit(run_app(app))


def run_app(application: typer.Typer) -> int:
    """Run a Typer application; every error that a person can mend is one line on stderr and exit status 2.

    Parameters:
        application: with one or several commands.

    Returns:
        int: the exit status.
    """
    try:
        status: int | None = application(standalone_mode=False)
    except InputError as error:
        Problems()(error)
        return BAD_INPUT
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except Exception as error:
        if not hasattr(error, "format_message"):  # a usage error has it, whichever click Typer brings
            raise
        Problems()(InputError(error.format_message()))
        return BAD_INPUT
    return status or 0
