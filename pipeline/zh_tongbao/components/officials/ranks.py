"""Rank words in a text: 书记, 省长, 委员; not the 委员 of 委员会 nor the 省长 that 湖南省长沙市 has by chance.

One Aho-Corasick pass finds ranks and the longer words that only contain one. Of the ranks that name a post a ruler may say which
there are (:class:`Ruled`), and add others. What a rank counts for is its ``value`` in
title_terms.csv: ``alone`` (a title even without a name or an organisation: 总书记), ``echo`` (alone, once the document
has named a holder: 副总理), ``bare`` (beside a name: 市长), ``held`` (with an organisation and a name: 负责人), ``named`` (with a name: 副省级干部),
``state`` (as the head of a state company: 董事长), ``group`` (a list of officials follows: 省领导),
``attended`` (officials stand before it: 参加会见), ``foreign`` (never of this country: 总统),
``aside`` (no public post, but part of a chain of titles: 院士), nothing (with an organisation: 局长).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from zh_tongbao.components.officials.words import Vocabulary, Words
from zh_tongbao.vocab.readers import POSTS

SUFFIX = "*"
ADDED = "bare"
# What a post counts for of which only a ruler knows.

Word = tuple[int, str, str]
"""Where a rank word stands, itself, what it counts for."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """What a ruler says of the words for posts in a text.

    Parameters:
        spans: where it found one, start and end.
        alone: whether there are no others; else the table's count as well.
    """

    spans: frozenset[tuple[int, int]] = frozenset()
    alone: bool = False


NOT_RULED = Ruled()


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank word in a text, with the words before it that belong to it (副, 第一, 代).

    Parameters:
        start, end: character offsets, from the first of those words.
        base: the rank word itself.
        value: what it counts for.
    """

    start: int
    end: int
    base: str
    value: str


class RankFinder:
    """Find rank words.

    Parameters:
        vocabulary: title_terms.csv: the kinds ``rank``, ``modifier``, ``not_after``, ``not_before``, ``only_after``.
    """

    def __init__(self, vocabulary: Vocabulary):
        self.values = {
            rank: next(iter(sorted(values, reverse=True))) for rank, values in vocabulary.values.get("rank", {}).items()
        }
        self._modifiers = vocabulary.words("modifier", "")
        self._inside = vocabulary.words("modifier", "inside")
        self._former = vocabulary.words("former")
        self._not_before = {rank: Words(terms) for rank, terms in vocabulary.by_value("not_before").items()}
        self._only_after = {rank: Words(terms) for rank, terms in vocabulary.by_value("only_after").items()}
        longer = self._longer_words(vocabulary.by_value("not_after"))
        self._clipped = {
            rank + ending: rank for rank in self.values for ending in sorted(vocabulary.terms("after_all"))
        }
        self._patterns = sorted(set(self.values) | longer | set(self._clipped))
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.LeftmostLongest) if self._patterns else None

    def _longer_words(self, not_after: dict[str, frozenset[str]]) -> set[str]:
        longer: set[str] = set()
        for which, endings in not_after.items():
            for rank in self.values:
                suffix = which.removeprefix(SUFFIX)
                if which in ("", rank) or (which.startswith(SUFFIX) and rank.endswith(suffix)):
                    longer.update(rank + ending for ending in endings)
        return longer - set(self.values)

    def find(self, view: str, ruled: Ruled = NOT_RULED) -> Iterator[Rank]:
        """Yield every rank word, in text order.

        Parameters:
            view: the normalised text.
            ruled: what a ruler says of the posts.
        """
        for first, base, value in self._words(view, ruled):
            start, end = first, first + len(base)
            while length := self._modifiers.before(view, start):
                start -= length
            inside = self._inside.before(view, start)
            start -= inside if inside < start and view[start - inside - 1].isalnum() else 0
            if not self._other_word(view, base, start):
                yield Rank(start, end, base, value)

    def _words(self, view: str, ruled: Ruled) -> Iterable[Word]:
        """The words of the table and those of a ruler; of those that overlap the first, of those that begin together the longest."""
        spans = ((start, view[start:end]) for start, end in ruled.spans)
        added = [(start, word, ADDED) for start, word in spans if word not in self.values]
        if not added:
            return self._listed(view, ruled)
        kept: list[Word] = []
        for word in sorted([*self._listed(view, ruled), *added], key=lambda word: (word[0], -len(word[1]))):
            if not kept or word[0] >= kept[-1][0] + len(kept[-1][1]):
                kept.append(word)
        return kept

    def _listed(self, view: str, ruled: Ruled) -> Iterator[Word]:
        """The words of the table; of those that name a post the ones that count here."""
        for index, first, _ in self._automaton.find_matches_as_indexes(view) if self._automaton else ():
            pattern = self._patterns[index]
            base = self._clipped.get(pattern, pattern)
            value = self.values.get(base)
            if value is None or (ruled.alone and value in POSTS and (first, first + len(base)) not in ruled.spans):
                continue
            yield first, base, value

    def barred(self, view: str, base: str, position: int) -> bool:
        """Whether what ends here makes a rank no public post (骨科|主任)."""
        barred = self._not_before.get(base)
        return bool(barred and barred.before(view, position))

    def _other_word(self, view: str, base: str, start: int) -> bool:
        """Whether what stands before the rank makes it no post (班主任) or no rank at all (举行长征)."""
        needed = self._only_after.get(base)
        if self.barred(view, base, start):
            return True
        start -= self._former.before(view, start)
        inside = start > 0 and view[start - 1].isalnum()
        return bool(needed and inside and not needed.before(view, start))
