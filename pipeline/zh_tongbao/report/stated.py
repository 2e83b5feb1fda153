"""Which counts a chart may set side by side: totals that are stated, each once, of places known by their code.

Read :func:`stated` first. A chart never adds parts up to a total, since bulletins list parts only as far as they like,
and knows a place by its code and never by its spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, get_args

from zh_tongbao.records.adcodes import is_adcode
from zh_tongbao.records.audit_figures import Subject, subject_of
from zh_tongbao.records.fields import Breakdown
from zh_tongbao.records.series import LEFT_OUT

Row = dict[str, Any]

NEAR = 20
# Totals of totals among which a part is looked for.

DIVIDING = get_args(Breakdown)
# Relations of parts that are totals themselves: of their place, origin or severity.


class Key(NamedTuple):
    """What a count is a count of.

    Parameters:
        measure, origin: as in the contract's Record; empty for all.
        subject: what else says what is counted.
        period: its two ends.
        place: six-digit code.
        series: metric or severity.
    """

    measure: str
    origin: str
    subject: Subject
    period: tuple[str, str]
    place: str
    series: str

    @property
    def order(self) -> tuple[str, ...]:
        """What decides between keys that are alike in all that matters."""
        return tuple(str(part) for part in self)


Counts = dict[Key, int]


def stated(documents: Iterable[Row], series_of: Callable[[Row], str | None]) -> Counts:
    """Return each total that the documents state.

    Where several state the same one, what was published last counts; in one document what is no part of anything, then
    the largest.

    Parameters:
        documents: of the contract.
        series_of: what a record is drawn as; None to leave it out.

    Example:
        >>> from zh_tongbao.report.stated import stated
        >>> total = {"metric": "death", "measure": "new", "count": 3, "place": {"text": "A", "adcode": "220000"}}
        >>> part = {**total, "count": 1, "parent": 0, "relation": "other"}
        >>> [(key.place, count) for key, count in stated([{"records": [total, part]}], lambda r: r["metric"]).items()]
        [('220000', 3)]
    """
    found: dict[Key, tuple[tuple[str, bool, int], int]] = {}
    for document in documents:
        records = document.get("records") or []
        keys = [_key(record, series_of) if record["count"] is not None else None for record in records]
        for index in _totals(records, keys):
            key, record = keys[index], records[index]
            assert key is not None
            rank = (document.get("published") or "", record.get("parent") is None, record["count"])
            if key not in found or rank > found[key][0]:
                found[key] = rank, record["count"]
    return {key: count for key, (_, count) in found.items()}


def cases_once(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of a place's cases without those that another one holds.

    Infections are confirmed cases and asymptomatic people together: beside both they are left out, beside one of them they
    stand for it.

    Example:
        >>> from zh_tongbao.report.stated import cases_once
        >>> cases_once({"infection": 9, "confirmed": 4, "asymptomatic": 5}), cases_once({"infection": 9, "confirmed": 4})
        ({'confirmed': 4, 'asymptomatic': 5}, {'infection': 9})
    """
    if "infection" not in counts or len(counts) == 1:
        return dict(counts)
    if len(counts) == 2:
        return {"infection": counts["infection"]}
    return {metric: count for metric, count in counts.items() if metric != "infection"}


def _key(record: Row, series_of: Callable[[Row], str | None]) -> Key | None:
    place = (record.get("place") or {}).get("adcode")
    if place is None or not is_adcode(place):
        return None
    series = series_of(record)
    if series is None or record.get("count") is None or any(record.get(name) for name in LEFT_OUT):
        return None
    period = record.get("period") or {}
    return Key(
        record["measure"],
        record.get("origin") or "",
        subject_of(record),
        (period.get("start") or "", period.get("end") or ""),
        place,
        series,
    )


def _totals(records: Sequence[Row], keys: Sequence[Key | None]) -> Iterator[int]:
    """The records that state a total: no subset of another count, and no part of one with the same key."""
    subset: dict[int, bool] = {}  # each line is followed up to the first record that was looked at before
    for index in range(len(records)):
        line: list[int] = []
        at: int | None = index
        while at is not None and at not in subset and len(line) <= len(records):
            line.append(at)
            at = records[at].get("parent")
        for part in reversed(line):
            total = records[part].get("parent")
            if total is None or total not in subset:
                subset[part] = False
                continue
            same = records[part].get("metric") == records[total].get("metric")
            subset[part] = subset[total] or (same and records[part].get("relation") not in DIVIDING)
        key = keys[index]
        if key is not None and not subset[index] and key not in _above(records, keys, index):
            yield index


def _above(records: Sequence[Row], keys: Sequence[Key | None], index: int) -> list[Key | None]:
    """The keys of the records that this one is a part of, the nearest ones."""
    found: list[Key | None] = []
    at = records[index].get("parent")
    while at is not None and len(found) < NEAR:
        found.append(keys[at])
        at = records[at].get("parent")
    return found
