"""Where a case was on which day: one step for each dated clause that names a division, a train or a flight."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any, NamedTuple

from zh_tongbao.components.line_list.attributes import Attributes, place_of
from zh_tongbao.components.line_list.events import Events
from zh_tongbao.components.line_list.model import Case
from zh_tongbao.components.line_list.page import Day, Entity, Page, Stretch
from zh_tongbao.components.line_list.words import Cue, Lexis

TRAVEL, VISIT, STAY, ISOLATION, TRANSFER, LEAVE = "travel", "visit", "stay", "isolation", "transfer", "leave"
STRENGTH = {ISOLATION: 4, STAY: 3, TRANSFER: 2, TRAVEL: 1, VISIT: 0}
# Of several verbs in one clause the one that says most decides; travel outweighs a bare visit.


class Step(NamedTuple):
    """One dated step.

    Parameters:
        day: when.
        place: where, as a value of the contract, or None.
        vehicle: train or flight as written, or None.
        event: what kind of step.
        start, end: character offsets of its words.
    """

    day: Day
    place: dict[str, Any] | None
    vehicle: str | None
    event: str
    start: int
    end: int


class Itinerary:
    """Read the steps of a description.

    Parameters:
        words: the vocabulary.
        attributes: finds places that go on one behind the other.
        events: tells the clauses of relatives.
    """

    def __init__(self, words: Lexis, attributes: Attributes, events: Events):
        no_lives = f"[{words.characters('no_lives_before')}]"
        self._attributes = attributes
        self._events = events
        self._steps = words.cues("step")
        self._afterwards = re.compile(words.any("afterwards"))
        self._lives = re.compile(rf"(?<!{no_lives}){words.any('lives')}{words.any('lives_link')}{{0,3}}[ ]?$")
        self._native = re.compile(rf"\w{{0,6}}?{words.any('native')}(?!\w)|{words.any('resident')}")
        self._from = re.compile(words.any("from"))
        self._arrives = re.compile(words.any("arrives"))
        self._enters = re.compile(rf"[^{words.clause_marks}]{{0,6}}?{words.any('enters')}")
        self._through = re.compile(f"{words.any('through')}$")
        self._agent = re.compile(f"{words.any('agent')}$")
        self._office = re.compile(rf"\w{{0,4}}{words.any('office')}")
        self._negation = re.compile(words.negation)
        self._vehicle = re.compile(
            rf"[A-Z]{{1,2}}[0-9]{{2,5}}{words.any('vehicle_tail')}?|[GDCZTK][0-9]{{1,4}}{words.any('vehicle_tail')}|[0-9][A-Z][0-9]{{2,4}}{words.any('vehicle_tail')}"
        )
        signs = words.values.get("city_sign", {})
        self._signs = signs
        self._sign = re.compile(
            rf"{words.any('motion')}(?P<sign>{words.any('city_sign')})(?=[^\w]|$|{words.any('behind_sign')})"
        )
        self._joined = re.compile(rf"[ ]?{words.any('and')}[ ]?")
        self._foreign = re.compile(
            rf"(?:(?!{words.any('step', 'from', 'motion', 'through', 'to', 'foreign_end')})[^\W\d]){{2,6}}"
        )

    def steps(self, page: Page, case: Case) -> list[Step]:
        """Return the steps of a case in text order."""
        found: list[Step] = []
        for piece in case.pieces[:1]:
            for sentence in page.sentences(piece.start, piece.end):
                found += self._of_sentence(page, sentence, piece.start)
        return found

    def _of_sentence(self, page: Page, sentence: Stretch, begin: int) -> Iterable[Step]:
        others = self._events.of_others(page, sentence, begin)
        days: list[Day] = []
        for clause in page.clauses(*sentence):
            own = page.days_in(*clause)
            if own:
                days = self._with_listed(page, own)
            elif self._afterwards.match(page.view, clause.start, clause.end):
                days = []
            if not days or clause in others:
                continue
            yield from self._of_clause(page, clause, days)

    def _with_listed(self, page: Page, own: list[Day]) -> list[Day]:
        """The days of a clause; of several that are listed (on the 25th and 27th) all, else each."""
        listed = [own[0]]
        for day in own[1:]:
            if self._joined.fullmatch(page.view, listed[-1].end, day.start):
                listed.append(day)
        return listed if len(listed) > 1 else own

    def _of_clause(self, page: Page, clause: Stretch, days: list[Day]) -> Iterable[Step]:
        view = page.view
        verbs = list(self._steps.find(view, *clause))
        if not verbs or self._negation.search(view, clause.start, verbs[0].start):
            return
        vehicle = self._vehicle.search(view, *clause)
        places = self._places(page, clause)
        if not places and not vehicle:
            return
        event = _event(verbs)
        reached: list[tuple[dict[str, Any] | None, int]] = [*places] or [(None, clause.start)]
        for place, where in reached:
            for day in _of_position(days, clause, where):
                first = min(day.start, clause.start) if day.start >= clause.start - 1 else clause.start
                yield Step(day, place, vehicle.group() if vehicle else None, event, first, clause.end)

    def _places(self, page: Page, clause: Stretch) -> list[tuple[dict[str, Any], int]]:
        """The places of a clause to which somebody goes or where they are, with their positions."""
        view = page.view
        found: list[tuple[dict[str, Any], int]] = []
        for chain in self._attributes.chains(page, *clause):
            start, end = chain[0]["start"], chain[-1]["end"]
            if self._is_aside(page, clause, start, end):
                continue
            if self._is_origin(page, clause, start, end):
                continue
            found.append((self._value(page, clause, chain), start))
        for match in self._sign.finditer(view, *clause):
            if not any(match.start("sign") == start for _, start in found):
                code = self._signs[match["sign"]]
                start, end = match.span("sign")
                found.append(({"start": start, "end": end, "text": match["sign"], "adcode": code}, start))
        return found

    def _is_aside(self, page: Page, clause: Stretch, start: int, end: int) -> bool:
        """Whether a place says where somebody lives or is from, or is part of the name of an office that does something."""
        view = page.view
        if self._lives.search(view, clause.start, start) or self._native.match(view, end, clause.end):
            return True
        return self._agent.search(view, clause.start, start) is not None and self._office.match(view, end) is not None

    def _is_origin(self, page: Page, clause: Stretch, start: int, end: int) -> bool:
        """Whether a place is where a journey began: behind a word for from, with no arrival between, unless it is the border."""
        view = page.view
        leads = list(self._from.finditer(view, clause.start, start))
        if self._through.search(view, clause.start, start) or self._enters.match(view, end, clause.end):
            return False
        return bool(leads) and not self._arrives.search(view, leads[-1].end(), start)

    def _value(self, page: Page, clause: Stretch, chain: list[Entity]) -> dict[str, Any]:
        value = place_of(page, chain)
        last = chain[-1]
        if last.get("level") == "country" and last.get("country") != "CN":
            city = self._foreign.match(page.view, last["end"], clause.end)
            if city:
                value |= {"end": city.end(), "text": page.view[value["start"] : city.end()]}
        return value


def _event(verbs: list[Cue]) -> str:
    """What the verbs of a clause say of the step."""
    known = [verb.value for verb in verbs if verb.value in STRENGTH]
    if not known:
        return TRAVEL
    strongest = max(known, key=STRENGTH.__getitem__)
    return known[-1] if strongest in (TRAVEL, VISIT) and TRAVEL not in known else strongest


def _of_position(days: list[Day], clause: Stretch, position: int) -> list[Day]:
    """The days that hold for a place: the nearest before it; all of a list of days."""
    inside = [day for day in days if clause.start <= day.start < clause.end]
    if not inside:
        return days[-1:]
    before = [day for day in inside if day.start <= position] or inside[:1]
    listed = all(later.start - earlier.end <= 1 for earlier, later in pairwise(before))
    return before if listed else before[-1:]
