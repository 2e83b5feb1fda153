"""Counts that are told of several places or names at once, given to each of them.

昭通市、曲靖市各1例 is one mention a place; A和B分别报告3例和2例 gives the first count to the first place and the second to the
second; 重症、危重症分别为14例和6例 the same with names; 徐州、连云港等7市3例 is one group.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from zh_tongbao.components.case_attributes.areas import GROUP, stem
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.structure import Mention

ENDS = frozenset({"comma", "semicolon", "stop", "line", "colon", "being", "grid", "table"})
PAIRED = frozenset({"severity", "state", "event"})
SPREADS = frozenset({"each", "all", "respectively"})
EACH = frozenset({"each", "all"})
MOST = 8
"""Counts that one list of places may be told of: places times counts is not linear in the text."""


class _Waiting(NamedTuple):
    """What waits for the counts behind it.

    Parameters:
        places: named one by one, without a count.
        share: the first of counts told each by each, and the places that are left.
        names: of such counts, the names that are left, and what is said of all.
        dealt: how many counts the places have been given to.
    """

    places: tuple[Item, ...] = ()
    share: Mention | None = None
    left: tuple[Item, ...] = ()
    names: tuple[Item, ...] = ()
    dealt: int = 0


_NOTHING = _Waiting()


def spread(frames: Iterable[Frame], listing: re.Pattern[str], text: str) -> Iterator[Frame]:
    """The frames with each mention given to all that it is told of, numbered anew.

    Parameters:
        frames: in reading order.
        listing: matches the mark between two members of a list.
        text: the text as given.
    """
    waiting, number = _NOTHING, 0
    for frame in frames:
        if _is_plain(frame, waiting, number):
            number += len(frame.mentions)
            waiting = _NOTHING if frame.clause.after in ENDS else waiting
            yield frame
            continue
        made: list[Mention] = []
        for mention in frame.mentions:
            given, waiting = _given(mention, waiting, listing, text)
            made.extend(given)
        if not frame.mentions and frame.clause.after == "listing":
            places = [i for i in frame.clause.items if i.kind == PLACE or (i.kind == "area" and i.value == "none")]
            waiting = waiting._replace(places=(*waiting.places, *places[-1:]))
        if frame.clause.after in ENDS:
            waiting = _NOTHING
        numbered = tuple([mention._replace(number=number + at) for at, mention in enumerate(made)])
        yield frame._replace(first=number, mentions=numbered)
        number += len(numbered)


def _is_plain(frame: Frame, waiting: _Waiting, number: int) -> bool:
    """Whether nothing is spread here, and nothing waits: speed."""
    if waiting is not _NOTHING or number != frame.first or not SPREADS.isdisjoint(frame.kinds):
        return False
    return bool(frame.mentions) or frame.clause.after != "listing" or frame.kinds.isdisjoint((PLACE, "area"))


def _given(
    mention: Mention, waiting: _Waiting, listing: re.Pattern[str], text: str
) -> tuple[Sequence[Mention], _Waiting]:
    """What one mention becomes, and what waits then."""
    if not waiting.places and waiting.share is None and SPREADS.isdisjoint(mention.says):
        return (mention,), waiting
    before = {role for role, item in mention.says.items() if item.end <= mention.item.start}
    if "respectively" in before:
        names = [item for item in mention.clause.items if item.kind in PAIRED and item.end <= mention.item.start]
        kinds = {item.kind for item in names}
        if len(names) > 1 and (len(kinds) == 1 or kinds == {"state", "event"}):
            others = {role: item for role, item in mention.says.items() if role not in PAIRED}
            says = {**others, names[0].kind: names[0]}
            first = mention._replace(says=says)
            return (first,), _Waiting(share=first, names=tuple(names[1:]))
        waiting = _Waiting(share=mention, left=(*waiting.places, *mention.places))
    if waiting.share is not None:
        mention, waiting = _shared(mention, waiting)
    if mention.places and not EACH.isdisjoint(before):
        places = [*waiting.places, *_innermost(mention.places)] if waiting.dealt < MOST else mention.places[:1]
        return [mention._replace(places=(place,)) for place in places], waiting._replace(places=())
    if waiting.places and mention.item.kind == "zero" and "led" in mention.says:
        places = [*waiting.places, mention.places[-1]]
        return [mention._replace(places=(place,)) for place in places], waiting._replace(places=())
    if waiting.places and waiting.share is None and _is_joined(mention, waiting.places[-1], listing, text):
        group = Item("area", waiting.places[0].start, mention.places[-1].end, GROUP)
        return [mention._replace(places=(group,))], waiting._replace(places=())
    return (mention,), waiting._replace(places=())


def _is_joined(mention: Mention, before: Item, listing: re.Pattern[str], text: str) -> bool:
    """Whether nothing but a mark of a list stands between two places."""
    led = "led" in mention.says and mention.places[0].kind == PLACE and "colon" not in mention.says
    return led and listing.fullmatch(text, before.end, mention.places[0].start) is not None


def _shared(mention: Mention, waiting: _Waiting) -> tuple[Mention, _Waiting]:
    """Of counts told each by each, the next one is what the first is, at the next place or of the next name."""
    first = waiting.share
    assert first is not None
    if waiting.names and not any(role in mention.says for role in PAIRED):
        name = waiting.names[0]
        says = {role: item for role, item in first.says.items() if role not in PAIRED}
        given = mention._replace(says={**says, **mention.says, name.kind: name}, places=first.places)
        return given, waiting._replace(names=waiting.names[1:])
    own = any(role in mention.says and mention.says[role] is not first.says.get(role) for role in ("state", "event"))
    other = own or mention.places or "measure" in mention.says
    if mention is not first and other:
        return mention, waiting._replace(share=None, left=())
    if waiting.left:
        return first._replace(item=mention.item, places=waiting.left[:1]), waiting._replace(
            left=waiting.left[1:], places=()
        )
    return first._replace(item=mention.item), waiting


def _innermost(places: Sequence[Item]) -> list[Item]:
    """The places without those that only say where the next one lies (固原市|原州区)."""
    return [
        place
        for place, inner in zip_longest(places, places[1:])
        if inner is None or place.end != inner.start or not _holds(place, inner)
    ]


def _holds(outer: Item, inner: Item) -> bool:
    if outer.kind != PLACE or inner.kind != PLACE:
        return False
    code, within = outer.value.get("adcode"), inner.value.get("adcode")
    return bool(code) and (not within or (within != code and within.startswith(stem(code))))
