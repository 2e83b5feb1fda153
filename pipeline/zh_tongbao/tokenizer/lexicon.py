"""One Aho-Corasick pass that finds the vocabulary's entries in a text, leftmost and longest first."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate
from operator import itemgetter

from ahocorasick_rs import AhoCorasick, MatchKind

CUT = "|"
# Inside an entry: tokens meet here (中国|梦 is one entry of two tokens).


class Lexicon:
    """The vocabulary's entries as an automaton.

    Parameters:
        forms: the entries, each at least one character.
        cut: inside an entry marks where its tokens meet; empty where none has a mark.
        overlapping: whether all entries are found, or of those that overlap the first and longest.

    Attributes:
        cuts: for each entry with cuts, by its index in ``forms``: the offsets at which its tokens meet, with both its ends.

    Source: Aho and Corasick, Communications of the ACM 18(6), 1975.

    Example:
        >>> from zh_tongbao.tokenizer.lexicon import Lexicon
        >>> Lexicon(["确诊", "确诊病例"]).find("新增确诊病例")
        [(2, 6)]
        >>> Lexicon(["中国|梦"]).cuts
        {0: [0, 2, 3]}
    """

    def __init__(self, forms: Iterable[str], cut: str = CUT, overlapping: bool = False):
        self.forms = sorted(set(forms))
        written = [form.replace(cut, "") for form in self.forms] if cut else self.forms
        kind = MatchKind.Standard if overlapping else MatchKind.LeftmostLongest
        self._overlapping = overlapping
        self._automaton = AhoCorasick(written, matchkind=kind) if written else None
        self._last: tuple[str, list[tuple[int, int, int]]] = "", []
        self._latin = {index for index, form in enumerate(written) if _latin(form[0]) or _latin(form[-1])}
        self.cuts = {
            index: [0, *accumulate(map(len, form.split(cut)))]
            for index, form in enumerate(self.forms)
            if cut and cut in form
        }

    def find(self, view: str) -> list[tuple[int, int]]:
        """Return start and end of each entry found, in order and without overlap.

        An entry that starts or ends with a digit or a Latin letter does not match inside a longer number or word.
        """
        return [(start, end) for _, start, end in self.matches(view)]

    def matches(self, view: str) -> list[tuple[int, int, int]]:
        """As :meth:`find`, each with the entry's index in ``forms`` before it; not to be changed.

        What was found in the text asked for last is remembered: readers of one document ask for the same.
        """
        last, found = self._last  # one read, so that threads never mix two texts
        if last is not view:
            found = self._found(view)
            self._last = view, found
        return found

    def every(self, view: str) -> list[tuple[int, int, int]]:
        """As :meth:`matches`, also inside longer numbers and words (:meth:`stands_alone` tells)."""
        if self._automaton is None:
            return []
        matches: list[tuple[int, int, int]] = self._automaton.find_matches_as_indexes(
            view, overlapping=self._overlapping
        )
        return matches

    def stands_alone(self, view: str, match: tuple[int, int, int]) -> bool:
        """Whether a match is no part of a longer number or Latin word."""
        index, start, end = match
        return index not in self._latin or not (_joined(view, start) or _joined(view, end))

    def _found(self, view: str) -> list[tuple[int, int, int]]:
        matches = self.every(view)
        if self._latin.isdisjoint(map(_entry, matches)):  # speed: few texts hold such an entry
            return matches
        return [match for match in matches if self.stands_alone(view, match)]


_entry = itemgetter(0)


def _latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _joined(view: str, position: int) -> bool:
    """Whether a number or Latin word runs across this position."""
    if not 0 < position < len(view):
        return False
    before, after = view[position - 1], view[position]
    if not (before.isascii() and after.isascii()):
        return False
    return (before.isdigit() and after.isdigit()) or (before.isalpha() and after.isalpha())
