"""Evidence: the words that decided a value, and how they reach what has the value (contract R71).

A value that was taken from words carries them along as a :class:`Ground` until it is written; how far they stand from what
has the value is told then, by :class:`Stretches`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from spacy.tokens import Doc

from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.tokenizer.working import working
from zh_tongbao.vocab.tables import Row

Evidence = dict[str, Any]
Words = tuple[int, int]

LONGEST_HEADLINE = 80
# Characters; a longer line without a full stop is a text that was cut off.

OWN, LIST, SENTENCE, DOCUMENT = "own", "list", "sentence", "document"
TITLE, INPUT, DEFAULT = "title", "input", "default"
# Ways of evidence that stands in no words of the text.
OUTSIDE = (TITLE, INPUT, DEFAULT)


class Ground(NamedTuple):
    """What decided a value.

    Parameters:
        start, end: character offsets of the words; None for what stands outside the text.
        via: ``list``, or where outside the text; empty where the words' distance tells.
    """

    start: int | None
    end: int | None
    via: str = ""


class Around(NamedTuple):
    """The clause and the sentence around one place in a text, as character offsets."""

    clause: int
    clause_end: int
    sentence: int
    sentence_end: int

    def via(self, position: int) -> str:
        """How words that begin at a position reach this place."""
        if self.clause <= position < self.clause_end:
            return OWN
        return SENTENCE if self.sentence <= position < self.sentence_end else DOCUMENT

    def evidence(self, start: int, end: int) -> Evidence:
        """These words as evidence for something at this place."""
        return {"start": start, "end": end, "via": self.via(start)}

    def of(self, ground: Ground) -> Evidence:
        """A ground as evidence for something at this place."""
        start = ground.start
        via = ground.via or (DEFAULT if start is None else self.via(start))
        return {"start": start, "end": ground.end, "via": via}

    def nearest(self, spans: Sequence[Words], position: int) -> Evidence:
        """Of spans in text order the one in a position's clause, else in its sentence, else one before it; of several the nearest."""
        start, end = spans[0]
        if len(spans) > 1:
            index = bisect_right(spans, (position, position))
            near = [(self.via(span[0]), span) for span in spans[max(0, index - 1) : index + 1]]
            start, end = min(near, key=lambda one: _rank(one[0], one[1], position))[1]
        return {"start": start, "end": end, "via": self.via(start)}


def _rank(via: str, span: Words, position: int) -> tuple[int, bool, int]:
    """What the words to be shown have least of."""
    return _REACH[via], via != OWN and span[0] > position, abs(span[0] - position)


_REACH = {OWN: 0, SENTENCE: 1, DOCUMENT: 2}


class Ends:
    """The marks that end clauses and sentences.

    Parameters:
        rows: rows of characters.csv; read here: the kinds ``clause_end`` and ``sentence_end``. The end of a line ends both; a
            mark between two digits ends neither (10:30; 1,204).

    Example:
        >>> from zh_tongbao.components.evidence import Ends, Stretches
        >>> ends = Ends([{"term": "，", "kind": "clause_end"}, {"term": "。", "kind": "sentence_end"}])
        >>> around = Stretches("省长张力，副省长李明。会后，张力说", ends).around(7)
        >>> around.via(8), around.via(2), around.via(14)
        ('own', 'sentence', 'document')
    """

    def __init__(self, rows: Iterable[Row]):
        marks: dict[str, set[str]] = {"clause_end": set(), "sentence_end": {"\n"}}
        for row in rows:
            if row["kind"] in marks:
                marks[row["kind"]].add(character(row["term"]))
        self.sentence = frozenset(marks["sentence_end"])
        either = "".join(map(re.escape, sorted(self.sentence | marks["clause_end"])))
        self.clause = re.compile(rf"[{either}](?!(?<=\d.)\d)")


class Stretches:
    """The clauses and sentences of one text, cut when they are first asked for.

    Parameters:
        view: the normalised text.
        ends: the marks that end them.
    """

    def __init__(self, view: str, ends: Ends):
        self._view = view
        self._ends = ends

    @cached_property
    def _clauses(self) -> list[int]:
        return [0, *(match.end() for match in self._ends.clause.finditer(self._view))]

    @cached_property
    def _sentences(self) -> list[int]:
        view, marks = self._view, self._ends.sentence
        return [0, *(end for end in self._clauses[1:] if view[end - 1] in marks)]

    def around(self, position: int) -> Around:
        """The clause and the sentence that a position lies in."""
        return Around(*self._stretch(self._clauses, position), *self._stretch(self._sentences, position))

    def is_headline(self, position: int) -> bool:
        """Whether a position lies in a line that no mark ends: a headline, a heading between paragraphs.

        A closing quotation mark or bracket may stand behind the mark.
        """
        end = self._view.find("\n", position)
        line = self._view[self._view.rfind("\n", 0, position) + 1 : end if end >= 0 else len(self._view)].rstrip()
        return len(line) <= LONGEST_HEADLINE and self._ends.sentence.isdisjoint(line[-2:])

    def _stretch(self, starts: list[int], position: int) -> Words:
        index = bisect_right(starts, position)
        return starts[index - 1], starts[index] if index < len(starts) else len(self._view) + 1


def stretches_of(doc: Doc, view: str, ends: Ends) -> Stretches:
    """The clauses and sentences of a document's normalised view."""
    kept = working(doc)
    if kept.stretches is None:
        kept.stretches = Stretches(view, ends)
    found: Stretches = kept.stretches
    return found
