"""The grammar of time expressions in bulletins, and what moment each part of one means.

A moment is a date (year and month may be left out) with an optional time of day. An expression is one moment, or two
with a joiner; the second takes from the first what it does not say itself (4 February 12:00 to 24:00; the 3rd to the
9th). Which words stand for year, month, joiner … is vocabulary (configs/vocab/period_terms.csv).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from zh_tongbao.components.periods.patterns import Patterns
from zh_tongbao.vocab.tables import Row

UNTIL, RANGE, POINT, DAY, MONTH, UNTIL_MONTH = "until", "range", "point", "day", "month", "until_month"
LASTING, ENDING = "lasting", "ending"
# Up to a day, so many days (截至5月24日的一周); their number is the day of the second moment.
# From a moment on, so many hours (自9日10时起的24小时内); their number is the hour of the second moment.


class Moment(NamedTuple):
    """A point in time as written: what is not said is None.

    ``relative`` counts days from the day of publication, ``later`` from the day named before, ``years`` from the year
    of publication.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    relative: int | None = None
    later: int | None = None
    years: int | None = None

    @property
    def dated(self) -> bool:
        """Whether a day is named."""
        return self.day is not None or self.relative is not None or self.later is not None


class Expression(NamedTuple):
    """One time expression: where it stands, its kind, and its ends (``last`` is None for a single moment)."""

    start: int
    end: int
    kind: str
    first: Moment = Moment()
    last: Moment | None = None


