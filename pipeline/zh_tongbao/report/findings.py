"""Contradictions between documents, for the page: what ``tongbao audit`` finds beside those within each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from zh_tongbao.records.audit import SEVERITIES
from zh_tongbao.report.audited import audited

Row = dict[str, Any]


def between(documents: Sequence[Row]) -> list[Row]:
    """Return the findings, the gravest first; each piece of evidence with the number of its document, where its id is unique.

    Parameters:
        documents: of the contract, as in the page.
    """
    times = Counter(document.get("id") for document in documents)
    numbers = {
        document.get("id"): number for number, document in enumerate(documents) if times[document.get("id")] == 1
    }
    found = [finding for finding in audited(documents) if len({item["document"] for item in finding["evidence"]}) > 1]
    for finding in found:
        finding["evidence"] = [{**item, "number": numbers.get(item["document"])} for item in finding["evidence"]]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding["severity"]))
