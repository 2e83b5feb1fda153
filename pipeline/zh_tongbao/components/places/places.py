"""The component ``tongbao_places``: administrative divisions, zones and countries, with their codes."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.places.finder import Finder, Mention
from zh_tongbao.components.places.gazetteer import TODAY, Gazetteer
from zh_tongbao.components.places.resolver import Resolver
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe


class Places(VocabularyPipe):
    """Mark places."""

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]],
        gazetteer: list[dict[str, Any]],
        terms: list[dict[str, Any]],
    ) -> None:
        """Take the vocabulary."""
        self.take(characters=characters, gazetteer=gazetteer, terms=terms)

    def compile(self) -> None:
        """Build the index of forms and the automaton."""
        self.gazetteer = Gazetteer(self.tables.get("gazetteer", ()))
        terms = self.tables.get("terms", ())
        self.finder = Finder(self.gazetteer, terms)
        self.resolver = Resolver(terms)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the places of one document."""
        view = self.view(doc)
        annotate(doc, self.settings["spans_key"], self.entities(doc, view), labels=["PLACE"])
        return doc

    def entities(self, doc: Doc, view: str) -> list[Entity]:
        """The places of a document as contract entities."""
        date = doc._.published or TODAY
        mentions = self.finder.find(view, date)
        title = self.finder.find(self.normaliser(doc._.title), date) if doc._.title else []
        region = self.gazetteer.of_code(doc._.region, date) if doc._.region else None
        return [
            _entity(mention, doc.text) for mention in self.resolver.resolve(view, mentions, title, region)
        ]


def _entity(mention: Mention, text: str) -> Entity:
    surface = text[mention.start : mention.end]
    if mention.place is not None:
        return mention.place.entity(mention.start, mention.end, surface)
    any_sense = mention.senses[0]
    entity: Entity = any_sense.entity(mention.start, mention.end, surface)
    entity.update(path=[], adcode=None)
    return entity
