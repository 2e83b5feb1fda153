"""Where descriptions end, who shares one, and what those whom they tell of are called."""

from __future__ import annotations

import re
from bisect import bisect_left

from zh_tongbao.components.line_list.grounds import COUNTED, Grounds
from zh_tongbao.components.line_list.model import Anchor, Case, Piece, Run
from zh_tongbao.components.line_list.page import Page, Stretch
from zh_tongbao.components.line_list.shared import Shared
from zh_tongbao.components.line_list.words import Lexis

SHORTEST = 6
# Characters behind a label in which a name is looked for, where no sex or age follows.


class Extent:
    """Finish descriptions whose beginnings are known.

    Parameters:
        words: the vocabulary.
        shared: tells the sentences about several cases.
        grounds: tells people in police items.
        list_number: an expression of the number of a list.
    """

    def __init__(self, words: Lexis, shared: Shared, grounds: Grounds, list_number: re.Pattern[str]):
        self._shared = shared
        self._grounds = grounds
        self._list_number = list_number
        self._whose_kin = re.compile(f"{words.any('whose')}|{words.any('kin')}")
        self._name = re.compile(words.name)
        self._all = re.compile(words.any("all"))
        self._with = re.compile(words.any("with", "pronoun", "copula"))
        self._stop = re.compile(rf"[ ]*{words.any('stop')}")
        self._of_other = re.compile(rf"[ ]*(?P<who>{words.any('case_noun')}[ ]?[0-9]+){words.any('whose')}")
        self._continues = re.compile(rf"[ ]*{words.any('continues')}")

    def finish(self, page: Page, cases: list[Case], subjects: list[Run], anchors: list[Anchor]) -> None:
        """Set where descriptions end, who shares one, and what names are."""
        starts = sorted({case.start for case in cases})
        taken = {*starts, *(case.head for case in cases)}
        shared = sorted(run.start for run in subjects if run.start not in taken)
        others = self._others(page, cases, anchors)
        for case in cases:
            index = bisect_left(starts, case.start)
            limit = starts[index + 1] if index + 1 < len(starts) else len(page.view)
            later = next((start for start in [*shared, *others] if case.start < start < limit), limit)
            together = [other for other in cases if other.start == case.start]
            case.end = self._end(page, case, min(limit, later), grouped=len(together) > 1)
            case.pieces = [Piece(case.start, case.end)]
            case.turn = together.index(case)
            case.fellows = [other for other in together if other is not case]
            behind = case.label.end if case.label else case.start
            until = case.anchor.start if case.anchor else min(case.end, behind + SHORTEST)
            if not case.fellows:
                case.name = self._own_name(page, behind, max(behind, until))

    def _own_name(self, page: Page, start: int, end: int) -> tuple[int, int] | None:
        """The name of a case: the last that is not somebody's whose relative it is."""
        names = [match.span() for match in self._name.finditer(page.view, start, end)]
        own = [name for name in names if not self._whose_kin.match(page.view, name[1])]
        return own[0] if own else None

    def _others(self, page: Page, cases: list[Case], anchors: list[Anchor]) -> list[int]:
        """Sentences of persons who are no cases."""
        taken = {case.anchor.start for case in cases if case.anchor}
        free = [anchor for anchor in anchors if anchor.start not in taken]
        return [
            page.sentence(anchor.start).start for anchor in free if self._grounds.in_police_item(page, anchor.start)
        ]

    def _end(self, page: Page, case: Case, limit: int, *, grouped: bool) -> int:
        """Where a description ends before a limit."""
        view = page.view
        first = max(case.anchor.end if case.anchor else case.end, case.end)
        end = page.sentence(max(case.start, first - 1)).end
        for sentence in page.sentences(min(end, limit), limit):
            told = grouped and view[sentence.start - 1] != "\n" and self._all.match(view, sentence.start)
            if self._of_another(page, case, sentence):
                break
            if not told and self._ends(page, sentence, view[sentence.start - 1] == "\n"):
                break
            end = sentence.end
        end = min(end, limit)
        while end > case.start and view[end - 1].isspace():
            end -= 1
        return self._tail_number(page, case.start, end)

    def _of_another(self, page: Page, case: Case, sentence: Stretch) -> bool:
        """Whether a sentence begins with what belongs to another case (case 1's sister)."""
        match = self._of_other.match(page.view, *sentence)
        own = page.view[case.label.start : case.label.end] if case.label else None
        return match is not None and match["who"] != own

    def _tail_number(self, page: Page, start: int, end: int) -> int:
        """A description without the list number of the next one."""
        line = page.view.rfind("\n", start, end) + 1
        if line > start and self._list_number.fullmatch(page.view, line, end):
            return len(page.view[:line].rstrip())
        return end

    def _ends(self, page: Page, sentence: Stretch, new_line: bool) -> bool:
        """Whether a sentence tells of something else than the case before."""
        view = page.view
        if not view[sentence.start : sentence.end].strip():
            return False
        if new_line and not self._continues.match(view, sentence.start):
            return True
        if self._stop.match(view, sentence.start) and not self._continues.match(view, sentence.start):
            return True
        if self._shared.begins(page, sentence.start):
            return True
        return any(
            record["metric"] in COUNTED and record["count"] and not self._met(page, record["start"])
            for record in page.records
            if sentence.start <= record["start"] < sentence.end
        )

    def _met(self, page: Page, position: int) -> bool:
        """Whether those who are counted are the contacts of a case."""
        return self._with.search(page.view, page.clause(position).start, position) is not None
