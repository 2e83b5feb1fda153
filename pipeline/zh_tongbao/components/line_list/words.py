"""The words of configs/vocab/line_list_terms.csv, by kind, and the expressions that are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from zh_tongbao.components.statements.words import Words
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.vocab.tables import Row

GAP = "\u2026"
# In a term: up to so many characters of one clause.
WIDEST_GAP = 24


class Cue(NamedTuple):
    """A word of the vocabulary in a text.

    Parameters:
        start, end: character offsets.
        value: what the table says it means.
    """

    start: int
    end: int
    value: str


class Cues:
    """Words of one kind, found with their values; of those that begin together the longest counts."""

    def __init__(self, words: dict[str, str], gap: str):
        terms = sorted(words, key=len, reverse=True)
        self._values = [words[term] for term in terms]
        shapes = (gap.join(map(re.escape, term.split(GAP))) for term in terms)
        self.pattern = re.compile("|".join(f"({shape})" for shape in shapes) or "(?!)")

    def find(self, view: str, start: int, end: int) -> Iterator[Cue]:
        """Yield the words of a stretch in text order, without overlap."""
        for match in self.pattern.finditer(view, start, end):
            yield Cue(match.start(), match.end(), self._values[(match.lastindex or 1) - 1])

    def match(self, view: str, start: int, end: int) -> Cue | None:
        """The word that begins at a position."""
        match = self.pattern.match(view, start, end)
        return match and Cue(match.start(), match.end(), self._values[(match.lastindex or 1) - 1])


class Lexis(Words):
    """The vocabulary of line lists.

    Parameters:
        rows: rows of line_list_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        super().__init__({**row, "term": _shown(row["term"]), "value": _shown(row["value"])} for row in rows)
        self.sentence_marks = self.characters("sentence_mark") + r"\n"
        self.clause_marks = self.sentence_marks + self.characters("clause_mark")
        self._gap = rf"[^{self.clause_marks}]{{0,{WIDEST_GAP}}}?"
        numerals = self.values.get("numeral", {})
        self._numerals = {sign: int(value) for sign, value in numerals.items()}
        self.han = "[" + "".join(map(re.escape, numerals)) + "]" if numerals else "(?!)"
        letter = r"[^\W\d_a-zA-Z]"
        self.negation = f"(?!{self.any('no_negation')}){self.any('negation')}"
        first = f"(?![{self.characters('no_name')}]){letter}" if self.of("no_name") else letter
        self.name = rf"{first}(?:{first})?{self.any('name_mark')}{{1,3}}"

    def longer(self, kind: str) -> str:
        """An expression of the words of a kind that have more than one character."""
        return (
            "(?:"
            + "|".join(
                sorted(map(re.escape, (term for term in self.of(kind) if len(term) > 1)), key=len, reverse=True)
                or ["(?!)"]
            )
            + ")"
        )

    def cues(self, *kinds: str) -> Cues:
        """The words of these kinds, with their values."""
        return Cues({term: value for kind in kinds for term, value in self.values.get(kind, {}).items()}, self._gap)

    def number(self, written: str) -> int:
        """A number in figures or in words.

        Example:
            >>> from zh_tongbao.components.line_list.words import Lexis
            >>> rows = [{"term": "I", "kind": "numeral", "value": "1"}, {"term": "X", "kind": "numeral", "value": "10"}]
            >>> Lexis(rows).number("XI"), Lexis(rows).number("38")
            (11, 38)
        """
        if written.isdecimal():
            return int(written)
        total = unit = 0
        for sign in written:
            value = self._numerals.get(sign, 0)
            if value >= 10:
                total += (unit or 1) * value
                unit = 0
            else:
                unit = unit * 10 + value
        return total + unit


def _shown(term: str) -> str:
    """A term, whose single character may be written as its code."""
    return character(term) if term.startswith("U+") else term
