"""What a count counts: its metric, its measure, whom, and how they were found."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.case_attributes.claims import Said, assumed, said, said_by
from zh_tongbao.components.case_attributes.items import BARE, Item
from zh_tongbao.components.case_attributes.numbers import MYRIAD
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import Record, State
from zh_tongbao.components.case_attributes.words import Words


class Counted:
    """Decide what is counted, from the reading, the total, and what the passage said before.

    Parameters:
        state: where the parser stands.
        words: word lists of the vocabulary.
    """

    def __init__(self, state: State, words: Words):
        self.records = state.records
        self.passage = state.passage
        self.words = words
        self.metrics = words.metrics

    def metric(self, reading: Reading, total: Record | None, count: Item) -> Any:
        """What is counted; None where nothing tells."""
        if reading.event and not (reading.event == "under_observation" and reading.measure == "new" and reading.state):
            return reading.event
        if total is not None and reading.state is not None and reading.state == total["of"]:
            return total["metric"]
        cases = reading.state == self.metrics.default and not reading.measure
        if total is not None and cases and total["metric"] in self.metrics.outcomes:
            return total["metric"]  # 死亡病例6例为绥化市确诊病例3例、…
        if reading.state:
            return reading.state
        if total is not None:
            named = reading.case or reading.has_severity or reading.places
            if named or reading.origin or reading.detected or reading.source:
                return total["metric"]
            return None if count.kind == BARE else total["metric"]
        header = self.records[self.passage.header] if self.passage.header is not None else None
        if reading.case or reading.has_severity:
            if header is not None and header["metric"] in self.metrics.unsplit and not reading.has_severity:
                return header["metric"]
            named_by = reading.case or reading.has_severity
            return said(self.metrics.default, named_by) if self.metrics.default and named_by else None
        if count.kind == BARE:
            return None
        if reading.change is not None and reading.compared and header is not None:
            return header["metric"]
        before = self._clause_before(count, reading)
        if before is not None:
            return before
        if count.unit not in self.words.case_units:
            return None
        lead = self.passage.lead
        if reading.detected and lead is not None:
            return self.records[lead]["metric"]
        if header is None and len(self.records) > self.passage.sentence:
            header = self.records[self.passage.sentence]  # 山东新增64例，青岛市39例、…
        ended = header is not None and header["metric"] in self.metrics.outcomes
        if header is not None and (self._lists(reading) or reading.described) and not (ended and reading.measure):
            return header["metric"]
        by_unit = self.metrics.default and (reading.measure or reading.reported)
        return said(self.metrics.default, count) if self.metrics.default and by_unit else None

    def _clause_before(self, count: Item, reading: Reading) -> Any:
        """What a count without a noun counts (新增死亡135例，累计988例): what the count before it in the sentence does."""
        if not self.records or len(self.records) <= self.passage.sentence or reading.places:
            return None
        last = next((record for record in reversed(self.records) if not record["derived"]), self.records[0])
        while last["parent"] is not None:
            last = self.records[last["parent"]]
        if (last["unit"] not in (None, count.unit) and not reading.day) or not (
            reading.measure or reading.reached or reading.compared
        ):
            return None
        again = last["measure"] == reading.measure and not reading.reached
        return None if again else last["metric"]

    def _lists(self, reading: Reading) -> bool:
        """Whether a reading says of which of the counted cases it speaks, and nothing else."""
        return bool(
            reading.places
            or reading.source
            or reading.sourced
            or reading.category
            or reading.origin
            or reading.detected
        )

    def are_cases(self, reading: Reading, count: Item, total: Record) -> bool:
        """Whether contacts in a list of parts are those of the cases who were contacts (新增3例，其中密切接触者2例)."""
        if reading.state not in self.metrics.contacts or reading.event or reading.measure or reading.places:
            return False
        cases = count.unit in self.words.case_units and count.value <= total["count"]
        return cases and total["metric"] in self.metrics.staged

    def measure(self, reading: Reading, metric: Said, total: Record | None, count: Item) -> Any:
        """Whether a count is new, cumulative, current or a change."""
        if reading.change is not None and (reading.compared or reading.change < 0):
            return said("change", reading.changed or count)
        if metric in self.metrics.current:
            so_far = reading.measure == "cumulative" and not (reading.in_all or reading.already)
            joined = (
                so_far and reading.measure and reading.event and reading.measure.end == reading.event.start
            )  # 累计|住院病例230例
            if so_far and (joined or metric in self.metrics.of_observed):
                return reading.measure
            return reading.measure if reading.measure == "current" else said("current", metric)
        if metric == "suspected" and (reading.in_all or (reading.apart and not reading.measure)):
            return said("current", metric)
        if reading.already and reading.of_day and reading.period and reading.period["start_time"]:
            return said_by("new", reading.period)
        if reading.measure:
            if reading.measure == "current" and metric in self.metrics.outcomes:
                return said("cumulative", metric)
            return reading.measure
        if reading.day:
            return said("new", reading.day)
        if total is not None:
            staged = metric in self.metrics.staged and reading.has_severity
            if staged and reading.has_severity and metric == total["metric"] and total["measure"] == "cumulative":
                return said("current", reading.has_severity)
            if metric in self.metrics.outcomes and total["measure"] == "current":
                return said("cumulative", metric)
            return total["measure"]
        if metric in self.metrics.contacts:
            return said("cumulative", metric)
        window = self.passage.period is not None and not self.passage.until and not self.passage.now
        if metric == "suspected" and self.passage.now:
            return said("current", self.passage.now)
        known = self.passage.measure
        if known is None:
            landmark = count.modifier == "over" and count.value >= MYRIAD and reading.counted and reading.change is None
            told = reading.acted and metric in self.metrics.outcomes and self.passage.period is None
            known = self._by_the_time("new" if told or (window and not landmark) else "cumulative")
        stock = known == "cumulative" or reading.severity in self.metrics.current_grades
        if metric in self.metrics.staged and reading.has_severity and not reading.state and stock:
            return said("current", reading.has_severity or metric)
        if (metric in self.metrics.outcomes or reading.conversion) and known == "current":
            if window and len(self.records) == self.passage.sentence:
                return self._by_the_time("new")
            return said("cumulative", metric)
        return known

    def _by_the_time(self, measure: str) -> Said:
        """The measure that follows from the time in force; nothing says it where there is none."""
        period = self.passage.period
        return said_by(measure, period) if period is not None else assumed(measure)

    def detected(self, reading: Reading, metric: str) -> str | None:
        """How the counted cases were found."""
        if metric in self.metrics.contacts:
            return None
        return reading.detected or (said("quarantine", reading.isolated) if reading.isolated else None)

    def of(self, reading: Reading, metric: Said, total: Record | None) -> str | None:
        """Whom a metric such as discharged or released counts; None where that is not said, or is no state of its own."""
        whom = self._whom(reading, metric, total)
        return whom if whom in self.metrics.whom else None

    def _whom(self, reading: Reading, metric: Said, total: Record | None) -> str | None:
        if metric in self.metrics.of:
            return reading.state or (total or {}).get("of") or said(self.metrics.of[metric], metric)
        inherited = (total or {}).get("of") or ((total or {}).get("metric") if total else None)
        if inherited in self.metrics.of_somebody:
            inherited = None
        return reading.state or inherited or self.passage.observed
