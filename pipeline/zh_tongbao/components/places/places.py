"""The component ``tongbao_places``: administrative divisions, zones and countries, with their codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.evidence import OWN, Stretches
from zh_tongbao.components.phrases import RULED, Phrase, Phrases, candidates
from zh_tongbao.components.places.finder import FIXED, Finder, Mention
from zh_tongbao.components.places.gazetteer import FULL, TODAY, ZONE, Division, Gazetteer
from zh_tongbao.components.places.resolver import Resolver
from zh_tongbao.components.places.townships import Townships
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.invisible import visible
from zh_tongbao.tokenizer.working import fields_of, text_of

LABEL = "PLACE"


class Places(VocabularyPipe):
    """Mark administrative divisions, development zones and countries, and say which ones they are.

    Three steps, a file each: :mod:`~zh_tongbao.components.places.finder` finds the forms of the gazetteer in the
    text, :mod:`~zh_tongbao.components.places.resolver` decides with the whole document as context which division each
    form means and whether it is a place at all, and this class writes the entities.

    - Full names of prefectures and above and their short forms (长春) are places wherever they stand; short forms of
      counties (宽城) need support: a parent right before them, a list with siblings, their full form, their city or
      province in the document, or a count behind them. Forms that are words as well (和平, 资源) need it beside them.
    - A name that several divisions share (朝阳区) is settled by the place that contains it, by its neighbours in a list, by
      title and region; a full name that nothing settles is marked without a code, a short one is not marked.
    - Codes and names are those of ``doc._.published``; without a date, today's.

    Example:
        >>> import spacy
        >>> from zh_tongbao.documents import make_doc
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp(make_doc(nlp, {"text": "长春市宽城区2例、经开区1例，公主岭1例。", "published": "2021-03-01"}))
        >>> [(place.text, place._.adcode, place._.level) for place in doc.spans["places"]]
        [('长春市', '220100', 'prefecture'), ('宽城区', '220103', 'county'), ('经开区', '220171', 'zone'), ('公主岭', '220184', 'county')]

    Sets ``doc.spans[spans_key]`` with ``span._.name``, ``path``, ``adcode``, ``level``, ``country``, and the same as contract
    entities in ``doc._.entities``; there with ``evidence`` of the ``path``: the words that decided it (its own; the place that
    contains it, or one beside it in a list; null offsets for title, region and a usual meaning). Reads ``doc.spans[ruler_key]``: a pattern of the label ``PLACE`` that the gazetteer does not
    know is a place as it is, its ``id`` the code of the division that it means.

    Parameters:
        name: name in the pipeline.
        settings: ``spans_key`` and ``ruler_key``.
        scorer: as of every component.

    Measured on ../shared/eval/gold (833 places): P 1.000, R 1.000, adcode 1.000, country 1.000.
    """

    factory = "tongbao_places"
    writes = (LABEL,)
    optional = frozenset({"townships", "patterns"})

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        gazetteer: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
        townships: list[dict[str, Any]] | None = None,
        patterns: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary, the shipped one where no table is given. Called by ``nlp.initialize()``.

        Parameters:
            get_examples: not used.
            nlp: not used.
            characters: rows of characters.csv.
            gazetteer: rows of places.csv, zones.csv and countries.csv.
            terms: rows of place_terms.csv.
            townships: rows of townships.csv; without them no town or street is marked.
            patterns: ruler patterns with the label ``PLACE`` and a code as id, of further names.
        """
        self.take(characters=characters, gazetteer=gazetteer, terms=terms, townships=townships, patterns=patterns)

    def compile(self) -> None:
        """Build the index of forms and the automaton."""
        self.gazetteer = Gazetteer(self.tables.get("gazetteer", ()))
        terms = self.tables.get("terms", ())
        self.finder = Finder(self.gazetteer, terms)
        self.townships = Townships(self.tables.get("townships", ()), terms, self.gazetteer)
        self.resolver = Resolver(terms)
        self.phrases = Phrases(row for row in self.tables.get("patterns", ()) if row["label"] == LABEL)

    def read(self, doc: Doc) -> None:
        """Mark the places of one document."""
        view = self.view(doc)
        annotate(doc, self.settings["spans_key"], self.entities(doc, view), labels=[LABEL])

    def entities(self, doc: Doc, view: str) -> list[Entity]:
        """The places of a document as contract entities."""
        fields = fields_of(doc)
        date = fields.published or TODAY
        key, source = self.settings["ruler_key"], self.settings["candidates"]
        known = candidates(doc, key, LABEL, source, lambda: self.phrases.find(view))
        allowed = {phrase[:2] for phrase in known} if source == RULED and key in doc.spans else None
        mentions = self._with_patterns(known, view, text_of(doc), date, self.finder.find(view, date, allowed))
        written = visible(fields.title or "")
        title = self.finder.find(self.normaliser(written), date) if written else []
        region = self.gazetteer.of_code(fields.region, date) if fields.region else None
        towns = self.townships.find(view, date, mentions)
        resolved = self.resolver.resolve(view, mentions, title, region, towns)
        if title:
            named = self.resolver.resolve(self.normaliser(written), title, [], region)
            fields.title_places = [_entity(mention, written) for mention in named]
        fields.region_name = region.name if region is not None else None
        text = text_of(doc)
        stretches = self.stretches(doc)
        return [_with_evidence(_entity(mention, text), mention, stretches) for mention in resolved]

    def _with_patterns(
        self, known: Iterable[Phrase], view: str, text: str, date: str, mentions: list[Mention]
    ) -> list[Mention]:
        """Add the patterns' matches that are no form of the gazetteer, with a code as id."""
        given: list[Mention] = []
        for start, end, _, code in known:
            form = view[start:end]
            if form not in self.finder.forms and not (given and start < given[-1].end):
                place = self.gazetteer.of_code(code, date) or Division(text[start:end], None, ZONE)
                given.append(Mention(start, end, form, FULL, FIXED, [place], place))
        if not given:
            return mentions
        free = [
            mention
            for mention in mentions
            if not any(mention.start < user.end and user.start < mention.end for user in given)
        ]
        return sorted(free + given, key=lambda mention: mention.start)


def _with_evidence(entity: Entity, mention: Mention, stretches: Stretches) -> Entity:
    """The entity with what decided which division it is."""
    if entity["path"]:
        ground = mention.ground
        if ground is None:
            decided = {"start": mention.start, "end": mention.end, "via": OWN}
        elif ground.start is None or ground.via:
            decided = ground._asdict()
        else:
            decided = stretches.around(mention.start).of(ground)
        entity["evidence"] = {"path": decided}
    return entity


def _entity(mention: Mention, text: str) -> Entity:
    surface = text[mention.start : mention.end]
    if mention.place is not None:
        return mention.place.entity(mention.start, mention.end, surface)
    any_sense = mention.senses[0]
    entity: Entity = any_sense.entity(mention.start, mention.end, surface)
    entity.update(path=[], adcode=None)
    return entity
