"""What time a count is of: the rungs of the ladder ``period``."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.headings import is_of_days, is_of_months
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_grammar.case import Case

STOCK = frozenset({"cumulative", "current"})
YEAR_BEFORE = "year"
Period = dict[str, Any]
Won = tuple[Period, Any] | None


def last_hours(case: Case) -> Won:
    """So many hours up to the moment in force (过去24小时)."""
    word, end = case.says.get("last_hours"), _end(case)
    if word is None or case.time.period is None:
        return None
    return _ending(end, lambda last: last - timedelta(hours=word.value)), word


def run_of_days(case: Case) -> Won:
    """So many days up to the end of the day that is in force (连续5天)."""
    word, end = case.says.get("run"), _end(case)
    if word is None or case.time.period is None:
        return None
    if end is None or end.startswith("-"):
        return {"start": None, "end": end}, word
    last = datetime.fromisoformat(end)
    if last.time() != time():
        last = datetime.combine(last.date(), time()) + timedelta(days=1)
    return {"start": _written(last - timedelta(days=word.value)), "end": _written(last)}, word


def earlier(case: Case) -> Won:
    """The same stretch of the year before (去年同期), or the one before it (上月)."""
    word, period = case.says.get("earlier"), case.time.period
    if word is None or period is None or case.values["measure"] != "new":
        return None
    return before(word, period), word


def own(case: Case) -> Won:
    """The time that a part names for itself."""
    word = case.says.get("period")
    if word is None or case.values["measure"] != "new" or case.totals is None:
        return None
    return {"start": word.value["start_time"], "end": word.value["end_time"]}, word


def total(case: Case) -> Won:
    """What is cumulative has the time of its total."""
    if case.totals is None or "period" in case.says or not case.totals["period"]["end"]:
        return None
    alike = case.values["measure"] == case.totals["measure"] == "cumulative"
    return (case.totals["period"], None) if alike and case.time.period is not None else None


def changed(case: Case) -> Won:
    """A change has the time of the count that changed, where that has a start."""
    if case.values["measure"] != "change" or case.totals is None or not case.context.bases:
        return None
    return (case.totals["period"], None) if case.totals["period"]["start"] else None


def stock(case: Case) -> Won:
    """What is so far, or now, ends with the time in force."""
    period, measure = case.time.period, case.values["measure"]
    if period is None or measure not in STOCK:
        return None
    end = period["end_time"]
    if "moment" in period and case.totals is not None and case.totals["measure"] in STOCK:
        end = case.totals["period"]["end"]
    elif case.measure or measure == "cumulative":
        end = period.get("moment", end)
    return {"start": _start(case, period) if measure == "cumulative" else None, "end": end}, period


def passage(case: Case) -> Won:
    """The time in force; what is new has a start."""
    now, period = case.time, case.time.period
    if period is None:
        return None
    if period["start_time"] is None and now.window is not None and now.window["end_time"] == period["end_time"]:
        period = now.window
    start = now.since or period["start_time"]
    if start is None and case.values["measure"] == "change":
        start = _day_before(period["end_time"])
    if start is not None and period["end_time"] is not None and start > period["end_time"]:
        start = _day_before(start)
    if "day" in case.says and start is not None:
        start = start[:-5] + "00:00"
    end = period["moment"] if now.since and "moment" in period else period["end_time"]
    return {"start": start, "end": end}, period


def nothing(case: Case) -> Won:  # noqa: ARG001
    """No time is told."""
    return {"start": None, "end": None}, None


def before(word: Item, period: Mapping[str, Any]) -> Period:
    """The stretch that a word such as 去年同期 or 上月 names, seen from a period."""
    start, end = period["start_time"], period["end_time"]
    if end is None or end.startswith("-"):
        return {"start": start, "end": end}
    last = datetime.fromisoformat(end)
    years = _years_before(word.value, last)
    if start is None:
        return {"start": None, "end": _written(_months_before(last, 12 * years)) if years else None}
    first = datetime.fromisoformat(start)
    months = 12 * (last.year - first.year) + last.month - first.month
    if years:
        bounds = [_months_before(first, 12 * years), _months_before(last, 12 * years)]
    elif is_of_months({"start_time": start, "end_time": end}):
        bounds = [_months_before(first, months), first]
    else:
        bounds = [first - (last - first), first]
    return {"start": _written(bounds[0]), "end": _written(bounds[1])}


def _start(case: Case, period: Mapping[str, Any]) -> str | None:
    """Where what is cumulative begins: where the text says so (今年以来), else with the months or days it is told of."""
    now, context = case.time, case.context
    if now.begun is not None and (case.measure == "cumulative" or (now.by_year and case.measure is None)):
        return now.begun
    ranged = context.start is None and period["start_time"] is not None and is_of_days(dict(period))
    outbreaks = case.previous is not None and case.of_events(case.records[-1])
    if ranged and (is_of_months(dict(period)) or now.opened >= case.mention.number or outbreaks):
        return str(period["start_time"])
    return context.start


def _end(case: Case) -> str | None:
    return case.time.period["end_time"] if case.time.period is not None else None


def _ending(end: str | None, first: Any) -> Period:
    if end is None or end.startswith("-"):
        return {"start": None, "end": end}
    return {"start": _written(first(datetime.fromisoformat(end))), "end": end}


def _years_before(value: str, last: datetime) -> int:
    if value.isdigit():
        return (last - timedelta(minutes=1)).year - int(value)
    return int(value == YEAR_BEFORE)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _months_before(day: datetime, months: int) -> datetime:
    """The same day so many months before, or the last one of that month."""
    whole = 12 * day.year + day.month - 1 - months
    year, month = whole // 12, whole % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _day_before(moment: str | None) -> str | None:
    if moment is None or moment.startswith("-"):
        return None
    return _written(datetime.fromisoformat(moment) - timedelta(days=1))
