"""Convert annotated documents to spaCy's format: ``python -m zh_tongbao.project.convert IN... OUT.spacy``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from zh_tongbao.cli.main import run_app
from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.convert import convert
from zh_tongbao.io.printable import printable


def main(
    inputs: Annotated[list[Path], typer.Argument(metavar="IN", help="Annotated .jsonl or .json, or folders of them.")],
    output: Annotated[Path, typer.Argument(metavar="OUT.spacy", help="The file to write.")],
    config: Annotated[str, typer.Option(metavar="CFG", help="Pipeline whose tokenizer to use.")] = "bulletin.cfg",
    ents: Annotated[str, typer.Option(metavar="LABELS", help="Labels of doc.ents, with commas; by default all.")] = "",
) -> None:
    """Convert annotated documents to a .spacy file."""
    if output.suffix != ".spacy":
        raise InputError(f"{output}: the file to write must end in .spacy")
    labels = [label for label in ents.split(",") if label]
    unknown = [label for label in labels if label not in GROUPS]
    if unknown:
        raise InputError(f"--ents: {unknown[0]!r} is not one of {', '.join(GROUPS)}")
    count = convert(inputs, output, load_for_command(config, exclude=["ruler"]), labels)
    typer.echo(f"{count} documents to {printable(str(output))}")


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
