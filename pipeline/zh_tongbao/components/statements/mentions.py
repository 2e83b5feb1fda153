"""The officials, titles and places of a document as the search for speakers asks for them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from zh_tongbao.components.annotation import Entity

PERSON, BODY = "person", "body"


class Speaker(NamedTuple):
    """Who speaks.

    Parameters:
        name: of the official, or as written.
        start, end: offsets of the mention; equal where the text does not mention the speaker there.
        kind: ``person`` or ``body``.
        several: people whom no later 他 can mean.
        unknown: a pronoun that the text resolves to nobody (他, 大家): the statement has no speaker.
        given: where the name stands that a pronoun, a post or a verb without subject is resolved to; None: in the mention.
    """

    name: str
    start: int
    end: int
    kind: str
    several: bool = False
    unknown: bool = False
    given: tuple[int, int] | None = None

    @property
    def words(self) -> tuple[int, int]:
        """The words that say who it is."""
        return self.given or (self.start, self.end)


class Mentions:
    """The officials and titles of one document, to be asked for by place.

    Parameters:
        entities: contract entities, sorted by start.
    """

    def __init__(self, entities: Sequence[Entity]):
        self.officials = [entity for entity in entities if entity["label"] == "OFFICIAL"]
        self.named = [entity for entity in entities if entity["label"] in ("OFFICIAL", "TITLE", "PLACE")]
        self.posts: dict[str, list[str]] = {one["name"]: one["titles"] for one in self.officials}
        self.edges = {entity["start"] for entity in self.named}
        self.ends = {entity["end"] for entity in self.named if entity["label"] == "PLACE"}
        self.titles = [entity for entity in entities if entity["label"] == "TITLE"]

    @cached_property
    def spans(self) -> dict[str, list[tuple[int, int]]]:
        """Where each official is named in full, or where by surname alone if nowhere in full; in text order."""
        full: dict[str, list[tuple[int, int]]] = {}
        short: dict[str, list[tuple[int, int]]] = {}
        for one in self.officials:
            spans = full if one["text"] == one["name"] else short
            spans.setdefault(one["name"], []).append((one["start"], one["end"]))
        return short | full

    def last_named(self, speaker: Speaker, position: int) -> tuple[int, int]:
        """Where somebody who spoke or acted before is named last before a position."""
        spans = self.spans.get(speaker.name, [])
        index = bisect_left(spans, (position, position)) - 1
        return max(spans[index], speaker.words) if index >= 0 else speaker.words

    def holder(self, title: Entity) -> Speaker:
        """Who holds a post that stands without a name: the one official to whom the document gives it, else as written."""
        start, end, post = title["start"], title["end"], str(title["text"])
        if title["holder"]:
            words = title.get("evidence", {}).get("holder") or title
            return Speaker(str(title["holder"]), start, end, PERSON, given=(words["start"], words["end"]))
        names = [name for name, posts in self.posts.items() if any(one.endswith(post) for one in posts)]
        if len(names) != 1:
            return Speaker(post, start, end, PERSON)
        spans = self.spans[names[0]]
        return Speaker(names[0], start, end, PERSON, given=spans[max(0, bisect_left(spans, (start, end)) - 1)])

    def holds(self, name: str, post: str) -> bool:
        """Whether the document gives somebody a post that ends so."""
        return any(one.endswith(post) for one in self.posts.get(name, ()))

    def is_official(self, start: int) -> bool:
        """Whether an official's name begins here."""
        return bool(self.within(self.officials, start, start + 1))

    @staticmethod
    def within(entities: Sequence[Entity], start: int, end: int) -> list[Entity]:
        """Those of a sorted list that begin in this stretch."""
        first = bisect_left(entities, start, key=_start)
        return list(entities[first : bisect_left(entities, end, key=_start)])


def _start(entity: Entity) -> int:
    start: int = entity["start"]
    return start
