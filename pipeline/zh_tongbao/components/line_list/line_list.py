"""Line lists: one row for each case that a text describes, the links between them, and where they were."""

from __future__ import annotations

import re
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.line_list.attributes import Attributes
from zh_tongbao.components.line_list.events import Events
from zh_tongbao.components.line_list.itinerary import Itinerary
from zh_tongbao.components.line_list.labels import Labels
from zh_tongbao.components.line_list.links import Links
from zh_tongbao.components.line_list.page import Marks, Page
from zh_tongbao.components.line_list.persons import Persons
from zh_tongbao.components.line_list.reading import Reading
from zh_tongbao.components.line_list.segmentation import Segmentation
from zh_tongbao.components.line_list.shared import Shared
from zh_tongbao.components.line_list.words import Lexis
from zh_tongbao.components.line_list.writing import fine, write
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.working import fields_of, text_of


class LineList(VocabularyPipe):
    """Read the single cases that a text describes, with the words for every value.

    Parameters:
        name: name in the pipeline.
        settings: ``spans_key``.
    """

    factory = "tongbao_line_list"
    needs = ("PLACE", "PERIOD")

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary: rows of characters.csv and of line_list_terms.csv."""
        self.take(characters=characters, terms=terms)

    def compile(self) -> None:
        """Build the expressions."""
        words = Lexis(self.tables.get("terms", ()))
        self.gate = re.compile(words.any("gate"))
        self.context = re.compile(words.any("context"))
        self.marks = Marks(words)
        self.case_labels = Labels(words)
        self.persons = Persons(words)
        self.shared = Shared(words)
        self.segmentation = Segmentation(words, self.shared)
        self.events = Events(words)
        self.attributes = Attributes(words)
        self.reading = Reading(words, self.attributes, self.events, self.persons)
        self.links = Links(words)
        self.itinerary = Itinerary(words, self.attributes, self.events)

    def read(self, doc: Doc) -> None:
        """Write the document's cases."""
        view = self.view(doc)
        fields = fields_of(doc)
        fields.line_list, fields.contacts, fields.itinerary = [], [], []
        if not self.gate.search(view) or not self.context.search(view):
            return
        runs = self.case_labels.find(view)
        anchors = self.persons.find(view)
        if not anchors and not runs:
            return
        page = Page(view, fields.entities, fields.records, fields.published, self.marks)
        cases = self.segmentation.cases(page, runs, anchors)
        if not cases:
            return
        self.shared.give(page, cases, runs)
        cases = self.reading.read(page, cases, fields.title_diseases)
        links = self.links.find(page, cases, runs)
        self.reading.sources(page, links)
        steps = [(case, step) for case in cases for step in self.itinerary.steps(page, case)]
        if self.settings.get("fine_places"):
            for case in cases:
                fine(page, case)
        write(doc, self.settings["spans_key"], text_of(doc), cases, links, steps)
