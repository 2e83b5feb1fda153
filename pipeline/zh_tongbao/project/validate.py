"""``python -m zh_tongbao.project.validate CONFIG…``: build each pipeline from its config, without its vocabulary.

A config that is wrong (a section missing, an unknown name, a value of the wrong type) is one line on stderr and exit status
2. Training configs are checked by ``spacy debug config`` as well: ``[training]`` is read there.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable


def validate(path: Path) -> list[str]:
    """Build one pipeline; returns the names of its components.

    Raises:
        InputError: the file and what is wrong with it.
    """
    from spacy import util

    try:
        nlp = util.load_model_from_config(util.load_config(path, interpolate=False), auto_fill=True)
    except Exception as error:  # spaCy, thinc and pydantic raise many kinds for a config that is wrong
        lines = [line.strip() for line in str(error).splitlines() if line.strip() and not line.startswith("{")]
        raise InputError(f"{path}: {'; '.join(lines[:3]) or type(error).__name__}") from error
    return list(nlp.pipe_names)


def main(configs: Annotated[list[Path], typer.Argument(metavar="CONFIG", help="Config files.")]) -> None:
    """Check that a pipeline can be made of each config."""
    for path in configs:
        typer.echo(f"{printable(str(path))}: {', '.join(validate(path))}")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
