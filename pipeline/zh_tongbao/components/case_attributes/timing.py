"""What time a count is of, from what its clause says and the time in force."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import Found, found, found_by
from zh_tongbao.components.case_attributes.headings import day_of, is_of_days, is_of_months, spans_days
from zh_tongbao.components.case_attributes.items import PERIOD, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import Record, State
from zh_tongbao.vocab.tables import Row

STOCK = frozenset({"cumulative", "current"})
YEAR_BEFORE = "year"
STRETCHES = frozenset({"day", "week", "month", "quarter"})
# What a word goes back by that is none of the year before (上月; 昨日).
MONTHS = {"month": 1, "quarter": 3}
DAYS = {"day": 1, "week": 7}
YEAR_AGO, BEFORE = "year_before", "previous_period"
# What a count is compared with: the same stretch of the year before, or the stretch before it.
A_YEAR = 12
# Months.


class Timing:
    """Give each count its period.

    Parameters:
        state: where the parser stands.
        incidents: the metrics that count incidents.
    """

    def __init__(self, state: State, incidents: Collection[str]):
        self.records = state.records
        self.passage = state.passage
        self.incidents = incidents

    def period(self, reading: Reading, measure: str, total: Record | None) -> dict[str, Any]:
        """What time a count is of: said, of its total, or the one in force; what is new has a start."""
        period = self.passage.period
        if reading.last_hours is not None and period is not None:
            return _last_hours(reading.last_hours, period["end_time"])
        if reading.run is not None and period is not None:
            return _run_of_days(reading.run, period["end_time"])
        if reading.earlier is not None and period is not None and measure == "new":
            return _earlier(reading.earlier, period)
        if reading.period is not None and measure == "new" and (total is not None or reading.dealt):
            period = reading.period
            return found_by({"start": period["start_time"], "end": period["end_time"]}, period)
        if period is None:
            return {"start": None, "end": None}
        if total is not None and measure == total["measure"] == "cumulative" and reading.period is None:
            of_total: dict[str, Any] = total["period"]
            if of_total["end"]:
                return of_total
        if measure in STOCK:
            start = self._start(period, reading) if measure == "cumulative" else None
            end = period["end_time"]
            if "moment" in period and total is not None and total["measure"] in STOCK:
                end = total["period"]["end"]
            elif reading.measure or measure == "cumulative":
                end = period.get("moment", end)
            end = self._cut_off(end) if start is None else end
            return found_by({"start": start, "end": end}, period)
        window = self.passage.window
        if period["start_time"] is None and window is not None and window["end_time"] == period["end_time"]:
            period = window
        start = self.passage.since or (self.passage.begun if reading.since else None) or period["start_time"]
        if start is None and measure == "change":
            start = _day_before(period["end_time"])
        if start is not None and period["end_time"] is not None and start >= period["end_time"]:
            start = _day_before(start)  # 截至27日9时，较前一天16时新增…
        if reading.day and start is None and measure == "new":
            period = day_of(period)  # 截至10日20时，…。当日营救1860人
            start = period["start_time"]
        elif reading.day and start is not None:
            start = start[:-5] + "00:00"
        end = period["moment"] if self.passage.since and "moment" in period else period["end_time"]
        return found_by({"start": start, "end": end}, period)

    def _cut_off(self, end: str | None) -> str | None:
        """The hour of the report's cut-off, for what is there at the end of its day, named in passing (29日没有新增。在院19例)."""
        limit = self.passage.main
        if limit is None or limit["start_time"] is not None or limit["end_time"] is None or end is None:
            return end
        moment: str = limit["end_time"]
        return moment if moment < end == (_day_behind(moment) or end) else end

    def of_another(self, word: Item, record: Record) -> Found:
        """The time that a count is compared with: named, or told from that of the count (上月; 去年同期)."""
        period = record["period"]
        if word.kind == PERIOD:
            own = found_by({"start": word.value["start_time"], "end": word.value["end_time"]}, word.value)
            return own if record["measure"] not in STOCK else found({**own, "start": None}, word)
        return _earlier(word, {"start_time": period["start"], "end_time": period["end"]})

    def _start(self, period: Record, reading: Reading) -> str | None:
        """Where what is cumulative begins: where the text says so (今年以来), else with the months or days it is told of.

        Of days only where no count of what is new stands before it: 1月1日至9月20日累计, but not 上周新增3例，累计90例; of days
        told with their hours only where they are the report's first.
        """
        passage = self.passage
        if passage.begun is not None and (reading.measure == "cumulative" or (passage.by_year and not reading.measure)):
            passage.start = passage.begun
        named = period["start_time"] is not None and (is_of_days(period) or (not self.records and spans_days(period)))
        ranged = passage.start is None and named
        if ranged and (is_of_months(period) or passage.opened == len(self.records) or self._of_outbreaks()):
            passage.start = period["start_time"]
        return passage.start

    def _of_outbreaks(self) -> bool:
        """Whether the count before is of outbreaks: how many fell ill in them is told of the same days (疫情4起，累计发病86人)."""
        return len(self.records) > self.passage.sentence and self.records[-1]["metric"] in self.incidents


