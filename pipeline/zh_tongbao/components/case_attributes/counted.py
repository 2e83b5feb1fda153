"""What a count counts: its metric, its measure, whom, and how they were found."""

from __future__ import annotations

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

    def metric(self, reading: Reading, total: Record | None, count: Item) -> str | None:
        """What is counted; None where nothing tells."""
        if reading.event and not (reading.event == "under_observation" and reading.measure == "new" and reading.state):
            return reading.event
        if total is not None and reading.state is not None and reading.state == total["of"]:
            return str(total["metric"])
        cases = reading.state == self.metrics.default and bool(reading.places)
        if total is not None and cases and total["metric"] in self.metrics.outcomes:
            return str(total["metric"])  # 死亡病例6例为绥化市确诊病例3例、…
        if reading.state:
            return reading.state
        if total is not None:
            named = reading.case or reading.has_severity or reading.places
            if named or reading.origin or reading.detected or reading.source:
                return str(total["metric"])
            return None if count.kind == BARE else str(total["metric"])
        header = self.records[self.passage.header] if self.passage.header is not None else None
        if reading.case or reading.has_severity:
            if header is not None and header["metric"] in self.metrics.unsplit and not reading.has_severity:
                return str(header["metric"])
            return self.metrics.default
        if count.kind == BARE:
            return None
        if reading.change is not None and reading.compared and header is not None:
            return str(header["metric"])
        before = self._clause_before(count, reading)
        if before is not None:
            return before
        if count.unit not in self.words.case_units:
            return None
        lead = self.passage.lead
        if reading.detected and lead is not None:
            return str(self.records[lead]["metric"])
        if header is None and len(self.records) > self.passage.sentence:
            header = self.records[self.passage.sentence]  # 山东新增64例，青岛市39例、…
        ended = header is not None and header["metric"] in self.metrics.outcomes
        if header is not None and (self._lists(reading) or reading.described) and not (ended and reading.measure):
            return str(header["metric"])
        return self.metrics.default if reading.measure or reading.reported else None

    def _clause_before(self, count: Item, reading: Reading) -> str | None:
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
        return None if again else str(last["metric"])

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

    def measure(self, reading: Reading, metric: str, total: Record | None, count: Item) -> str:
        """Whether a count is new, cumulative, current or a change."""
        if reading.change is not None and (reading.compared or reading.change < 0):
            return "change"
        if metric in self.metrics.current:
            so_far = reading.measure == "cumulative" and not (reading.in_all or reading.already)
            return "cumulative" if so_far and metric in self.metrics.of_observed else "current"
        if metric == "suspected" and (reading.in_all or (reading.apart and not reading.measure)):
            return "current"
        if reading.already and reading.of_day and reading.period and reading.period["start_time"]:
            return "new"
        if reading.measure:
            return "cumulative" if reading.measure == "current" and metric in self.metrics.outcomes else reading.measure
        if reading.day:
            return "new"
        if total is not None:
            staged = metric in self.metrics.staged and reading.has_severity
            if staged and metric == total["metric"] and total["measure"] == "cumulative":
                return "current"
            if metric in self.metrics.outcomes and total["measure"] == "current":
                return "cumulative"
            return str(total["measure"])
        if metric in self.metrics.contacts:
            return "cumulative"
        window = self.passage.period is not None and not self.passage.until and not self.passage.now
        if metric == "suspected" and self.passage.now:
            return "current"
        known = self.passage.measure
        if known is None:
            landmark = count.modifier == "over" and count.value >= MYRIAD and reading.counted and reading.change is None
            told = reading.acted and metric in self.metrics.outcomes and self.passage.period is None
            known = "new" if told or (window and not landmark) else "cumulative"
        stock = known == "cumulative" or reading.severity in self.metrics.current_grades
        if metric in self.metrics.staged and reading.has_severity and not reading.state and stock:
            return "current"
        if (metric in self.metrics.outcomes or reading.conversion) and known == "current":
            return "new" if window and len(self.records) == self.passage.sentence else "cumulative"
        return known

    def detected(self, reading: Reading, metric: str) -> str | None:
        """How the counted cases were found."""
        if metric in self.metrics.contacts:
            return None
        return reading.detected or ("quarantine" if reading.isolated else None)

    def of(self, reading: Reading, metric: str, total: Record | None) -> str | None:
        """Whom a metric such as discharged or released counts; None where that is not said, or is no state of its own."""
        whom = self._whom(reading, metric, total)
        return whom if whom in self.metrics.whom else None

    def _whom(self, reading: Reading, metric: str, total: Record | None) -> str | None:
        if metric in self.metrics.of:
            return reading.state or (total or {}).get("of") or self.metrics.of[metric]
        inherited = (total or {}).get("of") or ((total or {}).get("metric") if total else None)
        if inherited in self.metrics.of_somebody:
            inherited = None
        return reading.state or inherited or self.passage.observed
