"""Registers ``tongbao_reconcile``."""

from __future__ import annotations

from spacy.language import Language

from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.components.reconcile.reconcile import Reconcile


@Language.factory(
    "tongbao_reconcile",
    default_config={"labels": ["OFFICIAL", "TITLE", "PLACE"], "policy": "add"},
    requires=["doc.ents", "doc._.entities"],
    assigns=["doc.spans", "doc._.entities"],
)
def create(nlp: Language, name: str, labels: list[str], policy: str) -> Reconcile:  # noqa: ARG001
    """Make the component; see :class:`zh_tongbao.components.reconcile.reconcile.Reconcile`."""
    register_extensions()
    return Reconcile(name, labels, policy)
