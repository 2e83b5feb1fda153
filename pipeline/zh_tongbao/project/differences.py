"""How two outputs for the same text differ: which records, entities, checks and statements, in which fields."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Key = Callable[[Row], Hashable]

APPEARED, VANISHED = "appeared", "vanished"
INPUT = frozenset({"id", "title", "region", "published", "text"})
PLACED = frozenset({"start", "end"})
POINTERS = frozenset({"parent", "record", "base"})
RECORDS, ENTITIES, CHECKS = "records", "entities", "checks"


@dataclass(frozen=True)
class Difference:
    """One field that one thing has otherwise, or a thing that only one output has.

    Parameters:
        kind: ``records``, ``entities``, ``checks``, ``statements`` or another list of the document; ``document``.
        label: of an entity, else empty.
        field: the field, or :data:`APPEARED` or :data:`VANISHED`.
        old, new: its values; the whole thing where it appeared or vanished.
        start, end: of the thing in the text.
        one_sided: whether one of the two lacks the field, which is another matter than null.
    """

    kind: str
    label: str
    field: str
    old: Any
    new: Any
    start: int
    end: int
    one_sided: bool = False


def _of(*names: str) -> Key:
    return lambda row: tuple(repr(row.get(name)) for name in names)


# By what two things are held for the same one, tried in this order.
KEYS: dict[str, Sequence[Key]] = {
    RECORDS: (
        _of("start", "end", "metric", "measure", "place", "derived"),
        _of("start", "end", "metric"),
        _of("start", "end"),
        _of("start", "metric"),
        _of("end", "metric"),
    ),
    ENTITIES: (_of("label", "start", "end"), _of("label", "start"), _of("label", "end")),
    CHECKS: (_of("parent", "relation", "parts"), _of("parent", "relation"), _of("parent")),
}
OTHERS: Sequence[Key] = (_of("start", "end", "speaker"), _of("start", "end"), _of("start"), _of("end"))


Field = tuple[str, str, str]
# Kind, label, field.


def fields_of(document: Row) -> set[Field]:
    """All fields that a document and its things have."""
    found: set[Field] = set()
    for kind, things in document.items():
        found.add(("document", "", kind))
        if isinstance(things, list):
            found.update((kind, thing.get("label", ""), name) for thing in things for name in thing)
    return found


class Side:
    """One of the two outputs; its indices into the records are read as what they point to.

    Parameters:
        document: of the data contract.
    """

    def __init__(self, document: Row):
        self.document = document
        self.records: list[Row] = document.get(RECORDS) or []
        self.numbers: list[int] = []
        # Of each record the number of its pair, the same in both outputs.

    def things(self, kind: str) -> list[Row]:
        """The things of one kind, with numbers of pairs for indices; records are numbered by their own matching."""
        found: list[Row] = self.document.get(kind) or []
        return found if kind == RECORDS else list(map(self.resolved, found))

    def resolved(self, row: Row) -> Row:
        """A thing with numbers of pairs in place of indices."""
        found = dict(row)
        for name in POINTERS & row.keys():
            found[name] = self._target(row[name])
        if isinstance(row.get("parts"), list):
            found["parts"] = sorted(map(self._target, row["parts"]), key=repr)
        if isinstance(row.get("compared"), dict):
            found["compared"] = self.resolved(row["compared"])
        return found

    def _target(self, index: Any) -> Any:
        return self.numbers[index] if isinstance(index, int) and 0 <= index < len(self.numbers) else index

    def pointed(self, field: str, value: Any) -> Any:
        """The value of a field, with the words of a record in place of its index."""
        known = field in POINTERS and isinstance(value, int) and 0 <= value < len(self.records)
        return {"record": self.records[value].get("text", "")} if known else value

    def place(self, row: Row) -> tuple[int, int]:
        """Where a thing stands; a check stands where its total does."""
        if "start" not in row and isinstance(row.get("parent"), int) and row["parent"] < len(self.records):
            row = self.records[row["parent"]]
        return row.get("start", 0), row.get("end", 0)


Pairs = list[tuple[int | None, int | None]]


def differences(old: Row, new: Row) -> Iterator[Difference]:
    """The differences between two documents of the contract that were read from one text.

    Things are matched by span and metric first, so that one record more does not shift all behind it; indices (the
    record that a part hangs on) are compared as what they point to.
    """
    first, second = Side(old), Side(new)
    for kind in sorted((set(old) | set(new)) - INPUT, key=lambda name: (name != RECORDS, name)):
        if kind not in old or kind not in new:
            yield Difference("document", "", kind, old.get(kind), new.get(kind), 0, 0, one_sided=True)
        elif isinstance(old[kind], list) and isinstance(new[kind], list):
            pairs = matched(kind, first, second)
            if kind == RECORDS:
                _number(pairs, first, second)
            yield from _compared(kind, pairs, first, second)
        elif old[kind] != new[kind]:
            yield Difference("document", "", kind, old[kind], new[kind], 0, 0)


def matched(kind: str, old: Side, new: Side) -> Pairs:
    """Indices of the things of one kind that are held for the same one; None where the other side has none."""
    left, right = dict(enumerate(old.things(kind))), dict(enumerate(new.things(kind)))
    pairs: Pairs = []
    for key in KEYS.get(kind, OTHERS):
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for index, row in right.items():
            waiting[key(row)].append(index)
        for index, row in list(left.items()):
            if same := waiting.get(key(row)):
                other = same.popleft()
                pairs.append((index, other))
                del left[index], right[other]
    return [*pairs, *((index, None) for index in left), *((None, index) for index in right)]


def _number(pairs: Pairs, old: Side, new: Side) -> None:
    old.numbers, new.numbers = [0] * len(old.records), [0] * len(new.records)
    for number, (one, other) in enumerate(pairs):
        if one is not None:
            old.numbers[one] = number
        if other is not None:
            new.numbers[other] = number


def _compared(kind: str, pairs: Pairs, old: Side, new: Side) -> Iterator[Difference]:
    for one, other in pairs:
        first = None if one is None else old.document[kind][one]
        second = None if other is None else new.document[kind][other]
        if first is None or second is None:
            row, side = (first or {}, old) if second is None else (second, new)
            field = VANISHED if second is None else APPEARED
            yield Difference(kind, row.get("label", ""), field, first, second, *side.place(row))
            continue
        was, now = old.resolved(first), new.resolved(second)
        label, where = first.get("label", ""), old.place(first)
        for field in sorted((was.keys() | now.keys()) - PLACED):
            both = field in was and field in now
            if not both or was[field] != now[field]:
                values = old.pointed(field, first.get(field)), new.pointed(field, second.get(field))
                yield Difference(kind, label, field, *values, *where, one_sided=not both)
