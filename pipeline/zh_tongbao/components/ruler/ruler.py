"""spaCy's span ruler, for texts with invisible characters too."""

from __future__ import annotations

from spacy.pipeline import SpanRuler
from spacy.tokens import Doc

from zh_tongbao.components.visible import read_visible


class Ruler(SpanRuler):
    r"""Mark what patterns say, as ``span_ruler`` does, and between invisible characters as without them.

    Example:
        >>> import spacy
        >>> nlp = spacy.load("zh_tongbao")
        >>> doc = nlp("坚持动态\u200b清零")
        >>> [(span.label_, span.start_char, span.end_char) for span in doc.spans["ruler"]]
        [('SLOGAN', 2, 7)]
    """

    def __call__(self, doc: Doc) -> Doc:
        """Write the span group of the document, and return it."""
        return read_visible(doc, super().__call__)
