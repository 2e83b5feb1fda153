"""A document's records as trees: a total above its parts, each with what sets it apart, its checks and its words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]


DEEPEST = 16
# Levels that a page nests; browsers give up on a few hundred. Deeper records stand side by side on the last one.

LOOKED_BACK = 50
# Entities before a count among which its place and its period are looked for.


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
        failing: whether a check of it, or of a part below, fails.
    """

    index: int
    record: Row
    shown: list[str]
    checks: list[Row] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    parts: list[Node] = field(default_factory=list)
    failing: bool = False


@dataclass(frozen=True)
class Step:
    """One record as a page writes it, one after the other.

    Parameters:
        node: the record.
        depth: in its tree, from 1.
        level: on which it is written, from 1 to :data:`DEEPEST`.
        opens: whether the next one is written inside it.
        closes: how many records that are open around it end behind it.
    """

    node: Node
    depth: int
    level: int
    opens: bool
    closes: int


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
    words = _Words(entities)
    nodes = [
        Node(index, record, _shown(record, _parent(records, record)), words=words.of(record))
        for index, record in enumerate(records)
    ]
    for check in sorted(document.get("checks") or (), key=lambda check: bool(check["ok"])):
        nodes[check["parent"]].checks.append(check)
    roots: list[Node] = []
    for node in nodes:
        parent = node.record.get("parent")
        (roots if parent is None else nodes[parent].parts).append(node)
    for node, _ in reversed(list(_walked(roots))):
        node.failing = any(not check["ok"] for check in node.checks) or any(part.failing for part in node.parts)
    return roots


def steps(document: Row) -> list[Step]:
    """Return the records in the order in which a page writes them, with where each one's list begins and ends.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.report.record_tree import steps
        >>> total = {"start": 0, "end": 2, "count": 3, "metric": "death", "measure": "new", "parent": None}
        >>> part = {**total, "parent": 0}
        >>> [(step.level, step.opens, step.closes) for step in steps({"records": [total, part, total]})]
        [(1, True, 0), (2, False, 1), (1, False, 0)]
    """
    walked = list(_walked(record_trees(document)))
    levels = [min(depth, DEEPEST) for _, depth in walked]
    return [
        Step(node, depth, level, opens=following > level, closes=max(0, level - following))
        for (node, depth), level, following in zip(walked, levels, [*levels[1:], 1], strict=False)
    ]


def flattened(written: Sequence[Step]) -> int:
    """How many records lie deeper than a page nests them.

    Example:
        >>> from zh_tongbao.report.record_tree import DEEPEST, flattened, steps
        >>> records = [{"start": 0, "parent": index - 1 if index else None} for index in range(DEEPEST + 3)]
        >>> flattened(steps({"records": records}))
        3
    """
    return sum(step.depth > step.level for step in written)


def _walked(roots: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    """Every node, a total before its parts, with its depth from 1."""
    waiting = [(root, 1) for root in reversed(roots)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(part, depth + 1) for part in reversed(node.parts)]


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


def _says(value: Any) -> bool:
    """Whether a field says anything; a period or a place may be there with nothing in it."""
    return any(value.values()) if isinstance(value, dict) else value not in (None, "")


def _shown(record: Row, parent: Row | None) -> list[str]:
    return [
        name
        for name in RECORD.shown
        if _says(record.get(name)) and (parent is None or parent.get(name) != record.get(name))
    ]


class _Words:
    """The entities that places and periods of records come from.

    Parameters:
        entities: of the document.
    """

    def __init__(self, entities: Sequence[Row]):
        self._entities = entities
        self._found: dict[tuple[str, ...], list[int]] = {}
        for index, entity in enumerate(entities):
            if entity["label"] == "PLACE" and entity.get("adcode"):
                self._add(index, "place", entity["adcode"])
            elif entity["label"] == "PERIOD":
                start, end = str(entity.get("start_time")), str(entity.get("end_time"))
                self._add(index, "until", end)
                self._add(index, "span", start, end)
        for found in self._found.values():
            found.sort(key=lambda index: (entities[index]["start"], entities[index]["end"]))
        self._starts = {key: [entities[index]["start"] for index in found] for key, found in self._found.items()}

    def of(self, record: Row) -> list[int]:
        """The nearest place of the record's code and the nearest period of its times: before the count, else behind."""
        adcode = (record.get("place") or {}).get("adcode")
        period = record.get("period") or {}
        start, end = period.get("start"), period.get("end")
        keys: list[tuple[str, ...]] = [("place", str(adcode))] if adcode else []
        if start or end:
            keys.append(("span", str(start), str(end)) if start is not None else ("until", str(end)))
        return [found for key in keys if (found := self._nearest(record, key)) is not None]

    def _add(self, index: int, *key: str) -> None:
        self._found.setdefault(key, []).append(index)

    def _nearest(self, record: Row, key: tuple[str, ...]) -> int | None:
        found = self._found.get(key, [])
        split = bisect_left(self._starts.get(key, []), record["start"])
        for index in reversed(found[max(0, split - LOOKED_BACK) : split]):
            if self._entities[index]["end"] <= record["start"]:
                return index
        return found[split] if split < len(found) else None
