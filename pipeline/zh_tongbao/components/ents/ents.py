"""``doc.ents`` from the span groups: outermost and longest, first come first kept."""

from __future__ import annotations

from operator import itemgetter

from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from zh_tongbao.components.annotation import spans_of
from zh_tongbao.components.vocabulary_pipe import Scorer

_outermost_first = itemgetter(0, 1)


class Ents(Pipe):
    """Write the flat view: of nested and overlapping spans the longest stays.

    Parameters:
        name: name in the pipeline.
        spans_keys: the span groups to join.
        scorer: called by ``nlp.evaluate``.
    """

    def __init__(self, name: str, spans_keys: list[str], scorer: Scorer | None = None):
        self.name = name
        self.scorer = scorer
        self.spans_keys = spans_keys

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents`` and return the document."""
        spans = [
            (span.start, -span.end, span) for key in self.spans_keys if key in doc.spans for span in spans_of(doc, key)
        ]
        spans.sort(key=_outermost_first)
        doc.set_ents(_outermost(spans))
        return doc

    def __reduce__(self) -> tuple[type[Ents], tuple[str, list[str], Scorer | None]]:
        return Ents, (self.name, self.spans_keys, self.scorer)


def _outermost(ordered: list[tuple[int, int, Span]]) -> list[Span]:
    """Drop what lies inside another span; where spans cross, choose as spaCy does (the longest)."""
    kept: list[Span] = []
    reached = 0
    for start, negative, span in ordered:
        end = -negative
        if start >= reached:
            kept.append(span)
            reached = end
        elif end > reached:
            return list(filter_spans([span for *_, span in ordered]))
    return kept
