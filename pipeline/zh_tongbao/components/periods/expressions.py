"""The grammar of time expressions in bulletins, and what moment each part of one means.

A moment is a date (year and month may be left out) with an optional time of day. An expression is one moment, or two
with a joiner; the second takes from the first what it does not say itself (4 February 12:00 to 24:00; the 3rd to the
9th). Which words stand for year, month, joiner … is vocabulary (configs/vocab/period_terms.csv).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from zh_tongbao.vocab.tables import Row

UNTIL, RANGE, POINT, DAY, MONTH = "until", "range", "point", "day", "month"


class Moment(NamedTuple):
    """A point in time as written: what is not said is None; ``relative`` counts days from the day of publication."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    hour: int | None = None
    minute: int = 0
    relative: int | None = None

    @property
    def dated(self) -> bool:
        """Whether a day is named."""
        return self.day is not None or self.relative is not None


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
        words: dict[str, list[Row]] = {}
        for row in rows:
            words.setdefault(row["kind"], []).append(row)
        self.words = words
        self.relative = {row["term"]: int(row["value"]) for row in words.get("relative", ())}
        self.months = {row["term"]: _span(row["value"]) for row in words.get("months", ())}
        self.shifts = {
            row["term"]: int(row["value"]) for row in [*words.get("afternoon", ()), *words.get("morning", ())]
        }
        year, month, day, hour = (rf"[ ]?{self._any(kind)}" for kind in ("year", "month", "day", "hour"))
        joiner = rf"[ ]?{self._any('joiner')}[ ]?"
        mark = rf"(?:[/.]|{self._any('joiner')})"
        # Of a date in figures (2022-04-03, 2022/4/3).
        date = (
            rf"(?P<iso_year>\d{{4}})(?P<mark>{mark})(?P<iso_month>\d{{1,2}})(?P=mark)(?P<iso_day>\d{{1,2}})(?![\d:])"
            rf"|(?:(?P<year>\d{{4}}){year}[ ]?)?(?P<month>\d{{1,2}}){month}[ ]?"
            rf"(?P<day>\d{{1,2}}){day}|(?P<lone>\d{{1,2}}){day}|(?P<relative>{self._any('relative')})"
            rf"|(?P<whole_year>\d{{4}}){year}[ ]?(?P<whole_month>\d{{1,2}}){month}(?!\d|[ ]\d)"
            rf"|(?:(?P<span_year>\d{{4}}){year}[ ]?)?(?P<span>{self._any('months')})"
            rf"|(?:(?P<range_year>\d{{4}}){year}[ ]?)?(?P<from_month>\d{{1,2}}){month}?{joiner}(?P<to_month>\d{{1,2}}){month}"
            rf"{self._any('month_part')}?(?={self._any('behind_year')})"
            rf"|(?P<lone_month>\d{{1,2}}){month}{self._any('month_part')}?(?={self._any('behind_year')})"
            rf"|(?P<only_year>\d{{4}}){year}(?={self._any('behind_year')})"
            rf"|{self._any('open')}(?P<bracketed>\d{{1,2}}){self._any('close')}{day}"
        )
        time = (
            rf"(?P<shift>{self._any('afternoon', 'morning')})?[ ]?(?P<hour>\d{{1,2}}|{self._any('midnight')})"
            rf"(?:{hour}(?:[ ]?(?P<minute>\d{{1,2}})[ ]?{self._any('minute')})?|{self._any('clock')}(?P<clock>\d{{2}})(?!\d)"
            rf"|(?={joiner}\d{{1,2}}{hour}))"
        )
        aside = rf"(?:{self._any('open')}[^{self._chars('close')}]{{1,12}}{self._any('close')})?"
        dawn = rf"(?P<dawn>{self._any('dawn')})(?![ ]?[0-9])"
        moment = rf"(?:(?:{date}){aside}[ ]*)?(?:{time}|(?<=[^\s]){dawn})?"
        self._until = re.compile(self._any("until")) if words.get("until") else re.compile("(?!)")
        self._until_initial = re.compile(rf"(?:^|[^\w]){self._any('until_initial')}$")
        self._aside = re.compile(rf"(?:{self._any('aside')}|[ ])*")
        self._moment = re.compile(moment)
        self._joiner = re.compile(rf"[ ]*{self._any('joiner')}[ ]*")
        begin = [
            row["term"]
            for kind in ("relative", "open", "afternoon", "morning", "months")
            for row in self.words.get(kind, ())
        ]
        initials = "".join(sorted({re.escape(term[0]) for term in begin}))
        # The look ahead lets the search pass over all that begins no time expression.
        self._trigger = re.compile(
            rf"(?=[0-9{initials}])(?:[0-9]{{4}}(?={mark}[0-9]{{1,2}}{mark}[0-9])|[0-9]{{1,4}}(?=[ ]?{self._any('year', 'month', 'day', 'hour', 'joiner')})|{self._any('relative')}"
            rf"|{self._any('open')}(?=\d{{1,2}}{self._any('close')}{self._any('day')})"
            rf"|{self._any('months')}"
            rf"|{self._any('afternoon', 'morning')}(?=\d{{1,2}}{self._any('hour', 'clock')}))"
        )

    def _any(self, *kinds: str) -> str:
        terms = sorted((row["term"] for kind in kinds for row in self.words.get(kind, ())), key=len, reverse=True)
        if terms and len(terms[0]) == 1:
            return f"[{''.join(map(re.escape, terms))}]"
        return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"

    def _chars(self, kind: str) -> str:
        return "".join(re.escape(row["term"]) for row in self.words.get(kind, ()))

    def find(self, view: str) -> list[Expression]:
        """Return the expressions in text order, without overlap."""
        found: list[Expression] = []
        position = 0
        while trigger := self._trigger.search(view, position):
            start = trigger.start()
            first = self._moment.match(view, start)
            if first is None or (start and view[start - 1].isdigit()) or not self._plausible(first):
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
                return Expression(start, _end(second), RANGE, head, _completed(tail, head))
        if head.year is not None and head.month is None:
            return Expression(start, end, MONTH, head._replace(month=1), Moment(month=12))
        if head.month is not None and not head.dated:
            last = self.months.get(first["span"] or "", (0, _number(first["to_month"]) or head.month))[1]
            return Expression(start, end, MONTH, head, Moment(month=last))
        until = self._is_until(view, start)
        if first["dawn"] and not until:
            head = head._replace(hour=None)
        kind = UNTIL if until else (DAY if head.hour is None else POINT)
        return Expression(start, end, kind, head)

    def _is_until(self, view: str, start: int) -> bool:
        window = view[max(0, start - 8) : start]
        if self._until_initial.search(window):
            return True
        return any(self._aside.fullmatch(window, match.end()) for match in self._until.finditer(window))

    def _plausible(self, match: re.Match[str]) -> bool:
        if match.end() == match.start():
            return False
        return all(
            _number(written) in allowed
            for written, allowed in zip(match.group(*_ALLOWED), _ALLOWED.values())
            if written
        )

    def moment(self, match: re.Match[str]) -> Moment:
        """Read one matched moment."""
        written = match.groupdict()
        hour = 0 if written["dawn"] else _number(written["hour"])
        if hour is not None and hour < 12:
            hour += self.shifts.get(written["shift"] or "", 0)
        return Moment(
            year=_number(
                written["year"]
                or written["iso_year"]
                or written["whole_year"]
                or written["only_year"]
                or written["span_year"]
                or written["range_year"]
            ),
            month=_number(
                written["month"]
                or written["iso_month"]
                or written["whole_month"]
                or written["lone_month"]
                or written["from_month"]
            )
            or self.months.get(written["span"] or "", (None, None))[0],
            day=_number(written["day"] or written["iso_day"] or written["lone"] or written["bracketed"]),
            hour=hour,
            minute=_number(written["minute"] or written["clock"]) or 0,
            relative=self.relative.get(written["relative"] or ""),
        )


