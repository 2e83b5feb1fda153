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

MOST_PERSONS = 600
# Labels, or ages and sexes, of one text: what reads them compares each with all others.
TOO_MANY = f"more than {MOST_PERSONS} persons are described: no line list behind character {{}}"


class LineList(VocabularyPipe):
    """Read the single cases that a text describes: a row for each, the links between them, and where they were.

    How a text is read, a file each:

    1. A text without words for a sex or an age, and for cases, is left alone.
    2. **Labels** (病例7, 第9例, 病例2、3) and **persons** (男，57岁; 39岁女性) are found in the whole text.
    3. **Segmentation** makes descriptions of them; **grounds** tell cases from relatives in brackets, people in police items and
       officials; **extent** tells where a description ends.
    4. **Shared** finds what is told of several (均为…; 以上3例; 其余), and gives it to each.
    5. **Events** have the nearest day to their left in their sentence; what relatives did stays with them. **Attributes** are homes,
       origins, severities and how cases were found; **announced** says which count each case is one of.
    6. **Links** and **itinerary** follow.

    Days, places, diseases and counts are those that the components before have found.

    Example:
        >>> import spacy
        >>> from zh_tongbao.documents import make_doc
        >>> nlp = spacy.load("zh_tongbao")
        >>> text = "病例13，女，37岁，3月9日确诊。病例23，男，8岁，现住长春市宽城区，3月7日发热，9日确诊，系病例13之子。"
        >>> doc = nlp(make_doc(nlp, {"id": "a", "text": text, "published": "2022-03-10"}))
        >>> for row in doc._.line_list:
        ...     print(row["id"], row["case_label"], row["sex"], row["age"], row["date_onset"], row["date_confirmation"])
        a-c1 病例13 female 37 None 2022-03-09
        a-c2 病例23 male 8 2022-03-07 2022-03-09
        >>> [(link["from"], link["relation"], link["to"]) for link in doc._.contacts]
        [('a-c2', 'child', 'a-c1')]

    Sets ``doc._.line_list``, ``doc._.contacts`` and ``doc._.itinerary``, lists of dictionaries with the contract's fields, and
    ``doc.spans[spans_key]``, the descriptions, whose ``span._.tongbao`` is the (first) case that they tell of.

    Parameters:
        name: name in the pipeline.
        settings: ``spans_key``; ``fine_places``, whether homes are told as finely as the text does.
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
        entities = fields.entities
        if max(len(runs), len(anchors)) > MOST_PERSONS:
            end = min(one.start for found in (runs, anchors) for one in found[MOST_PERSONS : MOST_PERSONS + 1])
            view, runs, anchors = view[:end], runs[:MOST_PERSONS], anchors[:MOST_PERSONS]
            runs, anchors = [one for one in runs if one.end <= end], [one for one in anchors if one.end <= end]
            entities = [entity for entity in entities if entity["end"] <= end]
            fields.notes = list(dict.fromkeys([*fields.notes, TOO_MANY.format(end)]))
        page = Page(view, entities, fields.records, fields.published, self.marks)
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
