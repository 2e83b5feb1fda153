"""Slogans that no list holds yet, found by their shape: reduplicated calls, numbered formulas, quoted programmes.

The shapes are code; the words that they are made of (numerals, 再, the words behind a quotation that make it a book or
a ship) are vocabulary: configs/vocab/slogan_shapes.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from zh_tongbao.vocab.tables import Row

LONGEST_QUOTE = 60
LONGEST_FORMULA = 8
SPREAD = 2


class Shapes:
    """Find slogans by shape in a normalised view.

    Parameters:
        rows: rows of slogan_shapes.csv: ``numeral``, ``reduplicator``, ``opening``, ``closing``, ``straight``,
            ``separator`` and ``not_programme``.
    """

    def __init__(self, rows: Iterable[Row]):
        self.words: dict[str, list[str]] = {}
        for row in rows:
            self.words.setdefault(row["kind"], []).append(row["term"])
        again = self._any("reduplicator")
        opening, closing = self._any("opening"), self._any("closing")
        straight = self._any("straight")
        body = rf"[^{self._chars('opening', 'closing', 'straight')}\n]{{2,{LONGEST_QUOTE}}}"
        self._reduplicated = re.compile(rf"(\w{{2}})\1{again}\1")
        self._quoted = re.compile(rf"{opening}({body}){closing}|{straight}({body}){straight}")
        self._separator = re.compile(self._any("separator"))
        numeral = self._any("numeral")
        self._formula = re.compile(rf"{numeral}\w{{1,{LONGEST_FORMULA - 1}}}")
        self._pair = re.compile(rf"{numeral}\w{numeral}\w")
        self._other = re.compile(self._any("not_programme"))

    def _any(self, *kinds: str) -> str:
        terms = sorted((term for kind in kinds for term in self.words.get(kind, ())), key=len, reverse=True)
        return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"

    def _chars(self, *kinds: str) -> str:
        return "".join(re.escape(term) for kind in kinds for term in self.words.get(kind, ()))

    def find(self, view: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each slogan-shaped stretch, without its quotation marks."""
        for match in self._reduplicated.finditer(view):
            yield match.span()
        for match in self._quoted.finditer(view):
            group = 1 if match[1] is not None else 2
            if self._other.match(view, match.end()) or not self._is_slogan(match[group]):
                continue
            yield match.span(group)

    def _is_slogan(self, quoted: str) -> bool:
        parts = self._separator.split(quoted)
        if len(parts) > 1:
            lengths = [len(part) for part in parts]
            return min(lengths) >= 2 and max(lengths) - min(lengths) <= SPREAD and all(map(str.isalpha, parts))
        return bool((self._formula.fullmatch(quoted) and len(quoted) <= 4) or self._pair.fullmatch(quoted))
