"""The time in force at each clause, from the time expressions before it.

- A cut-off (截至4月2日24时), a day with its hours and a span of days begin a *passage*: the report's own time.
- A day without hours (4月6日，我市新增…) begins one with the first count of its sentence, and only then: the dates of a patient's
  story have no counts behind them.
- 目前 goes back to the report's own time. 较9日13时 is only where what is new begins; 8月27日以来 only where what is cumulative
  begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.headings import MIDNIGHT, day_of, is_of_months, spans_days
from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, Item
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.structure import COUNTED, NAMES, Layout
from zh_tongbao.vocab.tables import Row

COMPARED = frozenset({"than", "compare"})
TOLD = frozenset({"report", "ill", "involves"})
NOT_THE_COUNTS = frozenset({"from_day", "case"})
LIMITS = frozenset({"until", "joiner"})
PATIENTS_NOW = {"case", "now"}
TELLS_TIME = frozenset({PERIOD, "occurs", "year_so_far"})
YEAR, MONTH_AND_DAY = 4, 2
NEW_YEAR = "-01-01T00:00"


class Time(NamedTuple):
    """The time in force.

    Parameters:
        period: the passage's.
        until: whether it is a cut-off, without a start.
        now: the word such as 目前 that put its counts at the end of the period.
        main: the time that the report itself is about, to which 目前 goes back.
        candidate: a day named in this sentence, before its counts.
        epoch: a number that changes where the measure in force ends.
        passage: a number that changes where the passage does.
        opened: how many mentions there were when the passage began.
        told: the word that makes what follows cumulative (8月27日以来).
        begun: where what is cumulative begins, as the sentence names it; ``by_year`` where that is 今年, which needs no 累计.
        start: where it begins from here on.
        since: what the counts of this sentence are compared with: the start of what is new.
        window: the last period with a start.
        compared: whether the sentence compares.
        counted, listing: whether the sentence has had a count, and whether a list of parts is open.
    """

    period: Row | None = None
    until: bool = False
    now: Item | None = None
    main: Row | None = None
    candidate: Row | None = None
    epoch: int = 0
    passage: int = 0
    opened: int = 0
    told: Item | None = None
    begun: str | None = None
    by_year: bool = False
    start: str | None = None
    since: str | None = None
    window: Row | None = None
    compared: bool = False
    counted: bool = False
    listing: bool = False

    def begin(self, period: Row, at: int, *, main: bool) -> Time:
        """The same under a new period."""
        return self._replace(
            period=period,
            until=period["start_time"] is None,
            candidate=None,
            since=None,
            now=None,
            opened=at,
            start=None,
            told=None,
            main=period if main else self.main,
            window=period if period["start_time"] is not None else self.window,
            epoch=self.epoch + 1,
            passage=self.passage + 1,
        )


class Times:
    """Say which time is in force.

    Parameters:
        published: day of publication (``YYYY-MM-DD``), or None.
        titled: the periods that the title names.
        events: the units whose counts need no name.
    """

    def __init__(self, published: str | None, titled: Sequence[Row], events: frozenset[str]):
        self.published, self.events = published, events
        named = next((period for period in titled if period["start_time"] and spans_days(period)), None)
        self.first = Time(candidate={**named, "start": -1, "end": -1, "via": "title"} if named else None)

    def read(self, frames: Sequence[Frame], layout: Layout) -> Iterator[Time]:
        """The time in force at each frame."""
        time, sentence, half = self.first, 0, 0
        for frame in frames:
            clause = frame.clause
            if clause.sentence != sentence:
                time = self._end_sentence(time)
                sentence = clause.sentence
            if clause.half != half:
                time, half = time._replace(listing=False), clause.half
            kinds = frame.kinds
            if not kinds.isdisjoint(COMPARED) and not time.compared:
                time = time._replace(compared=True)
            if clause.bracket == 0 and not time.listing:
                time = self._read(time, frame, kinds, layout)
            elif clause.bracket and _is_aside(frames, layout, clause.bracket):
                time = self._aside(time, frame)
            if (frame.mentions and not time.counted) or not kinds.isdisjoint({"part", "inside"}):
                opens = time.listing or (time.counted and not kinds.isdisjoint({"part", "inside"}))
                time = time._replace(counted=time.counted or bool(frame.mentions), listing=opens)
            yield time

    def _end_sentence(self, time: Time) -> Time:
        """A day that no count of its sentence took is forgotten, unless the document has no other time yet."""
        forgotten = None if time.period is not None else time.candidate
        return time._replace(begun=None, since=None, compared=False, candidate=forgotten, counted=False, listing=False)

    def _aside(self, time: Time, frame: Frame) -> Time:
        """A bracket that holds nothing but a period (第14周（4月3日至9日），…) dates its sentence."""
        items = frame.clause.items
        if len(items) == 1 and items[0].kind == PERIOD and items[0].value["start_time"] is not None:
            return time._replace(candidate=items[0].value)
        return time

    def _read(self, time: Time, frame: Frame, kinds: frozenset[str], layout: Layout) -> Time:
        """Let the clause's time expressions begin a passage, or wait for the counts of their sentence."""
        if "now" in kinds and kinds != PATIENTS_NOW and PERIOD not in kinds:
            time = self._now(time, frame)
        if time.candidate is None and kinds.isdisjoint(TELLS_TIME):
            return time
        items = frame.clause.items
        first = next((at for at, item in enumerate(items) if item.kind in COUNTED), len(items))
        for at, item in enumerate(items):
            if item.kind == "part" and time.counted:
                break
            if item.kind == PERIOD and item.value["end_time"] is not None:
                time = self._expression(time, frame, at, first, kinds, layout)
        if "occurs" in kinds:
            time = self._happened(time, frame, layout)
        if time.candidate is not None and not kinds.isdisjoint(("grid", "table")):
            time = self._begin(time, time.candidate, frame, layout, main=time.main is None)
        named = not kinds.isdisjoint(NAMES | TOLD | {"measure"}) or any(item.unit in self.events for item in items)
        named = named or any(mention.item.kind == "zero" for mention in frame.mentions)
        if time.candidate is not None and first < len(items) and named:
            main = time.main is None and not time.candidate.get("event")
            time = self._begin(time, time.candidate, frame, layout, main=main)
        if "year_so_far" in kinds:
            time = self._since_new_year(time, frame, kinds, layout)
        return time

    def _expression(self, time: Time, frame: Frame, at: int, first: int, kinds: frozenset[str], layout: Layout) -> Time:
        """What one time expression of a clause does."""
        items = frame.clause.items
        item, before = items[at], _kind_before(items, at)
        behind = items[at + 1] if at + 1 < len(items) else None
        if before == "modifier" or (behind is not None and behind.kind == "compare"):
            return time
        if behind is not None and behind.kind == "so_far":
            begun = day_of(item.value)["start_time"]
            return self._so_far(time._replace(begun=begun, by_year=False), behind, behind.value != "since")
        if before in COMPARED:
            return self._compared(time, frame, item.value, kinds, layout)
        day = _day_before(items, at) if before == "until" else None
        if day is not None:
            return self._begin(time, {**item.value, "start_time": day["start_time"]}, frame, layout, main=True)
        if "until" in kinds or (_is_heading(item.value, items) and before != "case"):
            return self._begin(time, item.value, frame, layout, main=True)
        if at < first and (before not in NOT_THE_COUNTS or (before == "from_day" and is_of_months(item.value))):
            return time._replace(candidate=item.value if before in LIMITS else day_of(item.value))
        return time

    def _so_far(self, time: Time, word: Item, cumulative: bool) -> Time:
        return time._replace(told=word, epoch=time.epoch + 1) if cumulative else time

    def _compared(self, time: Time, frame: Frame, period: Row, kinds: frozenset[str], layout: Layout) -> Time:
        if period["start_time"] is None or not spans_days(period):
            return time._replace(since=period["end_time"])
        if COUNT in kinds and "change" not in kinds:
            return self._begin(time, period, frame, layout, main=False)
        return time

    def _begin(self, time: Time, period: Row, frame: Frame, layout: Layout, *, main: bool) -> Time:
        """Start again under a time; a cut-off of the same sentence ends its day (截至下午五时，今日新增…)."""
        limit = time.period
        near = time.until and limit is not None and limit["start"] >= _begins(frame, layout)
        if near and limit and period["start_time"] and period["start_time"] < limit["end_time"] < period["end_time"]:
            period = {**period, "end_time": limit["end_time"]}
        return time.begin(period, frame.first, main=main)

    def _now(self, time: Time, frame: Frame) -> Time:
        word = next(item for item in frame.clause.items if item.kind == "now")
        happened = (time.candidate or time.period or {}).get("event")
        if self.published and time.main is None and happened:
            time = time.begin(_published(self.published, word), frame.first, main=False)
        elif time.candidate is not None and not time.counted:
            time = time.begin(time.candidate, frame.first, main=False)
        elif time.main is not None and (time.main is not time.period or time.told is not None):
            time = time.begin(time.main, frame.first, main=True)
        return time._replace(now=word, told=None, epoch=time.epoch + 1)

    def _happened(self, time: Time, frame: Frame, layout: Layout) -> Time:
        """An event: its hour and minute are not the moment of the counts, which are of its day."""
        told = time.candidate or time.period
        if told is not None and told["start_time"] and spans_days(told):
            return time
        if time.candidate is not None:
            return time._replace(candidate={**day_of(time.candidate, whole=True), "event": True})
        period = time.period
        if period is None or time.until or time.opened < frame.first or period["start"] < _begins(frame, layout):
            return time
        time = time._replace(main=None if time.main is period else time.main)
        return time.begin({**day_of(period, whole=True), "event": True}, frame.first, main=False)

    def _since_new_year(self, time: Time, frame: Frame, kinds: frozenset[str], layout: Layout) -> Time:
        """What is cumulative is so since the first of January of the year in force."""
        told = (time.period or {}).get("end_time") or self.published
        if told is None:
            return time
        words = next(item for item in frame.clause.items if item.kind == "year_so_far")
        if time.period is None:
            time = self._begin(time, _published(self.published, words), frame, layout, main=False)
        begun = ("-" if told.startswith("-") else told[:YEAR]) + NEW_YEAR
        time = time._replace(by_year=True, begun=begun)
        if kinds.isdisjoint(LIMITS | {"measure", "change"}):
            time = self._so_far(time, words, True)
        if COUNT in kinds and kinds.isdisjoint(LIMITS | {"measure"}):
            time = time._replace(start=begun)
        return time


