"""Time expressions as headings: which one governs the counts behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.scopes import PART, TOP, State
from zh_tongbao.components.evidence import TITLE
from zh_tongbao.vocab.tables import Row

COUNTED = frozenset({COUNT, BARE, "zero"})
NAMES_A_METRIC = frozenset({"state", "event", "case", "severity", "conversion", "new_state"})
NAMES_A_COUNT = NAMES_A_METRIC | {"measure"}
COMPARED = frozenset({"than", "compare"})
TOLD = frozenset({"report", "ill", "involves"})
STORY = frozenset({"from_day"})
MONTH_AND_DAY = 2
MIDNIGHT = "T00:00"
FIRST = "-01T00:00"
DATE = len("2022-04-03")
YEAR = len("2022")
LEAP = "2000"
SINCE, MONTH = "since", "month"
BEFORE = -1
# Where words of the title stand: in front of the text.
DAYS_ALONE = 4
# Numbers of a range of days (9月1日至9月30日); those of one with hours are more.
NEW_YEAR = "--01-01T00:00"
PAIR = 2
TOLD_OF = frozenset({"case"})
# A patient (患者1月18日至22日在外地出差).
PATIENTS_NOW = frozenset({"case", "now"})
# A clause that only tells how the patients are (患者目前病情稳定).
OWN_SCOPE = frozenset({"day", "now", "area", PLACE})
HEADING = frozenset({PERIOD, "new_scope", "now", "year_so_far", "occurs", "this"})
NUMBERS = frozenset({PERIOD, "ordinal", BARE, "colon"})
# Words of a bracket that holds a time and the number of a week (第14周：4月3日至9日).
LIMITS = frozenset({"until", "joiner"})


class Headings:
    """Let time expressions begin passages.

    - A cut-off (截至4月2日24时), a day with its hours and a span of days begin a passage: the report's own time.
    - A day without hours (4月6日，我市新增…; 3月26日发布) begins one with the first count of its sentence, and only then: the
      dates of a patient's story have no counts behind them.
    - 目前 goes back to the report's own time. 较9日13时 is only where what is new begins; 8月27日以来 only where what is
      cumulative begins.

    Parameters:
        state: where the parser stands.
        published: day of publication (``YYYY-MM-DD``), or None.
        incidents: the units whose counts need no name.
    """

    def __init__(self, state: State, published: str | None = None, incidents: Collection[str] = ()):
        self.state = state
        self.published = published
        self.incidents = incidents

    def read(self, items: Sequence[Item], kinds: set[str]) -> None:
        """Let the clause's time expressions begin a passage, or wait for the counts of their sentence."""
        passage, scope = self.state.passage, self.state.scope
        begins = scope.kind == PART and scope.last is None and kinds.isdisjoint(COUNTED)  # 其中，5月18日至22日，…
        if scope.kind != TOP and not begins:
            return
        if "new_scope" in kinds:
            passage.origins, passage.now = [], None
            ahead = self.state.items[self.state.position + 1 : self.state.position + 2]
            if passage.around is not None and (PERIOD in kinds or [item.kind for item in ahead] == [PERIOD]):
                passage.place, passage.around = passage.around, None
            passage.measure = None if passage.measure == "current" else passage.measure
        if "now" in kinds and kinds != PATIENTS_NOW:
            self._now(next(item for item in items if item.kind == "now"), kinds)
        first_count = next((at for at, item in enumerate(items) if item.kind in COUNTED), len(items))
        listed = len(self.state.records) > passage.sentence
        for at, item in enumerate(items):
            if item.kind == "part" and listed:
                break  # 死亡230例，其中10月报告12例: the time of a part
            if item.kind != PERIOD or item.value["end_time"] is None:
                continue
            before = _kind_before(items, at)
            if before == "modifier":
                continue  # 体温正常超过3日
            if at + 1 < len(items) and items[at + 1].kind == "so_far":
                if passage.period is None and passage.candidate is None and self.published:
                    self._begin(_published(self.published, items[at + 1]), main=False)
                passage.begun, passage.by_year = day_of(item.value)["start_time"], False
                if items[at + 1].value != SINCE:
                    passage.measure, passage.so_far = said("cumulative", items[at + 1]), True  # 8月27日以来，累计报告…
                continue
            if at + 1 < len(items) and items[at + 1].kind == "compare":
                continue  # 与5月份相比
            if before in COMPARED:
                if item.value["start_time"] is None or not spans_days(item.value):
                    passage.since = item.value["end_time"]
                elif COUNT in kinds and "change" not in kinds:
                    self._begin(item.value, main=False)  # 相比2012年5月发病例…: what it is compared with
            elif before == "until" and (day := _day_before(items, at)) is not None:
                self._begin({**item.value, "start_time": day["start_time"]}, main=True)  # 今日截至17时，新增…
            elif "until" in kinds or (_is_heading(item.value, items) and before not in TOLD_OF):
                self._begin(item.value, main=True)
            elif at < first_count and (before not in STORY | TOLD_OF or (before in STORY and is_of_months(item.value))):
                passage.candidate = item.value if before in LIMITS else day_of(item.value)
        if "this" in kinds and kinds.isdisjoint(COMPARED | {PERIOD, "now", "until"}):
            self._of_the_report(next(item for item in items if item.kind == "this"), begins=COUNT in kinds)
        if "occurs" in kinds:
            self._happened()
        if passage.candidate is not None and first_count < len(items) and self._names_a_count(items, kinds):
            self._begin(passage.candidate, main=passage.main is None and not passage.candidate.get("event"))
        if "year_so_far" in kinds:
            self._since_new_year(next(item for item in items if item.kind == "year_so_far"), kinds)

    def _names_a_count(self, items: Sequence[Item], kinds: set[str]) -> bool:
        """Whether a clause says what it counts, or by its unit that it counts incidents."""
        return not kinds.isdisjoint(NAMES_A_COUNT | TOLD) or any(item.unit in self.incidents for item in items)

    def _begin(self, period: Row, *, main: bool) -> None:
        """Start again under a time; a cut-off of the same sentence ends its day (截至下午五时，今日新增…)."""
        passage, limit = self.state.passage, self.state.passage.period
        near = passage.until and limit is not None and limit["start"] >= self._sentence()
        if near and limit and period["start_time"] and period["start_time"] < limit["end_time"] < period["end_time"]:
            period = {**period, "end_time": limit["end_time"]}
        passage.begin(period, at=len(self.state.records), main=main)

    def _of_the_report(self, word: Item, *, begins: bool) -> None:
        """本月 and the like go back to the report's own time; behind a cut-off they are of its month up to then."""
        passage, main = self.state.passage, self.state.passage.main
        if main is None or main is passage.period or main["end_time"] is None:
            return
        if main["start_time"] is not None and begins:
            self._begin(main, main=True)
        elif main["start_time"] is not None:
            passage.candidate = main  # 本月开展筛查，阳性41人
        elif begins and word.value == MONTH and (last := _day(main["end_time"])) is not None:
            first = (last - timedelta(days=main["end_time"].endswith(MIDNIGHT))).replace(day=1)
            self._begin({**main, "start_time": _midnight(first, main["end_time"])}, main=False)

    def _sentence(self) -> int:
        """Where the present sentence begins."""
        return self.state.sentences[-1] if self.state.sentences else 0

    def _since_new_year(self, words: Item, kinds: set[str]) -> None:
        """What is cumulative is so since the first of January of the year in force."""
        passage = self.state.passage
        told = (passage.period or {}).get("end_time") or self.published
        if told is None:
            return
        if passage.period is None:
            self._begin(_published(self.published, words), main=False)
        passage.by_year = True
        passage.begun = NEW_YEAR if told.startswith("-") else told[:YEAR] + NEW_YEAR[1:]
        if kinds.isdisjoint(LIMITS | {"measure", "change"}):
            passage.measure, passage.so_far = said("cumulative", words), True
        if COUNT in kinds and kinds.isdisjoint(LIMITS | {"measure"}):
            passage.start = passage.begun  # 今年该省报告133例

    def _happened(self) -> None:
        """An event: its hour and minute are not the moment of the counts, which are of its day (CONTRACT R33)."""
        passage = self.state.passage
        told = passage.candidate or passage.period
        if told is not None and told["start_time"] and spans_days(told):
            return  # 10月1日至18日先后发生…: what is counted is of all of them
        if passage.candidate is not None and passage.candidate["start_time"] is None:
            return  # 至15日7时，已发现11辆车坠入坡下
        if passage.candidate is not None:
            passage.candidate = {**day_of(passage.candidate, whole=True), "event": True}
            return
        period = passage.period
        if period is None or passage.until or passage.opened < len(self.state.records):
            return
        if period["start"] >= self._sentence():
            passage.main = None if passage.main is period else passage.main
            self._begin({**day_of(period, whole=True), "event": True}, main=False)

    def of_title(self, periods: Sequence[Row]) -> None:
        """A title that names the months or days of its report dates the counts of a text that names none."""
        titled = next((period for period in periods if period["start_time"] and spans_days(period)), None)
        if titled is not None:
            self.state.passage.candidate = {**titled, "start": BEFORE, "end": BEFORE, "via": TITLE}

    def aside(self, items: Sequence[Item]) -> None:
        """A bracket that holds nothing but a period (第14周（4月3日至9日），…) dates its sentence."""
        periods = [item.value for item in items if item.kind == PERIOD]
        alone = len(periods) == 1 and NUMBERS.issuperset(item.kind for item in items)
        if alone and periods[0]["start_time"] is not None:
            self.state.passage.candidate = periods[0]

    def scope_of_sentence(self, kinds: set[str]) -> None:
        """A sentence that names a scope of its own is not under the origin of the one before."""
        if not kinds.isdisjoint(OWN_SCOPE):
            self.state.passage.origins = []

    def end_of_sentence(self) -> None:
        """A day that no count of its sentence took is forgotten, unless the document has no other time yet."""
        passage = self.state.passage
        passage.begun = None
        if passage.period is not None:
            passage.candidate = None

    def _now(self, word: Item, kinds: set[str]) -> None:
        passage = self.state.passage
        if PERIOD in kinds:
            return
        happened = (passage.candidate or passage.period or {}).get("event")
        if self.published and passage.main is None and happened:
            self._begin(_published(self.published, word), main=False)
        elif passage.candidate is not None and len(self.state.records) == passage.sentence:
            # 印度卫生部2日公布，目前…: now is the day that the sentence itself names.
            self._begin(passage.candidate, main=False)
        elif passage.main is not None and (passage.main is not passage.period or passage.so_far):
            self._begin(passage.main, main=True)
        passage.now, passage.measure = word, None


