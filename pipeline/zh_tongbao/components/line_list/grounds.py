"""Who is a case: what speaks for it, and who is somebody else (a relative, people in police items, officials)."""

from __future__ import annotations

import re

from zh_tongbao.components.line_list.model import Anchor, Case
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.components.line_list.words import Lexis

LONGEST_KIN = 16
# Characters in front of sex and age in which a relative is looked for.
NEW, DISCARDED = "new", "discarded"
COUNTED = ("confirmed", "asymptomatic", "suspected", "death", "infection", "discharged", "in_treatment")
# Metrics whose counts are of cases: a sentence that counts them describes none.


class Grounds:
    """Tell cases from other people.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._open = re.compile(words.any("open"))
        self._close = re.compile(words.any("close"))
        self._noun = re.compile(f"{words.any('case_noun')}|{words.any('first_case')}")
        self._police = re.compile(words.any("no_case"))
        self._kin = re.compile(rf"{words.any('kin')}(?P<name>{words.name})?[^\w]*$")
        self._copula = re.compile(rf"[ ]*{words.any('copula')}")
        self._ruled_out = re.compile(words.any("ruled_out"))
        self._relative = re.compile(rf"{words.any('copula')}\w{{0,6}}?{words.any('whose')}\w{{0,2}}{words.any('kin')}")
        self._ill = words.cues("status", "onset")
        self._called = re.compile(f"{self._noun.pattern}|{words.any('kin')}|^[^\\w]*$")
        self._bracket = re.compile(rf"{words.any('open')}[ ]?$")
        self._event = words.cues("onset", "consultation", "admission", "isolation", "outcome", "status")
        self._status = words.cues("status")
        self._status_tail = re.compile(words.any("status_tail"))
        self._negation = re.compile(words.negation)

    def in_police_item(self, page: Page, position: int) -> bool:
        """Whether a sentence is about the police, a court or something else than cases."""
        return self._police.search(page.view, *page.sentence(position)) is not None

    def is_none(self, page: Page, lead: int, anchor: Anchor) -> bool:
        """Whether a person is somebody else than a case."""
        view = page.view
        for match in self._police.finditer(view, *page.sentence(anchor.start)):
            if match.start() < anchor.start or not self._in_bracket(page, anchor.end, match.start()):
                return True
        if self._is_by_the_way(page, anchor):
            return True
        kin = self._kin.search(view, max(lead, anchor.start - LONGEST_KIN), anchor.start)
        clause = page.clause(kin.start()) if kin else None
        if kin is None or clause is None or self._copula.match(view, clause.start):
            return False
        if self._ruled_out.search(view, anchor.end, self._reach(page, anchor)):
            return True
        if self._bracket.search(view, kin.start(), anchor.start):
            end = page.sentence(anchor.start).end
            found = next(self._status.find(view, anchor.end, end), None)
            return found is None or self._negation.search(view, anchor.end, found.start) is not None
        told = kin["name"] or self._noun.match(view, clause.start) or self.has_event(page, anchor, of_others=False)
        return not told

    def _is_by_the_way(self, page: Page, anchor: Anchor) -> bool:
        """Whether a sex or an age in brackets is that of somebody called by an office, and not found to be a case."""
        view, sentence = page.view, page.sentence(anchor.start)
        if not self._bracket.search(view, sentence.start, anchor.start):
            return False
        called = self._called.search(view, sentence.start, anchor.start)
        return called is None and next(self._ill.find(view, anchor.end, self._reach(page, anchor)), None) is None

    def is_ruled_out_relative(self, page: Page, anchor: Anchor) -> bool:
        """Whether a person is told to be a case's relative who was thought a case and is none."""
        if not self._relative.match(page.view, anchor.end):
            return False
        found = self._status.find(page.view, anchor.end, self._reach(page, anchor))
        return any(cue.value == DISCARDED for cue in found)

    def _in_bracket(self, page: Page, start: int, end: int) -> bool:
        """Whether a position lies in a bracket that opens behind another one."""
        opened = [match.end() for match in self._open.finditer(page.view, start, end)]
        return bool(opened) and not self._close.search(page.view, opened[-1], end)

    def has_event(self, page: Page, anchor: Anchor, *, of_others: bool = True) -> bool:
        """Whether what happens to cases is told behind a person.

        Parameters:
            page: the text.
            anchor: the person.
            of_others: whether a word for cases that others are called by (the mother of a confirmed patient) is enough.
        """
        view = page.view
        for event in self._event.find(view, anchor.end, self._reach(page, anchor)):
            clause = page.clause(event.start)
            others = not of_others and self._status_tail.match(view, event.end)
            if not others and not self._negation.search(view, clause.start, event.start):
                return True
        return False

    def _reach(self, page: Page, anchor: Anchor) -> int:
        """How far what is told of a person may go: to the next person, or the end of the paragraph."""
        line = page.view.find("\n", anchor.end)
        line = len(page.view) if line < 0 else line
        return min(line, next((start for start in page.people if start > anchor.start), line))

    def follows(self, page: Page, cases: list[Case], anchor: Anchor) -> bool:
        """Whether a person stands in a list whose other members are cases, or in a text that counts cases."""
        if cases and page.view.count("\n", cases[-1].end, anchor.start) <= 1:
            return True
        counts = [record for record in page.records if record["metric"] in COUNTED]
        new = [record for record in counts if record["measure"] == NEW]
        return any(record["count"] for record in new) if new else bool(counts)
