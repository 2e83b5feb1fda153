"""What is left of a total (其余…): the counts before it are parts, and the remainder is one, written or computed."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MEMORY, PART, Scope, State

PAIR = 2


class Remainders:
    """Make parts of what a remainder leaves, and compute it where it has no number.

    Parameters:
        state: where the parser stands.
        build: makes and finds records.
    """

    def __init__(self, state: State, build: Builder):
        self.state = state
        self.build = build

    def rest(self, items: Sequence[Item], made: Sequence[int]) -> None:
        """其余…: what the sentence counted before are parts, and what is left is one too.

        Parameters:
            items: the clause.
            made: records of the clause itself; where there are none, the remainder is computed.
        """
        scope = self.state.scope
        word = next(item for item in items if item.kind == "rest")
        if scope.kind in (PART, BRACKET):
            if not made and scope.total is not None:
                divided = self._divided(scope.first)
                for total in divided if scope.total in divided else [scope.total]:
                    self._remainder(word, items, total, since=scope.first)
            return
        totals = self._gather(word)
        if made and not totals:
            self._of_before(word)
        if not made:
            for total in totals:
                self._remainder(word, items, total, since=len(self.state.records))

    def _divided(self, first: int) -> list[int]:
        """The totals that the records of a list are parts of (3例确诊病例和9例无症状感染者在…发现，其余…), which stand before it."""
        parents = {record["parent"] for record in self.state.records[first:]} - {None}
        return sorted(parent for parent in parents if parent < first)

    def _gather(self, word: Item) -> list[int]:
        """Make parts of the sentence's counts that an earlier count of it must be the total of; return those totals."""
        records, first = self.state.records, self.state.passage.sentence
        first = max(first, len(records) - MEMORY // 10)
        rows = [
            index
            for index in range(first, len(records))
            if records[index]["parent"] is None and not records[index]["derived"] and index not in self.state.others
        ]
        totals: dict[int, int] = {}
        for row in rows:
            part = records[row]
            for total in reversed(rows):
                whole = records[total]
                if total >= row or whole["parent"] is not None or whole["count"] < part["count"] + totals.get(total, 0):
                    continue
                if part["place"] != whole["place"]:
                    continue
                if part["measure"] == whole["measure"] and part["metric"] == whole["metric"]:
                    part["relation"] = "detected" if part["detected"] else "source" if part["source"] else "other"
                elif part["metric"] in self.build.metrics.of_somebody and part["of"] == whole["metric"]:
                    part["relation"] = "other"
                else:
                    continue
                part.update(parent=total, mark=word)
                totals[total] = totals.get(total, 0) + part["count"]
                break
        for total in totals:
            self._deaths(total, totals[total], rows, word)
        return list(totals)

    def _of_before(self, word: Item) -> None:
        """Make the sentence's counts of somebody parts of an earlier count of those, where they add up (3人受伤。1人已出院，其余2人…)."""
        records, first = self.state.records, self.state.passage.sentence
        parts = [one for one in records[first:] if one["parent"] is None and not one["derived"]]
        of = {one["of"] for one in parts}
        if len(parts) < PAIR or len(parts) > MEMORY // 10 or None in of or len(of) > 1:
            return
        whole = next(
            (
                index
                for index in range(first - 1, max(-1, first - MEMORY // 10), -1)
                if records[index]["metric"] in of and records[index]["parent"] is None
            ),
            None,
        )
        if whole is None or records[whole]["count"] != sum(one["count"] for one in parts):
            return
        if all(one["place"] == records[whole]["place"] for one in parts):
            for one in parts:
                one.update(parent=whole, relation="other", mark=word)

    def _deaths(self, total: int, told: int, rows: Sequence[int], word: Item) -> None:
        """Make the deaths part of the cases where only they are missing in the sum (162例，死亡2例，出院89例，其余71例在院)."""
        records = self.state.records
        whole, outcomes = records[total], self.build.metrics.outcomes
        ended = [records[row] for row in rows if row > total and records[row]["metric"] in outcomes]
        dead = [record for record in ended if record["parent"] is None and record["place"] == whole["place"]]
        if whole["metric"] not in outcomes and told + sum(record["count"] for record in dead) == whole["count"]:
            for record in dead:
                record.update(parent=total, relation="other", mark=word)

    def _remainder(self, word: Item, items: Sequence[Item], total: int, *, since: int) -> None:
        """Append what is left of a total; those who were moved from another state are a part only in the list itself."""
        reading = read(items)
        if not (reading.detected or reading.origin or reading.has_severity or reading.places or reading.source):
            return
        whole = self.state.records[total]
        if whole["measure"] == "change":
            return
        parts = [
            record
            for index, record in enumerate(self.state.records[total + 1 :], start=total + 1)
            if record["parent"] == total
            and record["metric"] == whole["metric"]
            and record["measure"] != "change"
            and (record["relation"] != "conversion" or index >= since)
        ]
        left = whole["count"] - sum(record["count"] for record in parts)
        if parts and left > 0:
            self.build.derived(word, left, reading, Scope(PART, total=total, mark=word))
