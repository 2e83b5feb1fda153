"""The words of configs/vocab/statement_terms.csv, by kind, and the expressions that are made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.vocab.tables import Row


class Words:
    """Vocabulary by kind.

    Parameters:
        rows: rows of a table of terms: ``term``, ``kind``, ``value``.
    """

    def __init__(self, rows: Iterable[Row]):
        self.values: dict[str, dict[str, str]] = {}
        for row in rows:
            self.values.setdefault(row["kind"], {})[row["term"]] = row["value"]

    def of(self, kind: str) -> frozenset[str]:
        """All words of one kind."""
        return frozenset(self.values.get(kind, ()))

    def any(self, *kinds: str) -> str:
        """An expression that matches one word of these kinds, the longest first."""
        return _alternatives({term for kind in kinds for term in self.values.get(kind, ())})

    def any_valued(self, kind: str, value: str) -> str:
        """An expression that matches one word of this kind that has this value."""
        return _alternatives({term for term, other in self.values.get(kind, {}).items() if other == value})

    def characters(self, *kinds: str) -> str:
        """The one-character words of these kinds, to stand inside a character class."""
        return "".join(re.escape(term) for kind in kinds for term in self.values.get(kind, ()) if len(term) == 1)


def _alternatives(terms: Iterable[str]) -> str:
    ordered = sorted(terms, key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, ordered)) + ")" if ordered else "(?!)"