YEARS = range(1000, 9999)
# A day more or less of any of them is still a date.
_ALLOWED = {
    "year": YEARS,
    "whole_year": YEARS,
    "only_year": YEARS,
    "span_year": YEARS,
    "range_year": YEARS,
    "iso_year": YEARS,
    "iso_month": range(1, 13),
    "iso_day": range(1, 32),
    "month": range(1, 13),
    "whole_month": range(1, 13),
    "lone_month": range(1, 13),
    "from_month": range(1, 13),
    "to_month": range(1, 13),
    "day": range(1, 32),
    "lone": range(1, 32),
    "bracketed": range(1, 32),
    "hour": range(25),
}


def _span(written: str) -> tuple[int, int]:
    """The first and the last month of a part of a year: ``1-6``."""
    first, _, last = written.partition("-")
    return int(first), int(last)


def _end(match: re.Match[str]) -> int:
    """Where a matched moment ends: a blank behind a day that no hour follows is not part of it."""
    return match.start() + len(match.group().rstrip(" "))


def _number(written: str | None) -> int | None:
    """A matched number; a word in its place (midnight) is 0."""
    if not written:
        return None
    return int(written) if written.isdecimal() else 0


def _completed(tail: Moment, head: Moment) -> Moment:
    """Give the second moment what only the first one says."""
    if not tail.dated:
        return tail._replace(year=head.year, month=head.month, day=head.day, relative=head.relative)
    return tail._replace(year=tail.year or head.year, month=tail.month or head.month)
