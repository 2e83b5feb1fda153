"""From labels, sexes and ages to descriptions: which stretch of a text tells of which case.

1. A description begins at its label, at the name or the noun for a patient, or at a sex and age that nothing else is told of.
2. It is one of a case where a label or such a noun says so, where an item of a list of cases does, or where what follows is
   what happens to cases. Relatives in brackets, people in police items and officials are none.
3. It ends where the next one begins, at a sentence about all cases, or with its paragraph, unless the next one goes on.
"""

from __future__ import annotations

import re

from zh_tongbao.components.line_list.extent import Extent
from zh_tongbao.components.line_list.grounds import Grounds
from zh_tongbao.components.line_list.infections import Infections
from zh_tongbao.components.line_list.model import Anchor, Case, Label, Run
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.components.line_list.shared import Shared
from zh_tongbao.components.line_list.words import Lexis

NEAR = 8
# Characters between the noun for a patient and a sex or an age alone.
LONGEST_HEAD = 40
# Characters of the clause that names a patient before sex and age.


class Segmentation:
    """Cut a text into the descriptions of its cases.

    Parameters:
        words: the vocabulary.
        shared: tells the sentences about several cases.
    """

    def __init__(self, words: Lexis, shared: Shared):
        han = words.han
        self._list_number = re.compile(
            rf"[ ]*(?:{words.any('open')}?(?P<number>[0-9]{{1,3}}|{han}{{1,3}})(?:{words.any('list_mark')}|{words.any('close')})[ ]?|[\u2460-\u2473])"
        )
        self._grounds = Grounds(words)
        self._infections = Infections(words)
        self._extent = Extent(words, shared, self._grounds, self._list_number)
        self._subject = re.compile(
            rf"(?:^|{words.any('colon', 'close')}|{words.any('aside')})[ ]*(?:(?:[0-9]{{1,3}}|{han}{{1,3}}){words.any('list_mark')})?[ ]*$"
        )
        self._comma = re.compile(f"[{words.clause_marks}][ ]*$")
        self._headline = re.compile(
            "|".join(
                f"{re.escape(a)}[^{re.escape(b)}\n]*{re.escape(b)}" for a, b in words.values.get("headline", {}).items()
            )
            or "(?!)"
        )
        self._colon = re.compile(words.any("colon"))
        self._opens = re.compile(rf"{words.any('open')}[ ]*$")
        self._bracketed = re.compile(rf"(?:(?P<kin>{words.any('kin')})|(?P<name>{words.name})){words.any('open')}[ ]?$")
        self._pronoun_kin = re.compile(rf"{words.any('pronoun')}(?P<kin>{words.any('kin')}){words.any('open')}?[ ]?$")
        number = rf"(?:[0-9]{{1,3}}|{han}{{1,3}})"
        self._person = re.compile(rf"[{words.clause_marks}](?:{words.any('sex')}|{number}[ ]?{words.any('age_unit')})")
        self._namely = re.compile(rf"[{words.clause_marks}]{words.any('namely')}$")
        self._copula = re.compile(words.any("copula"))
        self._mark = re.compile(rf"[ ]?(?:[{words.clause_marks}]|{words.any('sex')}|{words.name})")
        self._whose = re.compile(rf"[ ]?(?:{words.name})?{words.any('whose')}")
        self._tells = re.compile(
            rf"[ ]?(?:[{words.clause_marks}]|{words.any('copula', 'all', 'lives', 'with')}|{words.name})"
        )
        self._noun = re.compile(f"{words.any('case_noun')}|{words.any('first_case')}")
        self._name = re.compile(words.name)
        self._somebody = re.compile(rf"\w{{0,6}}?{words.any('whose')}\w{{0,2}}{words.any('kin')}")

    def cases(self, page: Page, runs: list[Run], anchors: list[Anchor]) -> list[Case]:
        """Return the cases of a text in text order, each with its own description as first piece."""
        subjects = [run for run in runs if self._is_subject(page, run)]
        page.people = [anchor.start for anchor in anchors]
        headlines = list(self._headline.finditer(page.view))
        headlines = [one for one in headlines if one.end() < len(page.view)]
        cases: list[Case] = []
        waiting: list[Label] = []
        head = 0
        reached = 0
        for anchor in anchors:
            if self._is_somebody(page, anchor) or any(one.start() <= anchor.start < one.end() for one in headlines):
                continue
            lead = max(reached, self._lead(page, anchor))
            run = self._own_label(page, [one for one in subjects if lead <= one.start < anchor.start], anchor)
            run = run or self._heading(page, subjects, reached, anchor)
            case = None
            if run is not None and run.ranged:
                run = self._expanded(page, run, subjects, anchors)
            if run is not None:
                waiting, head = list(run.labels), run.start
                case = Case(run.start, anchor.end, run.start, waiting.pop(0), anchor)
                case.kin, case.start = self._bracketed_as(page, run, anchor)
            elif waiting and self._same_line(page, head, anchor.start):
                case = Case(head, anchor.end, head, waiting.pop(0), anchor)
            else:
                case = self._unlabelled(page, lead, anchor, cases)
            if case is not None:
                cases.append(case)
            reached = anchor.end
        cases += self._without_anchor(page, subjects, cases)
        cases.sort(key=lambda case: (case.start, case.anchor.start if case.anchor else case.start))
        self._extent.finish(page, cases, subjects, anchors)
        return cases

    def _is_somebody(self, page: Page, anchor: Anchor) -> bool:
        """Whether a sex or an age is that of somebody's relative."""
        relative = self._somebody.match(page.view, anchor.end)
        return relative is not None and not self._grounds.is_ruled_out_relative(page, anchor)

    def _own_label(self, page: Page, runs: list[Run], anchor: Anchor) -> Run | None:
        """Of the labels in front of a person its own: one introduced as the person's (a neighbour, namely case 3), else the first."""
        named = (run for run in runs if self._is_named(page, run))
        beside = (run for run in named if anchor.start - run.end <= 1)
        return next(beside, None) or next(iter(runs), None)

    def _bracketed_as(self, page: Page, run: Run, anchor: Anchor) -> tuple[tuple[int, int] | None, int]:
        """The word for a relative in front of a label in brackets, and where the description begins."""
        found = self._in_brackets(page, run, anchor)
        if found is None:
            return None, run.start
        return (found.span("kin"), run.start) if found["kin"] else (None, found.start())

    def _is_named(self, page: Page, run: Run) -> bool:
        """Whether a label is introduced as somebody's (namely case 3; case 2 infected case 3)."""
        sentence = page.sentence(run.start)
        namely = self._namely.search(page.view, sentence.start, run.start)
        infected = self._infections.passed_on(page, run.start) and self._mark.match(page.view, run.end)
        return bool(namely or infected)

    def _in_brackets(self, page: Page, run: Run, anchor: Anchor | None) -> re.Match[str] | None:
        """The relative or the name in front of a label in brackets, where age or sex stands right behind the label."""
        found = self._bracketed.search(page.view, page.sentence(run.start).start, run.start)
        close = len(run.labels) == 1 and (
            anchor.start - run.end <= 1 if anchor else self._person.match(page.view, run.end) is not None
        )
        return found if close else None

    def _is_subject(self, page: Page, run: Run) -> bool:
        """Whether labels begin what is told of them, and are not those of somebody's relative."""
        sentence = page.sentence(run.start)
        before = page.view[sentence.start : run.start]
        if self._in_brackets(page, run, None):
            return True
        if self._whose.match(page.view, run.end) or (self._opens.search(before) and before.strip() and len(before) > 1):
            return False
        if self._subject.search(before) or self._is_named(page, run) or self._of_place(page, sentence.start, run.start):
            return True
        return bool(self._comma.search(before) and self._mark.match(page.view, run.end))

    def _of_place(self, page: Page, start: int, end: int) -> bool:
        """Whether a sentence begins with a place that belongs to the label behind it."""
        start += len(page.view[start:end]) - len(page.view[start:end].lstrip())
        places = page.places_in(start, end)
        return bool(places) and [start, *(one["end"] for one in places)] == [*(one["start"] for one in places), end]

    def _heading(self, page: Page, subjects: list[Run], reached: int, anchor: Anchor) -> Run | None:
        """The label in front of a colon that a paragraph of several sentences begins with."""
        line = page.view.rfind("\n", 0, anchor.start) + 1
        above = page.view.rfind("\n", 0, max(0, line - 1)) + 1
        if not page.view[line : anchor.start].strip():
            whole = (run for run in subjects if reached <= run.start and above <= run.start and run.end < line)
            alone = next(
                (run for run in whole if self._unnumbered(page.view[above:line]) == page.view[run.start : run.end]),
                None,
            )
            if alone is not None:
                return alone
        found = (run for run in subjects if max(line, reached) <= run.start < anchor.start and not run.ranged)
        return next((run for run in found if self._colon.match(page.view, run.end) and run.start - line < 4), None)

    def _unnumbered(self, line: str) -> str:
        """A line without the number of a list."""
        number = self._list_number.match(line)
        return line[number.end() if number else 0 :].strip()

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
        if self._grounds.is_none(page, lead, anchor):
            return None
        named = self._name.search(view, head, anchor.start)
        noun = self._noun.search(view, head, anchor.start)
        whole = anchor.sex is not None and anchor.age is not None
        relative = self._pronoun_kin.search(view, lead, anchor.start)
        event = self._grounds.has_event(page, anchor) and (
            whole or (named and anchor.start - named.end() <= 2) or number or relative
        )
        grounds = (named or number or head == anchor.start == begin) and whole
        if noun and not whole and anchor.start - noun.end() > NEAR and not (named and anchor.start - named.end() <= 2):
            noun = None
        if not noun and not event and not (grounds and self._grounds.follows(page, cases, anchor)):
            return None
        case = Case(head, anchor.end, head, None, anchor)
        case.kin = relative.span("kin") if relative else None
        if number and number["number"]:
            case.listed = int(number["number"]) if number["number"].isdecimal() else None
        return case

    def _head(self, page: Page, begin: int, anchor: Anchor) -> int:
        """Where the description of an unlabelled case begins: at the first clause that names a patient."""
        view = page.view
        one = self._counted_one(page, begin, anchor)
        if one is not None:
            return one
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

    def _counted_one(self, page: Page, begin: int, anchor: Anchor) -> int | None:
        """Where the count of one begins that the next clause describes (one discharged, a woman)."""
        own = page.clause(anchor.start)
        if not self._copula.match(page.view, own.start) or anchor.start - own.start > NEAR:
            return None
        clause = page.clause(max(begin, own.start - 2))
        counts = [record["count"] for record in page.records if clause.start <= record["start"] < clause.end]
        return max(begin, clause.start) if counts == [1] and clause.start < own.start else None

    def _without_anchor(self, page: Page, subjects: list[Run], cases: list[Case]) -> list[Case]:
        """Cases of whom a label is all that says who they are."""
        known = {(case.label.number, case.label.status) for case in cases if case.label}
        numbers = {number for number, _ in known}
        found: list[Case] = []
        for run in subjects:
            if run.ranged or not self._tells.match(page.view, run.end) or self._grounds.in_police_item(page, run.start):
                continue
            for label in run.labels:
                key = label.number, label.status
                if label.number in numbers and (key in known or not label.status):
                    continue
                known.add(key)
                numbers.add(label.number)
                found.append(Case(run.start, run.end, run.start, label))
        return found
