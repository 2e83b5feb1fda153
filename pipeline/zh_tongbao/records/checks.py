"""Which breakdowns of a document are whole, and whether they add up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, get_args

from zh_tongbao.records.fields import RECORD, Breakdown, Check, Summed
from zh_tongbao.records.following import CHANGE, count_that_follows
from zh_tongbao.records.schema import value_at

Record = Mapping[str, Any]

SUMMED = frozenset(get_args(Breakdown))
SEVERE = frozenset({"severe", "critical"})
ACCOUNT: Literal["account"] = "account"
KINDS: Literal["kinds"] = "kinds"
# How many diseases of a class are left: what the text says, and what the table of diseases does.
BESIDE = frozenset({ACCOUNT, KINDS, CHANGE})
# Relations of checks whose parts are no parts of their total.
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

    A change (relation ``change``) is a count, the one that it is compared with, and by how much the text says that it
    differs: the count must follow from the other two, to the digits given.

    Returns:
        list: checks of the contract, breakdowns first, then accounts and changes, each kind in the order of its totals.

    Example:
        >>> from zh_tongbao.records.checks import checks_of
        >>> total = {"count": 3, "parent": None, "relation": None, "modifier": None, "severity": None, "origin": None,
        ...          "metric": "confirmed", "measure": "new", "place": None, "period": {"start": None, "end": None}}
        >>> part = total | {"count": 1, "parent": 0, "relation": "place"}
        >>> checks_of([total, part, part])
        [{'parent': 0, 'relation': 'place', 'expected': 3, 'sum': 2, 'ok': False, 'parts': [1, 2]}]
    """
    return [*_breakdowns(records), *_accounts(records), *_changes(records)]


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


def _changes(records: Sequence[Record]) -> Iterator[Check]:
    for index, record in enumerate(records):
        compared = record.get("compared") or {}
        own, base = compared.get("record"), compared.get("base")
        if record["measure"] != CHANGE or own is None or base is None:
            continue
        count, other = records[own], records[base]
        if any(one["count"] is None or one["modifier"] is not None for one in (count, other)):
            continue
        follows = count_that_follows(record, other["count"], count["count"])
        if follows is not None:
            yield {
                "parent": own,
                "relation": "change",
                "expected": count["count"],
                "sum": follows,
                "ok": follows == count["count"],
                "parts": [base, index],
            }


def _entry(record: Record) -> str | None:
    """The line of the account that a record states."""
    metric, measure = record["metric"], record["measure"]
    if metric == "confirmed" and measure in ("cumulative", "current"):
        return str(measure)
    if metric == "in_treatment" and record.get("of") == "confirmed":
        return "current"
    return str(metric) if metric in ("discharged", "death") and measure == "cumulative" else None
