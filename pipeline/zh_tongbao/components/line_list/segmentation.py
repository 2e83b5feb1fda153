"""From labels, sexes and ages to descriptions: which stretch of a text tells of which case.

1. A description begins at its label, at the name or the noun for a patient, or at a sex and age that nothing else is told of.
2. It is one of a case where a label or such a noun says so, where an item of a list of cases does, or where what follows is
   what happens to cases. Relatives in brackets, people in police items and officials are none.
3. It ends where the next one begins, at a sentence about all cases, or with its paragraph, unless the next one goes on.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from zh_tongbao.components.line_list.model import Anchor, Case, Label, Piece, Run
from zh_tongbao.components.line_list.page import Page, Stretch
from zh_tongbao.components.line_list.shared import Shared
from zh_tongbao.components.line_list.words import Lexis

NEAR = 8
# Characters between the noun for a patient and a sex or an age alone.
LONGEST_KIN = 16
# Characters in front of sex and age in which a relative is looked for.
LONGEST_HEAD = 40
# Characters of the clause that names a patient before sex and age.
COUNTED = ("confirmed", "asymptomatic", "suspected", "death", "infection", "discharged", "in_treatment")
# Metrics whose counts are of cases: a sentence that counts them describes none.


class Segmentation:
    """Cut a text into the descriptions of its cases.

    Parameters:
        words: the vocabulary.
        shared: tells the sentences about several cases.
    """

    def __init__(self, words: Lexis, shared: Shared):
        han = words.han
        self._shared = shared
        self._list_number = re.compile(
            rf"[ ]*(?:{words.any('open')}?(?P<number>[0-9]{{1,3}}|{han}{{1,3}})(?:{words.any('list_mark')}|{words.any('close')})[ ]?|[\u2460-\u2473])"
        )
        self._subject = re.compile(
            rf"(?:^|{words.any('colon', 'close')}|{words.any('aside')})[ ]*(?:[0-9]{{1,3}}{words.any('list_mark')})?[ ]*$"
        )
        self._comma = re.compile(f"[{words.clause_marks}][ ]*$")
        self._open = re.compile(words.any("open"))
        self._close = re.compile(words.any("close"))
        self._headline = re.compile("|".join(f"{re.escape(a)}[^{re.escape(b)}\n]*{re.escape(b)}" for a, b in words.values.get("headline", {}).items()) or "(?!)")
        self._colon = re.compile(words.any("colon"))
        self._opens = re.compile(rf"{words.any('open')}[ ]*$")
        self._mark = re.compile(rf"[ ]?(?:[{words.clause_marks}]|{words.any('sex')}|{words.name})")
        self._whose = re.compile(rf"[ ]?(?:{words.name})?{words.any('whose')}")
        self._tells = re.compile(rf"[ ]?(?:[{words.clause_marks}]|{words.any('copula', 'all', 'lives', 'with')}|{words.name})")
        self._whose_kin = re.compile(f"{words.any('whose')}|{words.any('kin')}")
        self._noun = re.compile(f"{words.any('case_noun')}|{words.any('first_case')}")
        self._name = re.compile(words.name)
        self._police = re.compile(words.any("no_case"))
        self._somebody = re.compile(rf"\w{{0,6}}?{words.any('whose')}\w{{0,2}}{words.any('kin')}")
        self._kin = re.compile(rf"{words.any('kin')}(?P<name>{words.name})?[^\w]*$")
        self._copula = re.compile(rf"[ ]*{words.any('copula')}")
        self._ruled_out = re.compile(words.any("ruled_out"))
        self._all = re.compile(words.any("all"))
        self._anchors: list[int] = []
        self._cases: list[Case] = []
        self._bracket = re.compile(rf"{words.any('open')}[ ]?$")
        self._event = words.cues("onset", "consultation", "admission", "isolation", "outcome", "status")
        self._negation = re.compile(words.negation)
        self._with = re.compile(words.any("with", "pronoun", "copula"))
        self._stop = re.compile(rf"[ ]*{words.any('stop')}")
        self._continues = re.compile(rf"[ ]*{words.any('continues')}")
        self._goes_on = re.compile(f"[{words.clause_marks}]|{words.any('all')}|$")

    def cases(self, page: Page, runs: list[Run], anchors: list[Anchor]) -> list[Case]:
        """Return the cases of a text in text order, each with its own description as first piece."""
        subjects = [run for run in runs if self._is_subject(page, run)]
        self._anchors = [anchor.start for anchor in anchors]
        headlines = list(self._headline.finditer(page.view))
        headlines = [one for one in headlines if one.end() < len(page.view)]
        cases: list[Case] = []
        waiting: list[Label] = []
        head = 0
        reached = 0
        for anchor in anchors:
            if self._somebody.match(page.view, anchor.end) or any(one.start() <= anchor.start < one.end() for one in headlines):
                continue
            lead = max(reached, self._lead(page, anchor))
            run = next((one for one in subjects if lead <= one.start < anchor.start), None)
            run = run or self._heading(page, subjects, reached, anchor)
            case = None
            if run is not None and run.ranged:
                run = self._expanded(page, run, subjects, anchors)
            if run is not None:
                waiting, head = list(run.labels), run.start
                case = Case(run.start, anchor.end, run.start, waiting.pop(0), anchor)
            elif waiting and self._same_line(page, head, anchor.start):
                case = Case(head, anchor.end, head, waiting.pop(0), anchor)
            else:
                case = self._unlabelled(page, lead, anchor, cases)
            if case is not None:
                cases.append(case)
            reached = anchor.end
        cases += self._without_anchor(page, subjects, cases)
        cases.sort(key=lambda case: (case.start, case.anchor.start if case.anchor else case.start))
        self._finish(page, cases, subjects, anchors)
        return cases

    def _is_subject(self, page: Page, run: Run) -> bool:
        """Whether labels begin what is told of them, and are not those of somebody's relative."""
        sentence = page.sentence(run.start)
        before = page.view[sentence.start : run.start]
        if self._whose.match(page.view, run.end) or (self._opens.search(before) and before.strip() and len(before) > 1):
            return False
        if self._subject.search(before):
            return True
        return bool(self._comma.search(before) and self._mark.match(page.view, run.end))

    def _heading(self, page: Page, subjects: list[Run], reached: int, anchor: Anchor) -> Run | None:
        """The label in front of a colon that a paragraph of several sentences begins with."""
        line = page.view.rfind("\n", 0, anchor.start) + 1
        above = page.view.rfind("\n", 0, max(0, line - 1)) + 1
        if not page.view[line : anchor.start].strip():
            whole = (run for run in subjects if reached <= run.start and above <= run.start and run.end < line)
            alone = next((run for run in whole if page.view[above:line].strip() == page.view[run.start : run.end]), None)
            if alone is not None:
                return alone
        found = (run for run in subjects if max(line, reached) <= run.start < anchor.start and not run.ranged)
        return next((run for run in found if self._colon.match(page.view, run.end) and run.start - line < 4), None)

    def _lead(self, page: Page, anchor: Anchor) -> int:
        return page.sentence(anchor.start).start

    def _same_line(self, page: Page, head: int, position: int) -> bool:
        return "\n" not in page.view[head:position]

    def _expanded(self, page: Page, run: Run, subjects: list[Run], anchors: list[Anchor]) -> Run | None:
        """A range of labels as labels named one by one, where as many persons follow; None where it only counts."""
        first, last = run.labels[0], run.labels[-1]
        line = page.view.find("\n", run.end)
        limit = min([line if line > 0 else len(page.view), *(one.start for one in subjects if one.start > run.start)])
        persons = sum(run.end <= anchor.start < limit for anchor in anchors)
        if persons != last.number - first.number + 1:
            return None
        labels = [first._replace(number=number) for number in range(first.number, last.number)]
        return Run(run.start, run.end, (*labels, last), ranged=False)

    def _unlabelled(self, page: Page, lead: int, anchor: Anchor, cases: list[Case]) -> Case | None:
        """A case that no label names."""
        view = page.view
        number = self._list_number.match(view, lead)
        begin = number.end() if number else lead
        head = self._head(page, begin, anchor)
        if self._is_none(page, lead, anchor, head):
            return None
        named = self._name.search(view, head, anchor.start)
        noun = self._noun.search(view, head, anchor.start)
        whole = anchor.sex is not None and anchor.age is not None
        event = self._has_event(page, anchor) and (whole or (named and anchor.start - named.end() <= 2) or number)
        grounds = (named or number or head == anchor.start == begin) and whole
        if noun and not whole and anchor.start - noun.end() > NEAR and not (named and anchor.start - named.end() <= 2):
            noun = None
        if not noun and not event and not (grounds and self._follows(page, cases, anchor)):
            return None
        case = Case(head, anchor.end, head, None, anchor)
        if number and number["number"]:
            case.listed = int(number["number"]) if number["number"].isdecimal() else None
        return case

    def _head(self, page: Page, begin: int, anchor: Anchor) -> int:
        """Where the description of an unlabelled case begins: at the first clause that names a patient."""
        view = page.view
        counted = [record["end"] for record in page.records if begin <= record["start"] < anchor.start]
        begin = max(begin, *counted) if counted else begin
        for clause in page.clauses(begin, anchor.start):
            if clause.start == begin and counted:
                continue
            found = self._noun.search(view, *clause) or self._name.search(view, *clause)
            if found:
                blank = len(view[clause.start : clause.end]) - len(view[clause.start : clause.end].lstrip())
                return clause.start + blank if anchor.start - clause.start <= LONGEST_HEAD else found.start()
        own = page.clause(anchor.start)
        return max(begin, own.start) if own.start <= anchor.start else anchor.start

    def _is_none(self, page: Page, lead: int, anchor: Anchor, head: int) -> bool:
        """Whether a person is somebody else than a case."""
        view = page.view
        for match in self._police.finditer(view, *page.sentence(anchor.start)):
            if match.start() < anchor.start or not self._in_bracket(page, anchor.end, match.start()):
                return True
        kin = self._kin.search(view, max(lead, anchor.start - LONGEST_KIN), anchor.start)
        clause = page.clause(kin.start()) if kin else None
        if kin is None or clause is None or self._copula.match(view, clause.start):
            return False
        if self._bracket.search(view, kin.start(), anchor.start) or self._ruled_out.search(view, anchor.end, self._reach(page, anchor)):
            return True
        told = kin["name"] or self._noun.match(view, clause.start) or self._has_event(page, anchor)
        return not told

    def _in_bracket(self, page: Page, start: int, end: int) -> bool:
        """Whether a position lies in a bracket that opens behind another one."""
        opened = [match.end() for match in self._open.finditer(page.view, start, end)]
        return bool(opened) and not self._close.search(page.view, opened[-1], end)

    def _has_event(self, page: Page, anchor: Anchor) -> bool:
        """Whether what happens to cases is told behind a person, or before in the sentence."""
        view = page.view
        for event in self._event.find(view, anchor.end, self._reach(page, anchor)):
            clause = page.clause(event.start)
            if not self._negation.search(view, clause.start, event.start):
                return True
        return False

    def _reach(self, page: Page, anchor: Anchor) -> int:
        """How far what is told of a person may go: to the next person, or the end of the paragraph."""
        line = page.view.find("\n", anchor.end)
        line = len(page.view) if line < 0 else line
        return min(line, next((start for start in self._anchors if start > anchor.start), line))

    def _follows(self, page: Page, cases: list[Case], anchor: Anchor) -> bool:
        """Whether a person stands in a list whose other members are cases, or in a text that counts cases."""
        if cases and page.view.count("\n", cases[-1].end, anchor.start) <= 1:
            return True
        return any(record["metric"] in COUNTED for record in page.records)

    def _without_anchor(self, page: Page, subjects: list[Run], cases: list[Case]) -> list[Case]:
        """Cases of whom a label is all that says who they are."""
        known = {(case.label.number, case.label.status) for case in cases if case.label}
        numbers = {number for number, _ in known}
        found: list[Case] = []
        for run in subjects:
            if run.ranged or not self._tells.match(page.view, run.end) or self._police.search(page.view, *page.sentence(run.start)):
                continue
            for label in run.labels:
                key = label.number, label.status
                if label.number in numbers and (key in known or not label.status):
                    continue
                known.add(key)
                numbers.add(label.number)
                found.append(Case(run.start, run.end, run.start, label))
        return found

    def _finish(self, page: Page, cases: list[Case], subjects: list[Run], anchors: list[Anchor]) -> None:
        """Set where descriptions end, who shares one, and what names are."""
        self._cases = cases
        starts = sorted({case.start for case in cases})
        shared = sorted(run.start for run in subjects if run.start not in set(starts))
        others = self._others(page, cases, anchors)
        for case in cases:
            index = bisect_left(starts, case.start)
            limit = starts[index + 1] if index + 1 < len(starts) else len(page.view)
            later = next((start for start in [*shared, *others] if case.start < start < limit), limit)
            case.end = self._end(page, case, min(limit, later))
            case.pieces = [Piece(case.start, case.end)]
            together = [other for other in cases if other.start == case.start]
            case.turn = together.index(case)
            case.fellows = [other for other in together if other is not case]
            behind = case.label.end if case.label else case.start
            until = case.anchor.start if case.anchor else min(case.end, behind + 6)
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
            sentence.start
            for anchor in free
            if self._police.search(page.view, *(sentence := page.sentence(anchor.start)))
        ]

    def _end(self, page: Page, case: Case, limit: int) -> int:
        """Where a description ends before a limit."""
        view = page.view
        first = max(case.anchor.end if case.anchor else case.end, case.end)
        end = page.sentence(max(case.start, first - 1)).end
        grouped = any(other is not case and other.start == case.start for other in self._cases)
        for sentence in page.sentences(min(end, limit), limit):
            told = grouped and view[sentence.start - 1] != "\n" and self._all.match(view, sentence.start)
            if not told and self._ends(page, sentence, view[sentence.start - 1] == "\n"):
                break
            end = sentence.end
        end = min(end, limit)
        while end > case.start and view[end - 1].isspace():
            end -= 1
        number = self._tail_number(page, case.start, end)
        return number

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
