"""Registration of ``tongbao_case_attributes``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.case_attributes.case_attributes import CaseAttributes
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_case_attributes",
    default_config={"spans_key": "cases", "scorer": {"@scorers": "tongbao.records_scorer.v1"}},
    requires=["doc._.tongbao_places", "doc._.tongbao_periods"],
    assigns=["doc.spans", "doc._.entities", "doc._.tongbao_cases", "doc._.records", "doc._.checks"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> CaseAttributes:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` for the count expressions."""
    return CaseAttributes(name, {"spans_key": spans_key}, scorer)