class TimeGrammar:
    """Find time expressions in a normalised view.

    Parameters:
        rows: the rows of period_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        patterns = self.patterns = Patterns(rows)
        self.relative, self.later, self.years = (
            patterns.values(kind) for kind in ("relative", "same_day", "year_word")
        )
        self.later |= patterns.values("next_day")
        self.months = {row["term"]: _span(row["value"]) for row in patterns.words.get("months", ())}
        self.shifts = patterns.values("afternoon") | patterns.values("morning")
        self._until = re.compile(patterns.any("until")) if patterns.words.get("until") else re.compile("(?!)")
        self._until_initial = re.compile(rf"(?:^|[^\w]){patterns.any('until_initial')}$")
        self._aside = re.compile(rf"(?:{patterns.any('aside')}|[ ])*")
        self._moment = re.compile(patterns.moment())
        self._joiner = re.compile(rf"[ ]*{patterns.any('joiner')}[ ]*")
        self._trigger = re.compile(patterns.trigger())
        self._days = patterns.values("ending")
        self._ending = re.compile(patterns.any("ending"))
        self._lasting = re.compile(rf"{patterns.any('onward')}[ ]*(?P<hours>{patterns.two}){patterns.any('hours')}")

    def find(self, view: str) -> list[Expression]:
        """Return the expressions in text order, without overlap."""
        found: list[Expression] = []
        position = 0
        while trigger := self._trigger.search(view, position):
            start = trigger.start()
            first = self._moment.match(view, start)
            if first is None or (start and view[start - 1].isdigit()) or not self._stands(view, first):
                position = trigger.end()
                continue
            expression = self._expression(view, start, first)
            found.append(expression)
            position = max(expression.end, trigger.end())
        return found

    def _expression(self, view: str, start: int, first: re.Match[str]) -> Expression:
        head, end = self.moment(first), _end(first)
        joiner = self._joiner.match(view, end)
        second = self._moment.match(view, joiner.end()) if joiner else None
        if second is not None and self._plausible(second):
            tail = self.moment(second)
            if tail.hour is not None or (tail.dated and tail.relative is None):
                tail = tail if tail.later is not None else _completed(tail, head)
                return Expression(start, _end(second), RANGE, head, tail)
        lasting = self._lasting.match(view, end) if head.hour is not None else None
        if lasting is not None:
            hours = self.patterns.number(lasting["hours"])
            return Expression(start, lasting.end(), LASTING, head, Moment(hour=hours))
        if (head.year is not None or first["only_year_word"]) and head.month is None:
            kind = UNTIL_MONTH if self._is_until(view, start) else MONTH
            return Expression(start, end, kind, head._replace(month=1), Moment(month=12))
        if head.month is not None and not head.dated:
            last = self.months.get(first["span"] or "", (0, 0))[1]
            last = last or self._first(first.group("to_month", "first_months")) or head.month
            kind = UNTIL_MONTH if self._is_until(view, start) else MONTH
            return Expression(start, end, kind, head, Moment(month=last))
        until = self._is_until(view, start)
        ending = self._ending.match(view, end) if until and head.hour is None else None
        if ending is not None:
            return Expression(start, ending.end(), ENDING, head, Moment(day=self._days[ending.group()]))
        if first["dawn"] and not until:
            head = head._replace(hour=None)
        kind = UNTIL if until else (DAY if head.hour is None else POINT)
        return Expression(start, end, kind, head)

    def _is_until(self, view: str, start: int) -> bool:
        window = view[max(0, start - 8) : start]
        if self._until_initial.search(window):
            return True
        return any(self._aside.fullmatch(window, match.end()) for match in self._until.finditer(window))

    def _stands(self, view: str, match: re.Match[str]) -> bool:
        """Whether a match is a time; the end of a month or year (5月底) is one behind a word such as 截至 alone."""
        ends = match["month_end"] or match["year_month_end"] or match["year_end"]
        return self._plausible(match) and (not ends or self._is_until(view, match.start()))

    def _plausible(self, match: re.Match[str]) -> bool:
        if match.end() == match.start():
            return False
        return all(
            self._number(written) in allowed
            for written, allowed in zip(match.group(*_ALLOWED), _ALLOWED.values())
            if written
        )

    def _number(self, written: str | None) -> int | None:
        """A matched number; a word in its place (midnight) is 0."""
        return self.patterns.number(written) if written else None

    def moment(self, match: re.Match[str]) -> Moment:
        """Read one matched moment."""
        hour = 0 if match["dawn"] else self._number(match["hour"])
        if hour is not None and hour < 12:
            hour += self.shifts.get(match["shift"] or "", 0)
        return Moment(
            year=self._first(match.group(*YEARS)),
            month=self._first(match.group(*MONTHS))
            or self.months.get(match["span"] or "", (None, None))[0]
            or (1 if match["first_months"] else None),
            day=self._first(match.group(*DAYS)),
            hour=hour,
            minute=self._number(match["minute"] or match["clock"]) or 0,
            relative=self.relative.get(match["relative"] or ""),
            later=self.later.get(match["later"] or ""),
            years=next((self.years[word] for word in match.group(*YEAR_WORDS) if word), None),
        )

    def _first(self, written: Iterable[str | None]) -> int | None:
        """The first number that these groups matched."""
        return self._number(next(filter(None, written), None))


YEARS = ("year", "iso_year", "whole_year", "only_year", "span_year", "range_year", "first_year")
MONTHS = ("month", "iso_month", "whole_month", "lone_month", "han_month", "span_year_month", "from_month")
DAYS = ("day", "iso_day", "lone", "han_lone", "numbered", "bracketed")
YEAR_WORDS = ("year_word", "only_year_word", "whole_year_word", "span_year_word", "range_year_word", "first_year_word")
WHOLE_YEARS, WHOLE_MONTHS, WHOLE_DAYS = range(1000, 9999), range(1, 13), range(1, 32)
# A day more or less of any of them is still a date.
_ALLOWED = {
    **dict.fromkeys(YEARS, WHOLE_YEARS),
    **dict.fromkeys((*MONTHS, "to_month", "first_months"), WHOLE_MONTHS),
    **dict.fromkeys(DAYS, WHOLE_DAYS),
    "hour": range(25),
}


def _span(written: str) -> tuple[int, int]:
    """The first and the last month of a part of a year: ``1-6``."""
    first, _, last = written.partition("-")
    return int(first), int(last)


def _end(match: re.Match[str]) -> int:
    """Where a matched moment ends: a blank behind a day that no hour follows is not part of it."""
    return match.start() + len(match.group().rstrip(" "))


def _completed(tail: Moment, head: Moment) -> Moment:
    """Give the second moment what only the first one says."""
    if not tail.dated:
        return tail._replace(year=head.year, month=head.month, day=head.day, relative=head.relative)
    return tail._replace(year=tail.year or head.year, month=tail.month or head.month)
