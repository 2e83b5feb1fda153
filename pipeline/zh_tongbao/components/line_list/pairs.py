"""What two cases are to each other: words for pairs, and cases that are told of together."""

from __future__ import annotations

import re

from zh_tongbao.components.line_list.model import Case, Link, Piece
from zh_tongbao.components.line_list.page import Page, Stretch
from zh_tongbao.components.line_list.words import Cue, Lexis

RELATIVE = "relative"
GROWN = 30
# Years: of two whose sexes do not tell, the parent.
WIDEST = 16
# Characters between a copula, or the other case, and the word that says what the two are.


class Pairs:
    """Read words for pairs (husband and wife; colleagues).

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self.cues = words.cues("pair")
        self._negation = re.compile(words.negation)
        self._predicate = re.compile(rf"{words.any('copula', 'all', 'one_pair')}[^{words.clause_marks}]{{0,{WIDEST}}}$")
        self._relation_word = re.compile(words.any("relation_word"))

    def of_pair(self, value: str, case: Case, other: Case | None) -> str:
        """What the first is to the second of a pair (father and daughter)."""
        roles = [role.split(":") for role in value.split()]
        if len(roles) == 1:
            return roles[0][0]
        sex = case.anchor.gender if case.anchor else ""
        fitting = [name for name, gender in roles if gender in ("", sex)]
        if len(fitting) == 1:
            return fitting[0]
        mine = _years(case)
        theirs = _years(other) if other else None
        if mine is None:
            return RELATIVE
        return roles[0][0] if (mine > theirs if theirs is not None else mine >= GROWN) else roles[1][0]

    def _says_pair(self, page: Page, clause: Stretch, pair: Cue) -> bool:
        """Whether a clause says what its cases are to each other, and does not only hold the word."""
        if self._relation_word.match(page.view, pair.end):
            return True
        return self._predicate.search(page.view, clause.start, pair.start) is not None

    def of_group(self, page: Page, case: Case, piece: Piece, cases: list[Case]) -> list[Link]:
        """The links among cases that are told of together."""
        group = [one for one in cases if any(piece[:2] == other[:2] for other in one.pieces)]
        if len(group) < 2 or case is not group[0]:
            return []
        found: list[Link] = []
        for clause in page.clauses(piece.start, piece.end):
            if self._negation.search(page.view, *clause):
                continue
            for pair in self.cues.find(page.view, *clause):
                if not self._says_pair(page, clause, pair):
                    continue
                for index, one in enumerate(group):
                    for other in group[index + 1 :]:
                        relation = self.of_pair(pair.value, one, other)
                        found.append(Link(one, other, None, relation, False, pair.start, pair.end))
                break
        return found


def _years(case: Case) -> float | None:
    if case.anchor is None or not case.anchor.unit:
        return None
    return case.anchor.years if case.anchor.unit == "years" else 0
