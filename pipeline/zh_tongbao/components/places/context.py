"""What a document has said so far, and how divisions are related: what the resolver weighs a sense by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from zh_tongbao.components.evidence import TITLE, Ground
from zh_tongbao.components.places.finder import Mention
from zh_tongbao.components.places.gazetteer import Division

NEVER = -2
IN_TITLE = -1

PATH = 1000
SIBLING = 600
INSIDE = 500
SAME_PROVINCE = 350

Source = Mention | str
# Of what is known: the mention that says it, or where outside the text it comes from.


@dataclass
class Context:
    """What the document has said so far.

    Parameters:
        view: the normalised text.
        seen: for a division, the offset at which it or something inside it was last mentioned; -1 for the title.
        named: for a division, the offset at which it was last mentioned itself.
        ends: where the mentions end that these tell of, by their offset.
        active: divisions whose full form stands somewhere in document or title, and where.
        forms: generic forms that meant a zone before.
        anchors: divisions that title, region or an unambiguous mention anywhere put the document in, and which of them does.
        region: the issuer's division and those above it.
        countries: codes of the foreign countries that the document names anywhere.
        last: the place mentioned last.
        following: the mention after the present one.
    """

    view: str
    seen: dict[Division, int] = field(default_factory=dict)
    named: dict[Division, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    active: dict[Division, Source] = field(default_factory=dict)
    forms: set[str] = field(default_factory=set)
    anchors: dict[Division, Source] = field(default_factory=dict)
    region: tuple[Division, ...] = ()
    countries: set[str] = field(default_factory=set)
    last: Mention | None = None
    following: Mention | None = None

    def see(self, division: Division, offset: int, end: int) -> None:
        """Remember a mention of a division at an offset."""
        self.ends[offset] = end
        self.seen[division] = self.named[division] = offset
        for above in division.ancestors:
            self.seen[above] = offset

    def knows(self, division: Division) -> bool:
        """Whether the document is about something in this division."""
        return division in self.seen or division in self.anchors

    def known_by(self, division: Division, *, latest: bool = False) -> Ground:
        """What makes the document one about something in this division.

        Parameters:
            division: one that the document knows.
            latest: whatever in it was mentioned last, rather than the division's own name.
        """
        offset = self.named.get(division, NEVER)
        if latest or offset <= IN_TITLE:
            offset = self.seen.get(division, NEVER)
        if offset > IN_TITLE:
            return Ground(offset, self.ends[offset])
        return ground(self.anchors.get(division, TITLE))

    def container(self, division: Division) -> Ground | None:
        """Where the text has named the division that this one lies in, the nearest above it first; None: nowhere yet."""
        for above in reversed(division.ancestors):
            offset = self.named.get(above, NEVER)
            if offset > IN_TITLE:
                return Ground(offset, self.ends[offset])
        return None


@dataclass(slots=True)
class Weight:
    """How much speaks for one sense.

    Parameters:
        near: from the neighbours in the text.
        prior: whatever the document says.
        offset: where its surroundings were mentioned last.
        active: from its full form in the document.
        known: from the division around it in the document.
        region: from the issuer's region.
    """

    near: int
    prior: int
    offset: int
    active: int = 0
    known: int = 0
    region: int = 0

    @property
    def far(self) -> int:
        """How much speaks for it but its neighbours in the text."""
        return self.prior + self.active + self.known + self.region

    @property
    def order(self) -> tuple[int, int]:
        """What the best sense has most of."""
        return self.near + self.far, self.offset


def ground(source: Source) -> Ground:
    """What is known, as what decides a sense."""
    return Ground(None, None, source) if isinstance(source, str) else Ground(source.start, source.end)


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
