"""Registration of ``tongbao_case_attributes``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.case_attributes.case_attributes import CaseAttributes
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_case_attributes",
    default_config={"spans_key": "cases", "reader": "first", "scorer": {"@scorers": "tongbao.records_scorer.v1"}},
    assigns=["doc.spans", "doc._.entities", "doc._.records", "doc._.checks"],
)
def create(nlp: Language, name: str, spans_key: str, reader: str, scorer: Scorer | None) -> CaseAttributes:  # noqa: ARG001
    """Make the component.

    Parameters:
        nlp, name: given by spaCy.
        spans_key: the group of ``doc.spans`` for the count expressions.
        reader: ``first``, or ``second`` for the second design of the grammar, which is being built beside it.
        scorer: called by ``nlp.evaluate``.
    """
    return CaseAttributes(name, {"spans_key": spans_key, "reader": reader}, scorer)
