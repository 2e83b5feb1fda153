"""Time expressions and the periods they mean."""

from __future__ import annotations

from datetime import date
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.evidence import INPUT
from zh_tongbao.components.periods.expressions import DAY, Expression, TimeGrammar
from zh_tongbao.components.periods.resolver import Resolver
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.invisible import visible
from zh_tongbao.tokenizer.working import fields_of, text_of


class Periods(VocabularyPipe):
    """Mark time expressions that name a day and resolve them to half-open local periods.

    A day, a day with a window of hours, two days joined, a moment behind a word such as 截至, yesterday and today.
    Each becomes a ``PERIOD`` with ``start_time`` and ``end_time`` (``2022-04-02T00:00``, ``--04-02T00:00`` without a
    year; ``start_time`` null for a moment) in ``doc.spans["periods"]``. Times that no word of the text gives (昨日, which counts
    from the day of publication) have ``evidence`` that says so.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> [span] = nlp("2022年4月2日0-24时，全省新增3例").spans["periods"]
        >>> span.text, span._.start_time, span._.end_time
        ('2022年4月2日0-24时', '2022-04-02T00:00', '2022-04-03T00:00')
    """

    factory = "tongbao_periods"
    writes = ("PERIOD",)

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary: rows of characters.csv and of period_terms.csv."""
        self.take(characters=characters, terms=terms)

    def compile(self) -> None:
        """Build the grammar's expressions."""
        self.grammar = TimeGrammar(self.tables.get("terms", ()))

    def read(self, doc: Doc) -> None:
        """Mark the document's time expressions."""
        fields, text = fields_of(doc), text_of(doc)
        resolver = Resolver(published_day(fields.published))
        title = fields.title
        fields.title_periods = self._of_title(visible(title), resolver.published) if title else []
        entities = [self._entity(text, expression, resolver) for expression in self.grammar.find(self.view(doc))]
        annotate(doc, self.settings["spans_key"], entities, labels=["PERIOD"])

    def _of_title(self, written: str, published: date | None) -> list[Entity]:
        """The times that the headline names."""
        resolver = Resolver(published)
        return [self._entity(written, one, resolver) for one in self.grammar.find(self.normaliser(written))]

    def _entity(self, text: str, expression: Expression, resolver: Resolver) -> Entity:
        start_time, end_time = resolver.bounds(expression)
        entity: Entity = {
            "start": expression.start,
            "end": expression.end,
            "text": text[expression.start : expression.end],
            "label": "PERIOD",
            "start_time": start_time,
            "end_time": end_time,
        }
        if expression.kind == DAY and expression.first.relative is not None and start_time is not None:
            entity["evidence"] = {
                name: {"start": None, "end": None, "via": INPUT} for name in ("start_time", "end_time")
            }
        return entity


def published_day(value: str | None) -> date | None:
    """The publication day as a date; None where it is unknown, no date, or in the calendar's first or last year."""
    try:
        day = date.fromisoformat(value) if value else None
    except ValueError:
        return None
    return day if day is not None and date.min.year < day.year < date.max.year else None
