"""Sets of words that are looked up at a place in a text, whatever their number, in constant time."""

from __future__ import annotations

from collections.abc import Iterable

from zh_tongbao.vocab.tables import Row


class Words:
    """A set of words, found where they begin or where they end.

    Parameters:
        terms: the words.

    Example:
        >>> from zh_tongbao.components.officials.words import Words
        >>> words = Words(["副", "副主任", "主任"])
        >>> words.at("市卫健委副主任", 4), words.before("市卫健委副主任", 7), words.at("市卫健委副主任", 0)
        (3, 3, 0)
    """

    def __init__(self, terms: Iterable[str]):
        self.terms = frozenset(terms) - {""}
        longest_first = sorted(self.terms, key=lambda term: (-len(term), term))
        self._by_first: dict[str, list[str]] = {}
        self._by_last: dict[str, list[str]] = {}
        for term in longest_first:
            self._by_first.setdefault(term[0], []).append(term)
            self._by_last.setdefault(term[-1], []).append(term)

    def at(self, view: str, position: int, limit: int | None = None) -> int:
        """Length of the longest word that begins at this position and ends by ``limit``, 0 for none."""
        for term in self._by_first.get(view[position : position + 1], ()):
            if view.startswith(term, position, limit):
                return len(term)
        return 0

    def before(self, view: str, position: int) -> int:
        """Length of the longest word that ends at this position, 0 for none."""
        if position <= 0:
            return 0
        for term in self._by_last.get(view[position - 1], ()):
            if view.endswith(term, 0, position):
                return len(term)
        return 0


class Vocabulary:
    """The rows of one table of words, by kind and by value.

    Parameters:
        rows: rows of a table read by ``tongbao.terms.v1``.
    """

    def __init__(self, rows: Iterable[Row]):
        self.values: dict[str, dict[str, set[str]]] = {}
        for row in rows:
            self.values.setdefault(row["kind"], {}).setdefault(row["term"], set()).add(row.get("value", ""))

    def terms(self, kind: str, value: str | None = None) -> frozenset[str]:
        """The words of a kind, or those of them that have this value."""
        found = self.values.get(kind, {})
        return frozenset(term for term, values in found.items() if value is None or value in values)

    def words(self, kind: str, value: str | None = None) -> Words:
        """The same, ready to be looked up."""
        return Words(self.terms(kind, value))

    def by_value(self, kind: str) -> dict[str, frozenset[str]]:
        """The words of a kind, grouped by value."""
        groups: dict[str, set[str]] = {}
        for term, values in self.values.get(kind, {}).items():
            for value in values:
                groups.setdefault(value, set()).add(term)
        return {value: frozenset(terms) for value, terms in groups.items()}
