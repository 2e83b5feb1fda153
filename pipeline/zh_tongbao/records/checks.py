"""Do the parts of a total add up? Plain Python over the contract's records."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Record = dict[str, Any]
Check = dict[str, Any]

SUMMED = ("place", "severity", "origin")
SEVERE = frozenset({"severe", "critical"})


def checks_of(records: Sequence[Record]) -> list[Check]:
    """Sum every breakdown that is presented as exhaustive.

    A group is the parts of one total by place, severity or origin. One part alone, parts that name only the severe
    forms, parts of local origin in a total of any, and counts that are only about right are no exhaustive breakdown.

    Example:
        >>> from zh_tongbao.records.checks import checks_of
        >>> total = {"count": 3, "parent": None, "relation": None, "modifier": None, "severity": None, "origin": None}
        >>> part = {"count": 1, "parent": 0, "relation": "place", "modifier": None, "severity": None, "origin": None}
        >>> checks_of([total, part, part])
        [{'parent': 0, 'relation': 'place', 'expected': 3, 'sum': 2, 'ok': False, 'parts': [1, 2]}]
    """
    groups: dict[tuple[int, str], list[int]] = {}
    for index, record in enumerate(records):
        if record["parent"] is not None and record["relation"] in SUMMED:
            groups.setdefault((record["parent"], record["relation"]), []).append(index)
    checks = []
    for (parent, relation), parts in sorted(groups.items()):
        if not _exhaustive(records, parent, parts, relation):
            continue
        total = sum(records[part]["count"] for part in parts)
        expected = records[parent]["count"]
        checks.append(
            {
                "parent": parent,
                "relation": relation,
                "expected": expected,
                "sum": total,
                "ok": total == expected,
                "parts": parts,
            }
        )
    return checks


def _exhaustive(records: Sequence[Record], parent: int, parts: Sequence[int], relation: str) -> bool:
    if len(parts) < 2 or records[parent]["modifier"] or any(records[part]["modifier"] for part in parts):
        return False
    if {records[part]["origin"] for part in parts} == {"local"} and records[parent]["origin"] is None:
        return False
    return relation != "severity" or {records[part]["severity"] for part in parts} - SEVERE != set()
