"""Registration of ``tongbao_ents``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.ents.ents import OURS, Ents
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_ents",
    default_config={
        "spans_keys": ["officials", "titles", "places", "slogans", "diseases", "periods", "cases"],
        "merge": "ours",
        "scorer": {"@scorers": "spacy.ner_scorer.v1"},
    },
    requires=["doc.spans"],
    assigns=["doc.ents"],
    default_score_weights={"ents_f": 1.0, "ents_p": 0.0, "ents_r": 0.0, "ents_per_type": None},
)
def create(nlp: Language, name: str, spans_keys: list[str], scorer: Scorer | None, merge: str = OURS) -> Ents:  # noqa: ARG001
    """Make the component: ``spans_keys`` names the groups that ``doc.ents`` is made of, ``merge`` says what becomes of earlier entities."""
    return Ents(name, spans_keys, scorer, merge)
