"""Formulations one after another on the terminal: a key accepts one into the user's own words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.printable import printable
from zh_tongbao.vocab.overlay import read_overlay

ACCEPT, LEAVE, END = "y", "n", "q"


def review_formulations(rows: Iterable[dict[str, Any]], overlay: Path) -> None:
    """Show formulations and add those that are accepted to an overlay; each is in the file before the next is shown.

    Parameters:
        rows: of :func:`zh_tongbao.discourse.discovery.discover`.
        overlay: a JSON-lines file of one's own words; made where there is none.

    Raises:
        InputError: the file is no overlay, or cannot be written.
    """
    held = read_overlay(str(overlay)).forms([]) if overlay.exists() else set()
    typer.echo(f"{ACCEPT}: into {printable(str(overlay))} · {LEAVE}: not · {END}: end")
    for row in rows:
        if row["formulation"] in held:
            continue
        key = _asked(row)
        if key == END:
            return
        if key == ACCEPT:
            add(overlay, own_row(row))


def own_row(row: dict[str, Any]) -> dict[str, Any]:
    """The row of an overlay for a formulation; its id is stable: the same words have the same.

    Example:
        >>> from zh_tongbao.cli.review import own_row
        >>> own_row({"formulation": "阳光菜园", "variants": ["建设阳光菜园"], "first": "2023-02-01"})
        {'kind': 'slogan', 'id': 'own-ff03662d49', 'canonical': '阳光菜园', 'variants': [], 'since': 2023}
    """
    text = row["formulation"]
    name = hashlib.sha256(text.encode()).hexdigest()[:10]
    since = {"since": int(row["first"][:4])} if row["first"] else {}
    variants = [one for one in row["variants"] if text not in one and one not in text]
    return {"kind": "slogan", "id": f"own-{name}", "canonical": text, "variants": variants, **since}


def add(overlay: Path, row: dict[str, Any]) -> None:
    """Add a row to an overlay; the file is as it was, or has it whole.

    Raises:
        InputError: the file cannot be written.
    """
    try:
        before = overlay.read_bytes() if overlay.exists() else b""
        if before and not before.endswith(b"\n"):
            before += b"\n"
        with atomic_output(overlay) as stream:
            stream.write(before + json.dumps(row, ensure_ascii=False).encode() + b"\n")
    except OSError as error:
        raise InputError(f"{overlay}: cannot be written: {error.strerror or error}") from error


def _asked(row: dict[str, Any]) -> str:
    """The key that a person presses for a formulation."""
    first = " · ".join(str(row[name]) for name in ("first", "first_speaker") if row[name])
    typer.echo(f"\n{row['rank']}. {printable(row['formulation'])}  ({row['documents']} documents; {printable(first)})")
    for context in row["contexts"]:
        typer.echo(f"    {printable(context)}")
    while True:
        import click

        key = click.getchar().lower()
        if key in (ACCEPT, LEAVE, END):
            return key
