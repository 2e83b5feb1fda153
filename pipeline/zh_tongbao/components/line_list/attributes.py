"""What a description says of a case beside its days: status, severity, home, where from, how it was found."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from zh_tongbao.components.line_list.events import OUTCOME, STATE, STATUS, Event
from zh_tongbao.components.line_list.model import PASSAGE, Piece, Value
from zh_tongbao.components.line_list.page import Entity, Page, Stretch
from zh_tongbao.components.line_list.words import Cue, Lexis

CODE = 6
# Digits of a division's code; those behind it are of townships.
RESPECTIVELY = 8
# Characters in front of a word in which "respectively" is looked for.
CURRENT, BORDER = "current", "border"
LEVELS = ("country", "province", "prefecture", "zone", "county", "township")
# From the widest to the smallest; a city is told before its zones.
DISCARDED, CONFIRMED, ASYMPTOMATIC = "discarded", "confirmed", "asymptomatic"
WIDEST_ORIGIN = 8
# Characters between the word for an origin and the noun for a case.
WIDEST_BELOW = 10
# Characters of the names of villages between a place and the word for its people.

Places = Sequence[Entity]


class Attributes:
    """Read the attributes of one stretch of text.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._words = words
        self._lives = words.cues("lives")
        link = words.any("lives_link")
        self._lives_link = re.compile(f"{link}{{0,3}}[ ]?")
        self._no_lives = re.compile(f"{words.any('no_lives_before')}$")
        below = rf"(?:[^\W\d]{{0,{WIDEST_BELOW}}}?{words.any('below_town')})?"
        self._resident = re.compile(rf"{below}{words.any('resident')}(?!{words.any('no_resident')})")
        self._native = re.compile(
            rf"{below}{words.any('native')}(?!{words.any('no_native')})(?![^\W\d]{{2}})|{words.any('native')}(?!\w)|{words.any('citizen')}"
        )
        self._native_lead = re.compile(rf"{words.any('native_lead')}{link}{{0,2}}[ ]?$")
        self._same = re.compile(f"{words.any('lives')}{link}{{0,2}}{words.any('ditto')}")
        self._respectively = re.compile(f"{words.any('respectively')}[^{words.clause_marks}]{{0,3}}$")
        self._joined = re.compile(f"[^{words.clause_marks}]{{0,10}}?{words.any('and')}")
        self._severity = words.cues("severity")
        self._no_severity = re.compile(words.any("no_severity"))
        self._negation = re.compile(words.negation)
        self._origin = words.cues("origin")
        self._no_origin = re.compile(words.any("no_origin"))
        self._is = re.compile(f"{words.any('copula')}$")
        self._case_behind = re.compile(
            rf"[^{words.clause_marks}]{{0,{WIDEST_ORIGIN}}}?(?:{words.any('case_noun')})[ ]?(?:[{words.clause_marks}]|$)"
        )
        self._entry = re.compile(words.any("entry"))
        self._no_found = re.compile(f"{words.any('no_found_before')}$")
        self._found_verb = re.compile(words.any("found_verb"))
        self._found = [
            words.cues("border"),
            words.cues("found_contact"),
            words.cues("screening"),
            words.cues("quarantine"),
        ]

    # places

    def chain(self, page: Page, start: int) -> list[Entity]:
        """The places that begin at a position and go on one behind the other (province, city, district, town)."""
        chain: list[Entity] = []
        for place in page.places_in(start, len(page.view)):
            if place["start"] != start if not chain else not _goes_on(chain[-1], place):
                break
            chain.append(place)
        return chain

    def chains(self, page: Page, start: int, end: int) -> list[list[Entity]]:
        """The places of a stretch, those that follow one behind the other together."""
        chains: list[list[Entity]] = []
        for place in page.places_in(start, end):
            if chains and _goes_on(chains[-1][-1], place):
                chains[-1].append(place)
            else:
                chains.append([place])
        return chains

    def _listed(self, page: Page, chain: list[Entity], start: int, turn: int) -> list[Entity]:
        """Of places that are told of several cases in turn (respectively in A and B) the one of this case."""
        if not turn or not self._respectively.search(page.view, max(0, start - RESPECTIVELY), start):
            return chain
        for _ in range(turn):
            joined = self._joined.match(page.view, chain[-1]["end"])
            following = self.chain(page, joined.end()) if joined else []
            if not following:
                return chain
            chain = following
        return chain

    def residence(self, page: Page, piece: Piece, turn: int = 0) -> Value | None:
        """Where the case lives: behind a word that says so, or in front of one for residents.

        Parameters:
            page: the text.
            piece: of it.
            turn: which of the cases it is that the piece tells of, from 0.
        """
        best: Value | None = None
        for cue in self._lives.find(page.view, piece.start, piece.end):
            if self._no_lives.search(page.view, max(piece.start, cue.start - 1), cue.start):
                continue
            link = self._lives_link.match(page.view, cue.end)
            chain = self.chain(page, link.end() if link else cue.end)
            chain = self._listed(page, chain, cue.start, turn) if chain else chain
            if chain and (best is None or cue.value == CURRENT):
                best = Value(place_of(page, chain), chain[0]["start"], chain[-1]["end"], piece.via)
                if cue.value == CURRENT:
                    return best
        if best is not None:
            return best
        for chain in self.chains(page, piece.start, piece.end):
            if self._resident.match(page.view, chain[-1]["end"], piece.end):
                return Value(place_of(page, chain), chain[0]["start"], chain[-1]["end"], piece.via)
        return None

    def same_residence(self, page: Page, piece: Piece) -> tuple[int, int] | None:
        """Where a description says that its case lives where the case before it does."""
        match = self._same.search(page.view, piece.start, piece.end)
        return match.span() if match else None

    def native_place(self, page: Page, piece: Piece) -> Value | None:
        """Where the case is from."""
        for chain in self.chains(page, piece.start, piece.end):
            end = chain[-1]["end"]
            lead = self._native_lead.search(page.view, max(piece.start, chain[0]["start"] - 8), chain[0]["start"])
            if lead or self._native.match(page.view, end, piece.end):
                if len(chain) == 1 and chain[0].get("country") == "CN" and chain[0].get("level") == "country":
                    continue
                return Value(place_of(page, chain), chain[0]["start"], end, piece.via)
        return None

    # words

    def severity(self, page: Page, piece: Piece) -> Value | None:
        """The last severity that is told."""
        found = [
            cue
            for cue in self._severity.find(page.view, piece.start, piece.end)
            if not self._no_severity.match(page.view, cue.end) and not self._denied(page, cue)
        ]
        return _value(found[-1], piece) if found else None

    def _denied(self, page: Page, cue: Cue) -> bool:
        clause = page.clause(cue.start)
        return self._negation.search(page.view, max(clause.start, cue.start - 4), cue.start) is not None

    def origin(self, page: Page, start: int, end: int, via: str) -> Value | None:
        """Where the infection came from, as the words of a stretch say."""
        for cue in self._origin.find(page.view, start, end):
            if not self._no_origin.match(page.view, cue.end):
                return Value(cue.value, cue.start, cue.end, via)
        return None

    def told_origin(self, page: Page, piece: Piece) -> Value | None:
        """The origin in a clause that says what kind of case this is (is an imported case)."""
        for cue in self._origin.find(page.view, piece.start, piece.end):
            is_one = self._is.search(page.view, piece.start, cue.start)
            if is_one and self._case_behind.match(page.view, cue.start, piece.end):
                return _value(cue, piece)
        return None

    def detected(self, page: Page, piece: Piece) -> Value | None:
        """How the case was found: at the border, as a contact, at a screening, in isolation."""
        for cues in self._found:
            for cue in cues.find(page.view, piece.start, piece.end):
                found = piece.via != PASSAGE or self._found_verb.search(page.view, *page.clause(cue.start))
                before = self._no_found.search(page.view, max(0, cue.start - 1), cue.start)
                if found and not before and not self._denied(page, cue):
                    return _value(cue, piece)
        return None

    def entry(self, page: Page, piece: Piece) -> Value | None:
        """The words that tell of coming into the country."""
        match = self._entry.search(page.view, piece.start, piece.end)
        return Value(BORDER, match.start(), match.end(), piece.via) if match else None

    @staticmethod
    def status(events: Sequence[Event], piece: Piece) -> Value | None:
        """What the case is found to be in the end."""
        told = [event for event in events if event.kind in (STATUS, STATE)]
        ruled_out = next((event for event in told if event.value == DISCARDED), None)
        last = ruled_out or next((event for event in reversed(told)), None)
        return Value(last.value, last.start, last.end, piece.via) if last else None

    @staticmethod
    def outcome(events: Sequence[Event], piece: Piece) -> Value | None:
        """How it ended."""
        told = [event for event in events if event.kind == OUTCOME]
        deaths = [event for event in told if event.value == "death"]
        last = (deaths or told)[-1:] or None
        return Value(last[0].value, last[0].start, last[0].end, piece.via) if last else None


def _goes_on(before: Entity, place: Entity) -> bool:
    """Whether a place stands right behind another one and is a smaller one."""
    return bool(before["end"] == place["start"] and LEVELS.index(before["level"]) < LEVELS.index(place["level"]))


def place_of(page: Page, chain: Places) -> dict[str, Any]:
    """Places one behind the other as one value: the words, and the code of the deepest division that has one of six digits."""
    code = next((place["adcode"][:CODE] for place in reversed(chain) if place.get("adcode")), None)
    abroad = chain[-1].get("level") == "country" and chain[-1].get("country") != "CN"
    if abroad or (chain[-1].get("level") == "zone" and not chain[-1].get("adcode")):
        code = None
    start, end = chain[0]["start"], chain[-1]["end"]
    return {"start": start, "end": end, "text": page.view[start:end], "adcode": code}


def _value(cue: Cue, piece: Piece) -> Value:
    return Value(cue.value, cue.start, cue.end, piece.via)


def within(piece: Piece, stretch: Stretch) -> bool:
    """Whether a stretch lies in a piece."""
    return piece.start <= stretch.start and stretch.end <= piece.end
