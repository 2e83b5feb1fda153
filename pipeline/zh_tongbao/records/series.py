"""Records as tidy time series: one row for each day (or week, month, year) of each place and kind of count.

Counts of days, of weeks, of months and of a year so far are series of their own: the column ``period`` tells them apart, and
``date`` is the last day. A day that other figures of the kind are given for and this one is not is a row too, empty; a
day of which nobody says anything is none.

Plain Python over the contract's documents.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zh_tongbao.records.adcodes import is_adcode, level
from zh_tongbao.records.checks import UNSPLIT
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import Column, value_at
from zh_tongbao.records.stretches_of_time import Stretch, stretch_of

Row = dict[str, Any]

LEFT_OUT = tuple(name for name in UNSPLIT if name not in RECORD.series)
# A record that has one of these counts a part of what its series counts, or not exactly, and is left out.

PERIOD = "period"
KEY = (*RECORD.key_columns(RECORD.series), Column("excludes"), Column(PERIOD))
# What a series counts, besides its place: `excludes` are the codes of the diseases left out, `period` the length of time.
CHANGE = "change"

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
LEVELS = ("country", "province", "prefecture", "county")
# Of places, by what the digits of their codes say.

Key = tuple[str | None, ...]
"""An adcode, then the values of :data:`KEY`."""


@dataclass
class _Series:
    place: str
    counts: dict[date, dict[str, int]] = field(default_factory=dict)
    """By day: what each document says, the one published last at the end."""


@dataclass(frozen=True)
class Chosen:
    """Which series are wanted; what is None does not matter.

    Parameters:
        metric, measure, disease: as in the contract's Record, the disease as its code.
        level: of places, one of :data:`LEVELS`.
    """

    metric: str | None = None
    measure: str | None = None
    level: str | None = None
    disease: str | None = None

    def __call__(self, record: Row) -> bool:
        """Whether a record is one of them."""
        asked = {"metric": self.metric, "measure": self.measure, "disease.code": self.disease}
        alike = all(wanted is None or value_at(record, path) == wanted for path, wanted in asked.items())
        code = value_at(record, "place.adcode")
        return alike and (self.level is None or (is_adcode(code) and LEVELS[level(code)] == self.level))


ALL = Chosen()


def series(documents: Iterable[Row], chosen: Chosen = ALL) -> Iterator[Row]:
    """Yield the rows of every series, sorted by what is counted, then by day.

    Parameters:
        documents: of the contract, in any order.
        chosen: which series.

    Yields:
        dict: ``date``, ``adcode``, ``place``, what is counted (the fields of :data:`KEY`); ``count`` as the document
        published last has it, null on a day between the first and the last that only others of the kind are given for;
        ``document`` (its id), ``documents`` (how many give the figure) and ``agree`` (whether they say the same).

    Example:
        >>> from zh_tongbao.records.series import series
        >>> def record(day, count):
        ...     period = {"start": None, "end": f"2022-04-{day:02}T00:00"}
        ...     place = {"text": "长春市", "adcode": "220100"}
        ...     return {"metric": "confirmed", "measure": "current", "place": place, "period": period, "count": count}
        >>> rows = series([{"id": "a", "records": [record(2, 5), record(4, 7)]}])
        >>> [(row["date"], row["count"]) for row in rows]
        [('2022-04-01', 5), ('2022-04-03', 7)]
    """
    found: dict[Key, _Series] = {}
    days: dict[Key, set[date]] = {}
    for document in sorted(documents, key=lambda row: row.get("published") or ""):
        for record in document.get("records") or ():
            if chosen(record):
                _add(found, record, str(document.get("id")))
    for key, entry in found.items():
        days.setdefault(key[1:], set()).update(entry.counts)
    ordered = {key: sorted(given) for key, given in days.items()}
    for key in sorted(found, key=lambda key: tuple(value or "" for value in key)):
        yield from _rows(key, found[key], ordered[key[1:]])


def wide(rows: Iterable[Row]) -> tuple[tuple[Column, ...], list[Row]]:
    """Turn the rows of series into a row a day with a column a series; days of which there is nothing are none.

    Returns:
        The columns (``date``, then the series by what they count), and the rows.

    Example:
        >>> from zh_tongbao.records.series import KEY, wide
        >>> known = {column.name: None for column in KEY} | {"metric": "death", "measure": "new"}
        >>> row = {"date": "2022-04-01", "adcode": "220100", "place": "A", "count": 5} | known
        >>> wide([row])[1]
        [{'date': '2022-04-01', 'A 220100 death new': 5}]
    """
    days: dict[str, Row] = {}
    names: dict[str, None] = {}
    for row in rows:
        if row["count"] is not None:
            told = (row["place"], row["adcode"], *(row[column.name] for column in KEY))
            name = " ".join(str(value) for value in told if value is not None)
            names[name] = None
            days.setdefault(row["date"], {"date": row["date"]})[name] = row["count"]
    return (Column("date"), *(Column(name, "integer") for name in names)), [days[day] for day in sorted(days)]


def _add(found: dict[Key, _Series], record: Row, document: str) -> None:
    place, stretch = record.get("place") or {}, stretch_of(record)
    if place.get("adcode") is None or stretch is None or record["count"] is None:
        return
    if any(record.get(name) is not None for name in LEFT_OUT):
        return
    if record["measure"] == CHANGE and stretch.length is not None:
        return  # of a month two may be told: than in the month before, and than in the year before
    key = (place["adcode"], *(_told(record, stretch, column.name) for column in KEY))
    entry = found.setdefault(key, _Series(place["text"]))
    told = entry.counts.setdefault(stretch.last, {})
    told.pop(document, None)
    told[document] = record["count"]


def _told(record: Row, stretch: Stretch, name: str) -> str | None:
    """What a record says in a column of :data:`KEY`."""
    if name == PERIOD:
        return stretch.length
    value = value_at(record, name)
    return " ".join(value) or None if isinstance(value, list) else value


def _rows(key: Key, entry: _Series, days: Sequence[date]) -> Iterator[Row]:
    first, last = min(entry.counts), max(entry.counts)
    for day in days[bisect_left(days, first) : bisect_right(days, last)]:
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
