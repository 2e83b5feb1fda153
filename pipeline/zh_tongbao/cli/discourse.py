"""The commands for political language, over what ``tongbao extract`` wrote: slogans, kwic, keyness, officials, network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from zh_tongbao.cli.corpus_views import FORMATS, GRAPHML, FormatName, Input, Language, Output, View, answer
from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from zh_tongbao.discourse.corpus import Corpus

Row = dict[str, Any]


def slogans(
    corpus: Input,
    by: Annotated[
        str | None,
        typer.Option(metavar="WORDS", help="Rows by day, week, month or year, speaker, field, kind (month,speaker)."),
    ] = None,
    as_mentions: Annotated[bool, typer.Option("--mentions", help="A row a mention, with its sentence.")] = False,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Count slogans: how often, by whom, when.

    Frequencies are per document and per 10,000 characters; without --by a row is a slogan.
    """
    from zh_tongbao.discourse.corpus import SLICES, SLOGANS
    from zh_tongbao.discourse.frequencies import check_keys, columns, frequencies

    keys = [key.strip() for key in by.split(",")] if by else []
    check_keys(keys)
    if keys and as_mentions:
        raise InputError("--mentions: has a row a mention; leave --by out")

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import bars, lines

        if as_mentions:
            return View("slogans", SLOGANS, documents.slogans)
        when = next((key for key in keys if key in SLICES), None)
        return View(
            "slogans",
            columns(keys),
            frequencies(documents, keys),
            lambda rows: lines(rows, "slogan", when, "count") if when else bars(rows, "slogan", "count"),
        )

    answer(corpus, output, format_name, language, found)


def kwic(
    corpus: Input,
    wanted: Annotated[list[str], typer.Argument(metavar="TERM...", help="Words as written, or ids of slogans.")],
    width: Annotated[int, typer.Option(metavar="N", help="Characters at either side.")] = 30,
    sort: Annotated[str, typer.Option(metavar="day|left|right|speaker|hit|place", help="Order of the rows.")] = "day",
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Show words in context: who says them, when, where."""
    from zh_tongbao.discourse.concordance import COLUMNS, concordance

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import lines

        def over_months(rows: list[Row]) -> dict[str, Any] | None:
            months = [{"hit": row["hit"], "month": (row["published"] or "")[:7], "count": 1} for row in rows]
            return lines(months, "hit", "month", "count")

        return View("kwic", COLUMNS, concordance(documents, wanted, width, sort), over_months)

    answer(corpus, output, format_name, language, found)


def keyness(
    corpus: Input,
    target: Annotated[
        str, typer.Option(metavar="KEY=VALUE,...", help="The part in question (month=2021-07..2021-09).")
    ],
    reference: Annotated[
        str | None, typer.Option(metavar="KEY=VALUE,...", help="What it is compared with; default: the rest.")
    ] = None,
    of: Annotated[str, typer.Option(metavar="slogans|words", help="What is compared.")] = "slogans",
    least: Annotated[int, typer.Option(metavar="N", min=1, help="Leave out what stands less often.")] = 3,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """Find what one part of a corpus says more often.

    By log-likelihood and log ratio. Keys: day, week, month, year (a range: 2021-07..2021-09), speaker, region, id, title.
    """
    from zh_tongbao.discourse.keyness import COLUMNS
    from zh_tongbao.discourse.keyness import keyness as compared
    from zh_tongbao.discourse.selection import selection

    wanted = selection(target)
    other = selection(reference) if reference is not None else None

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import bars

        rows = compared(documents, wanted, other, of, least)
        return View("keyness", COLUMNS, rows, lambda rows: bars(rows, "term", "log_likelihood"))

    answer(corpus, output, format_name, language, found)


def officials(
    corpus: Input,
    output: Output = None,
    format_name: FormatName = None,
    language: Language = "en",
) -> None:
    """List officials with their posts over time.

    A row a post, with its first and last day, and who appears with whom.
    """
    from zh_tongbao.discourse.timelines import COLUMNS
    from zh_tongbao.discourse.timelines import officials as seen

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import timeline

        return View("officials", COLUMNS, seen(documents), timeline)

    answer(corpus, output, format_name, language, found)


def network(
    corpus: Input,
    kind: Annotated[
        str,
        typer.Option(metavar="speaker-slogan|official-official|place-official", help="What is tied to what."),
    ] = "speaker-slogan",
    least: Annotated[int, typer.Option(metavar="N", min=1, help="Documents that a tie needs.")] = 2,
    output: Output = None,
    format_name: Annotated[
        str | None,
        typer.Option("--format", metavar="csv|xlsx|parquet|jsonl|html|graphml", help="Default: by the suffix of -o."),
    ] = None,
    language: Language = "en",
) -> None:
    """Tie speakers to slogans, officials to each other or to places."""
    from zh_tongbao.discourse.networks import COLUMNS, KINDS
    from zh_tongbao.discourse.networks import network as tied

    if kind not in KINDS:
        raise InputError(f"--kind {kind}: unknown; take one of {', '.join(KINDS)}")

    def found(documents: Corpus) -> View:
        from zh_tongbao.discourse.drawing import drawn_network

        return View("network", COLUMNS, tied(documents, kind, least), drawn_network)

    answer(corpus, output, format_name, language, found, (*FORMATS, GRAPHML))
