"""The words that shapes are made of, by kind, as parts of regular expressions and as sets."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.vocab.tables import Row

NOTHING = "(?!)"


class Terms:
    """Terms of a vocabulary table by their ``kind``.

    Parameters:
        rows: rows with ``kind`` and ``term``.

    Example:
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> terms = Terms([{"kind": "numeral", "term": "三"}, {"kind": "numeral", "term": "十三"}])
        >>> terms.any_of("numeral")
        '(?:十三|三)'
    """

    def __init__(self, rows: Iterable[Row]):
        self._terms: dict[str, list[str]] = {}
        for row in rows:
            self._terms.setdefault(row["kind"], []).append(row["term"])

    def of(self, *kinds: str) -> tuple[str, ...]:
        """The terms of these kinds, longest first."""
        return tuple(sorted((term for kind in kinds for term in self._terms.get(kind, ())), key=len, reverse=True))

    def any_of(self, *kinds: str) -> str:
        """An expression for one of the terms; it matches nothing where there are none."""
        return f"(?:{'|'.join(map(re.escape, self.of(*kinds)))})" if self.of(*kinds) else NOTHING

    def one_of(self, *kinds: str) -> str:
        """An expression for one of the terms of one character; it matches nothing where there are none."""
        single = "".join(re.escape(term) for term in self.of(*kinds) if len(term) == 1)
        return f"[{single}]" if single else NOTHING

    def but(self, *kinds: str) -> str:
        """An expression for one letter that is none of the terms of one character."""
        return rf"[^\W\d{''.join(re.escape(term) for term in self.of(*kinds) if len(term) == 1)}]"
