"""Clauses without a count that say something of the counts before them (均为境外输入病例; 均在北海市; 属轻型)."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.amending import Amender
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.lookahead import counts_no_more
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MEMORY, State

ALL = frozenset({"all", "all_source"})
SENT = frozenset({PLACE, "origin"})
DESCRIBES = frozenset({"severity"})
APART = frozenset({"severity", "detected"})
# How parts are told apart that lie where their total does.
ALONE = (frozenset({PLACE}), frozenset({"origin"}))
# A word of a bracket's own that says where, or from where (（郑州市，俄罗斯输入）; （本土，宁波市报告）).


class Remarks:
    """Complete records from remarks.

    Parameters:
        state: where the parser stands.
        amender: changes records.
    """

    def __init__(self, state: State, amender: Amender):
        self.state = state
        self.amender = amender

    def read(
        self, body: Sequence[Item], kinds: set[str], separator: str, chain: Sequence[int], *, begins: bool
    ) -> None:
        """Let one clause complete the records that it speaks of.

        Parameters:
            body: the clause's items.
            kinds: their kinds.
            separator: the kind of what ends the clause.
            begins: whether the clause begins its sentence.
            chain: the counts that were joined right before (A例和B例，均在…).
        """
        scope = self.state.scope
        fresh = scope.kind == BRACKET and scope.last is None
        target = scope.total if fresh else scope.last
        if target is None or "rest" in kinds:
            return
        if "ordinal" in kinds and self.state.records[target]["count"] != 1:
            return  # 1737例（西藏首例确诊病例） tells of one of them
        reading = self.amender.build.origins.inside(self._said(body, kinds), self.state.records[target])
        if "all_above" in kinds and begins:
            self._all_above(reading)
            return
        contacts = self.amender.build.metrics.contacts
        told = target >= self.state.passage.sentence or fresh
        if told and self._is_placed(body, target):
            self.amender.amend(target, reading, deep=False)
        elif "all_source" in kinds and not reading.places:
            self.amender.amend_source(self.state.passage.segment, target, reading)
        elif not kinds.isdisjoint(ALL) and (told or begins):
            if begins and not told:
                reading = reading.copy(severity=None, has_severity=None)  # a sentence of its own, about all patients
            self._all(target, reading, chain, own=fresh)
        elif (
            (fresh and separator == "close")
            or (fresh and len(body) == 1 and self._is_alone(body[0], target))
            or (kinds == DESCRIBES and scope.kind == BRACKET and target >= self.state.passage.sentence)
            or (body[0].kind == "being" and told)
        ):
            self.amender.amend(target, reading, deep=False)
        elif reading.detected and told and self.amender.records[target]["metric"] not in contacts:
            self.amender.amend(target, Reading(detected=reading.detected), deep=False)
        elif told and (reading.source is not None or (kinds == SENT and reading.origin_by_date)):
            self.amender.amend(target, reading, deep=False)
        elif "is" in kinds and reading.conversion and told:
            self.amender.amend(
                target, Reading(conversion=reading.conversion, converted_from=reading.converted_from), deep=False
            )
        elif "is" in kinds and reading.has_severity and told:
            self.amender.amend(target, Reading(severity=reading.severity, has_severity=reading.has_severity), deep=True)

    def _said(self, body: Sequence[Item], kinds: set[str]) -> Reading:
        """What the clause says of those counted: not where their contacts are from, and nothing where it leaves a choice (轻型或普通型)."""
        reading = read(body)
        if "contact_of" in kinds:
            reading = reading.copy(state=None, places=(), origin=None, origin_by_date=False, sender=None)
        if len({item.value for item in body if item.kind == "severity"}) > 1:
            reading = reading.copy(severity=None, has_severity=None)
        if len({item.value for item in body if item.kind == "detected"}) > 1:
            reading = reading.copy(detected=None)
        return reading

    def _is_placed(self, body: Sequence[Item], target: int) -> bool:
        """Whether a clause says where its count is (在云南), or which part of the place reported it (珠海报告)."""
        kinds = [item.kind for item in body]
        if kinds == [PLACE, "report"]:
            return body[0].value["adcode"] is not None and self.amender.build.areas.within(
                body[0], self.amender.records[target]
            )
        return kinds[0] == "at" and set(kinds[1:]) == {PLACE}

    def _is_alone(self, word: Item, target: int) -> bool:
        """Whether the first word of a bracket without counts says by itself where, or from where, its count is."""
        if word.kind == PLACE and not self.amender.build.areas.within(word, self.state.records[target]):
            return False
        return {word.kind} in ALONE and counts_no_more(self.state.items, self.state.position)

    def _all_above(self, reading: Reading) -> None:
        """上述人员均…: said of all the counts of the sentence before."""
        passage = self.state.passage
        for index in range(passage.previous, passage.sentence):
            self.amender.amend(index, reading, deep=True)

    def _all(self, target: int, reading: Reading, chain: Sequence[int], *, own: bool) -> None:
        """均…: said of a list's total and its parts, or of all the counts that one clause joined."""
        records = self.state.records
        parent, metrics = records[target]["parent"], self.amender.build.metrics
        before = reading.reported and reading.state in metrics.staged and records[target]["metric"] == metrics.default
        if before and reading.state != metrics.default:
            reading = reading.copy(
                conversion=reading.reported, converted_from=reading.state
            )  # 均为1月28日报告的疑似病例
        if parent is not None and reading.has_severity and not reading.places and not own:
            if not self._whole(parent):
                for index in self._segment(parent):
                    self.amender.amend(index, reading, deep=True)
                return
            target = parent
        elif parent is not None and reading.places and records[target]["relation"] in APART and self._whole(parent):
            target = parent
        targets = [index for index in chain if records[index]["parent"] == records[target]["parent"] is None]
        alone = own and any(records[index]["place"] != records[target]["place"] for index in targets)
        targets = targets if target in targets and not alone else [target]
        if len(targets) == 1 and records[target]["count"] == 1:
            targets = self._besides(target)
        for index in [*self._divided(targets), *targets]:
            self.amender.amend(index, reading, deep=True)

    def _whole(self, total: int) -> bool:
        """Whether all parts of a total are told, in one stretch without a semicolon."""
        records = self.state.records
        first = max(total + 1, len(records) - MEMORY)
        parts = [index for index in range(first, len(records)) if records[index]["parent"] == total]
        told = sum(records[index]["count"] for index in parts)
        return bool(parts) and self.state.passage.segment <= parts[0] and told >= records[total]["count"]

    def _segment(self, total: int) -> list[int]:
        """The parts of a total since the last semicolon that name no severity of their own."""
        records = self.state.records
        first = max(self.state.passage.segment, total + 1, len(records) - MEMORY)
        return [i for i in range(first, len(records)) if records[i]["parent"] == total and not records[i]["severity"]]

    def _besides(self, one: int) -> list[int]:
        """均…: one case alone is no plural, so that it is said of the count before, too (重症病例5例，危重病例1例，均在…)."""
        records, before = self.state.records, one - 1
        alike = before >= self.state.passage.sentence and all(
            records[before][key] == records[one][key] for key in ("metric", "place", "parent")
        )
        return [before, one] if alike else [one]

    def _divided(self, parts: Sequence[int]) -> list[int]:
        """The count of the sentence that counts side by side add up to, though no word says that they are its parts."""
        records, before = self.state.records, parts[0] - 1
        whole = len(parts) > 1 and before >= self.state.passage.sentence and records[before]["parent"] is None
        return [before] if whole and records[before]["count"] == sum(records[i]["count"] for i in parts) else []
