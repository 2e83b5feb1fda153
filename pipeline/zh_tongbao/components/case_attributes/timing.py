"""What time a count is of, from what its clause says and the time in force."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime, time, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import Found, found, found_by
from zh_tongbao.components.case_attributes.headings import is_of_days, is_of_months
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import Record, State
from zh_tongbao.vocab.tables import Row

STOCK = frozenset({"cumulative", "current"})
YEAR_BEFORE = "year"
STRETCH = "stretch"
# Compared with is a stretch of time like the report's own, not the day before.


class Timing:
    """Give each count its period.

    Parameters:
        state: where the parser stands.
    """

    def __init__(self, state: State):
        self.records = state.records
        self.passage = state.passage

    def period(self, reading: Reading, measure: str, total: Record | None) -> dict[str, Any]:
        """What time a count is of: said, of its total, or the one in force; what is new has a start."""
        period = self.passage.period
        if reading.run is not None and period is not None:
            return _run_of_days(reading.run, period["end_time"])
        if reading.earlier is not None and period is not None and measure == "new":
            return _earlier(reading.earlier, period)
        if reading.period is not None and measure == "new" and total is not None:
            period = reading.period
            return found_by({"start": period["start_time"], "end": period["end_time"]}, period)
        if period is None:
            return {"start": None, "end": None}
        earlier = reading.earlier is not None or (reading.compared and reading.compared.value == STRETCH)
        if measure in STOCK or (measure == "change" and period["start_time"] is None and earlier):
            start = self._start(period, reading) if measure != "current" else None
            end = period["end_time"]
            if "moment" in period and total is not None and total["measure"] in STOCK:
                end = total["period"]["end"]
            elif reading.measure or measure == "cumulative":
                end = period.get("moment", end)
            return found_by({"start": start, "end": end}, period)
        window = self.passage.window
        if period["start_time"] is None and window is not None and window["end_time"] == period["end_time"]:
            period = window
        start = self.passage.since or period["start_time"]
        if start is None and measure == "change":
            start = _day_before(period["end_time"])
        if start is not None and period["end_time"] is not None and start > period["end_time"]:
            start = _day_before(start)  # 截至27日9时，较前一天16时新增…
        if reading.day and start is not None:
            start = start[:-5] + "00:00"
        end = period["moment"] if self.passage.since and "moment" in period else period["end_time"]
        return found_by({"start": start, "end": end}, period)

    def _start(self, period: Record, reading: Reading) -> str | None:
        """Where what is cumulative begins: where the text says so (今年以来), else with the months or days it is told of.

        Of days only where no count of what is new stands before it: 1月1日至9月20日累计, but not 上周新增3例，累计90例.
        """
        passage = self.passage
        if passage.begun is not None and reading.measure == "cumulative":
            passage.start = passage.begun
        ranged = passage.start is None and period["start_time"] is not None and is_of_days(period)
        if ranged and (is_of_months(period) or passage.opened == len(self.records)):
            passage.start = period["start_time"]
        return passage.start


def _run_of_days(run: Item, end: str | None) -> Found:
    """So many days up to the end of the day that is in force (连续5天)."""
    if end is None or end.startswith("-"):
        return found({"start": None, "end": end}, run)
    last = datetime.fromisoformat(end)
    if last.time() != time():
        last = datetime.combine(last.date(), time()) + timedelta(days=1)
    bounds = {"start": last - timedelta(days=run.value), "end": last}
    return found({name: moment.isoformat(timespec="minutes") for name, moment in bounds.items()}, run)


def _earlier(word: Item, period: Row) -> Found:
    """The period named, the same stretch of the year before (去年同期), or the one before it: of as many months, or days (上月; 上周)."""
    if isinstance(word.value, dict):
        return found_by({"start": word.value["start_time"], "end": word.value["end_time"]}, word.value)
    start, end = period["start_time"], period["end_time"]
    if start is None or end is None or start.startswith("-"):
        return found_by({"start": start, "end": end}, period)
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    months = 12 * (last.year - first.year) + last.month - first.month
    if word.value == YEAR_BEFORE:
        bounds = [_months_before(first, 12), _months_before(last, 12)]
    elif is_of_months(period):
        bounds = [_months_before(first, months), first]
    else:
        bounds = [first - (last - first), first]
    return found(dict(zip(("start", "end"), (day.isoformat(timespec="minutes") for day in bounds))), word)


def _months_before(day: datetime, months: int) -> datetime:
    """The same day so many months before, or the last one of that month."""
    total = 12 * day.year + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _day_before(moment: str | None) -> str | None:
    """The same hour of the day before, which a change since yesterday (较前一天增加) begins with."""
    if moment is None or moment.startswith("-"):
        return None
    return (datetime.fromisoformat(moment) - timedelta(days=1)).isoformat(timespec="minutes")
