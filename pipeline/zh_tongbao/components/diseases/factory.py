"""Registration of ``tongbao_diseases``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.diseases.diseases import Diseases
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_diseases",
    default_config={
        "spans_key": "diseases",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "diseases"},
    },
    assigns=["doc.spans", "doc._.entities", "doc._.title_diseases"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> Diseases:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Diseases(name, {"spans_key": spans_key}, scorer)
