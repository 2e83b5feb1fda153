"""The audit with the words and divisions that are shipped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from zh_tongbao.io.divisions import divisions
from zh_tongbao.records.audit import Auditor
from zh_tongbao.vocab.readers import terms

Row = dict[str, Any]

TERMS = "vocab/audit_terms.csv"


def audited(documents: Sequence[Row]) -> Iterator[Row]:
    """Yield where the figures of documents contradict each other: see :meth:`zh_tongbao.records.audit.Auditor.findings`.

    Parameters:
        documents: of the contract, in any order.

    Example:
        >>> from zh_tongbao.report.audited import audited
        >>> def bulletin(day, new, total):
        ...     period = {"start": f"2022-04-{day:02}T00:00", "end": f"2022-04-{day + 1:02}T00:00"}
        ...     place = {"text": "长春市", "adcode": "220100"}
        ...     both = {"metric": "confirmed", "place": place, "period": period, "start": 0, "end": 1, "text": "1"}
        ...     records = [{**both, "measure": "new", "count": new}, {**both, "measure": "cumulative", "count": total}]
        ...     return {"id": str(day), "text": "1", "records": records}
        >>> [(found["rule"], found["expected"], found["found"]) for found in audited([bulletin(1, 2, 10), bulletin(2, 3, 12)])]
        [('flow', 13, 12)]
    """
    words: dict[str, list[str]] = {}
    for row in terms(TERMS):
        words.setdefault(row["kind"], []).append(row["term"])
    ends, clauses = ("".join(words.get(kind, ())) for kind in ("sentence_end", "clause_end"))
    yield from Auditor(documents, words.get("correction", ()), ends, children(), clauses).findings()


def children() -> dict[str, list[str]]:
    """By adcode, the divisions right below it, from the shipped gazetteer; zones lie across them and are none."""
    below: dict[str, list[str]] = {}
    for adcode, found in divisions().items():
        if found.parent and found.level != "zone":
            below.setdefault(found.parent, []).append(adcode)
    return below
