"""The scorers that the components register, called by ``python -m spacy evaluate``."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spacy.scorer import Scorer
from spacy.tokens import Doc
from spacy.training import Example

Score = Callable[..., dict[str, Any]]


def make_spans_scorer(spans_key: str) -> Score:
    """Return a scorer of one span group: ``spans_{key}_p``, ``_r``, ``_f`` and a table per label.

    Registered as ``tongbao.spans_scorer.v1``.
    """
    return SpansScorer(spans_key)


class SpansScorer:
    """Exact-span precision, recall and F1 of one group; a class, so that a pipeline can be pickled."""

    def __init__(self, spans_key: str):
        self.spans_key = spans_key

    def __call__(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:
        key = self.spans_key
        scores: dict[str, Any] = Scorer.score_spans(
            examples, f"spans_{key}", getter=self.spans, has_annotation=self.annotated, allow_overlap=True, **kwargs
        )
        return scores

    def spans(self, doc: Doc, _: str) -> Any:
        """The group's spans."""
        return doc.spans.get(self.spans_key, [])

    def annotated(self, doc: Doc) -> bool:
        """Whether the document carries the group at all."""
        return self.spans_key in doc.spans
