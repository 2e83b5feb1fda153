"""What happened to a case, and on which day: falling ill, going to a doctor, admission, isolation, confirmation, outcome.

An event has the nearest day to its left in its sentence. A day in a clause before holds on where nothing else happened in
between; not behind a word such as "later", and for symptoms only where the text says that they appeared. A day right behind
the word, or behind "date of", is the event's own (confirmed on 3 February). What relatives did is theirs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from zh_tongbao.components.line_list.page import Day, Page, Stretch
from zh_tongbao.components.line_list.words import Cue, Cues, Lexis

ONSET, CONSULTATION, ADMISSION, ISOLATION, STATUS, STATE, OUTCOME = (
    "onset",
    "consultation",
    "admission",
    "isolation",
    "status",
    "state",
    "outcome",
)
KINDS = (ONSET, CONSULTATION, ADMISSION, ISOLATION, STATUS, STATE, OUTCOME)
# A status is found by somebody on a day; a state only says what the case is.
SYMPTOM = "symptom"
CONFIRMED = "confirmed"


class Event(NamedTuple):
    """One thing that happened to a case.

    Parameters:
        kind: one of :data:`KINDS`.
        start, end: character offsets of its words.
        value: of a status or an outcome, which one.
        day: when, or None.
    """

    kind: str
    start: int
    end: int
    value: str
    day: Day | None


class Events:
    """Read the events of a description.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._screening = words.cues("screening")
        self._cues: dict[str, Cues] = {kind: words.cues(kind) for kind in KINDS}
        self._no_behind = {kind: re.compile(words.any(f"no_{kind}")) for kind in KINDS}
        self._no_behind[STATE] = re.compile("(?!)")
        self._no_behind[STATUS] = re.compile(words.any("status_tail"))
        self._noun = re.compile(f"{words.any('case_noun')}$")
        self._whose = re.compile(f"{words.any('whose')}|{words.name}")
        label = rf"{words.any('case_noun')}[ ]?[0-9]"
        self._stops = re.compile(rf"[ ]?(?:[{words.clause_marks}](?!{label}|{words.name})|$|{words.any('and')})")
        self._ended = re.compile(f"{words.any('no_isolation_before')}$")
        self._negation = re.compile(words.negation)
        self._not_first = re.compile(words.any("not_first"))
        self._because = re.compile(words.any("because"))
        self._appear = re.compile(words.any("appear"))
        self._aged = re.compile(rf"[^\w]?(?:[0-9]+[ ]?{words.any('age_unit')}|{words.any('sex')})")
        self._brings = re.compile(words.any("brings"))
        self._onset_verb = re.compile(words.any("onset_verb"))
        self._afterwards = re.compile(rf"[ ]*{words.any('afterwards')}")
        self._date_label = re.compile(f"{words.any('date_label')}{{0,2}}[ ]?")
        self._hospital = words.cues(ADMISSION)
        self._clinic = self._cues[CONSULTATION]
        self._kin = re.compile(
            rf"(?:{words.any('pronoun')}|^|(?<=[{words.clause_marks}]))?{words.any('kin')}(?!{words.any('whose')})"
        )
        self._self = re.compile(rf"[ ]*{words.any('pronoun')}(?!{words.any('kin')})")
        self._pronoun_kin = re.compile(rf"{words.any('pronoun')}{words.any('kin')}(?!\w?{words.any('whose')})")
        self._lead_kin = re.compile(
            rf"[ ]*(?:{words.any('pronoun')}{words.any('kin')}|{words.longer('kin')})(?!{words.any('whose')}|$)"
        )
        self._with = re.compile(f"{words.any('with')}[^,]{{0,6}}$")

    def find(self, page: Page, start: int, end: int) -> list[Event]:
        """Return the events of a stretch in text order.

        Parameters:
            page: the text.
            start, end: offsets of the stretch.
        """
        found: list[Event] = []
        for sentence in page.sentences(start, end):
            found += self._of_sentence(page, sentence, start)
        return found

    def _of_sentence(self, page: Page, sentence: Stretch, begin: int) -> list[Event]:
        others = self.of_others(page, sentence, begin)
        cues = sorted(
            (cue.start, kind, cue)
            for kind, words in self._cues.items()
            for cue in words.find(page.view, *sentence)
            if not any(one.start <= cue.start < one.end for one in others)
        )
        events: list[Event] = []
        taken: list[tuple[int, int]] = []
        days = [day for day in page.days_in(*sentence) if day.whole]
        for _, kind, cue in cues:
            if any(first < cue.end and cue.start < last for first, last in taken if kind not in (STATUS, STATE)):
                continue
            clause = _clause(page, sentence, cue.start)
            if self._stands(page, kind, cue, clause):
                taken.append((cue.start, cue.end))
                day = self._day(page, kind, cue, clause, days, events)
                events.append(Event(kind, cue.start, cue.end, cue.value, day))
        return events

    def of_others(self, page: Page, sentence: Stretch, begin: int) -> list[Stretch]:
        """The clauses of a sentence that tell of a relative of the case; where its description begins it is told of itself."""
        view = page.view
        found: list[Stretch] = []
        other = False
        for clause in page.clauses(*sentence):
            text_start = _behind_days(page, clause)
            if self._self.match(view, text_start, clause.end):
                other = False
            if clause.start > begin and self._is_kin(page, clause, text_start):
                other = True
            if other:
                found.append(clause)
        return found

    def _is_kin(self, page: Page, clause: Stretch, begin: int) -> bool:
        """Whether a clause has a relative of the case for its subject."""
        match = self._lead_kin.match(page.view, begin, clause.end)
        if (
            match is None
            or self._aged.match(page.view, match.end())
            or self._brings.search(page.view, match.end(), clause.end)
        ):
            return False
        return clause.end > match.end() + 1

    def _stands(self, page: Page, kind: str, cue: Cue, clause: Stretch) -> bool:
        """Whether a word is an event of the case, and not denied, or a part of another word."""
        view = page.view
        before = view[clause.start : cue.start]
        if self._no_behind[kind].match(view, cue.end):
            return False
        if kind in (STATUS, STATE) and self._of_somebody(view, cue, kind):
            return False
        if kind in (STATUS, STATE):
            return not self._negation.search(before[-4:])
        if self._negation.search(before):
            return False
        if kind == ISOLATION:
            return not self._ended.search(before) and not next(self._hospital.find(view, clause.start, cue.start), None)
        if kind == ADMISSION:
            return not next(self._clinic.find(view, cue.end, clause.end), None)
        if kind == ONSET:
            because = self._because.search(before)
            told = because is not None and self._appear.search(view, clause.start + because.end(), cue.end) is None
            return not told and not self._not_first.search(before)
        return True

    def _of_somebody(self, view: str, cue: Cue, kind: str) -> bool:
        """Whether the noun that a status ends with is told of another case (is the contact of a confirmed case)."""
        if not self._noun.search(view, cue.start, cue.end):
            return False
        if kind == STATE:
            return not self._stops.match(view, cue.end)
        return self._whose.match(view, cue.end) is not None

    def _day(
        self,
        page: Page,
        kind: str,
        cue: Cue,
        clause: Stretch,
        days: list[Day],
        events: list[Event],
    ) -> Day | None:
        if kind == STATE:
            return None
        view = page.view
        behind = next((day for day in days if day.start >= cue.end), None)
        if behind is not None and self._labelled(view, cue.end, behind.start):
            return behind
        before = [day for day in days if day.end <= cue.start]
        if not before:
            return None
        day = before[-1]
        if day.start >= clause.start:
            return day
        return day if self._holds(page, kind, cue, clause, day, events) else None

    def _labelled(self, view: str, end: int, start: int) -> bool:
        """Whether a word and the day behind it belong together (confirmed on …)."""
        return end < start and self._date_label.fullmatch(view, end, start) is not None

    def _holds(self, page: Page, kind: str, cue: Cue, clause: Stretch, day: Day, events: list[Event]) -> bool:
        """Whether a day of a clause before is still that of an event."""
        view = page.view
        for one in page.clauses(day.end, clause.end):
            if one.start > day.end and self._afterwards.match(view, one.start, one.end):
                return False
        since = [event for event in events if event.start > day.start]
        if kind == STATUS:
            moved = all(event.kind in (ADMISSION, ISOLATION) for event in since)
            next_to = not since or len(list(page.clauses(day.end, cue.start))) <= 2
            return moved and next_to and cue.value == CONFIRMED and not self._found_by_test(page, day, clause)
        if kind == ONSET:
            said = cue.value != SYMPTOM or self._onset_verb.search(view, clause.start, cue.start) is not None
            return said and all(event.kind == ONSET for event in since)
        return True

    def _found_by_test(self, page: Page, day: Day, clause: Stretch) -> bool:
        """Whether the day is that of a test at which somebody was found."""
        return next(self._screening.find(page.view, day.end, clause.start), None) is not None


def _clause(page: Page, sentence: Stretch, position: int) -> Stretch:
    found = (one for one in page.clauses(*sentence) if one.start <= position < one.end)
    return next(found, Stretch(position, sentence.end))


def _behind_days(page: Page, clause: Stretch) -> int:
    """Where a clause goes on behind the day that it begins with."""
    start = clause.start
    for day in page.days_in(*clause):
        if day.start <= start + 1:
            start = day.end
    return start
