"""The day that stands for a period in a table, and documents whose days have no year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from zh_tongbao.records.schema import value_at

_MOMENT = timedelta(minutes=1)


def last_day(end: str | None) -> date | None:
    """Return the last day that a half-open period holds something of; None where its end or its year is not known.

    Parameters:
        end: the moment behind the period's last.

    Example:
        >>> from zh_tongbao.records.last_day import last_day
        >>> str(last_day("2022-04-03T00:00")), str(last_day("2022-04-03T12:00")), last_day("--04-03T00:00")
        ('2022-04-02', '2022-04-03', None)
    """
    if not end or end.startswith("--"):
        return None
    try:
        return (datetime.fromisoformat(end) - _MOMENT).date()
    except (ValueError, OverflowError):
        return None


def without_a_year(document: Mapping[str, Any]) -> bool:
    """Whether some count of a document has a day of no known year.

    Example:
        >>> from zh_tongbao.records.last_day import without_a_year
        >>> without_a_year({"records": [{"period": {"start": None, "end": "--04-03T00:00"}}]})
        True
    """
    ends = (str(value_at(record, "period.end")) for record in document.get("records") or ())
    return any(end.startswith("--") for end in ends)
