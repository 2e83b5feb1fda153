"""From written moments to the contract's timestamps: half-open, local, without a year where nothing gives one."""

from __future__ import annotations

from datetime import date, timedelta

from zh_tongbao.components.periods.expressions import DAY, POINT, RANGE, UNTIL, Expression, Moment

Bounds = tuple[str | None, str | None]


class Resolver:
    """Resolve the expressions of one document in text order.

    Parameters:
        published: day of publication, or None. It supplies a year that the text leaves out (a date that would lie more
            than a day after publication is of the year before) and is what yesterday and today count from.
    """

    def __init__(self, published: date | None):
        self.published = published
        self.year: int | None = None
        self.month: int | None = None
        self.day: tuple[int | None, int, int] | None = None

    def bounds(self, expression: Expression) -> Bounds:
        """Return start and end; a cumulative count's start is None; both None where the date does not exist."""
        first = self._stamp(expression.first, end=False)
        if expression.kind == RANGE and expression.last is not None:
            return first, self._stamp(expression.last, end=True)
        if expression.kind == DAY:
            return first, self._stamp(expression.first, end=True)
        if expression.kind in (UNTIL, POINT):
            return None, self._stamp(expression.first, end=True)
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
            known = date(year or 2000, month, day)
        except ValueError:
            return None
        if hour == 24:
            known, hour = known + timedelta(days=1), 0
        shown = f"{known.year:04d}" if year else "-"
        return f"{shown}-{known.month:02d}-{known.day:02d}T{hour:02d}:{minute:02d}"

    def _calendar(self, moment: Moment) -> tuple[int | None, int, int] | None:
        if moment.relative is not None:
            if self.published is None:
                return None
            day = self.published + timedelta(days=moment.relative)
            return self._remember(day.year, day.month, day.day)
        if moment.day is None:
            return self.day
        month = moment.month or self.month or (self.published.month if self.published else None)
        if month is None:
            return None
        return self._remember(moment.year or self._year(month, moment.day), month, moment.day)

    def _remember(self, year: int | None, month: int, day: int) -> tuple[int | None, int, int]:
        self.year, self.month, self.day = year or self.year, month, (year, month, day)
        return self.day

    def _year(self, month: int, day: int) -> int | None:
        if self.published is None:
            return self.year
        later = (month, day) > (
            (self.published + timedelta(days=1)).month,
            (self.published + timedelta(days=1)).day,
        )
        return self.published.year - 1 if later and (month - self.published.month) >= 1 else self.published.year
