"""Placeholder while the component is being written."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import annotate
from zh_tongbao.components.vocabulary_pipe import VocabularyPipe


class Officials(VocabularyPipe):
    """Not written yet."""

    def initialize(  # type: ignore[override]  # one named table a parameter
        self,
        get_examples: Any = None,  # noqa: ARG002
        *,
        nlp: Any = None,  # noqa: ARG002
        characters: list[dict[str, Any]],
    ) -> None:
        """Take the vocabulary."""
        self.take(characters=characters)

    def compile(self) -> None:
        """Nothing yet."""

    def __call__(self, doc: Doc) -> Doc:
        """Mark nothing."""
        self.view(doc)
        annotate(doc, self.settings["spans_key"], [])
        return doc
