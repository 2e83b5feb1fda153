"""Registration of ``tongbao_statements``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.statements.statements import Statements


@Language.factory(
    "tongbao_statements",
    default_config={"spans_key": "statements"},
    requires=["doc._.tongbao_officials"],
    assigns=["doc.spans", "doc._.statements"],
)
def create(nlp: Language, name: str, spans_key: str) -> Statements:  # noqa: ARG001
    """Make the component; ``spans_key`` is the group of ``doc.spans`` that it writes."""
    return Statements(name, {"spans_key": spans_key})
