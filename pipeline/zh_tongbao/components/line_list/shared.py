"""What is told of several cases at once, before or behind their descriptions.

A clause speaks of several where it begins with their labels (cases 1 to 3), with their number (these 6; 3 patients), or with
a word for all of them; "the rest" are those whom the sentence has not named. Behind the descriptions it speaks of the last so
many, before them of those that follow. Whom a bracket excepts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from zh_tongbao.components.line_list.model import LIST, PASSAGE, Case, Piece, Run
from zh_tongbao.components.line_list.page import Page, Stretch
from zh_tongbao.components.line_list.words import Lexis

LONGEST_HEADING = 24
NEW = "new"


class Telling(NamedTuple):
    """A stretch that tells of several cases.

    Parameters:
        start, end: character offsets.
        cases: whom it tells of.
        via: how it reaches them.
    """

    start: int
    end: int
    cases: tuple[Case, ...]
    via: str


class Shared:
    """Find what is told of several cases.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._words = words
        number = rf"(?P<number>[0-9]{{1,3}}|{words.han}{{1,3}})"
        counted = words.cues("counted").pattern.pattern
        these = f"(?:{words.any('these')}|{words.any('all')})"
        self._counted = re.compile(rf"[ ]*{these}?[ ]*{number}[ ]?(?:{counted})")
        self._these = re.compile(rf"{words.any('these')}{number}(?:{counted})")
        self._all = re.compile(rf"[ ]*{words.any('all_cases')}")
        self._announces = re.compile(rf"{words.any('colon')}\s*$")
        self._whose = re.compile(rf"[ ]?{words.any('whose')}")
        self._rest = re.compile(rf"[ ]*{words.any('rest')}")
        self._except = re.compile(rf"[ ]?{words.any('except')}")
        self._continues = re.compile(rf"[ ]*{words.any('continues')}")

    def begins(self, page: Page, start: int) -> bool:
        """Whether a sentence that begins at a position tells of several cases."""
        return bool(self._all.match(page.view, start) or self._plural(page, start) or self._in_clause(page, start))

    def _plural(self, page: Page, start: int) -> int:
        """The number of cases that a clause begins with; 0 where it begins otherwise."""
        match = self._counted.match(page.view, start)
        number = self._words.number(match["number"]) if match else 0
        return number if number > 1 else 0

    def _in_clause(self, page: Page, start: int) -> int:
        match = self._these.search(page.view, start, page.sentence(start).end)
        number = self._words.number(match["number"]) if match else 0
        return number if number > 1 else 0

    def find(self, page: Page, cases: list[Case], runs: list[Run]) -> list[Telling]:
        """Return what is told of several cases, in text order."""
        if not cases:
            return []
        own = [Stretch(case.start, case.end) for case in cases]
        by_start = {run.start: run for run in runs}
        found: list[Telling] = []
        before: tuple[Case, ...] = ()
        for sentence in page.sentences(0, len(page.view)):
            inside = any(one.start <= sentence.start < one.end for one in own)
            told = list(self._of_sentence(page, sentence, cases, by_start, inside=inside))
            if not told and before and not inside and self._continues.match(page.view, sentence.start):
                told = [Telling(*sentence, before, LIST)]
            before = told[-1].cases if told and told[-1].via == LIST else ()
            found += told
        return found

    def _of_sentence(
        self, page: Page, sentence: Stretch, cases: list[Case], runs: dict[int, Run], *, inside: bool
    ) -> Iterable[Telling]:
        start = sentence.start
        earlier = [case for case in cases if case.start < start]
        scope = earlier or cases
        via = LIST if earlier or inside else PASSAGE
        number = 0 if inside else self._in_clause(page, start)
        told: list[Telling] = []
        if 0 < number <= len(scope):
            told.append(Telling(start, start, self._without(page, sentence, _last(scope, number, via), runs), via))
        named: set[int] = set()
        before: tuple[Case, ...] = ()
        for clause in page.clauses(*sentence):
            targets = self._targets(page, clause, scope, cases, runs, via, named, before, inside=inside)
            if targets is not None:
                targets = self._without(page, sentence, targets, runs)
                if len(targets) < len(scope):
                    named.update(map(id, targets))
                before = targets
                told.append(Telling(clause.start, clause.end, targets, via))
                if any(clause.start < case.start < clause.end for case in cases):
                    break
            elif told and told[-1].end >= 0:
                if self._own_begins(clause, cases) or _counts(page, clause.start, clause.end):
                    break
                told[-1] = told[-1]._replace(end=clause.end)
        return [telling for telling in told if telling.cases and telling.start < telling.end]

    def _own_begins(self, clause: Stretch, cases: list[Case]) -> bool:
        return any(clause.start <= case.start < clause.end for case in cases)

    def _targets(
        self,
        page: Page,
        clause: Stretch,
        scope: list[Case],
        cases: list[Case],
        runs: dict[int, Run],
        via: str,
        named: set[int],
        before: tuple[Case, ...],
        *,
        inside: bool,
    ) -> tuple[Case, ...] | None:
        """Whom a clause tells of; None where it does not say."""
        view = page.view
        begin = clause.start + len(view[clause.start : clause.end]) - len(view[clause.start : clause.end].lstrip())
        number = self._plural(page, begin)
        inner = [case for case in cases if case.start <= begin] if inside else scope
        if 0 < number <= len(inner):
            return _last(inner, number, LIST if inside else via)
        if inside:
            return None
        run = runs.get(begin)
        if run is not None and self._whose.match(view, run.end):
            return None
        if run is not None and not any(case.head == run.start for case in cases):
            return tuple(_of_run(run, cases)) or None
        if self._rest.match(view, begin) and named:
            return tuple(case for case in scope if id(case) not in named)
        if not self._all.match(view, begin) or self._of_others(page, begin, via):
            return None
        return before or tuple(scope)

    def _of_others(self, page: Page, begin: int, via: str) -> bool:
        """Whether a word for all means those whom the sentence has counted, who are not only the cases described."""
        counts = _counts(page, page.sentence(begin).start, begin)
        return any(via == LIST or record["measure"] != NEW for record in counts)

    def _without(
        self, page: Page, sentence: Stretch, targets: tuple[Case, ...], runs: dict[int, Run]
    ) -> tuple[Case, ...]:
        """The cases but those that the sentence excepts."""
        excepted = [
            case
            for start, run in runs.items()
            if sentence.start <= start < sentence.end and self._except.match(page.view, run.end)
            for case in _of_run(run, list(targets))
        ]
        return tuple(case for case in targets if case not in excepted)

    def give(self, page: Page, cases: list[Case], runs: list[Run]) -> None:
        """Add to each case what is told of it among others."""
        for telling in sorted(
            self.find(page, cases, runs), key=lambda one: (one.via != LIST, len(one.cases), one.start)
        ):
            for case in telling.cases:
                case.pieces.append(Piece(telling.start, telling.end, telling.via))
        for heading in self.headings(page, cases):
            for case in heading.cases:
                case.headings.append(Piece(heading.start, heading.end, PASSAGE))

    def _heading(self, page: Page, start: int, end: int) -> Stretch:
        """A line, or what it ends with where that announces what follows (…. The deaths are as follows:)."""
        if len(page.view[start:end].strip()) <= LONGEST_HEADING or not self._announces.search(page.view, start, end):
            return Stretch(start, end)
        return list(page.sentences(start, end))[-1]

    def headings(self, page: Page, cases: list[Case]) -> list[Telling]:
        """Lines of a few words in front of cases; each holds up to the next."""
        lines: list[Stretch] = []
        start = 0
        for line in page.view.split("\n"):
            end = start + len(line)
            if line.strip() and not any(start <= case.start <= end for case in cases):
                heading = self._heading(page, start, end)
                lines += [heading] if heading.end - heading.start <= LONGEST_HEADING else []
            start = end + 1
        told: list[Telling] = []
        for index, one in enumerate(lines):
            limit = lines[index + 1].start if index + 1 < len(lines) else len(page.view)
            told.append(Telling(*one, tuple(case for case in cases if one.end <= case.start < limit), PASSAGE))
        return told


def _counts(page: Page, start: int, end: int) -> list[dict[str, Any]]:
    """The counts of a stretch."""
    return [record for record in page.records if start <= record["start"] < end and record["count"]]


def _last(scope: list[Case], number: int, via: str) -> tuple[Case, ...]:
    """So many of the cases: the last of those before, the first of those that follow."""
    return tuple(scope[-number:] if via == LIST else scope[:number])


def _of_run(run: Run, cases: list[Case]) -> list[Case]:
    """The cases that labels name."""
    if run.ranged:
        first, last = run.labels[0].number, run.labels[-1].number
        return [case for case in cases if case.label and first <= case.label.number <= last]
    numbers = {label.number for label in run.labels}
    return [case for case in cases if case.label and case.label.number in numbers]
