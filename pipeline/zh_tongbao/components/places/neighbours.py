"""What the places right before and right behind a mention say for what it can mean."""

from __future__ import annotations

from zh_tongbao.components.evidence import LIST, Ground
from zh_tongbao.components.places.context import INSIDE, PATH, Context, kinship
from zh_tongbao.components.places.cues import WIDEST_GAP, Cues
from zh_tongbao.components.places.finder import LIKELY, Mention
from zh_tongbao.components.places.gazetteer import Division

CONTAINING = (PATH, INSIDE)
# What a place says for one inside it.


class Neighbours:
    """Weigh a sense by its neighbours.

    Parameters:
        cues: the words between mentions.
    """

    def __init__(self, cues: Cues):
        self.cues = cues

    def near(self, sense: Division, mention: Mention, context: Context) -> int:
        """How much the neighbours say for a sense."""
        return max(self._before(sense, mention, context), self._behind(sense, mention, context))

    def ground(self, sense: Division, mention: Mention, context: Context, near: int) -> Ground | None:
        """The neighbour that says this much for a sense, or None; rather the place that contains it than one like it."""
        before, last, following = self._before(sense, mention, context), context.last, context.following
        if last is not None and (before == near or before in CONTAINING):
            return Ground(last.start, last.end, "" if before in CONTAINING else LIST)
        if following is not None and self._behind(sense, mention, context) == near:
            return Ground(following.start, following.end, "" if near in CONTAINING else LIST)
        return None

    def _before(self, sense: Division, mention: Mention, context: Context) -> int:
        """What the place right before says for a sense: it contains it, or stands in a list with it."""
        last = context.last
        if last is None or last.place is None or mention.start - last.end > WIDEST_GAP:
            return 0
        gap = context.view[last.end : mention.start]
        if last.place in sense.ancestors and self.cues.joins(gap):
            return PATH
        if not self.cues.lists(gap):
            return 0
        return INSIDE if last.place in sense.ancestors and self.cues.opens(gap) else kinship(sense, last.place)

    def _behind(self, sense: Division, mention: Mention, context: Context) -> int:
        """What the mention right behind says for a sense: an unambiguous one in a list with it, or its first part."""
        following = context.following
        if following is None or following.trust < LIKELY or len(following.senses) != 1:
            return 0
        if following.trust == LIKELY and not (sense.ancestors and context.knows(sense.ancestors[0])):
            return 0
        gap = context.view[mention.end : following.start]
        if len(gap) > WIDEST_GAP or not self.cues.lists(gap):
            return 0
        if self.cues.opens(gap):
            return PATH if sense in following.senses[0].ancestors else 0  # 吉林1798例，其中长春市…: its parts
        return kinship(sense, following.senses[0])