def _is_aside(frames: Sequence[Frame], layout: Layout, number: int) -> bool:
    """Whether a bracket belongs to no count."""
    bracket = layout.brackets[number]
    return bracket.interrupts or bracket.host < 0 or not frames[bracket.host].mentions


def _begins(frame: Frame, layout: Layout) -> int:
    """Where the frame's sentence begins."""
    return layout.sentences[frame.clause.sentence - 1] if frame.clause.sentence else 0


def _kind_before(items: Sequence[Item], at: int) -> str:
    """The kind of the item before, past a word for the day itself (较当天上午9时)."""
    while at and items[at - 1].kind == "day":
        at -= 1
    return items[at - 1].kind if at else ""


def _day_before(items: Sequence[Item], at: int) -> Row | None:
    """The day right before a cut-off of the same day (今日|截至17时), or None."""
    if at < 2 or items[at - 2].kind != PERIOD or items[at - 2].end != items[at - 1].start:
        return None
    day, limit = items[at - 2].value, items[at].value
    inside = day["start_time"] and day["start_time"] < limit["end_time"] <= day["end_time"]
    return day if inside and limit["start_time"] is None else None


def _is_heading(period: dict[str, Any], items: Sequence[Item]) -> bool:
    """Whether a period heads a bulletin: it has hours, or is a yesterday that stands alone."""
    numbers = re.findall(r"[0-9]+", period["text"])
    if not numbers:
        return len(items) == 1
    if len(numbers[0]) == YEAR:
        numbers = numbers[1:]
    return period["start_time"] is not None and len(numbers) > MONTH_AND_DAY and not spans_days(period)


def _published(published: str | None, words: Item) -> Row:
    """The end of the day of publication, which a word such as 目前 means where no other time is told."""
    end = date.fromisoformat(published) + timedelta(days=1) if published else None
    moment = end and end.isoformat() + MIDNIGHT
    return {"start": words.start, "end": words.end, "text": "", "start_time": None, "end_time": moment}
