"""Figures: records of whole days that can be compared across documents, indexed by what they count. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from zh_tongbao.records.checks import UNSPLIT
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import value_at
from zh_tongbao.records.stretches_of_time import DAY as DAY
from zh_tongbao.records.stretches_of_time import stretch_of

Row = dict[str, Any]
Subject = tuple[Any, ...]
"""What the books are kept for besides a place and an origin: the values of :data:`SUBJECT`."""


class Kind(NamedTuple):
    """What is counted.

    Parameters:
        metric, of, measure, origin: as in the contract's Record.
    """

    metric: str
    measure: str
    of: str | None = None
    origin: str | None = None


SUBJECT = RECORD.key_columns(name for name in RECORD.scope if name not in Kind._fields)
# What records are put into books of their own by: figures are compared within one subject.


def subject_of(record: Row) -> Subject:
    """The values of :data:`SUBJECT` that a record has."""
    return tuple(value_at(record, column.name) for column in SUBJECT)


@dataclass(frozen=True)
class Figure:
    """One record as a figure.

    Parameters:
        count: what it says.
        document: place of its document in the corpus.
        record: its index there.
        whole: whether it is no part of another record.
        origin: of the record.
    """

    count: int
    document: int
    record: int
    whole: bool
    origin: str | None


def day_of(record: Row) -> date | None:
    """The day that a record counts, or at whose end it stands; None where it is no whole day or the year is unknown.

    Example:
        >>> from zh_tongbao.records.audit_figures import day_of
        >>> day_of({"period": {"start": None, "end": "2022-04-03T00:00"}, "measure": "current"})
        datetime.date(2022, 4, 2)
    """
    stretch = stretch_of(record)
    if stretch is None or (stretch.length is not None and record["measure"] != "cumulative"):
        return None
    return stretch.last


@dataclass
class Figures:
    """Every figure of a corpus that is of one subject, by place, day and kind."""

    _table: dict[tuple[str, date], dict[Kind, list[Figure]]] = field(default_factory=dict)
    _days: dict[str, set[date]] = field(default_factory=dict)

    def add(self, record: Row, document: int, index: int) -> None:
        """Index a record, where it is a figure.

        Parameters:
            record: of the contract.
            document: place of its document in the corpus.
            index: its own in the document.
        """
        adcode = (record.get("place") or {}).get("adcode")
        day = day_of(record)
        if adcode is None or day is None or record["count"] is None:
            return
        if any(record.get(name) is not None for name in UNSPLIT):
            return
        kind = Kind(record["metric"], record["measure"], record.get("of"), record.get("origin"))
        figure = Figure(record["count"], document, index, record.get("parent") is None, kind.origin)
        self._table.setdefault((adcode, day), {}).setdefault(kind, []).append(figure)
        self._days.setdefault(adcode, set()).add(day)

    def places(self) -> list[str]:
        """Adcodes that have figures, sorted."""
        return sorted(self._days)

    def days(self, adcode: str) -> list[date]:
        """Days of a place that have figures, sorted."""
        return sorted(self._days.get(adcode, ()))

    def kinds(self, adcode: str, day: date) -> Mapping[Kind, list[Figure]]:
        """What is counted for a place on a day."""
        return self._table.get((adcode, day), {})

    def get(self, adcode: str, day: date, kind: Kind) -> Figure | None:
        """The figure of a kind; None where there is none, or where the documents do not agree.

        Of new cases and of people under observation, where no figure names them regardless of origin, the only one
        that is no part of another stands for all: 新增13例，均为境外输入.
        """
        found = self.kinds(adcode, day).get(kind, [])
        if not found and kind.origin is None and (kind.measure == "new" or kind.metric == "under_observation"):
            found = [figure for figure in self._any_origin(adcode, day, kind) if figure.whole]
            if len({figure.origin for figure in found}) > 1:
                return None
        return found[0] if found and len({figure.count for figure in found}) == 1 else None

    def _any_origin(self, adcode: str, day: date, kind: Kind) -> Iterator[Figure]:
        for other, figures in self.kinds(adcode, day).items():
            if other._replace(origin=None) == kind:
                yield from figures


def figures_of(documents: Iterable[Row]) -> dict[Subject, Figures]:
    """The figures of documents, by subject, sorted."""
    found: dict[Subject, Figures] = {}
    for place, document in enumerate(documents):
        for index, record in enumerate(document.get("records") or ()):
            found.setdefault(subject_of(record), Figures()).add(record, place, index)
    return dict(sorted(found.items(), key=lambda item: tuple(str(value or "") for value in item[0])))
