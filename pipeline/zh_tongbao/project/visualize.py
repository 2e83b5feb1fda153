"""``python -m zh_tongbao.project.visualize MODEL FILE.jsonl OUT.html``: a page that shows what the pipeline marks."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.printable import printable
from zh_tongbao.report.colours import COLOURS


def main(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="A saved pipeline.")],
    documents: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Documents, one a line.")],
    output: Annotated[Path, typer.Argument(metavar="OUT.html", help="The page to write.")],
    number: Annotated[int, typer.Option(help="How many documents to show.", min=1)] = 20,
) -> None:
    """Write a page with the first documents and everything that the pipeline marks in them."""
    from itertools import islice

    from spacy import displacy

    from zh_tongbao.cli.evaluate import GIVEN, load_saved
    from zh_tongbao.documents import extract
    from zh_tongbao.evaluate.convert import read_annotated

    nlp = load_saved(model)
    rows = [{name: row[name] for name in GIVEN if row.get(name)} for row in islice(read_annotated([documents]), number)]
    pages = [_page(document) for document in extract(nlp, rows)]
    html: str = displacy.render(pages, style="ent", manual=True, page=True, options={"colors": COLOURS})
    output.parent.mkdir(parents=True, exist_ok=True)
    with atomic_output(output) as stream:
        stream.write(html.encode("utf-8"))
    typer.echo(f"{len(pages)} documents to {printable(str(output))}")


def _page(document: Mapping[str, Any]) -> dict[str, Any]:
    """The flat view of one document as displacy takes it; of nested entities the outermost."""
    shown: list[dict[str, Any]] = []
    for entity in document["entities"]:
        if not shown or entity["start"] >= shown[-1]["end"]:
            shown.append({name: entity[name] for name in ("start", "end", "label")})
    return {"text": document["text"], "ents": shown, "title": document["id"]}


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
