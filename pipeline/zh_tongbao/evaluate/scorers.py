"""The scorers that the components register, called by ``nlp.evaluate`` and ``python -m spacy evaluate``.

They hand contract entities and records to the plain functions of :mod:`zh_tongbao.evaluate.entities` and
:mod:`zh_tongbao.records.matching`. A reference document that was not annotated for something (it has no such group in
``doc.spans``) is not scored for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from spacy.tokens import Doc
from spacy.training import Example

from zh_tongbao.components.annotation import entity_of
from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.evaluate.entities import score_entities
from zh_tongbao.records.matching import counts_people, score_records
from zh_tongbao.tokenizer.working import fields_of

Score = Callable[..., dict[str, Any]]
Entity = dict[str, Any]


def make_spans_scorer(spans_key: str) -> Score:
    """Return a scorer of one span group. Registered as ``tongbao.spans_scorer.v1``.

    Parameters:
        spans_key: the group of ``doc.spans``.
    """
    return SpansScorer(spans_key)


def make_records_scorer() -> Score:
    """Return a scorer of ``doc._.records``. Registered as ``tongbao.records_scorer.v1``."""
    return RecordsScorer()


class SpansScorer:
    """Exact-span precision, recall and F1 of one group: ``spans_{key}_p``, ``_r``, ``_f``, ``_per_type``, ``_acc``.

    A class, so that a pipeline that holds it can be pickled. Scores as in
    :func:`zh_tongbao.evaluate.entities.score_entities`.

    Parameters:
        spans_key: the group of ``doc.spans``.
    """

    def __init__(self, spans_key: str):
        self.spans_key = spans_key
        self.labels = {label for label, group in GROUPS.items() if group == spans_key}

    def __call__(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        """Score the examples."""
        pairs = [
            (self.annotated(example.reference), self.found(example.predicted))
            for example in examples
            if self.spans_key in example.reference.spans
        ]
        if not pairs:
            return {f"spans_{self.spans_key}_{figure}": None for figure in "prf"}
        return score_entities(pairs, f"spans_{self.spans_key}")

    def annotated(self, doc: Doc) -> list[Entity]:
        """The group's entities of a reference document, and the optional ones of the same labels."""
        optional = [
            entity for entity in fields_of(doc).entities if entity.get("optional") and entity["label"] in self.labels
        ]
        return self.found(doc) + optional

    def found(self, doc: Doc) -> list[Entity]:
        """The group's spans as contract entities."""
        return [
            {**(entity_of(span) or {}), "start": span.start_char, "end": span.end_char, "label": span.label_}
            for span in doc.spans.get(self.spans_key, ())
        ]


class RecordsScorer:
    """Scores of ``doc._.records`` as in :func:`zh_tongbao.records.matching.score_records`."""

    def __call__(self, examples: Iterable[Example], **kwargs: Any) -> dict[str, Any]:  # noqa: ARG002
        """Score the examples."""
        return score_records(
            (fields_of(example.reference).records, fields_of(example.predicted).records, annotated(example.reference))
            for example in examples
            if GROUPS["CASE"] in example.reference.spans
        )


def annotated(doc: Doc) -> set[str]:
    """What the records of a reference document are annotated for: diseases where they are marked, rates where there are."""
    names = {"diseases"} if GROUPS["DISEASE"] in doc.spans else set()
    return names if all(map(counts_people, fields_of(doc).records)) else names | {"rates"}
