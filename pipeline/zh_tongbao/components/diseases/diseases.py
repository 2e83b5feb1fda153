"""Diseases, and the classes and groups of diseases that reports count by, each with its code and its class at the time.

How a document is read:

1. **Names** (configs/vocab/diseases.csv) come from the ruler, with their code as id; those of the title, and all where there is no
   ruler, from the component's own list. Names that are written with blanks inside, broken at the end of a line, or in other
   widths are found in the text without these (:mod:`zh_tongbao.components.gaps`).
2. **Longest wins**: of names that overlap the longest stays (斑疹伤寒, not 伤寒; 流感样病例, not 流感). Words that hold a name and
   are no disease (disease_terms.csv, kind ``noise``: 天花板) win in the same way, and are then left out; so is a name that
   another thing is named after (kind ``tail``: 流感病毒, 麻疹疫苗), unless somebody has it (kind ``sick``: 病毒感染).
3. **Weak** forms (乙类) count where the text, or its title, names one of the same family in full.
4. **As of**: name and class are those in force at the end of the period that the document is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.gaps import GAP, spaced
from zh_tongbao.components.phrases import RULED, Phrases, candidates
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.invisible import visible
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.tokenizer.working import fields_of, text_of
from zh_tongbao.vocab.diseases import CLASSES, by_code, forms_of, in_force
from zh_tongbao.vocab.tables import Row

LABEL = "DISEASE"
NONE = ""
# The code of what is no disease.
MINUTE = timedelta(minutes=1)

Name = tuple[int, int, str]


class Diseases(VocabularyPipe):
    """Mark diseases, and give each its code, and its official name and class at the time.

    The module's docstring says how a document is read.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("2020年4月，全国报告流行性和地方性斑疹伤寒52例，乙脑1例。")
        >>> [(span.text, span.kb_id_, span._.name, span._.get("class")) for span in doc.spans["diseases"]]
        [('流行性和地方性斑疹伤寒', 'typhus', '流行性和地方性斑疹伤寒', 'C'), ('乙脑', 'japanese-encephalitis', '流行性乙型脑炎', 'B')]

    Sets ``doc.spans[spans_key]``, whose spans have the code as ``kb_id_``, the same as contract entities in
    ``doc._.entities``, and ``doc._.title_diseases``. Reads the ruler's spans of the label ``DISEASE`` and the periods.

    Parameters:
        name: name in the pipeline.
        settings: ``spans_key``, ``ruler_key``, ``candidates``.
        scorer: as of every component.
    """

    factory = "tongbao_diseases"
    writes = (LABEL,)
    needs = ("PERIOD",)

    def initialize(
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]] | None = None,
        diseases: list[dict[str, Any]] | None = None,
        terms: list[dict[str, Any]] | None = None,
    ) -> None:
        """Take the vocabulary, the shipped one where no table is given: rows of characters.csv, diseases.csv and disease_terms.csv."""
        self.take(characters=characters, diseases=diseases, terms=terms)

    def compile(self) -> None:
        """Index the names."""
        rows = self.tables.get("diseases", [])
        self.stretches_of = by_code(rows)
        self.codes = {self.normaliser(form): row["code"] for row in rows for form in forms_of(row)}
        self.phrases = Phrases(
            {"label": LABEL, "pattern": form, "id": row["code"]} for row in rows for form in forms_of(row)
        )
        self.weak = {self.normaliser(form) for row in rows for form in row["weak"].split("|") if form}
        self.family = {row["code"]: row["parent"] or row["code"] for row in rows}
        terms = self.tables.get("terms", [])
        self.noise = Lexicon(self.normaliser(row["term"]) for row in terms if row["kind"] == "noise")
        self.own = Phrases({"label": LABEL, "pattern": form, "id": code} for form, code in self.codes.items())
        tails, sick = (_any_of(row["term"] for row in terms if row["kind"] == kind) for kind in ("tail", "sick"))
        self.tail = re.compile(rf"(?!{sick}){tails}")

    def read(self, doc: Doc) -> None:
        """Mark the document's diseases."""
        text, view, fields = text_of(doc), self.view(doc), fields_of(doc)
        key, source = self.settings["ruler_key"], self.settings["candidates"]
        known = candidates(doc, key, LABEL, source, lambda: self.phrases.find(text))
        names = [(name.start, name.end, name.name) for name in known if name.name in self.stretches_of]
        if (source != RULED or key not in doc.spans) and (view != text or GAP.search(view)):
            names += self._spaced(view)
        if names:
            names += [(start, end, NONE) for start, end in self.noise.find(view)]
        title = self.normaliser(visible(fields.title or ""))
        titled = self._spaced(title) if title else []
        found = self._standing(_longest(names), view, _longest(titled), title)
        day = self._day(doc) if found or titled else None
        fields.title_diseases = [
            self._entity(title, name, day) for name in self._standing(_longest(titled), title, found, view)
        ]
        annotate(doc, self.settings["spans_key"], [self._entity(text, name, day) for name in found], labels=[LABEL])

    def _spaced(self, view: str) -> list[Name]:
        """The names of the component's own list, whatever blanks and line ends are inside them."""
        return [(name.start, name.end, name.name) for name in spaced(self.own, view)]

    def _standing(self, names: Sequence[Name], view: str, others: Sequence[Name], other_view: str) -> list[Name]:
        """The names without words that are none, and without weak ones beside which none of their family is named."""
        sure = {
            self.family[code]
            for where, found in ((view, names), (other_view, others))
            for start, end, code in found
            if code != NONE and where[start:end] not in self.weak
        }
        return [
            (start, end, code)
            for start, end, code in names
            if code != NONE
            and (view[start:end] not in self.weak or self.family[code] in sure)
            and not self.tail.match(view, end)
        ]

    def _day(self, doc: Doc) -> str | None:
        """The last day of the period that the document is about: the title's first, else the text's, else that of publication."""
        fields = fields_of(doc)
        published: str | None = fields.published
        periods = [*fields.title_periods, *(entity for entity in fields.entities if entity["label"] == "PERIOD")]
        for period in periods:
            end = period["end_time"]
            if end and end[0].isdigit():
                day = (datetime.fromisoformat(end) - MINUTE).date().isoformat()
                return min(day, published) if published else day
        return published

    def _entity(self, text: str, name: Name, day: str | None) -> Entity:
        start, end, code = name
        row: Row = in_force(self.stretches_of[code], day)
        return {
            "start": start,
            "end": end,
            "text": text[start:end],
            "label": LABEL,
            "name": row["name"],
            "code": code,
            "icd10": row["icd10"] or None,
            "class": row["class"] if row["class"] in CLASSES else None,
            "kind": row["kind"],
        }


def _any_of(terms: Iterable[str]) -> str:
    """An expression of any of these words; of none where there are none."""
    return "(?:" + ("|".join(map(re.escape, sorted(terms, key=len, reverse=True))) or "(?!)") + ")"


def _longest(names: Iterable[Name]) -> list[Name]:
    """Of overlapping names the longest, of equals the first; in text order."""
    kept: list[Name] = []
    taken: set[int] = set()
    for name in sorted(set(names), key=lambda name: (name[0] - name[1], name[0])):
        if name[0] not in taken and name[1] - 1 not in taken:
            kept.append(name)
            taken.update(range(name[0], name[1]))
    return sorted(kept)
