"""What the terms around one count say, before anything is inherited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from zh_tongbao.components.case_attributes.areas import GROUP, is_abroad
from zh_tongbao.components.case_attributes.claims import Said, Words, said
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, OUTSIDERS, PERIOD, PLACE, Item
from zh_tongbao.vocab.tables import Row

NAMED = frozenset({"state", "event", "case", "severity"})
WHERE = frozenset({PLACE, OUTSIDERS, "area", "other_places"})
# Measures that are cumulative, unless what is counted is a state (共有 疑似病例) or an event of a named day (2日 已 出院).
SO_FAR = frozenset({"in_all", "already", "grown", "together"})
SO_FAR_OF = frozenset({"in_all", "already", "grown", "together"})
ON = "on"
NATIONAL = "country"
# The value of a word in front of a day that is none in front of a journey's start (于).
# Kinds of words that say one thing, and what they say.
FLAGS = {
    "case": "case",
    "compare": "compared",
    "than": "compared",
    "run": "run",
    "earlier": "earlier",
    "isolated": "isolated",
    "reach": "reached",
    "sources": "sourced",
    "report": "reported",
    "told": "reported",
    "last_hours": "last_hours",
    "day": "day",
    "new_scope": "apart",
    "involves": "involved",
    "ill": "ill",
    "so_far": "since",
    "dealt": "dealt",
}


class Reading:
    """The explicit statements of a clause about one count.

    Each statement holds its words: a string is a :class:`.claims.Said`, and what only holds or does not is the word.
    What a clause does not say is the class's default; an instance holds only what it says, so that two readings are
    joined statement by statement.
    """

    state: Said | None = None
    event: Said | None = None
    case: Words | None = None
    severity: Said | None = None
    has_severity: Words | None = None
    origin: Said | None = None
    origin_by_date: bool = False
    measure: Said | None = None
    in_all: bool = False
    already: bool = False
    grown: bool = False
    together: bool = False
    run: Item | None = None
    earlier: Item | None = None
    of_day: bool = False
    apart: Words | None = None
    conversion: Words | None = None
    converted_from: Said | None = None
    detected: Said | None = None
    change: int | None = None
    changed: Words | None = None
    compared: Words | None = None
    day: Words | None = None
    places: tuple[Item, ...] = ()
    source: Row | None = None
    travel: Row | None = None
    sourced: Words | None = None
    isolated: Words | None = None
    category: Words | None = None
    reached: Words | None = None
    period: Row | None = None
    reported: Words | None = None
    involved: Words | None = None
    ill: Words | None = None
    met: Words | None = None
    since: Words | None = None
    dealt: Words | None = None
    last_hours: Item | None = None
    national: bool = False
    entered: Words | None = None
    described: bool = False
    classed: bool = False
    named: bool = False
    acted: bool = False
    sender: Item | None = None
    led: bool = False
    listed: bool = False
    trailing: bool = False
    whole: int | None = None
    attributes: Mapping[str, Said] = MappingProxyType({})

    def __init__(self, **said: Any):
        if said:  # speed
            self.__dict__.update(said)

    def copy(self, **said: Any) -> Reading:
        """The same statements, with these in place of its own."""
        one = Reading()
        one.__dict__.update(self.__dict__ | said)
        return one

    def complete(self, named: Reading) -> None:
        """Take over all that another names and this one does not."""
        self.__dict__.update({name: said for name, said in named.__dict__.items() if not getattr(self, name)})

    @property
    def from_where(self) -> bool:
        """Whether nothing but a source is told."""
        return bool(self.source or self.sourced) and not (self.counted or self.places)

    @property
    def abroad(self) -> Row | None:
        """The first of the places that an imported case can come from."""
        return next((item.value for item in self.places if item.kind == PLACE and is_abroad(item.value)), None)

    @property
    def counted(self) -> bool:
        """Whether anything names what is counted."""
        return bool(self.state or self.event or self.case or self.has_severity)

    @property
    def before(self) -> Said | None:
        """The state that converted cases were in before; None where the one that is named is no state of a case."""
        named = self.converted_from
        if not named:
            return said("asymptomatic", self.conversion) if self.conversion else None
        return named if named in ("asymptomatic", "suspected") else None


def read(items: Sequence[Item], *, behind: bool = False) -> Reading:
    """Read the terms of one stretch of a clause.

    Parameters:
        items: the terms.
        behind: whether the stretch stands behind its count, where a relation (…病例的密切接触者) only describes.
    """
    reading = Reading()
    if not items:  # speed: nothing stands on one side of most counts
        return reading
    source_next = travel_next = False
    but: Item | None = None
    last, reached = "", -1
    for item in items:
        kind, value = item.kind, item.value
        if kind == PLACE and source_next:
            reading.source = value
        elif kind == PLACE and travel_next:
            reading.travel = value
        elif kind == PLACE and last == "entry" and item.start == reached:
            pass  # where they came into the country
        elif kind in WHERE:
            adjacent = last in (PLACE, "area") and item.start == reached
            if kind == "area" and reading.places and (value == GROUP or (value == NATIONAL and adjacent)):
                continue  # 全省|19市县; 中国|内地
            if not (kind == PLACE and reading.sourced):  # 分别来自 A、B: the sources of several
                reading.places = (*reading.places, item)
                reading.listed = reading.listed or last == "being"  # 出院病例为巫山县1例
        elif kind == "measure":
            reading.measure = said("cumulative" if value in SO_FAR else value, item)
            if value in SO_FAR_OF:
                setattr(reading, value, True)
                reading.of_day = last == PERIOD and item.start == reached
        elif kind == "state":
            if reading.state != value and not reading.conversion:
                reading.converted_from = reading.state
            if not reading.conversion:
                reading.state = said(value, item)
            elif value != "confirmed":
                reading.converted_from = said(value, item)
        elif kind == "class":
            reading.classed = True
        elif kind == "named":
            reading.named = True
        elif kind in FLAGS:
            setattr(reading, FLAGS[kind], item)
        elif kind == "origin":
            reading.origin_by_date = value == "by_date"
            reading.origin = said("imported_domestic" if reading.origin_by_date else value, item)
            if reading.travel is not None:
                reading.source = reading.travel
            if reading.origin_by_date:
                reading.sender = next(
                    (one for one in reading.places if one.kind == PLACE and one.end == item.start), None
                )
        elif kind == "entry":
            _enter(reading, item, adjacent=last == PLACE and item.start == reached)
        elif kind == "event":
            reading.event = reading.event or said(value, item)
        elif kind == "new_state":
            reading.state, reading.measure = said(value, item), said("new", item)
        elif kind == "severity":
            reading.severity, reading.has_severity = said(value, item) if value else reading.severity, item
        elif kind == "conversion":
            reading.conversion, reading.period = item, None
            if reading.state not in (None, "confirmed"):
                reading.converted_from = reading.state
            reading.state = said("confirmed", item)
        elif kind == "change":
            reading.change, reading.changed = int(value), item
        elif kind == "correction":
            reading.change, reading.changed, reading.compared = int(value), item, item
        elif kind == "detected":
            reading.detected = reading.detected or said(value, item)
        elif kind == "inside" and item.start == reached and last in NAMED:
            # The total that a list names, or whom something was found among: not what is counted.
            reading.state = reading.event = reading.case = None
        elif kind == "category":
            reading.category = None if behind else item  # 男性3例 divides a total, 1名男性 describes one person
            reading.places = ()
        elif kind == PERIOD:
            reading.period = value
        elif kind == "contact_of":
            if behind and reading.described:
                reading.state, reading.case, reading.places = None, item, ()  # 3例为眉山市确诊病例的密切接触者
            else:
                reading.state = said(value, item)
        elif kind == "tie":
            reading.case, reading.origin, reading.sender, reading.places, reading.described = item, None, None, (), True
        elif kind == "history":
            reading.places, reading.described = (), True
        elif kind == "but":
            but = item
        elif (kind == "except" or (kind == "outside" and but)) and reading.places and item.start == reached:
            reading.places = _without(reading.places, but, item)
        elif kind == "being" and behind:
            reading.described = True
        elif kind == "been":
            travel_next = reading.described = True
        elif kind == "from_day":
            travel_next = value != ON
            if last == PERIOD and item.start == reached:
                reading.period = None  # 2例为7月15日自哈萨克斯坦乘机抵达: the day of a journey
        elif kind in ("source", "all_source"):
            source_next = True
        elif kind == ATTRIBUTE:
            reading.attributes = {**reading.attributes, value[0]: said(value[1], item)}
        elif kind == "nationality":
            reading.national = True
            reading.places = reading.places[:-1]
        last, reached = kind, item.end
    return reading


def _without(places: tuple[Item, ...], but: Item | None, outside: Item) -> tuple[Item, ...]:
    """The places with the last one left out: what is counted is the rest, as it is written (湖北以外; 全国除湖北外)."""
    start, others = places[-1].start, places[:-1]
    if but is not None and but.end == start:
        start = but.start
        if others and others[-1].end == start:
            start, others = others[-1].start, others[:-1]
    return (*others, Item("area_name", start, outside.end, None))


def _enter(reading: Reading, word: Item, *, adjacent: bool) -> None:
    """They came from abroad: from the country that they travelled from, or the one named right before."""
    reading.entered = word
    if reading.travel is not None and is_abroad(reading.travel):
        reading.source = reading.travel
    elif adjacent and reading.places and reading.abroad is reading.places[-1].value:
        reading.source, reading.places = reading.abroad, reading.places[:-1]


def merge(first: Reading, second: Reading) -> Reading:
    """Join what stands before a count with what stands behind it; the first wins, and is used up."""
    joined = first.copy(led=bool(first.places))
    if not second.__dict__:  # speed: nothing stands behind most counts
        return joined
    taken = ("new", "current") if second.state else ("new",)  # 237例疑似病例正在排查
    for name, value in second.__dict__.items():
        if not getattr(joined, name) and (name != "measure" or value in taken):
            setattr(joined, name, value)
    if second.conversion:
        joined.state, joined.conversion = said("confirmed", second.conversion), second.conversion
        joined.converted_from = second.converted_from or (first.state if first.state != "confirmed" else None)
    return joined
