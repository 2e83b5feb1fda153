"""Personal names by shape: a surname and one or two characters, weighed by what stands around them.

No list of persons can hold the officials of every county, so a name is recognised where it must stand: beside a title.
How long it is there (李斌提出, 江泽林参加) and whether it is one at all (总书记高度重视) is decided by a score:

- what follows it: a punctuation mark (3), a word that can follow a name (提出: 2; one character, 在: 1), nothing (0);
- each character that is usual in given names: 1; one that never stands in a name, or never at its end: ``NEVER``;
- an everyday word in its place (高度, 和平): ``WORD``; a surname that is a word as well (和, 全): ``WORD_SURNAME``.

A character that never ends a name may do so where what follows leaves it no other part: one that is no word by itself
(``bound``: 黄建发|出席, not 黄建|发表) before whatever follows names, one that joins (``joining``: 包信和|就) before what only
the whole name can be the subject of.

Names of peoples without Han surnames are read as a run of syllables that transliterations are written with (洛桑江村), or
by their dots (艾尔肯·吐尼亚孜).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zh_tongbao.components.officials.page import Places
from zh_tongbao.components.officials.words import Vocabulary, Words
from zh_tongbao.vocab.tables import Row

DOT = "·"
BOUNDARY = 3
NEVER = -5
WORD = -5
PREFIX_WORD = -4
WORD_SURNAME = -2
KNOWN = 9
SURE_SHAPE = 2
RIGHT_WORD = 2
GIVEN = (1, 2)
LONGEST_SYLLABLES = 5
SHORTEST_SYLLABLES = 2
LONGEST_PART = 8
DOTTED_PARTS = 3


@dataclass(frozen=True, slots=True)
class Name:
    """A name that can be read at a place.

    Parameters:
        start, end: character offsets.
        score: how much speaks for it.
    """

    start: int
    end: int
    score: int


class NameShapes:
    """Recognise names by shape.

    Parameters:
        rows: the rows of names.csv.
        ranks: the rank words.
    """

    def __init__(self, rows: Iterable[Row], ranks: Iterable[str] = ()):
        vocabulary = Vocabulary(rows)
        self.surnames = vocabulary.words("surname")
        self._weak = vocabulary.terms("surname", "word")
        self._given = vocabulary.terms("given")
        self._never = vocabulary.terms("never", "")
        self._bound = vocabulary.terms("never", "bound")
        self._joining = vocabulary.terms("never", "joining")
        self._never_last = self._never | vocabulary.terms("never", "last") | self._bound | self._joining
        self._followers = vocabulary.words("follower")
        self._predicates = vocabulary.words("follower", "predicate")
        self._ranks = Words(ranks)
        self._leads = vocabulary.words("lead")
        self._script = vocabulary.terms("script", "")
        self._dotted_script = vocabulary.terms("script")
        self._words = vocabulary.words("word")
        self._doctrines = vocabulary.words("doctrine")
        self._roles_before = vocabulary.words("role", "before")
        self._roles_behind = vocabulary.words("role", "behind")

    def at(self, view: str, start: int, places: Places) -> Name | None:
        """The best reading of a name that begins here, or None."""
        best: tuple[int, int, int] | None = None
        for end, shape in self._readings(view, start):
            right = self._right(view, end)
            score = shape + right + self._place_score(start, end, places) - (not right and shape < SURE_SHAPE)
            best = max(best or (score, right, end), (score, right, end))
        return Name(start, best[2], best[0]) if best is not None else None

    def namesake(self, view: str, start: int, end: int) -> Name | None:
        """A place's name as that of a person (沈阳), if what follows ends a name, or None."""
        right = self._right(view, end)
        surname = self.surnames.at(view, start)
        given = view[start + surname : end]
        if right < RIGHT_WORD or not surname or self.is_word(view[start : start + surname]) or len(given) not in GIVEN:
            return None
        return Name(start, end, right + 1) if all(character in self._given for character in given) else None

    def before(self, view: str, end: int) -> Name | None:
        """The best reading of a name that ends here, or None; what stands before it counts instead of what follows."""
        best: Name | None = None
        for start in range(max(0, end - 4), end - 1):
            if not self.surnames.at(view, start) or view[start - 1 : start] == DOT:
                continue
            for reading, shape in self._han(view, start, end):
                score = shape + self._left(view, start)
                if reading == end and (best is None or score > best.score):
                    best = Name(start, end, score)
        dotted = self._dotted_before(view, end)
        return dotted if dotted is not None and (best is None or dotted.score > best.score) else best

    def readings_before(self, view: str, end: int) -> Iterator[tuple[int, int]]:
        """Beginnings and scores of shape of the names that can end here, whatever stands around them."""
        for start in range(max(0, end - 4), end - 1):
            if self.surnames.at(view, start) and view[start - 1 : start] != DOT:
                yield from ((start, shape) for reading, shape in self._han(view, start, end) if reading == end)
        dot = view.rfind(DOT, max(0, end - LONGEST_PART - 1), max(0, end - 1))
        if dot > 0:
            yield from ((start, SURE_SHAPE) for start in self._dotted_starts(view, dot))
            return
        for start in range(max(0, end - LONGEST_SYLLABLES), end - SHORTEST_SYLLABLES):
            if all(character in self._script for character in view[start:end]) and not self._words.at(view, start):
                yield start, 1

    def goes_on(self, view: str, start: int, end: int) -> bool:
        """Whether a longer name is the better reading of an occurrence of a short one (王勇峰表示 for 王勇)."""
        if self._right(view, end):
            return False
        longer = [stop for stop, shape in self._han(view, start) if stop == end + 1 and shape >= 0]
        return any(self._right(view, stop) for stop in longer)

    def stands_free(self, view: str, start: int, end: int) -> bool:
        """Whether what stands before or behind the characters marks the edge of a name."""
        return self._right(view, end) > 0 or self._left(view, start) > 0 or self._ranks.at(view, end) > 0

    def begins_free(self, view: str, start: int) -> bool:
        """Whether what stands before the characters marks the beginning of a name."""
        return self._left(view, start) > 0

    def ends_free(self, view: str, end: int) -> bool:
        """Whether what follows marks the end of a name, or of a title behind one (not so in 张江镇长元村)."""
        return self._right(view, end) > 0

    def acts(self, view: str, start: int, end: int) -> bool:
        """Whether these characters begin a clause and a word of two or more follows that a person does (沈阳强调)."""
        return self._left(view, start) == BOUNDARY and self._followers.at(view, end) >= RIGHT_WORD

    def names_doctrine(self, view: str, end: int) -> bool:
        """Whether what follows makes a name part of the name of a doctrine (毛泽东思想)."""
        return self._doctrines.at(view, end) > 0

    def is_word(self, surname: str) -> bool:
        """Whether a surname is an everyday word as well (向, 和)."""
        return surname in self._weak

    def may_be_name(self, view: str, start: int, end: int) -> bool:
        """Whether nothing in the characters themselves speaks against a name."""
        return not self._words.at(view, start) and not any(character in self._never for character in view[start:end])

    def has_other_role(self, view: str, start: int, end: int) -> bool:
        """Whether the text itself calls this person something that is no public post (记者张三, 李四院士)."""
        return bool(self._roles_before.before(view, start)) or bool(self._roles_behind.at(view, end))

    def ends_role(self, view: str, end: int) -> bool:
        """Whether what ends here is no public post (…院院士)."""
        return self._roles_behind.before(view, end) > 0

    def _readings(self, view: str, start: int) -> Iterator[tuple[int, int]]:
        yield from self._han(view, start)
        yield from self._spaced(view, start)
        yield from self._syllables(view, start)
        yield from self._dotted(view, start)

    def _han(self, view: str, start: int, closed: int = -1) -> Iterator[tuple[int, int]]:
        """Ends and scores of shape of the names with a Han surname that can begin here; ``closed`` surely ends one."""
        length = self.surnames.at(view, start)
        for surname in {length, min(length, 1)}:
            if view[start : start + surname] not in self.surnames.terms:
                continue
            for given in GIVEN:
                end = start + surname + given
                characters = view[start + surname : end]
                if len(characters) == given and all(_han(character) for character in characters):
                    yield end, self._shape(view, start, surname, end, closed)

    def _shape(self, view: str, start: int, surname: int, end: int, closed: int) -> int:
        given = view[start + surname : end]
        score = sum(character in self._given for character in given)
        ended = end == closed or self._ended(view, end)
        barred = self._never if ended else self._never_last
        score += NEVER * (given[-1] in barred or any(character in self._never for character in given))
        score += NEVER * (self._ranks.at(view, start + surname, end) > 0)
        score += WORD_SURNAME * (view[start : start + surname] in self._weak)
        if length := self._words.at(view, start):
            score += WORD if length >= end - start else PREFIX_WORD
        return score

    def _ended(self, view: str, end: int) -> bool:
        """Whether what follows leaves the last character no part but that of a name."""
        right = self._right(view, end)
        if right == BOUNDARY and not view[end : end + 1].isalnum():
            return True
        if view[end - 1] in self._joining:
            return self._predicates.at(view, end) > 0
        return right > 0 and view[end - 1] in self._bound and self._followers.at(view, end - 1) < RIGHT_WORD

    def _spaced(self, view: str, start: int) -> Iterator[tuple[int, int]]:
        """A name of two characters, set wide to fill the room of three (李 强)."""
        gap = start + 1
        while gap < len(view) and view[gap] == " ":
            gap += 1
        wide = 1 < gap - start <= 3 and view[start] in self.surnames.terms and gap < len(view) and _han(view[gap])
        if wide and view[gap] not in self._never_last and (right := self._right(view, gap + 1)) > 1:
            yield gap + 1, right - BOUNDARY + 1

    def _syllables(self, view: str, start: int) -> Iterator[tuple[int, int]]:
        end = start
        if self._words.at(view, start):
            return
        while end < len(view) and end - start < LONGEST_SYLLABLES and view[end] in self._script:
            end += 1
            if end - start >= SHORTEST_SYLLABLES and (right := self._right(view, end)):
                yield end, end - start - SHORTEST_SYLLABLES
                if right == RIGHT_WORD:
                    return

    def _dotted(self, view: str, start: int) -> Iterator[tuple[int, int]]:
        position = start
        for _ in range(DOTTED_PARTS):
            dot = view.find(DOT, position, position + LONGEST_PART + 1)
            if dot <= position or not all(_han(character) for character in view[position:dot]):
                break
            position = dot + 1
        if position == start or any(self._ranks.at(view, place) for place in range(start, position)):
            return
        end = position
        while end < len(view) and end - position < LONGEST_PART and _han(view[end]):
            end += 1
            if self._ranks.at(view, end - 1, end + 1):
                return
            right = self._right(view, end)
            goes_on = view[end : end + 1] in self._dotted_script
            if right > 1 or (not goes_on and (right or end - position > 1)):
                yield end, 2
                return

    def _dotted_starts(self, view: str, dot: int) -> Iterator[int]:
        """Where a name can begin whose first dot this is, the nearest first."""
        start = dot
        while start > 0 and dot - start < LONGEST_PART and _han(view[start - 1]):
            start -= 1
            if dot - start >= SHORTEST_SYLLABLES:
                yield start

    def _dotted_before(self, view: str, end: int) -> Name | None:
        start = end
        while (
            start > 0
            and end - start < DOTTED_PARTS * LONGEST_PART
            and (view[start - 1] in self._dotted_script or view[start - 1] == DOT)
        ):
            start -= 1
        dot = view.find(DOT, start, end)
        if dot < 0 or view[end - 1] == DOT:
            return None
        while dot - start > 1 and self._leads.before(view, start) == 0 and start > 0 and _han(view[start - 1]):
            start += 1
        holds_rank = any(self._ranks.at(view, position) for position in range(start, end))
        return Name(start, end, 2 + self._left(view, start)) if start < dot and not holds_rank else None

    def _right(self, view: str, position: int) -> int:
        """How well what follows marks the end of a name."""
        if position >= len(view) or not _han(view[position]):
            return 0 if view[position : position + 1] == DOT else BOUNDARY
        return min(RIGHT_WORD, self._followers.at(view, position))

    def _left(self, view: str, position: int) -> int:
        """How well what stands before marks the beginning of a name."""
        if position == 0 or not _han(view[position - 1]):
            return BOUNDARY
        return 2 if self._leads.before(view, position) else 0

    def _place_score(self, start: int, end: int, places: Places) -> int:
        """A place here speaks against a name, unless the name is longer."""
        place_end = places.end_at(start)
        if place_end is None or place_end == start + 1:
            return 0
        return NEVER if place_end >= end else -1


def _han(character: str) -> bool:
    """Whether the character can be part of a name written in Han characters."""
    return character.isalpha() and not character.isascii()
