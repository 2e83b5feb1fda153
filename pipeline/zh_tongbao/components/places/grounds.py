"""What decided which of several divisions a mention means: where the one chosen is furthest ahead of the next best."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.evidence import DEFAULT, INPUT, LIST, Ground
from zh_tongbao.components.places.context import Context, Weight, ground
from zh_tongbao.components.places.finder import Mention
from zh_tongbao.components.places.gazetteer import COUNTRY, PROVINCE, Division
from zh_tongbao.components.places.neighbours import Neighbours


class Grounds:
    """Say what decided a sense.

    Parameters:
        neighbours: what the places beside a mention say.
    """

    def __init__(self, neighbours: Neighbours):
        self._neighbours = neighbours

    def of(self, mention: Mention, weights: Sequence[Weight], best: int, context: Context) -> Ground | None:
        """The ground of the sense chosen; None where the form alone decides.

        Parameters:
            mention: with its place.
            weights: of each of its senses, in order; there are several.
            best: the index of the sense chosen.
            context: what the document has said.
        """
        next_best = max((weight.order, index) for index, weight in enumerate(weights) if index != best)[1]
        weight, rival = weights[best], weights[next_best]
        sense, other = mention.senses[best], mention.senses[next_best]
        leads = {
            "near": weight.near - rival.near,
            "active": weight.active - rival.active,
            "known": weight.known - rival.known,
            "region": weight.region - rival.region,
        }
        widest = max(leads, key=lambda name: leads[name])
        if leads[widest] > max(0, weight.prior - rival.prior):
            decided = self._words(widest, sense, mention, weight, context)
            if decided is not None and decided.via == LIST:
                decided = _container(sense, other, context) or decided
        elif weight.far + weight.near == rival.far + rival.near and weight.offset > rival.offset:
            decided = _around(sense, context, latest=True)
        else:
            decided = None
        if decided is not None or sense.level in (COUNTRY, PROVINCE) or sense in other.ancestors:
            return decided
        # The form's usual meaning decides, and the text may bear it out.
        named = _container(sense, other, context) if leads["known"] > 0 else None
        return named or Ground(None, None, DEFAULT)

    def _words(self, lead: str, sense: Division, mention: Mention, weight: Weight, context: Context) -> Ground | None:
        if lead == "near":
            return self._neighbours.ground(sense, mention, context, weight.near)
        if lead == "active":
            return ground(context.active[sense])
        return Ground(None, None, INPUT) if lead == "region" else _around(sense, context)


def _container(sense: Division, other: Division, context: Context) -> Ground | None:
    """The division around a sense, where the text has named it, and behind the one around the other sense."""
    container, rival = context.container(sense), context.container(other)
    if container is None or container.start is None or rival is None or rival.start is None:
        return container
    return container if container.start > rival.start else None


def _around(sense: Division, context: Context, *, latest: bool = False) -> Ground:
    """What makes the document one about the division around a sense."""
    parent, province = sense.ancestors[-1], sense.ancestors[0]
    known = parent in context.seen if latest else context.knows(parent)
    return context.known_by(parent if known else province, latest=latest)
