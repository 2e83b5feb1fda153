"""Registration of ``tongbao_ents``."""

from __future__ import annotations

from typing import Any

from spacy.language import Language

from zh_tongbao.components.ents.ents import Ents


@Language.factory(
    "tongbao_ents",
    default_config={"spans_keys": ["officials", "titles", "places", "slogans", "periods", "cases"]},
    assigns=["doc.ents"],
)
def create(nlp: Language, name: str, spans_keys: list[str]) -> Any:  # noqa: ARG001
    """Make the component; ``spans_keys`` names the groups that ``doc.ents`` is made of."""
    return Ents(name, spans_keys)
