"""``python -m zh_tongbao.project.measure OUT GOLD…``: how accurate the pipeline is on each set of annotated documents.

Writes ``OUT/accuracy.json`` (by the name of each set) and ``OUT/conditions.json`` (what it was measured with), from which
``zh_tongbao.project.pages`` makes the documentation's pages.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.io.printable import printable

Row = dict[str, Any]


def conditions() -> Row:
    """What a measurement was made with: day, package, libraries, machine."""
    from zh_tongbao import __version__

    return {
        "day": f"{datetime.now(timezone.utc):%Y-%m-%d}",
        "zh-tongbao": __version__,
        "spacy": version("spacy"),
        "python": platform.python_version(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}",
    }


def main(
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write to.")],
    gold: Annotated[list[Path], typer.Argument(metavar="GOLD", help="Annotated documents, or folders of them.")],
) -> None:
    """Measure the default pipeline on each set of annotated documents."""
    from zh_tongbao import load
    from zh_tongbao.cli.evaluate import found_beside
    from zh_tongbao.evaluate.comparison import scores
    from zh_tongbao.evaluate.convert import read_annotated

    nlp = load()
    found: Row = {}
    for path in gold:
        pairs = found_beside(nlp, list(read_annotated([path])))
        found[path.stem] = {"documents": len(pairs), **_rounded(scores(pairs))}
        typer.echo(f"{printable(path.stem)}: {len(pairs)} documents")
    output.mkdir(parents=True, exist_ok=True)
    for name, value in (("accuracy", found), ("conditions", conditions())):
        (output / f"{name}.json").write_text(json.dumps(value, indent=1) + "\n", encoding="utf-8")


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return round(value, 6) if isinstance(value, float) else value


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
