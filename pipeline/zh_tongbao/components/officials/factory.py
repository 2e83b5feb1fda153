"""Registration of ``tongbao_officials``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.officials.officials import Officials
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_officials",
    default_config={
        "spans_key": "officials",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "officials"},
    },
    assigns=["doc.spans", "doc._.entities"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> Officials:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Officials(name, {"spans_key": spans_key}, scorer)
