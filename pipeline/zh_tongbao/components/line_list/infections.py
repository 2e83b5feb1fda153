"""Who infected whom, told of the infector: case 1 infected a neighbour, namely case 2."""

from __future__ import annotations

import re

from zh_tongbao.components.line_list.model import Case, Link
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.components.line_list.words import Lexis

CONTACT = "contact"
CONVERSE = {"parent": "child", "child": "parent", "grandparent": "grandchild", "grandchild": "grandparent"}
WIDEST = 12
# Characters between the words for passing it on and the label of whom it was passed on to.
BEHIND = 24
# Characters behind that label in which it is told what the two are (a man aged 77, who is her husband).


class Infections:
    """Read who passed a disease on to the case that is described next.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._passed_on = re.compile(
            rf"(?:{words.any('passed_on')})[^{words.sentence_marks}]{{0,{WIDEST}}}?(?:[{words.clause_marks}]?{words.any('namely')})?$"
        )
        self._kin = words.cues("kin")
        self._own_kin = re.compile(rf"{words.any('copula')}{words.any('pronoun')}(?={words.any('kin')})")

    def passed_on(self, page: Page, position: int) -> re.Match[str] | None:
        """The words that say that somebody infected the one who is called at a position."""
        return self._passed_on.search(page.view, page.sentence(position).start, position)

    def link(self, page: Page, case: Case, cases: list[Case]) -> Link | None:
        """The edge from the infector, with whose label the sentence begins, to a case."""
        told = self.passed_on(page, case.head)
        if told is None:
            return None
        sentence = page.view[page.sentence(case.head).start : told.start()].lstrip()
        labelled = ((page.view[one.label.start : one.label.end], one) for one in cases if one.label and one is not case)
        infector = next((one for label, one in labelled if sentence.startswith(label)), None)
        if infector is None:
            return None
        kin = next(self._kin.find(page.view, told.start(), case.head), None)
        own = self._own_kin.search(page.view, case.head, min(case.end, case.head + BEHIND))
        kin = kin or (self._kin.match(page.view, own.end(), case.end) if own else None)
        relation = CONVERSE.get(kin.value, kin.value) if kin else CONTACT
        return Link(infector, case, None, relation, True, told.start(), max(told.end(), kin.end if kin else 0))
