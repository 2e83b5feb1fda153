"""Policy slogans: fixed formulations with a stable id, and unseen ones by their shape."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate, text_of
from zh_tongbao.components.slogans.shapes import Shapes
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.vocab.readers import surface_forms
from zh_tongbao.vocab.tables import Row

QUOTED = "quoted"
MARKS = ("opening", "closing", "straight", "separator")


class Slogans(VocabularyPipe):
    """Mark policy slogans and give each its normal form and id.

    Known formulations come from the ruler (configs/vocab/slogans.jsonl: canonical form, variants, id); formulas found by
    shape alone are their own canonical form and have no id. Of overlapping slogans the longest stays. A formulation
    whose words are also an ordinary phrase (``context: quoted`` in the vocabulary) counts only inside quotation marks.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> [span] = nlp("坚持“动态清零”总方针不动摇").spans["slogans"]
        >>> span.text, span._.canonical, span._.slogan_id
        ('动态清零', '动态清零', 'dynamic-zero-covid')
    """

    def initialize(  # type: ignore[override]  # one named table a parameter
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]],
        slogans: list[dict[str, Any]],
        shapes: list[dict[str, Any]],
    ) -> None:
        """Take the vocabulary: rows of characters.csv, slogans.jsonl and slogan_shapes.csv."""
        self.take(characters=characters, slogans=slogans, shapes=shapes)

    def compile(self) -> None:
        """Index the surface forms and build the shapes."""
        self.forms: dict[str, Row] = {}
        for row in self.tables.get("slogans", ()):
            for form in slogan_forms(row):
                self.forms[form] = row
        marks = [
            dict(row, term=character(row["term"])) for row in self.tables.get("characters", ()) if row["kind"] in MARKS
        ]
        self.shapes = Shapes([*self.tables.get("shapes", ()), *marks])
        self.quotes = frozenset(row["term"] for row in marks if row["kind"] in ("opening", "straight"))

    def __call__(self, doc: Doc) -> Doc:
        """Mark the document's slogans."""
        view = self.view(doc)
        text = text_of(doc)
        known = [span for span in doc.spans.get("ruler", ()) if span.label_ == "SLOGAN"]
        found = {(span.start_char, span.end_char) for span in known} | set(self.shapes.find(view))
        entities = [self._entity(text, start, end) for start, end in _longest(found) if self._stands(view, start, end)]
        annotate(doc, self.settings["spans_key"], entities, labels=["SLOGAN"])
        return doc

    def _stands(self, view: str, start: int, end: int) -> bool:
        row = self.forms.get(view[start:end])
        return row is None or row.get("context") != QUOTED or view[start - 1 : start] in self.quotes

    def _entity(self, text: str, start: int, end: int) -> Entity:
        written = text[start:end]
        row = self.forms.get(written)
        return {
            "start": start,
            "end": end,
            "text": written,
            "label": "SLOGAN",
            "canonical": row["canonical"] if row else written,
            "slogan_id": row["id"] if row else None,
        }


def slogan_forms(row: Row) -> set[str]:
    """Canonical form and variants of one vocabulary row."""
    return surface_forms({"canonical": row["canonical"], "variants": row.get("variants")})


def _longest(spans: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Of overlapping spans keep the longest, the first among equals; in text order."""
    kept: list[tuple[int, int]] = []
    covered: set[int] = set()
    for start, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if start not in covered and end - 1 not in covered:
            kept.append((start, end))
            covered.update(range(start, end))
    return sorted(kept)
