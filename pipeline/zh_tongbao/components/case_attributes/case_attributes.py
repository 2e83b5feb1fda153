"""Every count of a bulletin as one record, with the tree of its breakdowns, summed and checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.grids.grids import Grids
from zh_tongbao.components.case_attributes.grids.words import TABLE, GridWords
from zh_tongbao.components.case_attributes.headings import COUNTED, MIDNIGHT
from zh_tongbao.components.case_attributes.items import NUMBERED, Item
from zh_tongbao.components.case_attributes.lexer import MARKED, Lexer
from zh_tongbao.components.case_attributes.parser import Parser
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.components.periods.periods import published_day
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.records.checks import checks_of
from zh_tongbao.tokenizer.working import fields_of, text_of

COUNTABLE = COUNTED | {NUMBERED}
COUNTRY, TOWNSHIP = "country", "township"
# The level of a place that no counts are given of: it is a part of one.

YEAR = re.compile("[0-9]{4}")


class CaseAttributes(VocabularyPipe):
    """Read the numeric case attributes: ``doc._.records`` and ``doc._.checks``, spans in ``doc.spans["cases"]``.

    The words are vocabulary (configs/vocab/case_terms.csv), the grammar is in :mod:`.parser`. Needs the entities of the
    components ``places`` and ``periods``.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("2022年4月2日0-24时，吉林省新增本地确诊病例3例，其中长春市2例、吉林市1例。")
        >>> [(r["count"], r["metric"], r["place"]["adcode"], r["parent"]) for r in doc._.records]
        [(3, 'confirmed', '220000', None), (2, 'confirmed', '220100', 0), (1, 'confirmed', '220200', 0)]
        >>> doc._.checks
        [{'parent': 0, 'relation': 'place', 'expected': 3, 'sum': 3, 'ok': True, 'parts': [1, 2]}]
    """

    factory = "tongbao_case_attributes"
    optional = frozenset({"diseases"})
    writes = ("CASE",)
    needs = ("PLACE", "PERIOD")

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
        diseases: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary: rows of characters.csv, of case_terms.csv, and of diseases.csv, which says what is a type of what."""
        self.take(characters=characters, terms=terms, diseases=diseases)

    def compile(self) -> None:
        """Build the lexer and the word lists that the grammar asks for."""
        terms = self.tables.get("terms", [])
        of_tables = [row for row in terms if row["kind"].startswith(TABLE)]
        self.lexer = Lexer([row for row in terms if not row["kind"].startswith(TABLE)])
        self.words = Words(self.lexer.rows)
        self.grid_words = GridWords(of_tables, self.tables.get("diseases", []))

    def read(self, doc: Doc) -> None:
        """Write the document's records and checks."""
        view, text = self.view(doc), text_of(doc)
        fields = fields_of(doc)
        entities: list[Entity] = [e for e in fields.entities if e["label"] in MARKED and e.get("level") != TOWNSHIP]
        diseases = [entity for entity in fields.entities if entity["label"] == "DISEASE"]
        published = published_day(fields.published)
        if published is not None:
            latest = _latest(published)
            entities = [
                e
                for e in entities
                if e["label"] == "PLACE"
                or (e["end_time"] or "") <= latest
                or YEAR.match(view, e["start"])
                or (self.words.so_far.match(view, e["end"]) and (e["start_time"] or "") <= latest)
            ]
        entities = of_counts(view, entities, self.words)
        towns = [(e["start"], e["end"]) for e in fields.entities if e["label"] == "PLACE" and e["level"] == TOWNSHIP]
        items = self.lexer.items(view, entities, towns, diseases)
        records: list[dict[str, Any]] = []
        figures: Sequence[Item] = self.lexer.figures.find(view)
        grids = Grids(text, view, items, figures, diseases, self.words, self.grid_words, self._lexed)
        if figures or grids.hinted or not COUNTABLE.isdisjoint([item.kind for item in items]):
            items = list(grids.items_with_grids())
            figures = grids.outside(figures)
            places = [e for e in entities if e["label"] == "PLACE"]
            areas = Areas(places, fields.region, text, fields.title_places, fields.region_name)
            day = published.isoformat() if published is not None else None
            records = Parser(
                text,
                items,
                areas,
                self.words,
                day,
                fields.title_periods,
                diseases,
                fields.title_diseases,
                figures,
                grid_words=self.grid_words,
                view=view,
            ).run()
        fields.records = records
        if grids.notes:
            fields.table_notes = list(dict.fromkeys(grids.notes))
        fields.checks = checks_of(records)
        annotate(doc, self.settings["spans_key"], _case_entities(records), labels=["CASE"])

    def _lexed(self, written: str) -> list[Item]:
        """The items of a stretch that stands by itself."""
        return self.lexer.items(written, [])


def of_counts(view: str, entities: list[Entity], words: Words) -> list[Entity]:
    """The entities without the places where no count is.

    Those that a report was sent from (新华社北京4月2日电), and those that a road is named after (重庆路), or a house behind its
    district or an article (云南小区, 一家海南餐馆). Nothing is named after a division in full (涧西区一路口). Those, too, that are the
    country in the name of a body (中国地震台网), and those between which a train, a coach or a plane goes (北京南至福州D301次列车).

    Parameters:
        view: the normalised text.
        entities: its places and periods, in text order.
        words: the word lists of the vocabulary.
    """
    sent = {
        place["start"]
        for place, day in pairwise(entities)
        if day["label"] == "PERIOD" and day["start"] == place["end"] and words.dateline.match(view, day["end"])
    }
    for place, other in pairwise([entity for entity in entities if entity["label"] == "PLACE"]):
        if words.route.fullmatch(view, place["end"], other["start"]) and words.line.match(view, other["end"]):
            sent |= {place["start"], other["start"]}
    ends = {entity["end"] for entity in entities if entity["label"] == "PLACE"}

    def counts(place: Entity) -> bool:
        inner = place["start"] in ends or view.endswith(words.estate_articles, 0, place["start"])
        if place["level"] == COUNTRY and words.institution.match(view, place["end"]):
            return False
        named = words.road.match(view, place["end"]) or (inner and words.estate.match(view, place["end"]))
        return place["start"] not in sent and (not named or place["text"] in place["path"])

    return [entity for entity in entities if entity["label"] != "PLACE" or counts(entity)]


def _latest(published: date) -> str:
    """The last moment that a bulletin can count to: later dates without a year are plans (schools stay closed until …)."""
    return (published + timedelta(days=2)).isoformat() + MIDNIGHT


def _case_entities(records: list[dict[str, Any]]) -> list[Entity]:
    return [
        {"start": r["start"], "end": r["end"], "text": r["text"], "label": "CASE", "record": index}
        for index, r in enumerate(records)
    ]
