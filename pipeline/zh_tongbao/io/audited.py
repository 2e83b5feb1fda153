"""Documents audited with the shipped words: what :mod:`zh_tongbao.records.audit` does, given what it has to know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zh_tongbao.io.divisions import divisions
from zh_tongbao.records.audit import Auditor
from zh_tongbao.vocab.readers import terms

Row = dict[str, Any]

TERMS = "vocab/audit_terms.csv"


def findings(documents: Sequence[Row]) -> Iterator[Row]:
    """Yield what contradicts itself, as :class:`zh_tongbao.records.audit.Auditor` does.

    Parameters:
        documents: of the contract, in any order.
    """
    words = terms(TERMS)
    corrections = [word["term"] for word in words if word["kind"] == "correction"]
    ends, clauses = (
        "".join(word["term"] for word in words if word["kind"] == kind) for kind in ("sentence_end", "clause_end")
    )
    yield from Auditor(documents, corrections, ends, _children(), clauses).findings()


def _children() -> dict[str, list[str]]:
    """By adcode, the divisions right below it, from the shipped gazetteer; zones lie across them and are none."""
    children: dict[str, list[str]] = {}
    for adcode, found in divisions().items():
        if found.parent and found.level != "zone":
            children.setdefault(found.parent, []).append(adcode)
    return children
