"""What tells the people of one record from those of another: times, fields of words, places, and what parts are told of.

For :mod:`zh_tongbao.records.adding`. Plain Python over the contract's records.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.records.adcodes import is_adcode, is_zone, level, wider
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.last_day import last_day
from zh_tongbao.records.schema import value_at

Record = Mapping[str, Any]
Path = tuple[str, ...]
Span = tuple[Any, Any]
Cell = tuple[Any, ...]
"""A metric, a measure, and the time whose counts are weighed against each other."""

SUMMED = frozenset({"new", "cumulative", "current"})
# Measures of which there are sums.

FLOW = "new"
# The measure that may be summed over time.

_WHAT = frozenset({"metric", "measure"})

WORDS = tuple(name for name in RECORD.inherited if RECORD[name].kind == "string" and name not in _WHAT)
# Fields of which two different words mean different people.

OBJECTS = tuple(name for name in RECORD.inherited if RECORD[name].kind == "object" and RECORD[name].key != "axis")
# Fields whose values may hold each other: a disease, and the class that it is in.

PLACE = "place"

DEEPEST = 8
# Steps of a path that are looked at.


class Sign(NamedTuple):
    """What tells one record's people from another's.

    Parameters:
        words: of :data:`WORDS`; None where it counts all.
        paths: of the place and of each of :data:`OBJECTS`, from the widest down; empty where it counts all, or where
            nobody can tell.
    """

    words: tuple[str | None, ...]
    paths: tuple[Path, ...]


def cells_of(records: Sequence[Record]) -> list[Cell | None]:
    """By record, its cell; None for what is not summed: no count, no sum of that measure, or a time that overlaps."""
    spans: dict[Cell, Counter[Span]] = {}
    for record in records:
        if record.get("count") is not None and record.get("measure") in SUMMED:
            spans.setdefault((record["metric"], record["measure"]), Counter())[_span(record)] += 1
    kept = {kind: set(_own(counted, flow=kind[1] == FLOW)) for kind, counted in spans.items()}
    found: list[Cell | None] = []
    for record in records:
        kind, span = (record.get("metric"), record.get("measure")), _span(record)
        own = record.get("count") is not None and span in kept.get(kind, ())
        found.append((*kind, span) if own else None)
    return found


def _span(record: Record) -> Span:
    return value_at(record, "period.start"), value_at(record, "period.end")


def _own(spans: Counter[Span], *, flow: bool) -> Iterator[Span]:
    """The times that do not overlap: those of most records first, in the order of the text."""
    ranked = sorted(spans, key=lambda span: -spans[span])  # sorted keeps the order of those that are alike
    if not flow:
        yield from {last_day(span[1]): span for span in reversed(ranked)}.values()
        return
    first = ranked[0]
    yield first
    taken = [first]
    for span in ranked[1:] if _is_known(first) else ():
        if _is_known(span) and _has_year(span) == _has_year(first):
            at = bisect(taken, span)
            if taken[at - 1 : at] < [span] and not _meets(taken[max(0, at - 1) : at + 1], span):
                taken.insert(at, span)
                yield span


def _meets(others: Sequence[Span], span: Span) -> bool:
    return any(other[0] < span[1] and span[0] < other[1] for other in others)


def _is_known(span: Span) -> bool:
    return bool(span[0] and span[1] and span[0] < span[1])


def _has_year(span: Span) -> bool:
    return not str(span[0]).startswith("--")


class Tree:
    """The records of a document as parts of each other, with the sign of each.

    Parameters:
        records: of the contract; what is wrong in their parents is passed over.
    """

    def __init__(self, records: Sequence[Record]):
        self.records = records
        self.depth = [0] * len(records)
        self.lists: dict[tuple[int, Any], list[int]] = {}
        """The parts of one total that have one relation."""
        self.signs: list[Sign] = [Sign((), ())] * len(records)
        self._whole: dict[tuple[int, Any], bool] = {}
        self._levels: dict[int, int | None] = {}
        parts: dict[int | None, list[int]] = {}
        for index, record in enumerate(records):
            parent = self.parent(index)
            parts.setdefault(parent, []).append(index)
            if parent is not None:
                self.lists.setdefault((parent, record.get("relation")), []).append(index)
        beside = self._codes_beside()
        waiting = parts.get(None, [])
        while waiting:
            below = []
            for index in waiting:
                self.signs[index] = self._sign(index, beside.get(index, frozenset()))
                for part in parts.get(index, ()):
                    self.depth[part] = self.depth[index] + 1
                    below.append(part)
            waiting = below

    def parent(self, index: int) -> int | None:
        """The record that one is a part of."""
        parent = self.records[index].get("parent")
        return parent if isinstance(parent, int) and 0 <= parent < len(self.records) and parent != index else None

    def adds_up(self, index: int) -> bool:
        """Whether the counts of the list that a part stands in are together its total's."""
        parent = self.parent(index)
        if parent is None:
            return False
        which = parent, self.records[index].get("relation")
        if which not in self._whole:
            counts = [self.records[member].get("count") for member in self.lists[which]]
            total = self.records[parent].get("count")
            self._whole[which] = len(counts) > 1 and None not in counts and sum(counts) == total  # type: ignore[arg-type]
        return self._whole[which]

    def level_beside(self, index: int) -> int | None:
        """The level that most of the places have that a part is listed with; None where nothing tells."""
        which = self.parent(index), self.records[index].get("relation")
        if which[0] is None or which[1] != PLACE:
            return None
        if which[0] not in self._levels:
            codes = (value_at(self.records[member], "place.adcode") for member in self.lists[which])  # type: ignore[index]
            counted = Counter(level(code) for code in codes if is_adcode(code) and not is_zone(code))
            self._levels[which[0]] = counted.most_common(1)[0][0] if counted else None
        return self._levels[which[0]]

    def _codes_beside(self) -> dict[int, frozenset[Any]]:
        """By member of a list by place that adds up, the codes in it: none of them lies in another, whatever it says.

        A zone has a code inside its city's and is told beside the city all the same.
        """
        found = {}
        for (_, relation), members in self.lists.items():
            if relation == PLACE and self.adds_up(members[0]):
                codes = frozenset(value_at(self.records[member], "place.adcode") for member in members)
                found.update(dict.fromkeys(members, codes))
        return found

    def _sign(self, index: int, beside: frozenset[Any]) -> Sign:
        record, parent = self.records[index], self.parent(index)
        above = self.signs[parent].paths if parent is not None else ((),) * (1 + len(OBJECTS))
        things = (self._thing(record, name, path) for name, path in zip(OBJECTS, above[1:]))
        return Sign(tuple(record.get(name) for name in WORDS), (self._place(index, above[0], beside), *things))

    def _place(self, index: int, above: Path, beside: frozenset[Any]) -> Path:
        """The codes around a place and its own; what has none lies in the place of its total, elsewhere it is not known."""
        code, text = (value_at(self.records[index], path) for path in ("place.adcode", "place.text"))
        if is_adcode(code):
            return (*(around for around in reversed([*wider(code)]) if around not in beside), code)
        parent = self.parent(index)
        same = text is None or parent is None or text == value_at(self.records[parent], "place.text")
        return above if same or not above else (*above, text)[:DEEPEST]

    def _thing(self, record: Record, name: str, above: Path) -> Path:
        """What holds a thing, by the totals that it is a part of, and itself."""
        known = next((value for path in RECORD.identity[name] if (value := value_at(record, path))), None)
        return above if known is None or known in above else (*above, str(known))[:DEEPEST]
