"""A document's records as trees: a total above its parts, each with what sets it apart, its checks and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]


@dataclass
class Node:
    """One record in its tree.

    Parameters:
        index: of the record.
        record: itself.
        shown: the fields to name; a part names only those in which it differs from its total.
        checks: those of which it is the total, failing first.
        words: entities that its place and its period come from, as far as they can be told.
        parts: the nodes below.
    """

    index: int
    record: Row
    shown: list[str]
    checks: list[Row] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)

    @property
    def failing(self) -> bool:
        """Whether a check of it, or of a part below, fails."""
        return any(not check["ok"] for check in self.checks) or any(part.failing for part in self.parts)


def record_trees(document: Row) -> list[Node]:
    """Return the roots, in text order.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.report.record_tree import record_trees
        >>> total = {"start": 0, "end": 2, "count": 3, "metric": "death", "measure": "new", "parent": None}
        >>> part = {"start": 3, "end": 5, "count": 3, "metric": "death", "measure": "new", "origin": "local", "parent": 0}
        >>> [root] = record_trees({"text": "3例(3例)", "records": [total, part]})
        >>> root.shown, root.parts[0].shown
        (['metric', 'measure'], ['origin'])
    """
    records: list[Row] = document.get("records") or []
    entities: list[Row] = document.get("entities") or []
    nodes = [
        Node(index, record, _shown(record, _parent(records, record)), words=_words(record, entities))
        for index, record in enumerate(records)
    ]
    for check in sorted(document.get("checks") or (), key=lambda check: bool(check["ok"])):
        nodes[check["parent"]].checks.append(check)
    roots: list[Node] = []
    for node in nodes:
        parent = node.record.get("parent")
        (roots if parent is None else nodes[parent].parts).append(node)
    return roots


def failing_checks(document: Row) -> list[Row]:
    """Return the document's checks that do not add up."""
    return [check for check in document.get("checks") or () if not check["ok"]]


def period_words(period: Row) -> tuple[str, str]:
    """Return how a period reads: the key of a message (``day``, ``until``, ``span``) and the time.

    Example:
        >>> from zh_tongbao.report.record_tree import period_words
        >>> period_words({"start": "2022-04-06T00:00", "end": "2022-04-07T00:00"})
        ('day', '2022-04-06')
        >>> period_words({"start": None, "end": "2022-04-07T00:00"})
        ('until', '2022-04-06 24:00')
    """
    start, end = period.get("start"), period.get("end")
    if start is None:
        return "until", _closing(end or "")
    if end and start.endswith("T00:00") and _midnight_before(end) == f"{start[:-6]} 24:00":
        return "day", start[:-6]
    return "span", f"{start.replace('T', ' ')} – {_closing(end or '')}"


def _closing(moment: str) -> str:
    """Midnight as the end of the day before, as bulletins write it (截至6日24时)."""
    return (_midnight_before(moment) if moment.endswith("T00:00") else None) or moment.replace("T", " ")


def _midnight_before(moment: str) -> str | None:
    day = moment.partition("T")[0]
    try:
        if day.startswith("--"):  # no year is known; every day exists in a leap year
            before = date.fromisoformat(f"2020-{day[2:]}") - timedelta(days=1)
            return f"--{before:%m-%d} 24:00"
        return f"{date.fromisoformat(day) - timedelta(days=1)} 24:00"
    except ValueError:
        return None


def _parent(records: Sequence[Row], record: Row) -> Row | None:
    return None if record.get("parent") is None else records[record["parent"]]


def _shown(record: Row, parent: Row | None) -> list[str]:
    return [
        name
        for name in RECORD.shown
        if record.get(name) not in (None, "") and (parent is None or parent.get(name) != record.get(name))
    ]


def _words(record: Row, entities: Sequence[Row]) -> list[int]:
    """The nearest place of the record's code and the nearest period of its times: before the count, else behind."""
    adcode = (record.get("place") or {}).get("adcode")
    period = record.get("period") or {}
    times = (period.get("start"), period.get("end"))
    places = [i for i, e in enumerate(entities) if e["label"] == "PLACE" and adcode and e.get("adcode") == adcode]
    periods = [
        i
        for i, e in enumerate(entities)
        if e["label"] == "PERIOD" and any(times) and e.get("end_time") == times[1]
        and times[0] in (None, e.get("start_time"))
    ]  # fmt: skip
    return [found for found in (_nearest(record, places, entities), _nearest(record, periods, entities)) if found >= 0]


def _nearest(record: Row, candidates: Sequence[int], entities: Sequence[Row]) -> int:
    before = [index for index in candidates if entities[index]["end"] <= record["start"]]
    behind = [index for index in candidates if entities[index]["start"] >= record["start"]]
    return before[-1] if before else behind[0] if behind else -1
