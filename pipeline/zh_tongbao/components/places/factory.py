"""Registration of ``tongbao_places``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.places.places import Places
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_places",
    default_config={"spans_key": "places", "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "places"}},
    assigns=["doc.spans", "doc._.entities"],
)
def create(nlp: Language, name: str, spans_key: str, scorer: Scorer | None) -> Places:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Places(name, {"spans_key": spans_key}, scorer)
