"""Which township a name means (乐从镇), and whether it is one at all, with the document as context."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.evidence import LIST, Ground
from zh_tongbao.components.places.context import NEVER, Context
from zh_tongbao.components.places.cues import WIDEST_GAP, Cues
from zh_tongbao.components.places.finder import LIKELY, SHORTEST_SURE, Mention
from zh_tongbao.components.places.gazetteer import COUNTY, PREFECTURE, PROVINCE, ZONE, Division
from zh_tongbao.components.places.townships import Town, township

BESIDE, LISTED, IN_COUNTY, IN_CITY, IN_PROVINCE, NOWHERE = 5, 4, 3, 2, 1, 0
# How much speaks for a township: the place right before it contains it, it stands in a list with one of its county, the
# document knows its county, its city, its province.
KNOWN = {COUNTY: IN_COUNTY, ZONE: IN_COUNTY, PREFECTURE: IN_CITY, PROVINCE: IN_PROVINCE}

Rank = tuple[int, int]
# How much speaks for it, and where what contains it was mentioned last.


class Towns:
    """The townships of one document, settled in text order between its other places.

    Parameters:
        towns: what may be one, in text order.
        cues: the words between places.
    """

    def __init__(self, towns: Sequence[Town], cues: Cues):
        self._waiting = list(reversed(towns))
        self._cues = cues
        self._named: dict[str, Division] = {}
        self.found: list[Town] = []

    def up_to(self, offset: int, context: Context) -> None:
        """Settle those that begin up to here."""
        while self._waiting and self._waiting[-1].start <= offset:
            town = self._waiting.pop()
            if self._settle(town, context):
                self.found.append(town)
                if town.place is not None:
                    self._named[town.form] = town.place

    def covers(self, mention: Mention) -> bool:
        """Whether a mention stands in the last township found."""
        return bool(self.found) and self.found[-1].start < mention.end and mention.start < self.found[-1].end

    def among(self, places: Sequence[Mention]) -> list[Mention]:
        """These places and the townships in text order, without the places that stand in a township's name."""
        if not self.found:
            return list(places)
        inside = {offset for town in self.found for offset in range(town.start, town.end)}
        free = [place for place in places if place.start not in inside and place.end - 1 not in inside]
        return sorted([*free, *self.found], key=lambda place: place.start)

    def _settle(self, town: Town, context: Context) -> bool:
        """Choose the township's place; return whether it is one at all."""
        ranks = [self._rank(town, sense, context) for sense in town.senses]
        best = max(ranks, default=(NOWHERE, NEVER))
        if best[0] < LISTED:
            if self._unlisted(town, best[0], context):
                return True
            if town.trust < LIKELY and (best[0] < IN_COUNTY or not self._cues.counted(town, context.view)):
                return False  # 其中旧县镇9700人: in its own county a count behind it tells the name from a word
            if self._told(town, context):
                return True
            short = len(town.form) < SHORTEST_SURE
            if not ranks or (short and best[0] < IN_COUNTY):
                return False
            if (short or best[0] == NOWHERE) and not self._begins(town, context):
                return False
        elsewhere = best[0] < LISTED and self._beside(town.start, context) is not None
        elsewhere = elsewhere or (best[0] == NOWHERE and bool(context.region))
        if ranks.count(best) == 1 and not elsewhere:
            town.place = town.senses[ranks.index(best)]
            town.ground = self._ground(town, town.place, best[0], context)
        return True

    def _rank(self, town: Town, sense: Division, context: Context) -> Rank:
        last = self._beside(town.start, context)
        if last is not None and any(one in sense.ancestors for one in _meant(last)):
            return BESIDE, NEVER
        listed = self._listed(town.start, context)
        if listed is not None and listed.place is not None and listed.place.parent in sense.ancestors:
            return LISTED, NEVER
        around = {*context.region, *(_with_above(context.last) if context.last is not None else ())}
        for above in reversed(sense.ancestors):
            rank = KNOWN.get(above.level, NOWHERE)
            if above in around or (rank == IN_COUNTY and context.knows(above)):
                return rank, context.seen.get(above, NEVER)
        return NOWHERE, NEVER

    def _beside(self, start: int, context: Context) -> Mention | None:
        """The place whose township starts here, if any does."""
        last = context.last
        if last is None or not 0 <= start - last.end <= WIDEST_GAP:
            return None
        return last if self._cues.joins(context.view[last.end : start]) else None

    def _listed(self, start: int, context: Context) -> Town | None:
        """The township before in a list whose next item starts here."""
        last = self.found[-1] if self.found else None
        if last is None or last.place is None or start - last.end > WIDEST_GAP or start <= last.end:
            return None
        return last if self._cues.lists(context.view[last.end : start]) else None

    def _unlisted(self, town: Town, rank: int, context: Context) -> bool:
        """A township that no table has there: known by its county right before it, or by one before it in a list."""
        start, last = town.unlisted, context.last
        if start is None:
            return False
        listed = self._listed(start, context)
        if last is not None and last.end == start and last.place is not None and last.place.level in (COUNTY, ZONE):
            if any(last.place in sense.ancestors for sense in town.senses):
                return False
            above, town.ground = last.place, Ground(last.start, last.end)
        elif rank < IN_COUNTY and listed is not None and listed.place is not None and listed.place.ancestors:
            above, town.ground = listed.place.ancestors[-1], Ground(listed.start, listed.end, LIST)
        else:
            return False
        town.start, town.form = start, context.view[start : town.end]
        town.place = township(town.form, above)
        return True

    def _told(self, town: Town, context: Context) -> bool:
        """A name that the document has told the place of before."""
        first = town.start if town.unlisted is None else town.unlisted
        start = next((at for at in range(first, town.end) if context.view[at : town.end] in self._named), None)
        if start is None:
            return False
        town.start, town.form = start, context.view[start : town.end]
        town.place = self._named[town.form]
        town.ground = context.known_by(town.place.ancestors[-1])
        return True

    def _begins(self, town: Town, context: Context) -> bool:
        """Whether a word begins where the name does: behind a mark, a place, or a word that leads to one."""
        start, last = town.start, context.last
        if start == 0 or not context.view[start - 1].isalnum() or (last is not None and last.end == start):
            return True
        return self._cues.before(town, context.view)

    def _ground(self, town: Town, place: Division, rank: int, context: Context) -> Ground | None:
        """What decided it; None where only one township has the name."""
        if len(town.senses) == 1:
            return None
        if rank == BESIDE and context.last is not None:
            return Ground(context.last.start, context.last.end)
        if rank == LISTED:
            return Ground(self.found[-1].start, self.found[-1].end, LIST)
        return context.known_by(next(above for above in reversed(place.ancestors) if context.knows(above)))


def _meant(mention: Mention) -> Sequence[Division]:
    """What a mention can mean."""
    return mention.senses if mention.place is None else (mention.place,)


def _with_above(mention: Mention) -> tuple[Division, ...]:
    """The place of a mention, if told, and what lies above it."""
    return (*mention.place.ancestors, mention.place) if mention.place is not None else ()
