"""A text cut into sentences and clauses, with its quotations and brackets paired."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from zh_tongbao.components.statements.words import Words

FARTHEST = 160
# How many characters before a verb its subject may stand: no sentence of any length is read more than once.
CLAUSES = 5


class Sentence(NamedTuple):
    """One sentence, with its closing marks.

    Parameters:
        start, end: offsets, without white space around.
        paragraph: number of its line.
        first: whether it begins its paragraph.
        closed: whether a full stop, an exclamation or a question mark ends it.
        last: whether the text ends behind it.
    """

    start: int
    end: int
    paragraph: int
    first: bool
    closed: bool
    last: bool


class Layout:
    """Sentences and paired marks of one text, found when they are first asked for: most bulletins quote nobody.

    Parameters:
        view: the normalised text.
        marks: the expressions of :class:`Marks`.
    """

    def __init__(self, view: str, marks: Marks):
        self.view = view
        self.marks = marks

    @cached_property
    def sentences(self) -> list[Sentence]:
        """The sentences, in order."""
        return list(self._split())

    @cached_property
    def quotes(self) -> dict[int, int]:
        """Where each quotation's opening mark stands, and where its closing one does."""
        return {start: end for end, start in self.paired.items() if self.view[start] in self.marks.quotation}

    @cached_property
    def paired(self) -> dict[int, int]:
        """Closing marks and where their opening ones stand; one repeated at a paragraph's start continues the quotation."""
        paired: dict[int, int] = {}
        open_at: list[tuple[str, int]] = []
        marks = self.marks
        for match in marks.paired.finditer(self.view):
            mark, position = match.group(), match.start()
            if mark in marks.straight:
                if open_at and open_at[-1][0] == mark:
                    paired[position] = open_at.pop()[1]
                else:
                    open_at.append((mark, position))
            elif mark in marks.opening:
                begins = position == 0 or self.view[position - 1].isspace()
                if not (begins and any(mark == other for other, _ in open_at[-2:])):
                    open_at.append((mark, position))
            else:
                opener = marks.closing[mark]
                while open_at and open_at[-1][0] != opener and open_at[-1][0] in marks.straight:
                    open_at.pop()
                if open_at and open_at[-1][0] == opener:
                    paired[position] = open_at.pop()[1]
        return paired

    def _split(self) -> list[Sentence]:
        found: list[Sentence] = []
        paragraph, first = 0, True
        text_end = len(self.view.rstrip())
        for match in self.marks.sentence.finditer(self.view):
            written = match.group()
            if written == "\n":
                paragraph, first = paragraph + 1, True
                continue
            inside = written.strip()
            if not inside:
                continue
            start = match.start() + len(written) - len(written.lstrip())
            closed = bool(self.marks.closed.search(inside))
            last = match.end() >= text_end
            found.append(Sentence(start, start + len(inside), paragraph, first, closed, last))
            first = False
        return found

    def clauses_before(self, position: int, floor: int) -> list[tuple[int, int]]:
        """The clause that ends here and those before it, nearest first; marks inside quotations cut nothing.

        Parameters:
            position: where the first of them ends.
            floor: where the sentence begins.
        """
        found: list[tuple[int, int]] = []
        floor = max(floor, position - FARTHEST)
        end, index = position, position - 1
        while index >= floor and len(found) < CLAUSES:
            if index in self.paired and self.paired[index] >= floor:
                if self.view[index - 1] in self.marks.pause:  # “…，”某某说
                    found.append((index + 1, end))
                    return found
                index = self.paired[index]
            elif self.view[index] in self.marks.clause:
                found.append((index + 1, end))
                end = index
            index -= 1
        if len(found) < CLAUSES:
            found.append((floor, end))
        return found

    def first_clause(self, sentence: Sentence) -> int:
        """Where the first clause of a sentence ends."""
        for position in range(sentence.start, min(sentence.end, sentence.start + FARTHEST)):
            if self.view[position] in self.marks.clause:
                return position
        return sentence.end

    def sentence_at(self, position: int) -> int:
        """Index of the first sentence that starts here or later."""
        return bisect_left(self.sentences, position, key=_start)


class Marks:
    """The expressions that find sentences and paired marks.

    Parameters:
        words: statement_terms.csv.
        characters: characters.csv: ``opening``, ``closing``, ``opening_title``, ``straight``.
    """

    def __init__(self, words: Words, characters: Words):
        opening = sorted(characters.of("opening"))
        closing = sorted(characters.of("closing"))
        brackets = list(zip(sorted(words.of("opening_bracket")), sorted(words.of("closing_bracket"))))
        self.quotation = frozenset(opening) | characters.of("straight_mark")
        self.straight = characters.of("straight_mark")
        ends = "".join(map(re.escape, [*closing, *self.straight]))
        self.quoted = re.compile(f"[{ends}]") if ends else re.compile("(?!)")
        # The mark that closes follows the one that opens in Unicode: “ ” and ‘ ’, （ ）, 【 】.
        self.closing = {other: mark for mark, other in [*zip(opening, closing), *brackets]}
        self.opening = frozenset(self.closing.values())
        every = "".join(map(re.escape, [*self.closing, *self.opening, *self.straight]))
        self.paired = re.compile(f"[{every}]") if every else re.compile("(?!)")
        stop = words.characters("sentence_end")
        tail = "".join(map(re.escape, [*self.closing, *self.straight]))
        self.sentence = re.compile(rf"\n|[^{stop}\n]*[{stop}]+[{tail}]*|[^{stop}\n]+")
        self.closed = re.compile(rf"[{stop}][{tail}]*$")
        self.clause = words.of("clause_end")
        self.sentence_end = words.of("sentence_end")
        self.pause = self.clause | self.sentence_end


def _start(sentence: Sentence) -> int:
    return sentence.start