def _kind_before(items: Sequence[Item], at: int) -> str:
    """The kind of the item before, past a word for the day itself (较当天上午9时)."""
    while at and items[at - 1].kind == "day":
        at -= 1
    return items[at - 1].kind if at else ""


def _day_before(items: Sequence[Item], at: int) -> Row | None:
    """The day right before a cut-off of the same day (今日|截至17时), or None."""
    if at < PAIR or items[at - PAIR].kind != PERIOD or items[at - PAIR].end != items[at - 1].start:
        return None
    day, limit = items[at - PAIR].value, items[at].value
    inside = day["start_time"] and day["start_time"] < limit["end_time"] <= day["end_time"]
    return day if inside and limit["start_time"] is None else None


def _is_heading(period: dict[str, Any], items: Sequence[Item]) -> bool:
    """Whether a period heads a bulletin: it has hours, or is a yesterday that stands alone."""
    numbers = re.findall(r"[0-9]+", period["text"])
    if not numbers:
        return len(items) == 1
    if len(numbers[0]) == 4:
        numbers = numbers[1:]
    return period["start_time"] is not None and len(numbers) > MONTH_AND_DAY and not spans_days(period)


def _published(published: str | None, words: Item) -> Row:
    """The end of the day of publication, which a word such as 目前 means where no other time is told."""
    end = date.fromisoformat(published) + timedelta(days=1) if published else None
    return {
        "start": words.start,
        "end": words.end,
        "text": "",
        "start_time": None,
        "end_time": end and end.isoformat() + MIDNIGHT,
    }


