"""Clauses without a count that say something of the counts before them (均为境外输入病例; 均在北海市; 属轻型)."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.amending import Amender
from zh_tongbao.components.case_attributes.lexer import PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, State


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
        reading = read(body)
        if "all_above" in kinds and begins:
            self._all_above(reading)
            return
        contacts = self.amender.build.metrics.contacts
        told = target >= self.state.passage.sentence or fresh
        if body[-1].kind == PLACE and len(body) == 2 and body[0].kind == "at" and told:
            self.amender.amend(target, reading, deep=False)
        elif "all_source" in kinds:
            self.amender.amend_source(self.state.passage.segment, target, reading)
        elif "all" in kinds and (told or begins):
            self._all(target, reading, chain)
        elif (fresh and separator == "close") or (
            body[0].kind == "being" and told and (reading.places or reading.origin or reading.detected)
        ):
            self.amender.amend(target, reading, deep=False)
        elif reading.detected and told and self.amender.records[target]["metric"] not in contacts:
            self.amender.amend(target, Reading(detected=reading.detected), deep=False)
        elif reading.source is not None and told:
            self.amender.amend(target, reading, deep=False)
        elif "is" in kinds and reading.has_severity and told:
            self.amender.amend(target, Reading(severity=reading.severity, has_severity=True), deep=True)

    def _all_above(self, reading: Reading) -> None:
        """上述人员均…: said of all the counts of the sentence before."""
        records, passage = self.state.records, self.state.passage
        for index in range(passage.previous, passage.sentence):
            if records[index]["parent"] is None and not records[index]["derived"]:
                self.amender.amend(index, reading, deep=True)

    def _all(self, target: int, reading: Reading, chain: Sequence[int]) -> None:
        """均…: said of a list's total and its parts, or of all the counts that one clause joined."""
        records = self.state.records
        parent = records[target]["parent"]
        if parent is not None and reading.has_severity and not reading.places:
            target = parent
        targets = [index for index in chain if records[index]["parent"] == records[target]["parent"] is None]
        for index in targets if target in targets else [target]:
            self.amender.amend(index, reading, deep=True)
