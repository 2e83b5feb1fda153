"""Speakers as persons of a corpus: 俄罗斯总统普京 and 普京 are one, and 他 is nobody.

A statement names its speaker as the document does. Over a corpus that is several names for one person. Here a post before
a name, or a rank behind it, is taken off where what stays is a name. Two people of one name are not told apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zh_tongbao.discourse.posts import Posts

Row = Mapping[str, Any]

SHORTEST, LONGEST = 2, 16
# Characters of a personal name; those of other languages are long.


class People:
    """The names of a corpus.

    Parameters:
        documents: of the contract, with ``entities`` and ``statements``.
        posts: the vocabulary of posts.

    Example:
        >>> from zh_tongbao.discourse.people import People
        >>> from zh_tongbao.discourse.posts import posts
        >>> people = People([{"entities": [], "statements": [{"speaker": "普京", "kind": "person"}]}], posts())
        >>> [people.speaker(written, "person") for written in ("俄罗斯总统普京", "普京", "他", "俄罗斯总统")]
        ['普京', '普京', None, '俄罗斯总统']
    """

    def __init__(self, documents: Iterable[Row], posts: Posts):
        self._posts = posts
        self._officials: set[str] = set()
        persons: set[str] = set()
        for document in documents:
            for entity in document["entities"]:
                if entity["label"] == "OFFICIAL" and len(entity.get("name") or "") >= SHORTEST:
                    self._officials.add(entity["name"])
            for statement in document["statements"]:
                if statement.get("kind") == "person" and statement["speaker"]:
                    persons.add(statement["speaker"])
        self._alone = self._officials | {written for written in persons if self._is_name(written)}
        self._known: dict[tuple[str, str | None], str | None] = {}

    def speaker(self, written: str | None, kind: str | None) -> str | None:
        """Who a speaker is in this corpus.

        Parameters:
            written: as the document names him, or a body.
            kind: ``person`` or ``body``.

        Returns:
            str: the person's name, or the text as written; None for a pronoun or what is no name.
        """
        if written is None:
            return None
        key = (written, kind)
        if key not in self._known:
            self._known[key] = self._speaker(written, kind)
        return self._known[key]

    def _speaker(self, written: str, kind: str | None) -> str | None:
        text = written.strip()
        if not text or text in self._posts.nobody or not (text[-1].isalnum() or kind == "body"):
            return None
        if kind != "person" or text in self._officials:
            return text
        if self._are_several(text):
            return text
        for size in range(min(LONGEST, len(text) - 1), SHORTEST - 1, -1):
            name, post = text[-size:], text[:-size]
            if name in self._alone and self._posts.rank_end(post):
                return name
            name, rank = text[:size], text[size:]
            if name in self._officials and self._posts.rank_end(rank) == rank:
                return name
        return self._behind_a_post(text) or text

    def _behind_a_post(self, text: str) -> str | None:
        """The name behind the last rank of a text: 某国总统|某某."""
        for size in range(SHORTEST, min(LONGEST, len(text) - SHORTEST) + 1):
            name, post = text[-size:], text[:-size]
            if self._posts.rank_end(post):
                return name if self._is_name(name) else None
        return None

    def _are_several(self, text: str) -> bool:
        """Whether a person stands before 和, behind his own post: 甲国总统某某和乙国总理某某."""
        for mark in self._posts.joins:
            head, found, _ = text.rpartition(mark)
            if found and self._posts.names_a_rank(head):
                return True
        return False

    def _is_name(self, text: str) -> bool:
        letters = text
        for mark in self._posts.name_marks:
            letters = letters.replace(mark, "")
        return (
            SHORTEST <= len(text) <= LONGEST
            and letters.isalpha()
            and not text.endswith(self._posts.not_names)
            and not any(word in text for word in self._posts.not_in_names)
            and self._posts.rank_end(text) is None
        )
