"""Time expressions as headings: which one governs the counts behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.scopes import TOP, State

COUNTED = frozenset({COUNT, BARE, "zero"})
NAMES_A_METRIC = frozenset({"state", "event", "case", "severity", "conversion", "new_state"})
NAMES_A_COUNT = NAMES_A_METRIC | {"measure"}
COMPARED = frozenset({"than", "compare"})
STORY = frozenset({"from_day"})
MONTH_AND_DAY = 2
MIDNIGHT = "T00:00"
DATE = len("2022-04-03")
TOLD_OF = frozenset({"case"})
# A patient (患者1月18日至22日在外地出差).
OWN_SCOPE = frozenset({"day", "now", "area", PLACE})
HEADING = frozenset({PERIOD, "new_scope", "now"})


class Headings:
    """Let time expressions begin passages.

    - A cut-off (截至4月2日24时), a day with its hours and a span of days begin a passage: the report's own time.
    - A day without hours (4月6日，我市新增…; 3月26日发布) begins one with the first count of its sentence, and only then: the
      dates of a patient's story have no counts behind them.
    - 目前 goes back to the report's own time. 较9日13时 is only where what is new begins; 8月27日以来 only where what is
      cumulative begins.

    Parameters:
        state: where the parser stands.
        incidents: the units whose counts need no name.
    """

    def __init__(self, state: State, incidents: Collection[str] = ()):
        self.state = state
        self.incidents = incidents

    def read(self, items: Sequence[Item], kinds: set[str]) -> None:
        """Let the clause's time expressions begin a passage, or wait for the counts of their sentence."""
        passage, at_record = self.state.passage, len(self.state.records)
        if self.state.scope.kind != TOP:
            return
        if "new_scope" in kinds:
            passage.origins, passage.now = [], None
            passage.measure = None if passage.measure == "current" else passage.measure
        if "now" in kinds:
            self._now(next(item for item in items if item.kind == "now"), kinds)
        first_count = next((at for at, item in enumerate(items) if item.kind in COUNTED), len(items))
        for at, item in enumerate(items):
            if item.kind != PERIOD or item.value["end_time"] is None:
                continue
            before = _kind_before(items, at)
            if before == "modifier":
                continue  # 体温正常超过3日
            if at + 1 < len(items) and items[at + 1].kind == "so_far":
                passage.measure, passage.so_far = said("cumulative", items[at + 1]), True  # 8月27日以来，累计报告…
                continue
            if before in COMPARED:
                passage.since = item.value["end_time"]
            elif "until" in kinds or (_is_heading(item.value, items) and before not in TOLD_OF):
                passage.begin(item.value, at=at_record, main=True)
            elif at < first_count and before not in STORY | TOLD_OF:
                passage.candidate = item.value
        named = not kinds.isdisjoint(NAMES_A_COUNT) or any(item.unit in self.incidents for item in items)
        if passage.candidate is not None and first_count < len(items) and named:
            passage.begin(passage.candidate, at=at_record, main=passage.main is None)

    def aside(self, items: Sequence[Item]) -> None:
        """A bracket that holds nothing but a period (第14周（4月3日至9日），…) dates its sentence."""
        if len(items) == 1 and items[0].kind == PERIOD and items[0].value["start_time"] is not None:
            self.state.passage.candidate = items[0].value

    def scope_of_sentence(self, kinds: set[str]) -> None:
        """A sentence that names a scope of its own is not under the origin of the one before."""
        if not kinds.isdisjoint(OWN_SCOPE):
            self.state.passage.origins = []

    def end_of_sentence(self) -> None:
        """A day that no count of its sentence took is forgotten, unless the document has no other time yet."""
        passage = self.state.passage
        if passage.period is not None:
            passage.candidate = None

    def _now(self, word: Item, kinds: set[str]) -> None:
        passage = self.state.passage
        if PERIOD in kinds:
            return
        if passage.candidate is not None and len(self.state.records) == passage.sentence:
            # 印度卫生部2日公布，目前…: now is the day that the sentence itself names.
            passage.begin(passage.candidate, at=len(self.state.records), main=False)
        elif passage.main is not None and (passage.main is not passage.period or passage.so_far):
            passage.begin(passage.main, at=len(self.state.records), main=True)
        passage.now, passage.measure = word, None


def _kind_before(items: Sequence[Item], at: int) -> str:
    """The kind of the item before, past a word for the day itself (较当天上午9时)."""
    while at and items[at - 1].kind == "day":
        at -= 1
    return items[at - 1].kind if at else ""


def _is_heading(period: dict[str, Any], items: Sequence[Item]) -> bool:
    """Whether a period heads a bulletin: it has hours, or is a yesterday that stands alone."""
    numbers = re.findall(r"[0-9]+", period["text"])
    if not numbers:
        return len(items) == 1
    if len(numbers[0]) == 4:
        numbers = numbers[1:]
    return period["start_time"] is not None and len(numbers) > MONTH_AND_DAY and not _spans_days(period)


def _spans_days(period: dict[str, Any]) -> bool:
    """Whether a period is of several whole days (1月26日至31日), as those of a patient's story are, too."""
    start, end = period["start_time"], period["end_time"]
    whole = start.endswith(MIDNIGHT) and end.endswith(MIDNIGHT) and not start.startswith("-")
    return whole and date.fromisoformat(start[:DATE]) + timedelta(days=1) < date.fromisoformat(end[:DATE])
