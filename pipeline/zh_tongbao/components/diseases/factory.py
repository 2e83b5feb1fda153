"""Registration of ``tongbao_diseases``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.diseases.diseases import Diseases
from zh_tongbao.components.phrases import OWN, check_source
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_diseases",
    default_config={
        "spans_key": "diseases",
        "ruler_key": "ruler",
        "candidates": "own",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "diseases"},
    },
    requires=["doc._.tongbao_periods"],
    assigns=["doc.spans", "doc._.entities", "doc._.tongbao_diseases", "doc._.title_diseases"],
)
def create(
    nlp: Language,  # noqa: ARG001
    name: str,
    spans_key: str,
    scorer: Scorer | None,
    ruler_key: str = "ruler",
    candidates: str = OWN,
) -> Diseases:
    """Make the component: it reads the group ``ruler_key`` of ``doc.spans`` and writes the group ``spans_key``.

    ``candidates`` says where it takes names from: see :func:`~zh_tongbao.components.phrases.candidates`.
    """
    check_source(name, candidates)
    return Diseases(name, {"spans_key": spans_key, "ruler_key": ruler_key, "candidates": candidates}, scorer)
