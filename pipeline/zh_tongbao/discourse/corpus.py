"""A corpus: documents as ``tongbao extract`` wrote them, with their day, and the complete tables of who says what.

``speaker`` is the person over the whole corpus (:mod:`~zh_tongbao.discourse.people`), ``speaker_written`` what the
document has. A slogan without a speaker says why in ``no_speaker``: it stands in a headline, in what the reporter tells
(narrative), or in words whose speaker the text does not name (unresolved).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from zh_tongbao.discourse.people import People
from zh_tongbao.discourse.posts import Posts, posts
from zh_tongbao.io.record_rows import clauses
from zh_tongbao.records.fields import ENTITY, STATEMENT
from zh_tongbao.records.schema import Column

Row = Mapping[str, Any]
Made = dict[str, Any]

SLOGAN, OFFICIAL, TITLE, PLACE = "SLOGAN", "OFFICIAL", "TITLE", "PLACE"

HEADS = (Column("document", "integer"), Column("id"), Column("published", day=True), Column("title"))
# Of every table: the number of the document in the corpus, and what it was given with.

_OF_SLOGANS = tuple(
    column
    for field in ENTITY
    if field.name != "label" and (SLOGAN in field.role.labels or not field.role.labels)
    for column in field.columns
)
SLOGANS = (
    *HEADS,
    *_OF_SLOGANS,
    Column("speaker_written"),
    Column("kind"),
    Column("sentence"),
)
STATEMENTS = (*HEADS, *STATEMENT.columns, Column("speaker_written"), Column("slogans", "strings"))

SLICES: dict[str, Callable[[date], str]] = {
    "day": lambda day: day.isoformat(),
    "week": lambda day: "{}-W{:02}".format(*day.isocalendar()[:2]),
    "month": lambda day: f"{day:%Y-%m}",
    "year": lambda day: f"{day:%Y}",
}
# What a day is called in time slices of each size.


class Corpus:
    """Documents with who says what in them.

    Parameters:
        documents: of the contract, with ``text``, ``entities`` and ``statements``.
        known: the vocabulary of posts; the shipped one by default.

    Example:
        >>> from zh_tongbao.discourse.corpus import Corpus
        >>> slogan = {"start": 3, "end": 7, "text": "动态清零", "label": "SLOGAN", "canonical": "动态清零", "statement": 0}
        >>> said = {"start": 3, "end": 8, "text": "动态清零。", "speaker": "省长张三", "kind": "person"}
        >>> document = {"id": "a", "text": "他说：动态清零。", "entities": [slogan], "statements": [said]}
        >>> [(row["canonical"], row["speaker"], row["no_speaker"]) for row in Corpus([document]).slogans]
        [('动态清零', '张三', None)]
    """

    def __init__(self, documents: Sequence[Row], known: Posts | None = None):
        self.documents = documents
        self.posts = known or posts()
        self.people = People(documents, self.posts)
        self.days = [day_of(document) for document in documents]

    @cached_property
    def slogans(self) -> list[Made]:
        """Every mention of a slogan, a row each, in text order."""
        return [row for number in range(len(self.documents)) for row in self._slogans(number)]

    @cached_property
    def statements(self) -> list[Made]:
        """Every statement, a row each, in text order."""
        return [row for number in range(len(self.documents)) for row in self._statements(number)]

    @property
    def characters(self) -> int:
        """How long all texts are together."""
        return sum(len(document["text"]) for document in self.documents)

    def heads(self, number: int) -> Made:
        """The first columns of a row of a document."""
        return {"document": number} | {column.name: self.documents[number].get(column.name) for column in HEADS[1:]}

    def slice_of(self, number: int, size: str) -> str | None:
        """The time slice of a document, None where it has no day.

        Parameters:
            number: of the document.
            size: a key of :data:`SLICES`.
        """
        day = self.days[number]
        return None if day is None else SLICES[size](day)

    def _slogans(self, number: int) -> Iterator[Made]:
        document = self.documents[number]
        statements = document["statements"]
        for entity in document["entities"]:
            if entity["label"] != SLOGAN:
                continue
            index = statement_of(entity, statements)
            said = statements[index] if index is not None else None
            written = said["speaker"] if said else None
            kind = said.get("kind") if said else None
            speaker = self.people.speaker(written, kind)
            row = {column.name: entity.get(column.name) for column in _OF_SLOGANS}
            why = None if speaker else "unresolved" if said else entity.get("no_speaker") or "narrative"
            yield (
                self.heads(number)
                | row
                | {
                    "canonical": entity.get("canonical") or entity["text"],
                    "speaker": speaker,
                    "speaker_written": written,
                    "kind": kind,
                    "no_speaker": why,
                    "statement": index,
                    "sentence": clauses()(document["text"], entity["start"], entity["end"]),
                }
            )

    def _statements(self, number: int) -> Iterator[Made]:
        document = self.documents[number]
        slogans = [entity for entity in document["entities"] if entity["label"] == SLOGAN]
        for statement in document["statements"]:
            inside = [one for one in slogans if statement["start"] <= one["start"] and one["end"] <= statement["end"]]
            row = {column.name: statement.get(column.name) for column in STATEMENT.columns}
            yield (
                self.heads(number)
                | row
                | {
                    "speaker": self.people.speaker(statement["speaker"], statement.get("kind")),
                    "speaker_written": statement["speaker"],
                    "slogans": [one.get("canonical") or one["text"] for one in inside],
                }
            )


def statement_of(stretch: Row, statements: Sequence[Row]) -> int | None:
    """Index of the innermost statement that holds a stretch of text, None where none does."""
    found = None
    for index, statement in enumerate(statements):
        if statement["start"] > stretch["start"]:
            break
        if stretch["end"] <= statement["end"]:
            found = index
    return found


def day_of(document: Row) -> date | None:
    """The day that a document was published, None where it is not known."""
    try:
        return date.fromisoformat(str(document.get("published"))[:10])
    except ValueError:
        return None


def of_label(documents: Iterable[Row], label: str) -> Iterator[tuple[int, Row]]:
    """Every entity of one label, with the number of its document."""
    for number, document in enumerate(documents):
        for entity in document["entities"]:
            if entity["label"] == label:
                yield number, entity
