"""From written moments to the contract's timestamps: half-open, local, without a year where nothing gives one."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from zh_tongbao.components.periods.expressions import (
    DAY,
    ENDING,
    LASTING,
    MONTH,
    POINT,
    RANGE,
    UNTIL,
    UNTIL_MONTH,
    Expression,
    Moment,
)

RECENT = 4
# Days before publication within which a cut-off without a month lies.
AHEAD = 60
# Days: how far ahead a date without a year may lie (schools open on 2 March).
LEAP = 2000

Bounds = tuple[str | None, str | None]


class Resolver:
    """Resolve the expressions of one document in text order.

    Parameters:
        published: day of publication, or None. It supplies a year that the text leaves out (a date that would lie more
            than :data:`AHEAD` days after publication is of the year before) and is what yesterday and today count from.
    """

    def __init__(self, published: date | None):
        self.published = published
        self.year: int | None = None
        self.month: int | None = None
        self.day: tuple[int | None, int, int] | None = None

    def bounds(self, expression: Expression) -> Bounds:
        """Return start and end; a cumulative count's start is None; both None where the date does not exist."""
        expression = expression._replace(first=self._concrete(expression.first))
        first = self._stamp(expression.first, end=False)
        if expression.kind == RANGE and expression.last is not None:
            return first, self._stamp(self._concrete(expression.last), end=True)
        if expression.kind == LASTING and expression.last is not None:
            begin = self._stamp(expression.first, end=True)
            return begin, _later(begin, expression.last.hour or 0)
        if expression.kind == ENDING and expression.last is not None:
            end = self._stamp(self._of_report(expression.first), end=True)
            return _later(end, -24 * (expression.last.day or 0)), end
        if expression.kind in (MONTH, UNTIL_MONTH):
            months = self._months(expression.first, expression.last or expression.first)
            return months if expression.kind == MONTH else (None, months[1])
        if expression.kind == DAY:
            return first, self._stamp(expression.first, end=True)
        if expression.kind in (UNTIL, POINT):
            return None, self._stamp(self._of_report(expression.first), end=True)
        return None, None

    def _stamp(self, moment: Moment, *, end: bool) -> str | None:
        calendar = self._calendar(moment)
        if calendar is None:
            return None
        year, month, day = calendar
        hour, minute = moment.hour, moment.minute
        if hour is None:
            hour, minute = (24, 0) if end else (0, 0)
        try:
            known = date(year or LEAP, month, day)
        except ValueError:
            return None
        if hour == 24:
            known, hour = known + timedelta(days=1), 0
        shown = f"{known.year:04d}" if year else "-"
        return f"{shown}-{known.month:02d}-{known.day:02d}T{hour:02d}:{minute:02d}"

    def _concrete(self, moment: Moment) -> Moment:
        """A moment told from another one (last year's March; the day after): with its year and day in figures."""
        if moment.years is not None and self.published is not None:
            return moment._replace(year=self.published.year + moment.years)
        if moment.later is None or self.day is None:
            return moment
        year, month, day = self.day
        try:
            then = date(year or LEAP, month, day) + timedelta(days=moment.later)
        except (ValueError, OverflowError):
            return moment
        return moment._replace(year=year and then.year, month=then.month, day=then.day, later=None)

    def _calendar(self, moment: Moment) -> tuple[int | None, int, int] | None:
        if moment.relative is not None:
            if self.published is None:
                return None
            day = self.published + timedelta(days=moment.relative)
            return self._remember(day.year, day.month, day.day)
        if moment.later is not None:
            return None
        if moment.day is None:
            return self.day
        month = moment.month or self._month(moment.day)
        if month is None:
            return None
        return self._remember(moment.year or self._year(month, moment.day), month, moment.day)

    def _months(self, first: Moment, last: Moment) -> Bounds:
        """Whole months of one year; without a year the last such months that had begun."""
        begin, end = first.month or 1, last.month or first.month or 1
        year = first.year or self.year
        if first.year and self.published is None:
            self.year = max(first.year, self.year or 0)  # 2026年3月…。4月…
        if not first.year and self.published is not None:
            year = self.published.year - (begin > self.published.month)
        after = (year + 1 if year else None, 1) if end == 12 else (year, end + 1)
        return _month_start(year, begin), _month_start(*after)

    def _of_report(self, moment: Moment) -> Moment:
        """A cut-off without a month is of the last days before publication, whatever date was compared with before."""
        if self.day is None and self.published is not None and not moment.dated:
            return moment._replace(relative=0)  # 截至下午五时
        if moment.day is None or moment.month is not None or self.published is None:
            return moment
        near = (self.published - timedelta(days=back) for back in range(-1, RECENT))
        day = next((day for day in near if day.day == moment.day), None)
        return moment if day is None else moment._replace(month=day.month)

    def _month(self, day: int) -> int | None:
        """The month of a day that names none: that of the date before it, else the last that has had this day."""
        if self.month is not None:
            return self.month
        if self.published is None:
            return None
        latest = self.published + timedelta(days=1)
        return latest.month if day <= latest.day else (latest.replace(day=1) - timedelta(days=1)).month

    def _remember(self, year: int | None, month: int, day: int) -> tuple[int | None, int, int]:
        self.day = (year, month, day)
        if self._is_past(year, month, day):
            self.year, self.month = year or self.year, month
        return self.day

    def _is_past(self, year: int | None, month: int, day: int) -> bool:
        """Whether a date can be what later days of the text count on from; an announced date is not."""
        if self.published is None or year is None:
            return True
        return (year, month, day) <= _calendar_day(self.published + timedelta(days=1))

    def _year(self, month: int, day: int) -> int | None:
        if self.published is None:
            return self.year
        year = self.published.year
        latest = _calendar_day(self.published + timedelta(days=AHEAD))
        return year if (year, month, day) <= latest else year - 1


def _later(moment: str | None, hours: int) -> str | None:
    """The moment so many hours later; without a year where that names none."""
    if moment is None:
        return None
    bare = moment.startswith("-")
    then = datetime.fromisoformat(f"{LEAP}{moment[1:]}" if bare else moment) + timedelta(hours=hours)
    written = then.isoformat(timespec="minutes")
    return f"-{written[4:]}" if bare else written


def _month_start(year: int | None, month: int) -> str:
    return f"{f'{year:04d}' if year else '-'}-{month:02d}-01T00:00"


def _calendar_day(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day
