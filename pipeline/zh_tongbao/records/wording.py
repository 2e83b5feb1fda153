"""Values of the contract in a word, for people who read a table."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any


def number_of(record: Mapping[str, Any]) -> int | float:
    """The number of a record: its count, or where nobody is counted its value.

    Example:
        >>> from zh_tongbao.records.wording import number_of
        >>> number_of({"count": 3, "value": 3.0}), number_of({"count": None, "value": -5.2})
        (3, -5.2)
    """
    number: int | float = record["count"] if record["count"] is not None else record["value"]
    return number


def period(value: dict[str, Any]) -> str:
    """Return a period in one word: a day, ``until`` a moment, or from/to.

    Parameters:
        value: ``start`` and ``end`` of the contract.

    Example:
        >>> from zh_tongbao.records.wording import period
        >>> period({"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"})
        '2022-04-02'
        >>> period({"start": None, "end": "2022-04-03T00:00"})
        'until 2022-04-03T00:00'
    """
    start, end = value.get("start"), value.get("end")
    if start is None:
        return f"until {end}"
    if end is not None and start.endswith("T00:00") and end.endswith("T00:00") and _next_day(start, end):
        return str(start.removesuffix("T00:00"))
    return f"{start}/{end or ''}"


def _next_day(start: str, end: str) -> bool:
    try:
        first, last = (_day(moment) for moment in (start, end))
    except ValueError:
        return False
    return last - first == timedelta(days=1)


def _day(moment: str) -> date:
    """The day of a moment; one without a year (``--04-02T00:00``) is put in a leap year, so that each exists."""
    day = moment.partition("T")[0]
    return date.fromisoformat(f"2020-{day[2:]}" if day.startswith("--") else day)
