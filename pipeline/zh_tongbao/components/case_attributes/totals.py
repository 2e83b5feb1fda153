"""Which earlier count a list of parts speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import MEMORY, State
from zh_tongbao.components.case_attributes.words import Words

IMPORTED = frozenset({"imported", "imported_domestic"})


class Totals:
    """Find totals among the records so far.

    Parameters:
        state: where the parser stands.
        words: word lists of the vocabulary.
    """

    def __init__(self, state: State, words: Words):
        self.records = state.records
        self.others = state.others
        self.passage = state.passage
        self.metrics = words.metrics

    def latest_like(self, reading: Reading, least: int = 0) -> int | None:
        """Index of the latest total that counts what these words name: under the time in force, else before.

        Parameters:
            reading: the words.
            least: what the total must reach.
        """
        if reading.origin:
            named = self._latest_of_origin(reading, least)
            if named is not None:
                return named
        older: int | None = None
        for index in self._totals(reading):
            if self.records[index]["count"] < least:
                continue
            if index >= self.passage.opened:
                return index
            older = older or index
        return older if older is not None or not reading.case or reading.has_severity else self._graded(reading, least)

    def exactly(self, reading: Reading, count: int) -> int | None:
        """Index of the latest total that counts what these words name, and just so many."""
        named = self._latest_of_origin(reading, count) if reading.origin else None
        totals = self._totals(reading) if named is None else [named]
        return next((index for index in totals if self.records[index]["count"] == count), None)

    def _graded(self, reading: Reading, least: int) -> int | None:
        """Index of the last count of the cases, of whom a remark told the severity (47例，均为轻症。病例中已治愈38例)."""
        metric = reading.event or reading.state or self.metrics.default
        for index in range(len(self.records) - 1, max(-1, self.passage.previous - 1), -1):
            record = self.records[index]
            if record["parent"] is None and record["metric"] == metric and record["count"] >= least:
                return index
        return None

    def _latest_of_origin(self, reading: Reading, least: int) -> int | None:
        """Index of the latest count of the sentences before that has the origin named (输入性病例中; 新增本地病例分布在)."""
        metric: str | None = reading.event or reading.state or (self.metrics.default if reading.case else None)
        origins = IMPORTED if reading.origin_by_date else {reading.origin}
        for index in range(len(self.records) - 1, max(-1, len(self.records) - MEMORY), -1):
            record = self.records[index]
            if index in self.others:
                continue
            alike = record["metric"] == metric and record["origin"] in origins and record["severity"] is None
            told = record["relation"] in (None, "origin") and not record["derived"] and record["count"] >= least
            if alike and told and reading.measure in (None, record["measure"]):
                return index
        return None

    def beside(self, reading: Reading, total: int | None, count: int) -> int | None:
        """Index of the count that stands beside a list's total and is the whole of what a part of another kind counts.

        确诊1227例，死亡31例。其中武汉577例，死亡17例: 17 of the 31.
        """
        if not (reading.event or reading.state) or reading.conversion:
            return None
        found = self.latest_like(
            Reading(event=reading.event, state=reading.state, measure=reading.measure), least=count
        )
        since = self.passage.previous if total is None or total < self.passage.sentence else self.passage.sentence
        if found is None or found < since or self.records[found]["parent"] is not None:
            return None
        whole, other = self.records[found if total is None else total], self.records[found]
        return found if all(other[key] == whole[key] for key in ("place", "measure", "parent")) else None

    def _totals(self, reading: Reading) -> Iterator[int]:
        """Totals that count what these words name, latest first; a part by severity or outcome can be one."""
        metric: str | None = reading.event or reading.state
        if metric is None and (reading.case or reading.has_severity):
            metric = self.metrics.default
        for index in range(len(self.records) - 1, max(-1, len(self.records) - MEMORY), -1):
            record = self.records[index]
            if record["metric"] != metric or record["severity"] != reading.severity or record["derived"]:
                continue
            if record["measure"] == "change" or index in self.others:
                continue
            if record["parent"] is not None and record["relation"] not in ("severity", "other"):
                continue
            if not reading.measure or record["measure"] == reading.measure:
                yield index

    def of_count(self, count: int) -> int | None:
        """Index of the latest record with this count."""
        first = max(-1, len(self.records) - MEMORY)
        return next((i for i in range(len(self.records) - 1, first, -1) if self.records[i]["count"] == count), None)
