"""Registration of ``tongbao_slogans``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.slogans.slogans import Slogans
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_slogans",
    default_config={
        "spans_key": "slogans",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "slogans"},
    },
    assigns=["doc.spans", "doc._.entities"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> Slogans:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Slogans(name, {"spans_key": spans_key}, scorer)
