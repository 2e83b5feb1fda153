"""What a count counts: its metric, its measure, whom, and how they were found."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.case_attributes.claims import Said, assumed, said, said_by
from zh_tongbao.components.case_attributes.headings import spans_days
from zh_tongbao.components.case_attributes.items import BARE, Item
from zh_tongbao.components.case_attributes.numbers import MYRIAD
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import MEMORY, Record, State
from zh_tongbao.components.case_attributes.words import Words

NO_READING = Reading()
TOLL = "toll"
# Of a word that tells what an event led to (造成).


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
        """What is counted; None where nothing tells, or where it is not counted in this unit."""
        by_unit = self.metrics.by_unit.get(count.unit or "")
        if by_unit is not None:
            return said(by_unit, count)
        named = self._named(reading, total, count) or self._in_the_list(reading, count)
        if named is None or not self.metrics.units:
            return named
        metric = self.metrics.in_unit(named, count.unit)
        return metric if metric is None or metric == named else said(metric, named)

    def _in_the_list(self, reading: Reading, count: Item) -> Any:
        """What a count without a noun counts by its unit, in a list of things counted in it (死亡大牲畜35头、羊1.4万只)."""
        if reading.counted or not count.unit or len(self.records) <= self.passage.sentence:
            return None
        last = self.records[-1]["metric"]
        own = count.unit in self.metrics.units.get(last, ())
        other = self.records[-1]["unit"] != count.unit or bool(reading.places)  # 甲市（12公顷）、乙市（8公顷）
        return last if own and other and self.records[-1]["measure"] != "change" else None

    def _named(self, reading: Reading, total: Record | None, count: Item) -> Any:
        """What the words say that is counted; None where nothing tells."""
        if reading.event and not (reading.event == "under_observation" and reading.measure == "new" and reading.state):
            return reading.event
        if total is not None and reading.state is not None and reading.state == total["of"]:
            return total["metric"]
        cases = reading.state == self.metrics.default and not reading.measure
        if total is not None and cases and total["metric"] in self.metrics.outcomes:
            return total["metric"]  # 死亡病例6例为绥化市确诊病例3例、…
        if reading.state:
            return reading.state
        if total is not None and reading.change is not None and reading.compared and not reading.places:
            alike = self._alike(count)
            if alike is not None:
                return alike["metric"]
        if (
            total is not None
            and total["metric"] in self.metrics.mixed
            and reading.has_severity
            and self.metrics.default
        ):
            return said(self.metrics.default, reading.has_severity)
        if total is not None:
            told = reading.case or reading.has_severity or reading.places
            if told or reading.origin or reading.detected or reading.source:
                return total["metric"]
            return None if count.kind == BARE else total["metric"]
        header = self.records[self.passage.header] if self.passage.header is not None else None
        named = reading.case or reading.has_severity
        if named:
            if header is not None and header["metric"] in self.metrics.unsplit and not reading.has_severity:
                return header["metric"]
            return said(self.metrics.default, named) if self.metrics.default else None
        if count.kind == BARE:
            return None
        if (reading.change is not None and reading.compared) or reading.earlier is not None:
            alike = self._alike(count) or header
            if alike is not None:
                return alike["metric"]
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

    def _alike(self, count: Item) -> Record | None:
        """The last count of the sentence in that unit, of which a count without a noun is a change, or an earlier one."""
        told = self.records[max(self.passage.sentence, len(self.records) - MEMORY) :]
        return next((one for one in reversed(told) if one["unit"] == count.unit and one["measure"] != "change"), None)

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
        compared = reading.compared or self.passage.compared
        if reading.change is not None and (compared or reading.change < 0):
            return said("change", reading.changed or count)
        if metric in self.metrics.current:
            so_far = reading.measure == "cumulative" and not (reading.in_all or reading.already)
            word, event = None if reading.together else reading.measure, reading.event
            joined = word and event and word.end == event.start  # 累计|住院病例230例
            if so_far and (joined or metric in self.metrics.of_observed):
                return reading.measure
            return reading.measure if reading.measure == "current" else said("current", metric)
        if metric == "suspected" and (reading.in_all or (reading.apart and not reading.measure)):
            return said("current", metric)
        if reading.already and reading.of_day and reading.period and reading.period["start_time"]:
            return said_by("new", reading.period)
        own = reading.run or (reading.earlier if reading.change is None and not reading.compared else None)
        if own:
            return said("new", own)
        if (
            (reading.together or reading.in_all or reading.grown)
            and self.passage.period
            and self._over_a_range(reading)
        ):
            return said_by("new", self.passage.period)
        if reading.measure == "cumulative" and self._right_after():
            return said_by("new", self.passage.period or {})
        if reading.measure:
            if reading.measure == "current" and metric in self.metrics.outcomes:
                return said("cumulative", metric)
            return reading.measure
        if reading.day:
            return said("new", reading.day)
        if total is not None:
            staged = reading.has_severity if metric in self.metrics.staged else None
            if staged and metric == total["metric"] and total["measure"] == "cumulative":
                return total["measure"] if total["period"]["start"] else said("current", staged)
            if metric in self.metrics.outcomes and total["measure"] == "current":
                return said("cumulative", metric)
            dated = reading.period if reading.event else None
            if dated and dated["start_time"] and total["measure"] == "current" and metric not in self.metrics.current:
                return said_by("new", dated)  # 被困的13人中，2人于20日获救
            if total["measure"] != "change":
                return total["measure"]
        if metric in self.metrics.contacts:
            return said("cumulative", metric)
        window = self.passage.period is not None and not self.passage.until and not self.passage.now
        if metric == "suspected" and self.passage.now:
            return said("current", self.passage.now)
        known = self.passage.measure
        if known is None:
            landmark = count.modifier == "over" and count.value >= MYRIAD and reading.counted and reading.change is None
            acts = reading.acted and metric in self.metrics.outcomes
            bare = self._of_a_headline(reading, count)
            told = (acts or bare) and self.passage.period is None
            known = self._by_the_time("new" if told or (window and not landmark) else "cumulative")
        stock = (known == "cumulative" or reading.severity in self.metrics.current_grades) and not self._ranged()
        if metric in self.metrics.staged and reading.has_severity and not reading.state and stock:
            return said("current", reading.has_severity or metric)
        if (metric in self.metrics.outcomes or reading.conversion) and known == "current":
            if window and len(self.records) == self.passage.sentence:
                return self._by_the_time("new")
            return said("cumulative", metric)
        return known

    def _ranged(self) -> bool:
        """Whether the counts are of a range: of a report's days or months, or since a day that the text names."""
        return self._over_a_range() or (self.passage.start is not None and not self.passage.now)

    def _over_a_range(self, reading: Reading = NO_READING) -> bool:
        """Whether the time in force is a report's days or months, or the day of an event: a sum over it is new.

        What is told together (共) is so of a day without an hour, too.
        """
        period = self.passage.period
        if period is None or self.passage.now or period["start_time"] is None:
            return False
        return bool(period.get("event")) or spans_days(period) or (reading.together and "moment" not in period)

    def _of_a_headline(self, reading: Reading, count: Item) -> bool:
        """Whether a count is a toll of no date (致2死3伤; 造成4人死亡、2人受伤), which is new (CONTRACT R4, R24)."""
        if (count.kind == BARE and reading.event is not None) or (reading.reported and reading.reported.value == TOLL):
            return True
        last = self.records[-1] if len(self.records) > self.passage.sentence else None
        listed = last is not None and (last["unit"] is None) == (count.kind == BARE)
        return bool(
            listed and last and last["measure"] == "new" and last["period"]["end"] is None and self.metrics.units
        )

    def _right_after(self) -> bool:
        """Whether the sentence tells of an event and of no other moment: 5日17时发生…，已造成3人死亡 is new on that day (R24)."""
        period = self.passage.period
        if period is None or self.passage.now or not period.get("event") or spans_days(period):
            return False
        return bool(period["start"] >= self.passage.begins)

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
        inherited = (total["of"] or total["metric"]) if total else None
        if inherited in self.metrics.of_somebody:
            inherited = None
        return reading.state or inherited or self.passage.observed
