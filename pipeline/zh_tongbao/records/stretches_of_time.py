"""How long the time is that a record counts: a day, a week, a month, a year so far. Plain Python."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

DAY = timedelta(days=1)
WEEK = 7
QUARTER, YEAR = 3, 12
# Months.
OF_A_MOMENT = frozenset({"current", "cumulative"})
# What these measures count may have no beginning.
SINCE = "cumulative"
LENGTHS = {1: "month", QUARTER: "quarter", YEAR: "year"}
TO_DATE = "year to date"


class Stretch(NamedTuple):
    """The time of one figure.

    Parameters:
        last: its last day.
        length: of a day, and of what counts all until then, None; else ``week``, ``month``, ``quarter``, ``year``, ``5 months``,
            ``10 days``; of what counts all since a day ``year to date`` or ``since 2022-03-01``.
    """

    last: date
    length: str | None = None


def stretch_of(record: dict[str, Any]) -> Stretch | None:
    """The time that a record counts; None where it is not made of whole days, or its year is unknown.

    Parameters:
        record: of the contract: its ``period`` and ``measure``.

    Example:
        >>> from zh_tongbao.records.stretches_of_time import stretch_of
        >>> march = {"start": "2026-03-01T00:00", "end": "2026-04-01T00:00"}
        >>> stretch_of({"measure": "new", "period": march})
        Stretch(last=datetime.date(2026, 3, 31), length='month')
        >>> stretch_of({"measure": "cumulative", "period": march | {"start": "2026-01-01T00:00"}}).length
        'year to date'
    """
    period = record.get("period") or {}
    start, end = (_moment(period.get(side)) for side in ("start", "end"))
    if end is None or not _is_midnight(end):
        return None
    last = (end - DAY).date()
    if period.get("start") is None:
        return Stretch(last) if record["measure"] in OF_A_MOMENT else None
    if start is None or not _is_midnight(start) or start >= end:
        return None
    if record["measure"] == SINCE:
        of_the_year = (start.year, start.month, start.day) == (last.year, 1, 1)
        return Stretch(last, TO_DATE if of_the_year else f"since {start.date()}")
    return Stretch(last, _length(start, end))


def _length(start: datetime, end: datetime) -> str | None:
    days = (end - start).days
    if days == 1:
        return None
    if days == WEEK:
        return "week"
    months = YEAR * (end.year - start.year) + end.month - start.month
    if start.day == end.day == 1:
        aligned = (start.month - 1) % months == 0 if months in LENGTHS else False
        return LENGTHS[months] if aligned else f"{months} months"
    return f"{days} days"


def _is_midnight(moment: datetime) -> bool:
    return (moment.hour, moment.minute) == (0, 0)


def _moment(text: str | None) -> datetime | None:
    if not text or text.startswith("--"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
