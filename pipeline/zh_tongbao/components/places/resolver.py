"""Which division each mention means, with the whole document as context.

Read :meth:`Resolver.resolve` first. Two passes:

1. mentions that can mean one thing only, in title and text, and the issuer's region, are the document's anchors;
2. in text order, each mention's senses are weighed: standing right behind a place that contains it (a path), standing in
   a list with a sibling, its full form elsewhere in the document, its parent in the document (the latest mentioned
   first), the region. What the form's own trust does not carry needs that support, or is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from zh_tongbao.components.evidence import INPUT, LIST, TITLE, Ground
from zh_tongbao.components.places.context import (
    IN_TITLE,
    INSIDE,
    NEVER,
    PATH,
    Context,
    Source,
    Weight,
    dominated,
)
from zh_tongbao.components.places.cues import WIDEST_GAP, Cues
from zh_tongbao.components.places.finder import FIXED, LIKELY, SURE, Mention
from zh_tongbao.components.places.gazetteer import (
    COUNTRY,
    COUNTY,
    FULL,
    GENERIC,
    PREFECTURE,
    PROVINCE,
    SHORT,
    TOWNSHIP,
    ZONE,
    Division,
)
from zh_tongbao.components.places.grounds import Grounds
from zh_tongbao.components.places.neighbours import Neighbours
from zh_tongbao.components.places.towns import Towns
from zh_tongbao.components.places.townships import Town
from zh_tongbao.components.places.zones import Zones
from zh_tongbao.vocab.tables import Row

ACTIVE = 300
PARENT_SEEN = 200
PROVINCE_SEEN = 100
REGION = 50
PRIOR = {COUNTRY: 9, PROVINCE: 8, PREFECTURE: 6, ZONE: 4, COUNTY: 3, TOWNSHIP: 1}
DOMINANT = 550
SOVEREIGN = 650
# A province against counties of its short name (河北 in a list behind districts of 天津).
WELL_KNOWN = 250
NAME_LENGTH = 2


class Resolver:
    """Weigh the senses of mentions.

    Parameters:
        terms: rows of place_terms.csv, for :class:`~zh_tongbao.components.places.cues.Cues` and
            :class:`~zh_tongbao.components.places.zones.Zones`; read here: ``rival`` (a form that in a document on the
            countries ``value`` joins two countries' names: 巴中关系), ``ordinary`` with the value ``noun`` (never a place
            by itself: 老城区).
    """

    def __init__(self, terms: Iterable[Row]):
        rows = list(terms)
        self.cues = Cues(rows)
        self.neighbours = Neighbours(self.cues)
        self.grounds = Grounds(self.neighbours)
        self.zones = Zones(rows)
        self.nouns = {row["term"] for row in rows if row["kind"] == "ordinary" and row["value"] == "noun"}
        self.rivals = {row["term"]: set(row["value"].split("|")) for row in rows if row["kind"] == "rival"}

    def resolve(
        self,
        view: str,
        mentions: Sequence[Mention],
        title: Sequence[Mention],
        region: Division | None,
        towns: Sequence[Town] = (),
    ) -> list[Mention]:
        """Set ``place`` of every mention that is one, and return those, in order.

        Parameters:
            view: the normalised text.
            mentions: what the finder found in it.
            title: what the finder found in the title.
            region: the issuer's division.
            towns: what may be townships in it. They take their context from the other places and give them none.

        Returns:
            list: ``place`` stays None where a full name is shared by several places and nothing tells which.
        """
        context = self._anchor(view, mentions, title, region)
        townships = Towns(towns, self.cues)
        places: list[Mention] = []
        for index, mention in enumerate(mentions):
            townships.up_to(mention.start, context)
            context.following = mentions[index + 1] if index + 1 < len(mentions) else None
            if townships.covers(mention) or not self._settle(mention, context):
                continue
            if places and mention.start < places[-1].end:
                places.pop()
            places.append(mention)
            context.last = mention
            if mention.place is not None and not self._within_a_name(mention, view):
                context.see(mention.place, mention.start, mention.end)
                if mention.kind != SHORT:
                    context.active[mention.place] = mention
                if mention.kind == GENERIC:
                    context.forms.add(mention.form)
        townships.up_to(len(view), context)
        return townships.among(places)

    def _anchor(
        self, view: str, mentions: Sequence[Mention], title: Sequence[Mention], region: Division | None
    ) -> Context:
        context = Context(view)
        if region is not None:
            context.region = (*region.ancestors, region)
            context.anchors.update(dict.fromkeys(context.region, INPUT))
        for mention in title:
            if mention.trust >= SURE and len(mention.senses) == 1:
                self._put_in(context, mention, TITLE)
                context.see(mention.senses[0], IN_TITLE, IN_TITLE)
        for mention in reversed(mentions):  # what the text says first stays, before title and region
            if mention.trust >= SURE and len(mention.senses) == 1 and not self._within_a_name(mention, view):
                self._put_in(context, mention, mention)
        return context

    def _put_in(self, context: Context, mention: Mention, source: Source) -> None:
        """Make an unambiguous mention's division, and those above it, ones that the document is about."""
        sense = mention.senses[0]
        context.anchors[sense] = source
        for above in sense.ancestors:
            context.anchors[above] = source
        if sense.level == COUNTRY:
            context.countries.add(sense.country)
        if mention.kind == FULL:
            context.active[sense] = source

    def _within_a_name(self, mention: Mention, view: str) -> bool:
        """Whether a short form only names a road or a river (延安路): the document is not about that place."""
        narrow = mention.kind == SHORT and mention.senses[0].level not in (COUNTRY, PROVINCE)
        return narrow and self.cues.feature(mention, view, beside=True)

    def _settle(self, mention: Mention, context: Context) -> bool:
        """Choose the mention's place; return whether it is one at all."""
        if mention.trust == FIXED:
            return True
        if mention.kind == SHORT and self._another_name(mention, context):
            return False
        if mention.trust == SURE and len(mention.senses) == 1:
            mention.place = mention.senses[0]
            return True
        if mention.senses and not self._elsewhere(mention, context):
            weights = [self._weigh(sense, mention, context) for sense in mention.senses]
            orders = [weight.order for weight in weights]
            best = max(orders)
            winner = orders.index(best)
            if self._accepted(mention, weights[winner], context):
                if orders.count(best) == 1:
                    mention.place = mention.senses[winner]
                    if len(weights) > 1:
                        mention.ground = self.grounds.of(mention, weights, winner, context)
                return mention.place is not None or _full_county(mention)
        return mention.kind == GENERIC and self._unlisted(mention, context)

    def _elsewhere(self, mention: Mention, context: Context) -> bool:
        """Whether a zone's generic form means none of its senses here.

        They lie neither in the place right before it nor in the city of the place mentioned last, and it is no zone of
        the issuer's own city.
        """
        last = context.last.place if context.last is not None else None
        if mention.kind != GENERIC or context.last is None or last is None:
            return False
        above = {above for sense in mention.senses for above in sense.ancestors}
        if context.last.end == mention.start:
            return last not in above
        city = next((place for place in (*last.ancestors, last) if place.level == PREFECTURE), None)
        own = context.region[-1] if context.region else None
        return city is not None and city not in above and (own is None or own.level == PROVINCE or own not in above)

    def _another_name(self, mention: Mention, context: Context) -> bool:
        """Whether a short form is part of a person's name, or of a river's, a road's, a school's."""
        if mention.senses[0].level in (COUNTRY, PROVINCE):
            return False
        if mention.form in self.rivals:
            province = mention.senses[0].ancestors[0]
            return not self.rivals[mention.form].isdisjoint(context.countries) and province not in context.seen
        beside = context.last is not None and context.last.end == mention.start
        if mention.trust == SURE:
            if mention.senses[0].level == COUNTY and self.cues.feature(mention, context.view, beside=True):
                return True
            return len(mention.form) == NAME_LENGTH and not beside and self.cues.named(mention, context.view)
        if not beside and self.cues.surnamed(mention, context.view):
            return True
        return self.cues.feature(mention, context.view, beside)

    def _weigh(self, sense: Division, mention: Mention, context: Context) -> Weight:
        near = self.neighbours.near(sense, mention, context)
        if sense.level == PROVINCE:
            if near == PATH:
                return Weight(near, PRIOR[PROVINCE], 0, active=ACTIVE, known=PARENT_SEEN)  # 河北38例，其中廊坊市32例
            rivals = any(other.level == PREFECTURE for other in mention.senses)
            return Weight(max(near, DOMINANT if rivals else SOVEREIGN), PRIOR[PROVINCE], 0)
        if sense.level == COUNTRY:
            return Weight(near, PRIOR[COUNTRY], 0)
        weight = Weight(near, PRIOR[sense.level], NEVER)
        if dominated(sense, mention.senses):
            return weight
        if mention.trust == SURE and mention.kind == SHORT and sense.level == PREFECTURE:
            weight.prior += WELL_KNOWN
        if mention.kind != FULL and sense in context.active:
            weight.active = ACTIVE
        if sense.ancestors:
            parent, province = sense.ancestors[-1], sense.ancestors[0]
            if context.knows(parent):
                weight.known = PROVINCE_SEEN if parent.level == PROVINCE and not parent.municipality else PARENT_SEEN
            elif context.knows(province):
                weight.known = PROVINCE_SEEN
            if province in context.region:
                weight.region = REGION
            weight.offset = context.seen.get(parent, context.seen.get(province, NEVER))
        return weight

    def _accepted(self, mention: Mention, weight: Weight, context: Context) -> bool:
        """Whether the support is enough for a form of this trust."""
        cues, view = self.cues, context.view
        if mention.trust == SURE or (weight.near == PATH and (mention.trust == LIKELY or mention.kind == FULL)):
            return True
        alone = [sense.name for sense in mention.senses] == [mention.form]
        if alone and mention.form not in self.nouns and not view[max(0, mention.start - 1) : mention.start].isalnum():
            return True  # 4日，兴县一处居民楼…
        if mention.trust == LIKELY:
            if weight.near or weight.far >= PARENT_SEEN:
                return True
            told = cues.counted(mention, view) or cues.before(mention, view) or cues.after(mention, view)
            if weight.far >= PROVINCE_SEEN:
                return told or mention.kind == FULL
            return len(mention.senses) == 1 and cues.before(mention, view) and cues.after(mention, view)
        if mention.kind == GENERIC and weight.far >= ACTIVE and (weight.near or mention.form in context.forms):
            return True
        if mention.kind == SHORT and weight.far >= ACTIVE and cues.before(mention, view) and cues.closed(mention, view):
            return True  # 平安区…返回平安，
        if weight.near >= INSIDE:
            following = context.following
            ended = cues.closed(mention, view) or (following is not None and following.start == mention.end)
            return ended or (mention.kind == GENERIC and len(mention.form) > NAME_LENGTH)
        return weight.far >= PROVINCE_SEEN and cues.counted(mention, view)

    def _unlisted(self, mention: Mention, context: Context) -> bool:
        """A zone that the gazetteer does not list: known by the place before it."""
        cues, last = self.cues, context.last
        cases = cues.of_cases(mention, context.view)
        if mention.form in self.zones.counted and not cases:
            return False
        if last is None or last.place is None or mention.start - last.end > WIDEST_GAP:
            return self._first_in_list(mention, context)
        gap = context.view[last.end : mention.start]
        beside = cues.joins(gap)
        name = "" if beside else cues.listed_name(gap)
        if name and (not cases or cues.before(mention, context.view)):
            name = None
        parent = last.place if beside else self.zones.parent_in_list(last.place, cues.opens(gap))
        if parent is None or name is None or not (beside or cues.closed(mention, context.view)):
            return self._first_in_list(mention, context)
        mention.place = self.zones.unlisted(mention.form, parent, name)
        if mention.place is None:
            return False
        if not gap and last.kind == SHORT:
            mention.start, mention.form = last.start, last.form + mention.form
            return True
        if beside or cues.opens(gap):
            mention.ground = Ground(last.start, last.end)
        else:
            mention.ground = context.container(mention.place) or last.ground or Ground(last.start, last.end, LIST)
        if name:
            mention.start, mention.form = mention.start - len(name), name + mention.form
        return True

    def _first_in_list(self, mention: Mention, context: Context) -> bool:
        """A zone that begins a list of counts in a city's bulletin (西安市新增155例，高新区10例，…; 经开区、高新区各1例)."""
        view, following = context.view, context.following
        if mention.start == 0 or view[mention.start - 1].isalnum():
            return False
        shared = following is not None and self.cues.lists(view[mention.end : following.start])
        if not self.cues.counted(following if following is not None and shared else mention, view):
            return False
        last = context.last
        parent = context.region[-1] if context.region else last.place if last is not None else None
        if parent is None or not (parent.level == PREFECTURE or parent.municipality):
            return False
        mention.place = self.zones.unlisted(mention.form, parent)
        if context.region or last is None:
            mention.ground = Ground(None, None, INPUT)
        else:
            mention.ground = Ground(last.start, last.end)
        return mention.place is not None


def _full_county(mention: Mention) -> bool:
    """Whether a form is a place for certain, whichever of several it is."""
    return mention.kind == FULL and mention.trust == SURE and mention.senses[0].level != TOWNSHIP
