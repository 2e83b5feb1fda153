"""Records as tidy time series: one row for each day of each place and kind of count, days without a figure included.

Plain Python over the contract's documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from zh_tongbao.records.audit_figures import DAY, day_of

Row = dict[str, Any]

LEFT_OUT = ("from", "detected", "source", "modifier")
# A record that has one of these counts a part of what its series counts, or not exactly, and is left out.


class Key(NamedTuple):
    """What one series counts: the fields are those of the contract's Record."""

    adcode: str
    metric: str
    of: str | None
    measure: str
    origin: str | None
    severity: str | None


@dataclass
class _Series:
    place: str
    counts: dict[date, dict[str, int]] = field(default_factory=dict)
    """By day: what each document says, the one published last at the end."""


def series(documents: Iterable[Row]) -> Iterator[Row]:
    """Yield the rows of every series, sorted by what is counted, then by day.

    Parameters:
        documents: of the contract, in any order.

    Yields:
        dict: ``date``, ``adcode``, ``place``, ``metric``, ``of``, ``measure``, ``origin``, ``severity``; ``count`` as the
        document published last has it, null on a day between the first and the last that no document gives;
        ``document`` (its id), ``documents`` (how many give the figure) and ``agree`` (whether they say the same).

    Example:
        >>> from zh_tongbao.records.series import series
        >>> def record(day, count):
        ...     period = {"start": None, "end": f"2022-04-{day:02}T00:00"}
        ...     place = {"text": "长春市", "adcode": "220100"}
        ...     return {"metric": "confirmed", "measure": "current", "place": place, "period": period, "count": count}
        >>> rows = series([{"id": "a", "records": [record(2, 5), record(4, 7)]}])
        >>> [(row["date"], row["count"]) for row in rows]
        [('2022-04-01', 5), ('2022-04-02', None), ('2022-04-03', 7)]
    """
    found: dict[Key, _Series] = {}
    for document in sorted(documents, key=lambda row: row.get("published") or ""):
        for record in document.get("records") or ():
            _add(found, record, str(document.get("id")))
    for key in sorted(found, key=lambda key: tuple(value or "" for value in key)):
        yield from _rows(key, found[key])


def _add(found: dict[Key, _Series], record: Row, document: str) -> None:
    place, day = record.get("place") or {}, day_of(record)
    if place.get("adcode") is None or day is None or any(record.get(name) is not None for name in LEFT_OUT):
        return
    key = Key(
        place["adcode"],
        record["metric"],
        record.get("of"),
        record["measure"],
        record.get("origin"),
        record.get("severity"),
    )
    entry = found.setdefault(key, _Series(place["text"]))
    told = entry.counts.setdefault(day, {})
    told.pop(document, None)
    told[document] = record["count"]


def _rows(key: Key, entry: _Series) -> Iterator[Row]:
    day, last = min(entry.counts), max(entry.counts)
    while day <= last:
        told = entry.counts.get(day, {})
        document = list(told)[-1] if told else None
        yield {
            "date": day.isoformat(),
            "adcode": key.adcode,
            "place": entry.place,
            **{name: value for name, value in key._asdict().items() if name != "adcode"},
            "count": None if document is None else told[document],
            "document": document,
            "documents": len(told),
            "agree": len(set(told.values())) <= 1,
        }
        day += DAY
