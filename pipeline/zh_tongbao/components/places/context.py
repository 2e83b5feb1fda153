"""What a document has said so far, and how divisions are related: what the resolver weighs a sense by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zh_tongbao.components.places.finder import Mention
from zh_tongbao.components.places.gazetteer import Division

NEVER = -2
IN_TITLE = -1

PATH = 1000
SIBLING = 600
INSIDE = 500
SAME_PROVINCE = 350


@dataclass
class Context:
    """What the document has said so far.

    Parameters:
        view: the normalised text.
        seen: for a division, the offset at which it or something inside it was last mentioned; -1 for the title.
        active: divisions whose full form stands somewhere in document or title.
        forms: generic forms that meant a zone before.
        anchors: divisions that title, region or an unambiguous mention anywhere put the document in.
        region: the issuer's division and those above it.
        countries: codes of the foreign countries that the document names anywhere.
        last: the place mentioned last.
        following: the mention after the present one.
    """

    view: str
    seen: dict[Division, int] = field(default_factory=dict)
    active: set[Division] = field(default_factory=set)
    forms: set[str] = field(default_factory=set)
    anchors: set[Division] = field(default_factory=set)
    region: tuple[Division, ...] = ()
    countries: set[str] = field(default_factory=set)
    last: Mention | None = None
    following: Mention | None = None

    def see(self, division: Division, offset: int) -> None:
        """Remember a mention of a division at an offset."""
        self.seen[division] = offset
        for above in division.ancestors:
            self.seen[above] = offset

    def knows(self, division: Division) -> bool:
        """Whether the document is about something in this division."""
        return division in self.seen or division in self.anchors


@dataclass(slots=True)
class Weight:
    """How much speaks for one sense.

    Parameters:
        near: from the neighbours in the text.
        far: from the rest of the document.
        offset: where its surroundings were mentioned last.
    """

    near: int
    far: int
    offset: int

    @property
    def order(self) -> tuple[int, int]:
        """What the best sense has most of."""
        return self.near + self.far, self.offset


def dominated(sense: Division, senses: Sequence[Division]) -> bool:
    """Whether a higher division of the same name contains the sense: 抚顺 is the city, not 抚顺县 in it."""
    return any(other in sense.ancestors for other in senses)


def kinship(sense: Division, place: Division) -> int:
    """How near two divisions of one list are."""
    if sense is place or not sense.ancestors:
        return 0
    if sense.ancestors[-1] is place.parent:
        return SIBLING
    if place.ancestors and sense.ancestors[0] is place.ancestors[0]:
        return SAME_PROVINCE
    return 0
