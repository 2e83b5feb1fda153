"""The component ``tongbao_places``: administrative divisions, zones and countries, with their codes."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.places.finder import FIXED, Finder, Mention
from zh_tongbao.components.places.gazetteer import FULL, TODAY, ZONE, Division, Gazetteer
from zh_tongbao.components.places.resolver import Resolver
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe

LABEL = "PLACE"


class Places(VocabularyPipe):
    """Mark places."""

    def initialize(  # type: ignore[override]
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
        annotate(doc, self.settings["spans_key"], self.entities(doc, view), labels=[LABEL])
        return doc

    def entities(self, doc: Doc, view: str) -> list[Entity]:
        """The places of a document as contract entities."""
        date = doc._.published or TODAY
        mentions = self._with_patterns(doc, view, date, self.finder.find(view, date))
        title = self.finder.find(self.normaliser(doc._.title), date) if doc._.title else []
        region = self.gazetteer.of_code(doc._.region, date) if doc._.region else None
        resolved = self.resolver.resolve(view, mentions, title, region)
        text = doc.text
        return [_entity(mention, text) for mention in resolved]

    def _with_patterns(self, doc: Doc, view: str, date: str, mentions: list[Mention]) -> list[Mention]:
        """Add the ruler's matches that are no form of the gazetteer: patterns that a user gave, with a code as id."""
        given: list[Mention] = []
        for span in doc.spans.get(self.settings["ruler_key"], ()):
            if span.label_ != LABEL:
                continue
            form = view[span.start_char : span.end_char]
            if form not in self.finder.forms:
                place = self.gazetteer.of_code(span.id_, date) or Division(span.text, None, ZONE)
                given.append(Mention(span.start_char, span.end_char, form, FULL, FIXED, [place], place))
        if not given:
            return mentions
        free = [
            mention
            for mention in mentions
            if not any(mention.start < user.end and user.start < mention.end for user in given)
        ]
        return sorted(free + given, key=lambda mention: mention.start)


def _entity(mention: Mention, text: str) -> Entity:
    surface = text[mention.start : mention.end]
    if mention.place is not None:
        return mention.place.entity(mention.start, mention.end, surface)
    any_sense = mention.senses[0]
    entity: Entity = any_sense.entity(mention.start, mention.end, surface)
    entity.update(path=[], adcode=None)
    return entity
