"""The run of characters before a rank in which its organisation is looked for.

It goes back to the nearest punctuation mark, through brackets and quotation marks that close inside it, and begins behind
its last stop word. A stop word is none inside a place's or an organisation's name (全部 in 国家安全部, 使 in a quoted motto),
and a counted one (月, 名) only behind a number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from zh_tongbao.components.officials.page import Places
from zh_tongbao.components.officials.words import Vocabulary, Words

BRACKETED = 24
SURE_STARTER = 3
LONGEST_STARTER = 8
LONGEST_PERSON = 4


class Runs:
    """Find where a run begins.

    Parameters:
        vocabulary: title_terms.csv: the kinds ``stop``, ``inner``, ``starter``, ``organ``, ``conjunction``, ``sent``, ``copula``, ``list``, ``quotation``.
        brackets: opening mark of each closing one.
        surnames: with which names of persons begin.
    """

    def __init__(self, vocabulary: Vocabulary, brackets: Mapping[str, str], surnames: Words):
        self._starters = vocabulary.words("starter")
        self._organs = vocabulary.words("organ")
        self._stops = vocabulary.words("stop")
        self._counted = vocabulary.terms("stop", "counted")
        self._inner = vocabulary.words("inner")
        self._conjunctions = vocabulary.terms("conjunction")
        self._areas = vocabulary.words("area")
        self._tasks = vocabulary.words("organ", "task")
        self._purposes = vocabulary.terms("stop", "purpose")
        self._sent = vocabulary.terms("sent")
        self._copulas = vocabulary.words("copula")
        self._link = vocabulary.terms("list") | vocabulary.terms("link", "weak")
        self._brackets = brackets
        self._surnames = surnames
        self._quotations = {
            opening: next(iter(closing)) for opening, closing in vocabulary.values.get("quotation", {}).items()
        }

    def begin(self, view: str, end: int, floor: int) -> int:
        """Where the unbroken run of characters that ends here begins."""
        position = end
        while position > floor:
            mark = view[position - 1]
            if mark.isalnum():
                position -= 1
                continue
            opening = self._brackets.get(mark)
            opened = view.rfind(opening, max(floor, position - BRACKETED), position - 1) if opening else -1
            if opened < 0:
                break
            inside = view[opened + 1 : position - 1]
            if not all(character.isalnum() or character in self._link for character in inside):
                break
            position = opened
        while 0 < position < end and view[position - 1].isdigit() and view[position].isdigit():
            position += 1  # the farthest that a title reaches back may lie inside a number
        return position

    def may_begin(self, view: str, position: int) -> bool:
        """Whether a run can begin here: behind a mark or a stop word."""
        return position == 0 or not view[position - 1].isalnum() or self._stops.before(view, position) > 0

    def outside_quotations(self, view: str, start: int, end: int) -> Iterable[int]:
        """The positions of a run that are in no quotation."""
        if all(view.find(mark, start, end) < 0 for mark in self._quotations):
            return range(start, end)
        positions: list[int] = []
        position = start
        while position < end:
            closed = self.over_quotation(view, position, end)
            if closed == position:
                positions.append(position)
            position = max(closed, position + 1)
        return positions

    def over_quotation(self, view: str, position: int, end: int) -> int:
        """Where the quotation that begins here ends, the position itself if there is none."""
        closing = self._quotations.get(view[position])
        closed = view.find(closing, position, end) if closing else -1
        return closed + 1 if closed > 0 else position

    def before_note(self, view: str, start: int, end: int) -> int:
        """Where a note in brackets that ends here begins (中央党校|（…）|副校长); the position itself if none does."""
        opening = self._brackets.get(view[end - 1 : end])
        opened = view.rfind(opening, start, end) if opening else -1
        return opened if opened > 0 else end

    def behind_stops(self, view: str, start: int, end: int, places: Places) -> int:
        """The position behind the last stop word of the run that is part of no longer name and in no quotation."""
        position = first = start
        while position < end:
            place_end = places.end_at(position)
            if place_end is not None and place_end <= end:
                position = place_end
            elif length := self._inner.at(view, position):
                position += length
            elif (stop := self._stop(view, position)) and position + stop <= end:
                covered = self._covered(view, first, position, position + stop, end)
                if not covered and not self._joins(view, (start, first, position, position + stop, end), places):
                    first = position + stop
                position = covered or position + stop
            elif view[position] in self._quotations:
                position = max(position + 1, self.over_quotation(view, position, end))
            else:
                position += 1
        return first

    def _covered(self, view: str, first: int, left: int, right: int, end: int) -> int:
        """The end of the organisation's long name in which a stop word stands (国家安|全部|), or 0."""
        for begin in range(max(first, left - LONGEST_STARTER), left + 1):
            length = self._starters.at(view, begin, end)
            if length >= SURE_STARTER and begin + length >= right:
                return begin + length
        return 0

    def _stop(self, view: str, position: int) -> int:
        length = self._stops.at(view, position)
        if view[position : position + length] in self._counted and not view[position - 1 : position].isnumeric():
            return 0
        return length

    def _joins(self, view: str, run: tuple[int, int, int, int, int], places: Places) -> bool:
        """Whether a conjunction stands inside one organisation's name (社会和法制委员会), not between two things.

        Parameters:
            view, places: the text and its places.
            run: where the run begins, its part behind the last stop word, the conjunction, what follows that, the rank.
        """
        start, first, left, right, end = run
        if first == left or right == end:
            return False
        if view[left:right] in self._sent:
            return self._opened(view, first, left) and self._organs.before(view, end) > 0
        if view[left:right] in self._purposes:
            return self._named(view, first, left) and self._tasks.before(view, end) > 0
        if view[left:right] not in self._conjunctions:
            return False
        if self._starters.at(view, right) or places.end_at(right) is not None or self._organs.before(view, left):
            return False
        if not self._organs.before(view, end):
            return False
        if self._opened(view, first, left) or len(places.within(first, left)) > 0:
            return True
        if first > start and self._copulas.before(view, first):
            return True
        return left - first > 1 and self._listed(view, first) and not self._person(view, first, left)

    def _opened(self, view: str, first: int, end: int) -> bool:
        """Whether an organisation's name begins here."""
        return any(self._starters.at(view, position, end) for position in range(first, end))

    def _named(self, view: str, first: int, end: int) -> bool:
        """Whether an area or an organisation's first word ends here: 省|推进…领导小组, 国务院|促进…领导小组."""
        return first + self._areas.at(view, first) == end or self._starters.before(view, end) > 0

    def _listed(self, view: str, position: int) -> bool:
        """Whether an item of a list begins here."""
        return position > 0 and view[position - 1] in self._link

    def _person(self, view: str, start: int, end: int) -> bool:
        """Whether this may be somebody's name."""
        return end - start <= LONGEST_PERSON and self._surnames.at(view, start) > 0
