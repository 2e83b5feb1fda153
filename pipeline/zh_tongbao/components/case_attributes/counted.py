"""What a count counts: its metric, its measure, whom, and how they were found."""

from __future__ import annotations

from typing import Any

from zh_tongbao.components.case_attributes.claims import Said, assumed, said, said_by
from zh_tongbao.components.case_attributes.headings import spans_days
from zh_tongbao.components.case_attributes.items import BARE, COUNT, Item
from zh_tongbao.components.case_attributes.numbers import MYRIAD
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import MEMORY, Record, State
from zh_tongbao.components.case_attributes.words import Words

NOTHING: Record = dict.fromkeys(("measure", "unit"))


class Counted:
    """Decide what is counted, from the reading, the total, and what the passage said before.

    Parameters:
        state: where the parser stands.
        words: word lists of the vocabulary.
    """

    def __init__(self, state: State, words: Words):
        self.records = state.records
        self.text = state.text
        self.passage = state.passage
        self.words = words
        self.metrics = words.metrics

    def metric(self, reading: Reading, total: Record | None, count: Item) -> Any:
        """What is counted; None where nothing tells, or where it is not counted in this unit."""
        by_unit = self.metrics.by_unit.get(count.unit or "")
        if by_unit is None and count.unit in self.words.event_units and self.words.outbreak.match(self.text, count.end):
            by_unit = next(iter(self.metrics.by_unit.values()), None)
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
        own = count.unit in self.metrics.units.get(last, ()) and self.records[-1]["unit"] != count.unit
        return last if own else None

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
        if reading.involved and not reading.has_severity and self._in_an_outbreak():
            return said(self.metrics.default, reading.involved) if self.metrics.default else None
        apart = total is None or total["metric"] in self.metrics.staged | set(self.metrics.by_unit.values())
        if reading.ill and apart and count.kind == COUNT and self.metrics.default:
            return said(self.metrics.default, reading.ill)
        if total is not None and total["metric"] in self.metrics.by_unit.values():
            total = None  # people are no part of outbreaks
        if total is not None:
            told = reading.case or reading.has_severity or reading.places
            if told or reading.origin or reading.detected or reading.source:
                return total["metric"]
            return None if count.kind == BARE else total["metric"]
        header = self.records[self.passage.header] if self.passage.header is not None else None
        if header is not None and header["metric"] in self.metrics.by_unit.values():
            header = None  # outbreaks: a count in another unit is none of them
        named = reading.case or reading.has_severity
        if named:
            if header is not None and header["metric"] in self.metrics.unsplit and not reading.has_severity:
                return header["metric"]
            return said(self.metrics.default, named) if self.metrics.default else None
        if count.kind == BARE:
            return None
        base = self.passage.base(count.unit) if reading.change is not None else None
        if base is not None:
            return base["metric"]
        last = self.records[-1] if len(self.records) > self.passage.sentence else NOTHING
        if reading.change is not None and last["measure"] == "change" and last["unit"] == count.unit:
            return last["metric"]  # 与5月份比较，百日咳病例减少6214例，布病增加315例
        if reading.change is not None and (reading.compared or self.passage.compared):
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
        first = self.records[self.passage.sentence] if len(self.records) > self.passage.sentence else None
        if header is None and first is not None and first["metric"] not in self.metrics.by_unit.values():
            header = first  # 山东新增64例，青岛市39例、…
        ended = header is not None and header["metric"] in self.metrics.outcomes
        if header is not None and (self._lists(reading) or reading.described) and not (ended and reading.measure):
            return header["metric"]
        by_unit = self.metrics.default and (reading.measure or reading.reported or reading.period)
        return said(self.metrics.default, count) if self.metrics.default and by_unit else None

    def _alike(self, count: Item) -> Record | None:
        """The last count of the sentence in that unit, of which a number without a noun is a change (起火90起、死亡12人，减少6起、3人)."""
        told = self.records[max(self.passage.sentence, len(self.records) - MEMORY) :]
        return next((one for one in reversed(told) if one["unit"] == count.unit and one["measure"] != "change"), None)

    def _in_an_outbreak(self) -> bool:
        """Whether this sentence or the one before has counted outbreaks, in which people can be involved."""
        told = self.records[max(self.passage.previous, len(self.records) - MEMORY) :]
        return any(record["metric"] in self.metrics.by_unit.values() for record in told)

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
            or reading.period
            or reading.origin
            or reading.detected
        )

    def are_cases(self, reading: Reading, count: Item, total: Record) -> bool:
        """Whether contacts in a list of parts are those of the cases who were contacts (新增3例，其中密切接触者2例)."""
        if (
            reading.state not in self.metrics.contacts
            or reading.met
            or reading.event
            or reading.measure
            or reading.places
        ):
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
            of_new = total is not None and total["measure"] == "new" and total["metric"] in self.metrics.staged
            if of_new and total is not None and not reading.measure and self._admitted(reading):
                return total["measure"]  # 新增15例，其中住院3例: those of the 15
            return reading.measure if reading.measure == "current" else said("current", metric)
        if metric == "suspected" and (reading.in_all or (reading.apart and not reading.measure)):
            return said("current", metric)
        if reading.already and reading.of_day and reading.period and reading.period["start_time"]:
            return said_by("new", reading.period)
        own = (
            reading.run
            or reading.last_hours
            or (reading.earlier if reading.change is None and not reading.compared else None)
        )
        if own:
            return said("new", own)
        if (reading.together or reading.in_all or reading.grown) and self.passage.period and self._over_a_range():
            return said_by("new", self.passage.period)
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
            if metric in self.metrics.sole and self._since(total):
                return self._by_the_time("cumulative")
            if total["measure"] == "cumulative" and reading.period is not None and reading.period["start_time"]:
                return said_by("new", reading.period)  # 累计300例，其中8月报告50例
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
            landmark = landmark and not self._over_a_range()
            acts = reading.acted and metric in self.metrics.outcomes
            tolled = reading.state is not None and reading.state.start == count.end
            bare = count.kind == BARE and (reading.event is not None or tolled)
            told = (acts or bare or self._befell(count)) and self.passage.period is None
            known = self._by_the_time("new" if told or (window and not landmark) else "cumulative")
        if metric in self.metrics.acts | self.metrics.sole and known == "current":
            return said("cumulative", metric)
        stock = (known == "cumulative" or reading.severity in self.metrics.current_grades) and not self._ranged()
        denied = count.kind == "zero" and reading.reported and known == "new"  # 新增236例，…，未报告重症病例
        if metric in self.metrics.staged and reading.has_severity and not reading.state and stock and not denied:
            return said("current", reading.has_severity or metric)
        if (metric in self.metrics.outcomes or reading.conversion) and known == "current":
            if window and len(self.records) == self.passage.sentence:
                return self._by_the_time("new")
            if count.kind == "zero" and self._ends_with_the_window():
                return self._by_the_time("new")
            return said("cumulative", metric)
        return known

    def _befell(self, count: Item) -> bool:
        """Whether a headline tells how many something befell (致43人中毒), or goes on so (致43人中毒1人死亡)."""
        if self.text.endswith(self.words.toll_leads, 0, count.start):
            return True
        last = self.records[-1] if len(self.records) > self.passage.sentence else NOTHING
        return bool(last["measure"] == "new" and count.unit == last["unit"] is not None)

    def _admitted(self, reading: Reading) -> bool:
        """Whether the event is that people were taken into hospital, and not that they are there (在院)."""
        event = reading.event
        return event is not None and self.text[event.start : event.end] in self.words.admitted and not self.passage.now

    def _since(self, total: Record) -> bool:
        """Whether a cut-off has been told since what a total counts as new (中毒10人。截至15日9时，10人中1人死亡)."""
        passage = self.passage
        until = passage.until and passage.period is not None and total["measure"] == "new"
        return until and any(
            total is record for record in self.records[max(0, passage.opened - MEMORY) : passage.opened]
        )

    def _ranged(self) -> bool:
        """Whether the counts are of a range: of a report's days or months, or since a day that the text names."""
        return self._over_a_range() or (self.passage.start is not None and not self.passage.now)

    def _over_a_range(self) -> bool:
        """Whether the time in force is a report's days or months, or the day of an event: a sum over it is new."""
        period = self.passage.period
        if period is None or self.passage.now or period["start_time"] is None:
            return False
        return bool(period.get("event")) or spans_days(period)

    def _ends_with_the_window(self) -> bool:
        """Whether none died, behind those in hospital, in a window that the text has named (5月14日…住院6例，无死亡)."""
        if not self.records or self.records[-1]["metric"] not in self.metrics.current:
            return False
        window, period = self.passage.window, self.passage.period
        return window is not None and period is not None and window["end_time"] == period["end_time"]

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
