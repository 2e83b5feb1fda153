"""``python -m zh_tongbao.generate TEMPLATES OUT.jsonl --number 3000 --seed 1``: compose annotated documents.

The same templates, vocabulary, number and seed give the same file, byte for byte.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random
from typing import Annotated

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.generate.composer import compose
from zh_tongbao.generate.facts import Facts
from zh_tongbao.generate.grammar import read_grammar
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.printable import printable
from zh_tongbao.resources import configs_dir


def main(
    templates: Annotated[Path, typer.Argument(metavar="TEMPLATES", help="Folder of template files (*.jsonl).")],
    output: Annotated[Path, typer.Argument(metavar="OUT.jsonl", help="The file to write.")],
    number: Annotated[int, typer.Option(help="How many documents.", min=1)] = 3000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same documents.")] = 1,
    vocab: Annotated[Path | None, typer.Option(help="Folder of the vocabulary; by default the package's.")] = None,
) -> None:
    """Compose annotated documents from templates and vocabulary."""
    random = Random(seed)
    documents = compose(read_grammar(templates), Facts(vocab or configs_dir() / "vocab", random), number, random)
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with atomic_output(output) as stream:
            for document in documents:
                stream.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise InputError(f"{output}: cannot be written: {error.strerror or error}") from error
    typer.echo(f"{number} documents to {printable(str(output))}")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
