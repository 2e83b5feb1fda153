"""``python -m zh_tongbao.project.meta [FILE]``: write anew what ``spacy info zh_tongbao`` shows, the package's ``meta.json``.

What people wrote there (name, description, author, licence, sources) stays; what the package and its default pipeline are
(versions, components, labels, requirements) is taken from them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.printable import printable
from zh_tongbao.loading import META

OF_PIPELINE = ("vectors", "labels", "pipeline", "components", "disabled")
# What the default pipeline's own meta data say of it.


def described(written: dict[str, Any]) -> dict[str, Any]:
    """Return the meta data of the package.

    Parameters:
        written: what stands there now, of which is kept what people wrote.

    Example:
        >>> from zh_tongbao.project.meta import described
        >>> described({"name": "tongbao", "license": "MIT", "pipeline": ["old"]})["license"]
        'MIT'
    """
    from spacy import about
    from spacy.util import get_minor_version_range

    from zh_tongbao import __version__, load
    from zh_tongbao.loading import requirement

    meta = load().meta
    first = ".".join(about.__version__.split(".")[:2])
    made = {
        "lang": meta["lang"],
        "version": __version__,
        "spacy_version": get_minor_version_range(f"{first}.0"),
        "requirements": [requirement()],
        **{name: meta[name] for name in OF_PIPELINE},
    }
    found: dict[str, Any] = json.loads(json.dumps({**written, **made}))
    return found


def text_of(meta: dict[str, Any]) -> str:
    """Meta data as they stand in the file."""
    return json.dumps(meta, indent=2, ensure_ascii=False) + "\n"


def main(path: Annotated[Path, typer.Argument(metavar="FILE", help="What is written anew.")] = META) -> None:
    """Write the package's meta data."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    with atomic_output(path) as stream:
        stream.write(text_of(described(written)).encode())
    typer.echo(printable(str(path)))


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
