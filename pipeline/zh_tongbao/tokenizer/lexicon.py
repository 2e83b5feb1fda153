"""One Aho-Corasick pass that finds the vocabulary's entries in a text, leftmost and longest first."""

from __future__ import annotations

from collections.abc import Iterable

from ahocorasick_rs import AhoCorasick, MatchKind


class Lexicon:
    """The vocabulary's entries as an automaton.

    Parameters:
        forms: the entries, each at least one character.

    Source: Aho and Corasick, Communications of the ACM 18(6), 1975.

    Example:
        >>> from zh_tongbao.tokenizer.lexicon import Lexicon
        >>> Lexicon(["确诊", "确诊病例"]).find("新增确诊病例")
        [(2, 6)]
    """

    def __init__(self, forms: Iterable[str]):
        self.forms = sorted(set(forms))
        self._automaton = AhoCorasick(self.forms, matchkind=MatchKind.LeftmostLongest) if self.forms else None

    def find(self, view: str) -> list[tuple[int, int]]:
        """Return start and end of each entry found, in order and without overlap.

        An entry that starts or ends with a digit or a Latin letter does not match inside a longer number or word.
        """
        if self._automaton is None:
            return []
        found = []
        for _, start, end in self._automaton.find_matches_as_indexes(view):
            if _joined(view, start) or _joined(view, end):
                continue
            found.append((start, end))
        return found


def _joined(view: str, position: int) -> bool:
    """Whether a number or Latin word runs across this position."""
    if not 0 < position < len(view):
        return False
    before, after = view[position - 1], view[position]
    if not (before.isascii() and after.isascii()):
        return False
    return (before.isdigit() and after.isdigit()) or (before.isalpha() and after.isalpha())
