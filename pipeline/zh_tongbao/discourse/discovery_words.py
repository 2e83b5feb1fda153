"""The words of configs/vocab/discovery_terms.csv, by what they say of a string that may be a formulation."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.readers import terms
from zh_tongbao.vocab.tables import Row

TERMS = "vocab/discovery_terms.csv"
SIGNS = (
    *("documents", "freedom", "cohesion", "quoted", "framed", "tailed", "said", "parallel", "echo", "number", "head"),
    *("plus", "contrast", "particle", "novelty", "novelty_since"),
)
NEVER = re.compile("(?!)")
SHORTEST = 4
COMMONER = 1.2
LONGEST_ECHO = 16


class DiscoveryWords:
    """Vocabulary of discovery.

    Parameters:
        rows: of the table: ``term``, ``kind``, ``value``.

    Attributes:
        frames, tails: words before and behind a formulation, the longest first.
        starts, ends: what none begins and ends with.
        weights: by sign.
        shortest: characters of a formulation outside quotation marks.
        commoner: how many times more documents have it without its tail where that is no part of it.

    Raises:
        InputError: a sign without a weight.

    Example:
        >>> from zh_tongbao.discourse.discovery_words import discovery_words
        >>> discovery_words().unframed("深入贯彻新发展理念")
        '新发展理念'
    """

    shortest = SHORTEST
    commoner = COMMONER

    def __init__(self, rows: Iterable[Row]):
        of: dict[str, dict[str, str]] = {}
        for row in rows:
            of.setdefault(row["kind"], {})[row["term"]] = row["value"]
        self.frames = _longest_first(of.get("frame", {}))
        self.tails = _longest_first(of.get("tail", {}))
        edges = of.get("edge", {})
        self.starts = tuple(term for term, side in edges.items() if side != "end")
        self.ends = tuple(term for term, side in edges.items() if side != "start")
        self.opens, self.closes, self.joint = ("".join(of.get(kind, {})) for kind in ("open", "close", "joint"))
        self.plus = "".join(of.get("plus", {}))
        self._ordinary = _any(of.get("ordinary", {}))
        self._heads = _any(of.get("head", {}))
        self._numbers = _any(of.get("numeral", {}))
        self._particles = _any(of.get("particle", {}))
        nots = "|".join(map(re.escape, of.get("not", {})))
        self._contrast = re.compile(rf"[^\W\d]{{1,3}}(?:{nots})[^\W\d]{{1,3}}$") if nots else NEVER
        try:
            self.weights = {sign: float(of.get("weight", {})[sign]) for sign in SIGNS}
        except (KeyError, ValueError) as error:
            raise InputError(f"{TERMS}, kind 'weight': a number is needed for {error.args[0]}") from error

    def is_ordinary(self, text: str) -> bool:
        """Whether a string holds a word of the news itself, or a digit."""
        return bool(self._ordinary.search(text)) or any(character.isdigit() for character in text)

    def has_open_edge(self, text: str) -> bool:
        """Whether a string begins or ends with what no formulation does."""
        return text.startswith(self.starts) or text.endswith(self.ends)

    def unframed(self, text: str) -> str:
        """A string without the frames before it."""
        while True:
            frame = next((one for one in self.frames if text.startswith(one)), None)
            if frame is None or len(text) - len(frame) < self.shortest:
                return text
            text = text[len(frame) :].lstrip(self.joint)

    def shape(self, text: str) -> float:
        """What the shape of a string speaks for it."""
        parts = [part for part in re.split(f"[{re.escape(self.joint)}]", text) if part] if self.joint else [text]
        letters = "".join(parts)
        signs = {
            "parallel": len(parts) > 1 and len(set(map(len, parts))) == 1,
            "echo": len(text) <= LONGEST_ECHO and len(set(letters)) < len(letters),
            "number": bool(self._numbers.match(text)),
            "head": bool(self._heads.search(text)),
            "plus": any(mark in text for mark in self.plus),
            "contrast": bool(self._contrast.match(text)),
            "particle": bool(self._particles.search(text)),
        }
        return sum(self.weights[sign] for sign, there in signs.items() if there)


def _longest_first(terms: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(terms, key=lambda term: (-len(term), term)))


def _any(terms: Iterable[str]) -> re.Pattern[str]:
    ordered = _longest_first(terms)
    return re.compile("|".join(map(re.escape, ordered))) if ordered else NEVER


@lru_cache(maxsize=1)
def discovery_words() -> DiscoveryWords:
    """The shipped vocabulary."""
    return DiscoveryWords(terms(TERMS))
