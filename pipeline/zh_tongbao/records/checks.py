"""Which breakdowns of a document are whole, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from zh_tongbao.records.fields import RECORD, Breakdown, Check, Summed
from zh_tongbao.records.schema import value_at

Record = Mapping[str, Any]

SUMMED = frozenset(get_args(Breakdown))
SEVERE = frozenset({"severe", "critical"})
ACCOUNT: Literal["account"] = "account"
STOCK = frozenset({"cumulative", "current"})
BOOKED = frozenset({"confirmed", "in_treatment", "discharged", "death"})
UNSPLIT = (*RECORD.subset, "modifier")
# A record that has one of these counts a part of what it seems to count, or not exactly.

SCOPE = RECORD.key_columns(RECORD.scope)
# What an account is kept for, besides its place and its moment.


def checks_of(records: Sequence[Record]) -> list[Check]:
    """Sum every breakdown that is presented as exhaustive, and every account that the document states whole.

    A breakdown is the parts of one total by place, severity or origin. One part alone, parts that name only the severe
    forms, parts of local origin in a total of any, and counts that are only about right are no exhaustive breakdown.

    An account (relation ``account``) is a stock of one place, moment and origin: cumulative confirmed cases are those
    who are cases now, those discharged and those who died.

    Returns:
        list: checks of the contract, breakdowns first, each kind in the order of its totals.

    Example:
        >>> from zh_tongbao.records.checks import checks_of
        >>> total = {"count": 3, "parent": None, "relation": None, "modifier": None, "severity": None, "origin": None,
        ...          "metric": "confirmed", "measure": "new", "place": None, "period": {"start": None, "end": None}}
        >>> part = total | {"count": 1, "parent": 0, "relation": "place"}
        >>> checks_of([total, part, part])
        [{'parent': 0, 'relation': 'place', 'expected': 3, 'sum': 2, 'ok': False, 'parts': [1, 2]}]
    """
    return [*_breakdowns(records), *_accounts(records)]


def _breakdowns(records: Sequence[Record]) -> Iterator[Check]:
    groups: dict[tuple[int, Breakdown], list[int]] = {}
    for index, record in enumerate(records):
        if record["parent"] is not None and record["relation"] in SUMMED:
            groups.setdefault((record["parent"], record["relation"]), []).append(index)
    for (parent, relation), parts in sorted(groups.items()):
        if _exhaustive(records, parent, parts, relation):
            yield _check(records, parent, relation, parts)


def _check(records: Sequence[Record], parent: int, relation: Summed, parts: list[int]) -> Check:
    total, expected = sum(records[part]["count"] for part in parts), records[parent]["count"]
    return {
        "parent": parent,
        "relation": relation,
        "expected": expected,
        "sum": total,
        "ok": total == expected,
        "parts": parts,
    }


def _exhaustive(records: Sequence[Record], parent: int, parts: Sequence[int], relation: str) -> bool:
    if len(parts) < 2 or records[parent]["modifier"] or any(records[part]["modifier"] for part in parts):
        return False
    if {records[part]["origin"] for part in parts} == {"local"} and records[parent]["origin"] is None:
        return False
    return relation != "severity" or {records[part]["severity"] for part in parts} - SEVERE != set()


def _accounts(records: Sequence[Record]) -> Iterator[Check]:
    books: dict[tuple[Any, ...], dict[str, list[int]]] = {}
    for index, record in enumerate(records):
        if record["parent"] is not None or record["metric"] not in BOOKED or record["measure"] not in STOCK:
            continue
        entry = _entry(record)
        if entry is None or any(record.get(field) for field in UNSPLIT):
            continue
        place, end = (record["place"] or {}).get("adcode"), record["period"]["end"]
        if place and end:
            scope = (value_at(record, column.name) for column in SCOPE)
            books.setdefault((place, end, *scope), {}).setdefault(entry, []).append(index)
    for book in books.values():
        lines = [book.get(entry, []) for entry in ("cumulative", "current", "discharged", "death")]
        if all(len({records[index]["count"] for index in line}) == 1 for line in lines):
            total, *parts = (line[0] for line in lines)
            yield _check(records, total, ACCOUNT, parts)


def _entry(record: Record) -> str | None:
    """The line of the account that a record states."""
    metric, measure = record["metric"], record["measure"]
    if metric == "confirmed" and measure in ("cumulative", "current"):
        return str(measure)
    if metric == "in_treatment" and record.get("of") == "confirmed":
        return "current"
    return str(metric) if metric in ("discharged", "death") and measure == "cumulative" else None
