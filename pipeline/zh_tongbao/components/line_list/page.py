"""A text as the components of a line list see it: its sentences, clauses, days, places, and the records of its counts."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, NamedTuple

from zh_tongbao.components.line_list.words import Cue, Cues, Lexis

Entity = dict[str, Any]

LEAP = 2000
NO_YEAR = "--"
LONGEST_SENTENCE = 1_000
# Characters: what is longer has no marks, and is cut.
BACK = 15
# Days: a bare day that lies so far before the one told before it is of the next month.


class Day(NamedTuple):
    """A time that a text names.

    Parameters:
        start, end: character offsets of its words.
        first: its day, ``2022-04-15`` or ``--04-15``.
        start_time, end_time: as the contract's itinerary has them; the second None for an hour.
        whole: whether it is a day or an hour of one, and no longer stretch.
    """

    start: int
    end: int
    first: str
    start_time: str
    end_time: str | None
    whole: bool = True


class Stretch(NamedTuple):
    """A sentence or clause, as character offsets."""

    start: int
    end: int


class Marks:
    """The expressions that cut a text."""

    def __init__(self, words: Lexis):
        self.sentence = re.compile(f"[{words.sentence_marks}]")
        self.clause = re.compile(rf"(?<![0-9](?=.[0-9]))[{words.clause_marks}]")
        self.days: Cues = words.cues("day_word")


class Page:
    """One text with what was found in it before.

    Parameters:
        view: the normalised text.
        entities: places, periods and diseases of the text, sorted by start.
        records: its records.
        published: day of publication, or None.
        marks: the expressions that cut it.

    Attributes:
        people: where sexes and ages of single persons stand, once they have been looked for.
    """

    def __init__(
        self, view: str, entities: Sequence[Entity], records: Sequence[Entity], published: str | None, marks: Marks
    ):
        self.view = view
        self.records = records
        self.people: list[int] = []
        self.published = published
        self.places = _outermost(entities, "PLACE")
        self.diseases = _outermost(entities, "DISEASE")
        self._marks = marks
        ends = [0, *(match.end() for match in marks.sentence.finditer(view)), len(view)]
        self._sentences = [at for one, two in pairwise(ends) for at in range(one, max(two, one + 1), LONGEST_SENTENCE)]
        self._place_starts = [place["start"] for place in self.places]
        named = [day for entity in entities if entity["label"] == "PERIOD" and (day := _day(entity))]
        self.days = _with_words(view, _months(view, named, published), marks.days)
        self._day_starts = [day.start for day in self.days]

    def sentence(self, position: int) -> Stretch:
        """The sentence that a position lies in, its mark included."""
        index = bisect_right(self._sentences, position)
        end = self._sentences[index] if index < len(self._sentences) else len(self.view)
        return Stretch(self._sentences[index - 1], end)

    def sentences(self, start: int, end: int) -> Iterator[Stretch]:
        """The sentences of a stretch, cut at its ends."""
        while start < end:
            one = self.sentence(start)
            yield Stretch(start, min(one.end, end))
            start = max(one.end, start + 1)

    def clauses(self, start: int, end: int) -> Iterator[Stretch]:
        """The clauses of a stretch without their marks; empty ones are left out."""
        for match in self._marks.clause.finditer(self.view, start, end):
            if start < match.start():
                yield Stretch(start, match.start())
            start = match.end()
        if start < end:
            yield Stretch(start, end)

    def clause(self, position: int) -> Stretch:
        """The clause that a position lies in."""
        sentence = self.sentence(position)
        found = (one for one in self.clauses(*sentence) if one.start <= position < one.end)
        return next(found, Stretch(position, position))

    def days_in(self, start: int, end: int) -> list[Day]:
        """The days that a stretch names, in text order."""
        return self.days[bisect_left(self._day_starts, start) : bisect_left(self._day_starts, end)]

    def places_in(self, start: int, end: int) -> list[Entity]:
        """The outermost places that begin in a stretch, in text order."""
        return self.places[bisect_left(self._place_starts, start) : bisect_left(self._place_starts, end)]


def _outermost(entities: Sequence[Entity], label: str) -> list[Entity]:
    found: list[Entity] = []
    for entity in entities:
        if entity["label"] == label and not (found and entity["start"] < found[-1]["end"]):
            found.append(entity)
    return found


def _day(entity: Entity) -> Day | None:
    """The day of a time expression; None for one that has no day, or goes back to no beginning."""
    start, end = entity.get("start_time"), entity.get("end_time")
    if start is None and end is None:
        return None
    if start is None:
        moment = str(end)
        if moment.endswith("T00:00"):  # 24:00 of a day is told as the next day's beginning
            first = _shifted(moment[:-6], -1)
            return Day(entity["start"], entity["end"], first, f"{first}T00:00", moment)
        return Day(entity["start"], entity["end"], moment[:-6], moment, None)
    whole = end is not None and _shifted(start[:-6], 1) >= end[:-6]
    return Day(entity["start"], entity["end"], start[:-6], start, end, whole)


def _shifted(day: str, days: int) -> str:
    """The day so many days later; without a year where that names none."""
    bare = day.startswith(NO_YEAR)
    try:
        then = date.fromisoformat(f"{LEAP}{day[1:]}" if bare else day) + timedelta(days=days)
    except (ValueError, OverflowError):
        return day
    return f"-{then.isoformat()[4:]}" if bare else then.isoformat()


def _months(view: str, days: list[Day], published: str | None) -> list[Day]:
    """The days, with those that name no month in the month after that of the day before them where they lie far before it."""
    told: list[Day] = []
    for day in days:
        written = view[day.start : day.end]
        bare = day.whole and sum(map(str.isdigit, written)) <= 2 and told and "\n" not in view[told[-1].end : day.start]
        if bare and told[-1].first[:1] != "-" and day.first[:1] != "-":
            before = date.fromisoformat(told[-1].first)
            own = date.fromisoformat(day.first)
            if (before - own).days > BACK:
                later = (own.replace(day=1) + timedelta(days=32)).replace(day=1)
                try:
                    moved = later.replace(day=own.day)
                except ValueError:
                    moved = own
                if published is None or moved.isoformat() <= published:
                    day = _moved(day, moved)
        told.append(day)
    return told


def _moved(day: Day, then: date) -> Day:
    """The same hours of another day."""
    shift = then - date.fromisoformat(day.first)
    start, end = (
        (datetime.fromisoformat(moment) + shift).isoformat(timespec="minutes") if moment else None
        for moment in (day.start_time, day.end_time)
    )
    return day._replace(first=then.isoformat(), start_time=start or day.start_time, end_time=end)


def _with_words(view: str, days: list[Day], cues: Cues) -> list[Day]:
    """The days, with those that are told from the one before them (the same day, the next day)."""
    told: list[Day] = []
    words = list(cues.find(view, 0, len(view)))
    both: list[Day | Cue] = [*days, *words]
    for item in sorted(both, key=lambda one: (one.start, -one.end)):
        if told and item.start < told[-1].end:
            continue
        if isinstance(item, Day):
            told.append(item)
        elif told:
            first = _shifted(told[-1].first, int(item.value) + _length(told[-1]))
            told.append(Day(item.start, item.end, first, f"{first}T00:00", f"{_shifted(first, 1)}T00:00"))
    return told


def _length(day: Day) -> int:
    """Days from the first to the last of a stretch."""
    if day.whole or day.end_time is None or day.first.startswith(NO_YEAR):
        return 0
    return (date.fromisoformat(day.end_time[:10]) - date.fromisoformat(day.first)).days - 1
