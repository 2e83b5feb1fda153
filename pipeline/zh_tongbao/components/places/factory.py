"""Registration of ``tongbao_places``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.phrases import OWN, check_source
from zh_tongbao.components.places.places import Places
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_places",
    default_config={
        "spans_key": "places",
        "ruler_key": "ruler",
        "candidates": "own",
        "scorer": {"@scorers": "tongbao.spans_scorer.v1", "spans_key": "places"},
    },
    assigns=["doc.spans", "doc._.entities", "doc._.tongbao_places"],
)
def create(
    nlp: Language,  # noqa: ARG001
    name: str,
    spans_key: str,
    ruler_key: str,
    scorer: Scorer | None,
    candidates: str = OWN,
) -> Places:
    """Make the component: it reads the group ``ruler_key`` of ``doc.spans`` and writes the group ``spans_key``.

    ``candidates`` says where it takes names from that are no forms of the gazetteer: see
    :func:`~zh_tongbao.components.phrases.candidates`.
    """
    check_source(name, candidates)
    return Places(name, {"spans_key": spans_key, "ruler_key": ruler_key, "candidates": candidates}, scorer)