def day_of(period: Row, *, whole: bool = False) -> Row:
    """The day of a moment that is no cut-off: what is new is of the whole day; what is so far, up to the ``moment``.

    Parameters:
        period: the moment; a period that has a start already is returned as it is, but for ``whole``.
        whole: leave out the hours, as of an event.
    """
    start, end = period["start_time"], period["end_time"]
    if end is None or (start is not None and not whole):
        return period
    first, last = _day(start or end), _day(end)
    if first is None or last is None:
        return period
    if end.endswith(MIDNIGHT):
        last -= timedelta(days=1)
        first = first if start else last
    bounds = {"start_time": _midnight(first, end), "end_time": _midnight(last + timedelta(days=1), end)}
    return {**period, **bounds, "moment": bounds["end_time"] if whole else end}


def _day(moment: str) -> date | None:
    """The day of a moment; of a leap year where it names none."""
    return date.fromisoformat(moment.replace("-", LEAP, 1)[:DATE] if moment.startswith("-") else moment[:DATE])


def _midnight(day: date, like: str) -> str:
    """The beginning of a day, without a year where ``like`` has none."""
    written = day.isoformat()
    return ("-" + written[YEAR:] if like.startswith("-") else written) + MIDNIGHT


def is_of_months(period: Row) -> bool:
    """Whether a period is of whole months."""
    return all(str(period[name]).endswith(FIRST) for name in ("start_time", "end_time"))


def is_of_days(period: Row) -> bool:
    """Whether a period is of several days, told without hours."""
    numbers = [number for number in re.findall(r"[0-9]+", period["text"]) if len(number) != YEAR]
    return spans_days(period) and len(numbers) <= DAYS_ALONE


def spans_days(period: dict[str, Any]) -> bool:
    """Whether a period is of several whole days (1月26日至31日), as those of a patient's story are, too."""
    start, end = period["start_time"], period["end_time"]
    whole = start.endswith(MIDNIGHT) and end.endswith(MIDNIGHT) and not start.startswith("-")
    return whole and date.fromisoformat(start[:DATE]) + timedelta(days=1) < date.fromisoformat(end[:DATE])
