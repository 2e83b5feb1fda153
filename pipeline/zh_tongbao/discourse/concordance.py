"""Key words in context: every place where a term stands, with who says it, when and where."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from zh_tongbao.discourse.corpus import HEADS, PLACE, SLOGAN, Corpus, statement_of
from zh_tongbao.errors import InputError
from zh_tongbao.records.schema import Column

Made = dict[str, Any]

COLUMNS = (
    *HEADS,
    Column("start", "integer"),
    Column("end", "integer"),
    Column("left"),
    Column("hit"),
    Column("right"),
    Column("speaker"),
    Column("kind"),
    Column("place"),
)
SORTS = ("day", "left", "right", "speaker", "hit", "place")
WIDTH = 30
WIDEST = 500


def concordance(corpus: Corpus, wanted: Sequence[str], width: int = WIDTH, sort: str = "day") -> list[Made]:
    """Find terms in a corpus.

    Parameters:
        corpus: documents.
        wanted: terms as written, or ids of slogans (``dynamic-zero-covid``), whose every way of writing is found.
        width: characters at either side.
        sort: one of :data:`SORTS`; ``left`` reads the words before the hit from the hit on.

    Returns:
        list: rows with :data:`COLUMNS`. ``place`` is the place named last before the hit in its sentence or, where none
            is, in its document.

    Raises:
        InputError: no term, an unknown order, or a width that is none.

    Example:
        >>> from zh_tongbao.discourse.concordance import concordance
        >>> from zh_tongbao.discourse.corpus import Corpus
        >>> corpus = Corpus([{"text": "坚持动态清零。", "entities": [], "statements": []}])
        >>> [(row["left"], row["hit"], row["right"]) for row in concordance(corpus, ["动态清零"])]
        [('坚持', '动态清零', '。')]
    """
    if not [term for term in wanted if term]:
        raise InputError("kwic: name a term to look for")
    if sort not in SORTS:
        raise InputError(f"--sort {sort}: unknown; take one of {', '.join(SORTS)}")
    if not 0 < width <= WIDEST:
        raise InputError(f"--width {width}: take 1 to {WIDEST} characters")
    term = re.compile("|".join(re.escape(term) for term in sorted(set(wanted), key=len, reverse=True) if term))
    ids = frozenset(wanted)
    rows = [
        _row(corpus, number, start, end, width)
        for number, document in enumerate(corpus.documents)
        for start, end in _hits(document, term, ids)
    ]
    return sorted(rows, key=lambda row: _order(row, sort))


def _hits(document: Any, term: re.Pattern[str], ids: frozenset[str]) -> Iterator[tuple[int, int]]:
    found = {match.span() for match in term.finditer(document["text"])}
    found |= {
        (entity["start"], entity["end"])
        for entity in document["entities"]
        if entity["label"] == SLOGAN and entity.get("slogan_id") in ids
    }
    yield from sorted(found)


def _row(corpus: Corpus, number: int, start: int, end: int, width: int) -> Made:
    document = corpus.documents[number]
    text = document["text"]
    index = statement_of({"start": start, "end": end}, document["statements"])
    said = document["statements"][index] if index is not None else None
    speaker = corpus.people.speaker(said["speaker"], said.get("kind")) if said else None
    return corpus.heads(number) | {
        "start": start,
        "end": end,
        "left": _line(text[max(0, start - width) : start]),
        "hit": text[start:end],
        "right": _line(text[end : end + width]),
        "speaker": speaker,
        "kind": said.get("kind") if said else None,
        "place": _place(document, start),
    }


def _line(text: str) -> str:
    return " ".join(text.splitlines()) if "\n" in text or "\r" in text else text


def _place(document: Any, position: int) -> str | None:
    """The official name of the place named last before a position, of one behind it where none is."""
    before = behind = None
    for entity in document["entities"]:
        if entity["label"] != PLACE:
            continue
        name = entity.get("name") or entity["text"]
        if entity["start"] >= position:
            behind = name
            break
        before = name
    return before or behind


def _order(row: Made, sort: str) -> tuple[Any, ...]:
    when = (row["published"] or "", row["document"], row["start"])
    if sort == "day":
        return when
    value = row[sort] or ""
    return (not value, value[::-1] if sort == "left" else value, *when)
