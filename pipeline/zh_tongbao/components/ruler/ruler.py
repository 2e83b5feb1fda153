"""spaCy's span ruler, for texts with invisible characters too."""

from __future__ import annotations

from spacy.pipeline import SpanRuler
from spacy.tokens import Doc, Span

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

    def match(self, doc: Doc) -> list[Span]:
        """The matches as spans, sorted.

        What ``span_ruler`` gives, without a change of the filters of warnings for every document: it silences the matcher
        of token patterns where there are none, which here is not asked then.
        """
        self._require_patterns()
        matches = self.phrase_matcher(doc)
        if len(self.matcher):
            matches += self.matcher(doc)
        named = self._match_label_id_map
        spans = {
            Span(doc, start, end, label=named[match]["label"], span_id=named[match]["id"])
            for match, start, end in matches
            if start != end
        }
        return sorted(spans)
