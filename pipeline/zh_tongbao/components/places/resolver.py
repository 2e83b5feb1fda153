"""Which division each mention means, with the whole document as context.

Read :meth:`Resolver.resolve` first. Two passes:

1. mentions that can mean one thing only, in title and text, and the issuer's region, are the document's anchors;
2. in text order, each mention's senses are weighed: standing right behind a place that contains it (a path), standing in
   a list with a sibling, the nearest earlier mention of its parent, its full form elsewhere in the document, the
   region. What the form's own trust does not carry needs that support, or is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from zh_tongbao.components.places.finder import LIKELY, SURE, UNSURE, Mention
from zh_tongbao.components.places.gazetteer import (
    COUNTRY,
    COUNTY,
    FULL,
    PREFECTURE,
    PROVINCE,
    SHORT,
    TOWNSHIP,
    ZONE,
    Division,
)
from zh_tongbao.vocab.tables import Row

PATH = 1000
SIBLING = 600
INSIDE_LIST = 500
SAME_PROVINCE_LIST = 350
ACTIVE = 300
PARENT_SEEN = 200
PROVINCE_SEEN = 100
REGION = 50
PRIOR = {COUNTRY: 9, PROVINCE: 8, PREFECTURE: 6, COUNTY: 3, ZONE: 4, TOWNSHIP: 1}
FAR = 1_000_000


@dataclass
class Context:
    """What the document has said so far.

    Parameters:
        view: the normalised text.
        seen: for a division, the offset at which it or something inside it was last mentioned; -1 for the title.
        active: divisions whose full form stands somewhere in document or title.
        anchors: divisions that title, region or an unambiguous mention anywhere put the document in.
        region: the issuer's division and those above it.
    """

    view: str
    seen: dict[Division, int] = field(default_factory=dict)
    active: set[Division] = field(default_factory=set)
    anchors: set[Division] = field(default_factory=set)
    region: tuple[Division, ...] = ()

    def see(self, division: Division, offset: int) -> None:
        """Remember a mention of a division at an offset."""
        self.seen[division] = offset
        for above in division.ancestors:
            self.seen[above] = offset


class Resolver:
    """Weigh the senses of mentions.

    Parameters:
        terms: rows of place_terms.csv. Read here: ``list_mark`` (between the items of a list), ``measure`` (behind a
            count), ``path_mark`` (between a place and one inside it), ``cue_before`` and ``cue_after`` (words that
            only stand beside a place).
    """

    def __init__(self, terms: Iterable[Row]):
        words: dict[str, list[str]] = {}
        for row in terms:
            words.setdefault(row["kind"], []).append(row["term"])

        def choice(kind: str) -> str:
            return "|".join(sorted(map(re.escape, words.get(kind, [])), key=len, reverse=True)) or "(?!)"

        counted = rf"(?:{choice('count_lead')})?\s*\d+(?:,\d+)*(?:{choice('measure')})?"
        self._list = re.compile(rf"\s*(?:{counted})?[^\w\s]{{0,2}}\s*(?:{choice('list_mark')})\s*(?:{choice('list_lead')})?")
        self._count = re.compile(rf"\s*(?:{choice('list_mark')})?\s*{counted}")
        self._path = re.compile(rf"\s*(?:{choice('path_mark')})?\s*")
        self._before = re.compile(rf"(?:{choice('cue_before')})$")
        self._after = re.compile(choice("cue_after"))
        self._longest_before = max((len(word) for word in words.get("cue_before", [])), default=0)

    def resolve(
        self, view: str, mentions: Sequence[Mention], title: Sequence[Mention], region: Division | None
    ) -> list[Mention]:
        """Set ``place`` of every mention that is one, and return those, in order.

        Parameters:
            view: the normalised text.
            mentions: what the finder found in it.
            title: what the finder found in the title.
            region: the issuer's division.
        """
        context = self._anchor(view, mentions, title, region)
        places: list[Mention] = []
        for index, mention in enumerate(mentions):
            last = places[-1] if places else None
            following = mentions[index + 1] if index + 1 < len(mentions) else None
            if self._settle(mention, last, following, context):
                places.append(mention)
                if mention.place is not None:
                    context.see(mention.place, mention.start)
        return places

    def _anchor(
        self, view: str, mentions: Sequence[Mention], title: Sequence[Mention], region: Division | None
    ) -> Context:
        context = Context(view)
        if region is not None:
            context.region = (*region.ancestors, region)
            context.anchors.update(context.region)
        for mention in (*title, *mentions):
            if mention.trust == SURE and len(mention.senses) == 1:
                sense = mention.senses[0]
                context.anchors.add(sense)
                context.anchors.update(sense.ancestors)
                if mention.kind == FULL:
                    context.active.add(sense)
        for mention in title:
            if mention.trust == SURE and len(mention.senses) == 1:
                context.see(mention.senses[0], -1)
        return context

    def _settle(self, mention: Mention, last: Mention | None, following: Mention | None, context: Context) -> bool:
        """Choose the mention's place; whether it is one at all."""
        if mention.given:
            return True
        if mention.trust == SURE and len(mention.senses) == 1:
            mention.place = mention.senses[0]
            return True
        gap = context.view[last.end : mention.start] if last is not None and mention.start - last.end < 30 else None
        weights = [self._weigh(sense, mention, last, gap, following, context) for sense in mention.senses]
        best = max(weights)
        winners = [sense for sense, weight in zip(mention.senses, weights, strict=True) if weight == best]
        if not self._accepted(mention, best, context):
            return False
        if len(winners) == 1:
            mention.place = winners[0]
        return mention.place is not None or mention.kind == FULL

    def _weigh(
        self,
        sense: Division,
        mention: Mention,
        last: Mention | None,
        gap: str | None,
        following: Mention | None,
        context: Context,
    ) -> int:
        weight = PRIOR[sense.level]
        if gap is not None and last is not None and last.place is not None:
            weight += self._neighbour(sense, last.place, gap)
        if following is not None and len(following.senses) == 1 and following.trust == SURE:
            between = context.view[mention.end : following.start]
            if len(between) < 20 and self._list.fullmatch(between):
                weight += _kinship(sense, following.senses[0])
        if mention.kind == SHORT and sense in context.active:
            weight += ACTIVE
        parent = sense.parent
        if parent is not None:
            if parent in context.seen or parent in context.anchors:
                weight += PARENT_SEEN if parent.level != PROVINCE or _central(sense) else PROVINCE_SEEN
            elif sense.ancestors[0] in context.seen or sense.ancestors[0] in context.anchors:
                weight += PROVINCE_SEEN
            if context.region and (parent in context.region or sense.ancestors[0] in context.region):
                weight += REGION
        return weight

    def _neighbour(self, sense: Division, place: Division, gap: str) -> int:
        """What the place right before says for a sense: it contains it, or stands in a list with it."""
        if place in sense.ancestors and (self._path.fullmatch(gap)):
            return PATH
        if self._list.fullmatch(gap) or self._count.match(gap):
            return _kinship(sense, place)
        return 0

    def _accepted(self, mention: Mention, weight: int, context: Context) -> bool:
        if mention.trust == SURE:
            return True
        if mention.trust == LIKELY:
            return weight >= PROVINCE_SEEN or self._cued(mention, context.view)
        if weight >= SAME_PROVINCE_LIST and weight % PATH != ACTIVE:
            return weight >= INSIDE_LIST or self._counted(mention, context.view)
        return weight >= PROVINCE_SEEN and self._counted(mention, context.view)

    def _counted(self, mention: Mention, view: str) -> bool:
        return self._count.match(view, mention.end) is not None

    def _cued(self, mention: Mention, view: str) -> bool:
        """Whether words beside the mention say that it is a place."""
        start = max(0, mention.start - self._longest_before)
        before = self._before.search(view[start : mention.start]) is not None
        return before and len(mention.senses) == 1


def _central(sense: Division) -> bool:
    """Whether a county lies right below its province."""
    return len(sense.ancestors) == 1 and sense.level in (COUNTY, ZONE)


def _kinship(sense: Division, place: Division) -> int:
    """How near two divisions of one list are."""
    if sense is place:
        return 0
    if sense.parent is place.parent and sense.level != COUNTRY:
        return SIBLING
    if place in sense.ancestors or (place.parent is not None and place.parent in sense.ancestors):
        return INSIDE_LIST
    if sense.ancestors and place.ancestors and sense.ancestors[0] is place.ancestors[0]:
        return SAME_PROVINCE_LIST
    return 0
