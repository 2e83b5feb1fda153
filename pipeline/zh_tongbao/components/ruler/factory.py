"""Registration of ``tongbao_ruler``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.components.ruler.ruler import Ruler
from zh_tongbao.components.vocabulary_pipe import Scorer


@Language.factory(
    "tongbao_ruler",
    default_config={"spans_key": "ruler", "annotate_ents": False, "overwrite": True, "scorer": None},
    assigns=["doc.spans"],
)
def create(
    nlp: Language, name: str, spans_key: str, annotate_ents: bool, overwrite: bool, scorer: Scorer | None
) -> Ruler:
    """Make the component; the settings are those of spaCy's ``span_ruler``, its patterns the shipped ones until others are given."""
    register_extensions()
    return Ruler(nlp, name, spans_key=spans_key, annotate_ents=annotate_ents, overwrite=overwrite, scorer=scorer)