def against(word: Item, period: Row) -> str | None:
    """With which time a count of a period is compared: the one before it, or the same one of the year before; else None.

    Parameters:
        word: the words for that time: 上月, 同比, or a period (较2021年).
        period: of the count, with ``start`` and ``end``.
    """
    start, end = period["start"], period["end"]
    if word.kind != PERIOD:
        if str(word.value).isdigit():
            years = end and not end.startswith("-") and _years_before(word.value, datetime.fromisoformat(end))
            return YEAR_AGO if years == 1 else None
        return YEAR_AGO if word.value == YEAR_BEFORE else BEFORE
    other = word.value["start_time"], word.value["end_time"]
    moments = (start, end, *other)
    if any(moment is None or moment.startswith("-") for moment in moments):
        return None
    year_before = tuple(_written(_months_before(datetime.fromisoformat(moment), A_YEAR)) for moment in (start, end))
    if other == year_before:
        return YEAR_AGO
    return BEFORE if other[1] == start else None


def _run_of_days(run: Item, end: str | None) -> Found:
    """So many days up to the end of the day that is in force (连续5天)."""
    if end is None or end.startswith("-"):
        return found({"start": None, "end": end}, run)
    last = datetime.fromisoformat(end)
    if last.time() != time():
        last = datetime.combine(last.date(), time()) + timedelta(days=1)
    bounds = {"start": last - timedelta(days=run.value), "end": last}
    return found({name: moment.isoformat(timespec="minutes") for name, moment in bounds.items()}, run)


def _last_hours(word: Item, end: str | None) -> Found:
    """So many hours up to the moment in force (过去24小时)."""
    if end is None or end.startswith("-"):
        return found({"start": None, "end": end}, word)
    first = datetime.fromisoformat(end) - timedelta(hours=word.value)
    return found({"start": _written(first), "end": end}, word)


def _earlier(word: Item, period: Row) -> Found:
    """The same stretch of the year before (去年同期), or the one before it: of as many months, or days (上月; 上周)."""
    start, end = period["start_time"], period["end_time"]
    if end is None or end.startswith("-"):
        return found({"start": start, "end": end}, word)
    last = datetime.fromisoformat(end)
    years = _years_before(word.value, last)
    if start is None and word.value in STRETCHES:
        return found(dict(zip(("start", "end"), map(_written, _stretch_before(word.value, last)))), word)
    if start is None:
        return found({"start": None, "end": _written(_months_before(last, 12 * years)) if years else None}, word)
    first = datetime.fromisoformat(start)
    months = 12 * (last.year - first.year) + last.month - first.month
    if years:
        bounds = [_months_before(first, 12 * years), _months_before(last, 12 * years)]
    elif is_of_months(period):
        bounds = [_months_before(first, months), first]
    else:
        bounds = [first - (last - first), first]
    return found(dict(zip(("start", "end"), map(_written, bounds))), word)


def _stretch_before(unit: str, last: datetime) -> list[datetime]:
    """The day, week, month or quarter before the one that a moment ends or lies in."""
    within = datetime.combine((last - timedelta(minutes=1)).date(), time())
    if unit in MONTHS:
        months = MONTHS[unit]
        first = within.replace(day=1, month=within.month - (within.month - 1) % months)
        return [_months_before(first, months), first]
    end = within - timedelta(days=within.weekday()) if unit == "week" else within
    return [end - timedelta(days=DAYS[unit]), end]


def _years_before(value: str, last: datetime) -> int:
    """How many years a word such as 去年同期, or 2019年同期 with its year, goes back; none for 上月."""
    if value.isdigit():
        return (last - timedelta(minutes=1)).year - int(value)
    return int(value == YEAR_BEFORE)


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes")


def _months_before(day: datetime, months: int) -> datetime:
    """The same day so many months before, or the last one of that month."""
    total = 12 * day.year + day.month - 1 - months
    year, month = total // 12, total % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def _day_behind(moment: str) -> str | None:
    """The end of the day of a moment."""
    if moment.startswith("-"):
        return None
    return _written(datetime.combine(datetime.fromisoformat(moment).date(), time()) + timedelta(days=1))


def _day_before(moment: str | None) -> str | None:
    """The same hour of the day before, which a change since yesterday (较前一天增加) begins with."""
    if moment is None or moment.startswith("-"):
        return None
    return (datetime.fromisoformat(moment) - timedelta(days=1)).isoformat(timespec="minutes")
