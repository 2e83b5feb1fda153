"""Records as tidy time series: one row for each day of each place and kind of count, days without a figure included.

Plain Python over the contract's documents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zh_tongbao.records.audit_figures import DAY, day_of
from zh_tongbao.records.checks import UNSPLIT
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import Column, value_at

Row = dict[str, Any]

LEFT_OUT = tuple(name for name in UNSPLIT if name not in RECORD.series)
# A record that has one of these counts a part of what its series counts, or not exactly, and is left out.

KEY = RECORD.key_columns(RECORD.series)
# What a series counts, besides its place.

COLUMNS = (
    Column("date"),
    Column("adcode"),
    Column("place"),
    *KEY,
    Column("count", "integer"),
    Column("document"),
    Column("documents", "integer"),
    Column("agree", "boolean"),
)
Key = tuple[str | None, ...]
"""An adcode, then the values of :data:`KEY`."""


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
        dict: ``date``, ``adcode``, ``place``, what is counted (the fields of :data:`KEY`); ``count`` as the document
        published last has it, null on a day between the first and the last that no document gives;
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
    if place.get("adcode") is None or day is None or record["count"] is None:
        return
    if any(record.get(name) is not None for name in LEFT_OUT):
        return
    key = (place["adcode"], *(value_at(record, column.name) for column in KEY))
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
            "adcode": key[0],
            "place": entry.place,
            **{column.name: value for column, value in zip(KEY, key[1:])},
            "count": None if document is None else told[document],
            "document": document,
            "documents": len(told),
            "agree": len(set(told.values())) <= 1,
        }
        day += DAY
