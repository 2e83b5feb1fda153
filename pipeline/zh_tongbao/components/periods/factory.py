"""Registration of ``tongbao_periods``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.periods.periods import Periods
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_periods",
    default_config={
        "spans_key": "periods",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "periods"},
    },
    assigns=["doc.spans", "doc._.entities", "doc._.tongbao_periods"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> Periods:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Periods(name, {"spans_key": spans_key}, scorer)
