"""Names at a place in the text, one by one and in lists, with the notes in brackets that may stand between them."""

from __future__ import annotations

from collections.abc import Mapping

from zh_tongbao.components.officials.names import KNOWN, Name, NameShapes
from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.words import Vocabulary

IN_LIST = 2
BEHIND_COPULA = 3
BEFORE = 4
LONGEST_NOTE = 16
SHORTEST_ITEM = 2
LONGEST_ITEM = 5


class NameLists:
    """Read names and lists of names.

    Parameters:
        vocabulary: the words around names.
        shapes: how names look.
        brackets: opening mark of each closing one.
    """

    def __init__(self, vocabulary: Vocabulary, shapes: NameShapes, brackets: Mapping[str, str]):
        self.shapes = shapes
        self._closing = {opening: closing for closing, opening in brackets.items()}
        self._opening = dict(brackets)
        self._lists = vocabulary.words("list")
        self._honorific = vocabulary.words("honorific")
        self._commalike = vocabulary.terms("link", "")

    def at(self, page: Page, position: int) -> Name | None:
        """The name that begins here."""
        end = page.known.get(position)
        if end is not None and not self.shapes.goes_on(page.view, position, end):
            return Name(position, end, KNOWN)
        return self.shapes.at(page.view, position, page.places)

    def before(self, page: Page, end: int) -> Name | None:
        """The name that ends here."""
        start = page.known_ends.get(end)
        return Name(start, end, KNOWN) if start is not None else self.shapes.before(page.view, end)

    def holder_at(self, page: Page, position: int, needed: int) -> Name | None:
        """The name that begins here, right behind a title; there it may be a place's as well (州委书记沈阳，)."""
        name = self.at(page, position)
        end = page.places.end_at(position)
        if end is None or page.places.is_abroad(position) or (name is not None and name.score >= needed):
            return name
        return self.shapes.namesake(page.view, position, end) or name

    def item_at(self, page: Page, position: int, needed: int) -> Name | None:
        """The name that begins here in a list; one of unusual shape (热地) where the next item is a usual one."""
        name = self.at(page, position)
        if name is not None and name.score >= needed:
            return name
        end = position
        while end < len(page.view) and end - position < LONGEST_ITEM and page.view[end].isalpha():
            end += 1
        if end - position < SHORTEST_ITEM or page.view[end : end + 1] not in self._commalike:
            return None
        following = self.at(page, end + 1)
        if following is None or following.score <= IN_LIST or not self.shapes.may_be_name(page.view, position, end):
            return None
        return Name(position, end, IN_LIST)

    def list_before(self, page: Page, end: int, needed: int = BEHIND_COPULA) -> list[Name]:
        """The list of names that ends here."""
        names: list[Name] = []
        position = end
        while True:
            honoured = self._honorific.before(page.view, position)
            position -= honoured
            opening = self._opening.get(page.view[position - 1 : position])
            noted = page.view.rfind(opening, max(0, position - LONGEST_NOTE), position) if opening else -1
            position = noted if noted > 0 else position
            name = self.before(page, position)
            if name is None or name.score < needed - (honoured > 0):
                return []
            names.insert(0, name)
            length = self._lists.before(page.view, name.start)
            if not length:
                return names
            position = name.start - length

    def over_honorific(self, view: str, position: int) -> int:
        """Pass 同志 behind a name."""
        return position + self._honorific.at(view, position)

    def over_note(self, view: str, position: int) -> int:
        """Pass a note in brackets behind a name: （女）."""
        closing = self._closing.get(view[position : position + 1])
        end = view.find(closing, position, position + LONGEST_NOTE) if closing else -1
        return end + 1 if end > 0 else position

    def around(self, page: Page, start: int, end: int, found: Mapping[int, int]) -> list[Name]:
        """The names not found yet in the list that a found name stands in: 刘鹤、王五和赵六.

        Parameters:
            page: the document.
            start, end: the found name.
            found: end by start of the names already found; the list is followed up to the next of them.
        """
        more: list[Name] = []
        position = self.over_note(page.view, end)
        while length := self._lists.at(page.view, position):
            follower = self.item_at(page, position + length, IN_LIST + 1)
            if follower is None or follower.start in found:
                break
            more.append(follower)
            position = self.over_note(page.view, follower.end)
        while length := self._lists.before(page.view, start):
            leader = self.before(page, start - length)
            if leader is None or leader.score < BEFORE or leader.start in found:
                break
            more.append(leader)
            start = leader.start
        return more
