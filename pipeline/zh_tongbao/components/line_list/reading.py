"""The fields of each case, from its own description, from what is told of several, and from the text around."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from zh_tongbao.components.line_list.announced import Announced
from zh_tongbao.components.line_list.attributes import BORDER, Attributes
from zh_tongbao.components.line_list.events import (
    ADMISSION,
    CONSULTATION,
    ISOLATION,
    ONSET,
    OUTCOME,
    STATE,
    STATUS,
    Event,
    Events,
)
from zh_tongbao.components.line_list.model import INPUT, OWN, PASSAGE, TITLE, Case, Link, Piece, Value
from zh_tongbao.components.line_list.page import Entity, Page
from zh_tongbao.components.line_list.persons import Persons
from zh_tongbao.components.line_list.words import Lexis

DATES = {
    ONSET: "date_onset",
    CONSULTATION: "date_consultation",
    ADMISSION: "date_admission",
    ISOLATION: "date_isolation",
}
CONFIRMED, ASYMPTOMATIC, SUSPECTED, DISCARDED = "confirmed", "asymptomatic", "suspected", "discarded"
FOUND = frozenset({CONFIRMED, ASYMPTOMATIC})
IMPORTED = "imported"
QUARANTINE = "quarantine"
FACTS = ("residence", "native_place", "severity", "detected", "outcome", *DATES.values(), "date_confirmation")
LEAST_FACTS = 2
# What a case must have told of it that has neither sex nor age.


class Reading:
    """Read the fields of cases.

    Parameters:
        words: the vocabulary.
        attributes, events, persons: what reads a stretch of text.
    """

    def __init__(self, words: Lexis, attributes: Attributes, events: Events, persons: Persons):
        self._attributes = attributes
        self._events = events
        self._persons = persons
        self._announced = Announced(words)
        self._same_journey = re.compile(words.any("same_journey"))
        self._kin_sex = words.values.get("kin_sex", {})
        self._head_outcome = words.cues("head_outcome")
        self._head_status = words.cues("case_noun")

    def read(self, page: Page, cases: list[Case], title_diseases: Sequence[Entity]) -> list[Case]:
        """Fill the fields of cases; return those of whom something is told."""
        for before, case in zip([None, *cases], cases):
            self._person(page, case)
            self._told(page, case)
            words = self._attributes.same_residence(page, case.pieces[0])
            if words and before is not None and "residence" in before.fields:
                case.take("residence", before.fields["residence"]._replace(start=words[0], end=words[1]))
            self._around(page, case, title_diseases)
        return [case for case in cases if case.anchor or _facts(case) >= LEAST_FACTS]

    def sources(self, page: Page, links: Sequence[Link]) -> None:
        """Give imported cases who travelled with another one the country that that one came from."""
        for link in links:
            case, other = link.source, link.target
            if other is None or case.value("origin") != IMPORTED:
                continue
            words = self._same_journey.search(page.view, case.start, case.end)
            source = other.fields.get("source")
            if words and source and source.start is not None:
                case.take("source", Value(source.value, *words.span()))

    def _person(self, page: Page, case: Case) -> None:
        """Label, sex and age."""
        if case.label:
            words = page.view[case.label.start : case.label.end]
            case.take("case_label", Value(words, case.label.start, case.label.end))
        if case.kin:
            case.take("sex", self._sex_of(page, case.kin))
        anchor = case.anchor
        if anchor and anchor.sex:
            case.take("sex", Value(anchor.gender, *anchor.sex))
        if anchor and anchor.age:
            case.take("age", Value(anchor.years, *anchor.age))
            case.take("age_unit", Value(anchor.unit, *anchor.age))
        for piece in case.pieces:
            shared = self._persons.shared_sex(page.view, piece.start, piece.end)
            if shared:
                case.take("sex", Value(shared.gender, shared.start, shared.end, piece.via))

    def _sex_of(self, page: Page, kin: tuple[int, int]) -> Value | None:
        """The sex that a word for a relative tells."""
        sex = self._kin_sex.get(page.view[slice(*kin)])
        return Value(sex, *kin) if sex else None

    def _told(self, page: Page, case: Case) -> None:
        """What its own description, and then what is told of several, says."""
        attributes = self._attributes
        read = [(piece, self._events.find(page, piece.start, piece.end)) for piece in case.pieces]
        self._status(page, case, read)
        for piece, events in read:
            case.take("residence", attributes.residence(page, piece, case.turn))
            case.take("native_place", attributes.native_place(page, piece))
            case.take("severity", attributes.severity(page, piece))
            case.take("outcome", attributes.outcome(events, piece))
            self._dates(case, piece, events)
        for piece, _ in read:
            found = attributes.detected(page, piece)
            if found and not (found.value == QUARANTINE and _came_before(case)):
                case.take("detected", found)
        head = case.anchor.start if case.anchor else case.end
        for cue in self._head_outcome.find(page.view, case.head, head):
            case.take("outcome", Value(cue.value, cue.start, cue.end))
        if case.value("outcome") is None and "date_outcome" in case.fields:
            del case.fields["date_outcome"]

    def _status(self, page: Page, case: Case, read: list[tuple[Piece, list[Event]]]) -> None:
        """What the case is: what its description says in the end, else its label, the heading, the count."""
        for piece, events in read:
            if piece.via != PASSAGE:
                case.take("case_status", self._attributes.status(events, piece))
        label = case.label
        if label and label.status and (label.status != CONFIRMED or case.value("case_status") is None):
            del_status = case.value("case_status") in (None, CONFIRMED) and label.status != CONFIRMED
            if del_status and not _said(read):
                case.fields.pop("case_status", None)
            case.take("case_status", Value(label.status, label.start, label.end))
        if label is None:
            head = case.anchor.start if case.anchor else case.end
            for cue in self._head_status.find(page.view, case.head, head):
                if cue.value:
                    case.take("case_status", Value(cue.value, cue.start, cue.end))

    def _dates(self, case: Case, piece: Piece, events: list[Event]) -> None:
        """The days of its events; of each kind the first, of outcomes the last."""
        status, outcome = case.value("case_status"), case.value("outcome")
        for event in events:
            if event.day is None:
                continue
            words = Value(event.day.first, event.day.start, event.day.end, piece.via)
            if event.kind in DATES:
                case.take(DATES[event.kind], words)
            elif event.kind == STATUS and event.value in FOUND and (status is None or event.value == status):
                case.take("date_confirmation", words)
        ends = [event for event in events if event.kind == OUTCOME and event.day and event.value == outcome]
        if ends and ends[-1].day:
            case.take("date_outcome", Value(ends[-1].day.first, ends[-1].day.start, ends[-1].day.end, piece.via))

    def _around(self, page: Page, case: Case, title_diseases: Sequence[Entity]) -> None:
        """What headings, counts and the document say."""
        for heading in case.headings:
            if case.value("case_status") is None:
                for cue in self._head_status.find(page.view, heading.start, heading.end):
                    if cue.value:
                        case.take("case_status", Value(cue.value, cue.start, cue.end, PASSAGE))
        self._announced.status(page, case)
        for value in self._origins(page, case):
            case.take("origin", value)
        self._announced.origin(page, case)
        self._announced.record(page, case)
        self._announced.source(page, case)
        if case.value("origin") == IMPORTED and not any(
            name in case.fields for name in ("date_onset", "date_consultation")
        ):
            case.take("detected", self._attributes.entry(page, case.pieces[0]))
        case.take("disease", self._disease(page, case, title_diseases))
        if page.published:
            case.take("date_report", Value(page.published, None, None, INPUT))

    def _origins(self, page: Page, case: Case) -> Iterator[Value | None]:
        """What label, heading and the words told of several say of the origin."""
        attributes = self._attributes
        if case.label:
            yield attributes.origin(page, case.label.start, case.label.end, OWN)
        yield attributes.origin(page, case.head, case.anchor.start if case.anchor else case.head, OWN)
        status = case.fields.get("case_status")
        if status is not None and status.start is not None and status.end is not None and status.via != PASSAGE:
            yield attributes.origin(page, status.start, status.end, status.via)
        found = case.fields.get("detected")
        if found is not None and found.value == BORDER:
            yield found._replace(value=IMPORTED)
        yield attributes.told_origin(page, case.pieces[0])
        for piece in [*case.headings, *case.pieces[1:]]:
            yield attributes.origin(page, piece.start, piece.end, piece.via)

    def _disease(self, page: Page, case: Case, title_diseases: Sequence[Entity]) -> Value | None:
        """The disease that the description names, else the text, else the title."""
        counted = self._announced.disease(page, case)
        found = [one for one in page.diseases if one.get("kind") == "disease"]
        own = [one for one in found if case.start <= one["start"] < case.end]
        before = [one for one in found if one["start"] < case.start]
        if not own and counted is not None:
            return counted
        for one in own[:1] or before[-1:] or found[:1]:
            via = OWN if own else PASSAGE
            return Value({"text": one["text"], "code": one["code"]}, one["start"], one["end"], via)
        for one in title_diseases:
            return Value({"text": one["text"], "code": one["code"]}, None, None, TITLE)
        return None


def _said(read: list[tuple[Piece, list[Event]]]) -> bool:
    """Whether a description says in its own words that the case is confirmed."""
    return any(event.kind in (STATUS, STATE) and event.value == CONFIRMED for piece, events in read for event in events)


def _came_before(case: Case) -> bool:
    """Whether the case went to a doctor before it was isolated."""
    consulted, isolated = case.value("date_consultation"), case.value("date_isolation")
    return bool(consulted and (isolated is None or consulted <= isolated))


def _facts(case: Case) -> int:
    """How much is told of a case beside its label, in its own description."""
    return sum(name in case.fields and case.fields[name].via == OWN for name in FACTS)
