"""``tongbao discover``: formulations that no list holds, as a table or one after another to be accepted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from zh_tongbao.cli.corpus_views import FormatName, Input, Language, Output, View, answer, read_corpus
from zh_tongbao.cli.problems import BAD_INPUT
from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from zh_tongbao.discourse.corpus import Corpus


def discover(
    corpus: Input,
    since: Annotated[
        str | None, typer.Option(metavar="DATE", help="Look for what is used more often since this day.")
    ] = None,
    most: Annotated[int, typer.Option("--top", metavar="N", min=1, help="Rows.")] = 300,
    least: Annotated[int, typer.Option(metavar="N", min=2, help="Documents that a formulation needs.")] = 3,
    as_hidden: Annotated[
        bool, typer.Option("--hide-list", help="Read as if no formulation were known: what would be found again.")
    ] = False,
    review: Annotated[
        Path | None,
        typer.Option(
            metavar="JSONL", help="Show one after another; the key y writes it into this file of your own words."
        ),
    ] = None,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Find formulations that no list holds.

    Ranked, with variants, first day and contexts. What you accept with --review is read by tongbao extract --vocab.
    """
    from zh_tongbao.discourse.discovery import COLUMNS
    from zh_tongbao.discourse.discovery import discover as discovered
    from zh_tongbao.io.inputs import check_date

    day = date.fromisoformat(check_date(since, "--since")) if since is not None else None
    if review is not None and (output is not None or format_name is not None):
        raise InputError("--review: shows formulations here; leave -o and --format out")

    def found(documents: Corpus) -> View:
        return View("discover", COLUMNS, discovered(documents, day, most=most, least=least, hidden=as_hidden))

    if review is None:
        answer(corpus, output, format_name, language, found)
        return
    from zh_tongbao.cli.review import review_formulations

    documents, problems = read_corpus(corpus)
    if documents is not None:
        review_formulations(found(documents).rows, review)
    if problems.count:
        raise typer.Exit(BAD_INPUT)
