"""From text to mentions: where a form of the gazetteer stands, and what it could mean there.

One Aho-Corasick pass gives every form, every longer word that only contains one (blockers: a sea, a nationality,
an ordinary phrase), and the fixed phrases of one-character names. Where they overlap, the longer one holds; where they
cross, the surer one, else the earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ahocorasick_rs import AhoCorasick, MatchKind

from zh_tongbao.components.places.gazetteer import (
    COUNTRY,
    FULL,
    GENERIC,
    PREFECTURE,
    PROVINCE,
    SHORT,
    Division,
    Gazetteer,
)
from zh_tongbao.vocab.tables import Row

BLOCKED = 4
SURE = 3
LIKELY = 2
UNSURE = 1
ALONE = 2


@dataclass(slots=True)
class Mention:
    """One place in a text where a form stands.

    Parameters:
        start, end: character offsets.
        form: the text between them, normalised.
        kind: ``full``, ``short`` or ``generic``.
        trust: how sure the form alone is: ``SURE``, ``LIKELY`` (needs the document), ``UNSURE`` (needs its neighbours).
        senses: the divisions that the form can mean on the document's day.
        place: the division that it means, once resolved.
        given: whether a ruler's pattern named the division.
    """

    start: int
    end: int
    form: str
    kind: str
    trust: int
    senses: list[Division]
    place: Division | None = None
    given: bool = False


@dataclass
class Form:
    """What is known of one form before any text is seen."""

    kind: str
    trust: int
    parts: list[tuple[int, int, str]] = field(default_factory=list)


class Finder:
    """Find mentions in a normalised text.

    Parameters:
        gazetteer: the index of forms.
        terms: rows of place_terms.csv. Read here: ``blocker`` (a longer word that holds no place, or only the one
            in ``value``), ``ordinary`` and ``weak`` (forms that are words as well), ``known`` (short forms that
            need no support), ``phrase`` (one-character names in fixed company, ``value`` their codes), ``continued``
            (characters behind a unit that make another word of it).
    """

    def __init__(self, gazetteer: Gazetteer, terms: Iterable[Row]):
        self.gazetteer = gazetteer
        rows = list(terms)
        words: dict[str, set[str]] = {kind: set() for kind in ("ordinary", "weak", "known")}
        for row in rows:
            if row["kind"] in words:
                words[row["kind"]].add(row["term"])
        self.forms: dict[str, Form] = {}
        for kind in (GENERIC, SHORT, FULL):
            for form, senses in gazetteer.forms[kind].items():
                self.forms[form] = Form(kind, _trust(form, kind, senses, words))
        for row in rows:
            if row["kind"] == "blocker":
                self.forms[row["term"]] = Form("", BLOCKED, _inside(row["term"], row["value"]))
        self.continued = _continued(rows)
        self._patterns = list(self.forms)
        self._automaton = AhoCorasick(self._patterns, matchkind=MatchKind.Standard)

    def find(self, view: str, date: str) -> list[Mention]:
        """Return the mentions of a text in order, without overlap.

        Parameters:
            view: the normalised text.
            date: the document's day, or :data:`~zh_tongbao.components.places.gazetteer.TODAY`.
        """
        matches = [
            (start, -end, pattern)
            for pattern, start, end in self._automaton.find_matches_as_indexes(view, overlapping=True)
        ]
        matches.sort()
        kept: list[tuple[int, int, Form, str]] = []
        for start, negative, pattern in matches:
            end, form = -negative, self._patterns[pattern]
            known = self.forms[form]
            if kept:
                _, last_end, last, _ = kept[-1]
                if start < last_end:
                    if end <= last_end or known.trust <= last.trust:
                        continue
                    kept.pop()
            if known.kind == FULL and end < len(view) and self._continues(form, view, end):
                continue
            kept.append((start, end, known, form))
        return list(self._mentions(kept, date))

    def _mentions(self, kept: list[tuple[int, int, Form, str]], date: str) -> Iterable[Mention]:
        for start, end, known, form in kept:
            if known.trust == BLOCKED:
                for first, last, inner in known.parts:
                    part = self.forms[inner]
                    senses = self.gazetteer.senses(part.kind, inner, date)
                    yield Mention(start + first, start + last, inner, part.kind, part.trust, senses)
                continue
            senses = self.gazetteer.senses(known.kind, form, date)
            if known.kind == FULL and form in self.gazetteer.forms[SHORT]:
                senses = senses + [s for s in self.gazetteer.senses(SHORT, form, date) if s not in senses]
            if senses:
                yield Mention(start, end, form, known.kind, known.trust, senses)

    def _continues(self, form: str, view: str, end: int) -> bool:
        """Whether the unit at the form's end is the first half of another word (北京市场 is 北京 + 市场)."""
        following = self.continued.get(form[-1])
        return following is not None and following.match(view, end) is not None


def _trust(form: str, kind: str, senses: list[Division], words: dict[str, set[str]]) -> int:
    if kind == GENERIC or form in words["ordinary"]:
        return UNSURE
    if form in words["weak"]:
        return LIKELY
    if form in words["known"]:
        return SURE
    if kind == FULL:
        return SURE if len(form) > ALONE or senses[0].level == COUNTRY else LIKELY
    return SURE if any(sense.level in (PROVINCE, PREFECTURE) for sense in senses) else LIKELY


def _inside(term: str, inner: str) -> list[tuple[int, int, str]]:
    if not inner:
        return []
    start = term.index(inner)
    return [(start, start + len(inner), inner)]


def _continued(rows: list[Row]) -> dict[str, re.Pattern[str]]:
    return {
        row["term"]: re.compile("|".join(map(re.escape, row["value"].split("|"))))
        for row in rows
        if row["kind"] == "continued"
    }
