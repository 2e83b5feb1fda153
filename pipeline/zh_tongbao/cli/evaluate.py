"""``tongbao evaluate``: how well a pipeline agrees with annotated documents, as a table a person reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName
from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable
from zh_tongbao.records.fields import DOCUMENT

if TYPE_CHECKING:
    from spacy.language import Language

    from zh_tongbao.evaluate.comparison import Pair

Row = dict[str, Any]

GIVEN = (*DOCUMENT.given, "text")


def evaluate(
    gold: Annotated[
        list[Path], typer.Argument(metavar="GOLD", help="Annotated documents: .json, .jsonl, or folders of them.")
    ],
    config: ConfigName = DEFAULT_CONFIG,
    model: Annotated[Path | None, typer.Option(metavar="FOLDER", help="A saved pipeline, instead of a config.")] = None,
    misses: Annotated[bool, typer.Option("--misses", help="Print every miss with its context.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Score a pipeline on annotated documents."""
    from zh_tongbao.evaluate.comparison import misses as find_misses
    from zh_tongbao.evaluate.comparison import scores
    from zh_tongbao.evaluate.convert import read_annotated
    from zh_tongbao.evaluate.metrics import metrics_of

    nlp = load_for_command(config) if model is None else load_saved(model)
    documents = list(read_annotated(gold, metrics_of(nlp)))
    if not documents:
        raise InputError(f"{', '.join(map(str, gold))}: no annotated documents there")
    pairs = found_beside(nlp, documents)
    if misses:
        for miss in find_misses(pairs):
            typer.echo("\t".join(map(printable, (miss.document, miss.kind, miss.detail, miss.context))))
    table = scores(pairs)
    if as_json:
        typer.echo(json.dumps({"documents": len(pairs), **table}, ensure_ascii=False))
        return
    print_table(table, len(pairs))


def load_saved(folder: Path) -> Language:
    """Load a saved pipeline.

    Raises:
        InputError: there is none in the folder.
    """
    import spacy

    try:
        nlp: Language = spacy.load(folder)
    except (OSError, ValueError) as error:
        reason = str(error).strip().splitlines()[0]
        raise InputError(f"--model {folder}: no pipeline can be loaded from it: {reason}") from error
    return nlp


def found_beside(nlp: Language, documents: list[Row]) -> list[Pair]:
    """Run the pipeline on what was given of each document, and put what it finds beside the annotation."""
    from zh_tongbao.documents import extract

    given = [{name: document[name] for name in GIVEN if document.get(name) is not None} for document in documents]
    return [(document, {**found}) for document, found in zip(documents, extract(nlp, given))]


def print_table(table: Row, count: int) -> None:
    """Print scores as a table."""
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=f"{count} documents", title_justify="left", box=None, pad_edge=False)
    for heading in ("", "P", "R", "F1"):
        shown.add_column(heading, justify="left" if not heading else "right")
    for name, row in table.items():
        if name == "fields":
            continue
        shown.add_row(name, *(_figure(row[figure]) for figure in "prf"))
        for attribute, value in row.get("accuracy", {}).items():
            shown.add_row(f"  {attribute}", "", "", _figure(value))
    for field, value in table.get("fields", {}).items():
        shown.add_row(f"  record.{field}", "", "", _figure(value))
    Console(highlight=False).print(shown)


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
