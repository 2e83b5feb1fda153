"""From text to mentions: where a form of the gazetteer stands, and what it could mean there.

One Aho-Corasick pass gives every form, every longer word that only contains one (blockers: a sea, a nationality,
an ordinary phrase), and the fixed phrases of one-character names. Where they overlap, the longer one holds; where they
cross, the surer one, else the earlier.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from zh_tongbao.components.evidence import Ground
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
from zh_tongbao.components.places.zones import ZONE_WORDS
from zh_tongbao.vocab.tables import Row

FIXED = 4
SURE = 3
LIKELY = 2
UNSURE = 1
SHORTEST_SURE = 3
SHORTEST = 2
NAMES = (FULL, SHORT)
# Kinds of forms that are names of divisions; the others are words.


@dataclass(slots=True)
class Mention:
    """One place in a text where a form stands.

    Parameters:
        start, end: character offsets.
        form: the text between them, normalised.
        kind: ``full``, ``short`` or ``generic``.
        trust: how sure the form alone is: ``SURE``, ``LIKELY`` (needs the document), ``UNSURE`` (needs its neighbours),
            ``FIXED`` (vocabulary or a ruler's pattern says which place it is).
        senses: the divisions that the form can mean on the document's day.
        place: the division that it means, once resolved.
        ground: what decided that; None where the form alone does.
    """

    start: int
    end: int
    form: str
    kind: str
    trust: int
    senses: list[Division]
    place: Division | None = None
    ground: Ground | None = None


@dataclass(slots=True)
class Form:
    """What is known of one form before any text is seen.

    Parameters:
        kind: ``full``, ``short``, ``generic``, or empty for a blocker or phrase.
        trust: as of a mention.
        inside: for a blocker, the form of the one place that it holds, or empty.
        codes: for a phrase, the code of each of its first characters.
        before, behind: characters that, right before and right behind the form, make two other words of it (重大|庆祝).
    """

    kind: str
    trust: int
    inside: str = ""
    codes: tuple[str, ...] = ()
    before: frozenset[str] = frozenset()
    behind: frozenset[str] = frozenset()


Match = tuple[int, int, str, Form]
Candidate = tuple[int, int, str]
# Where a form stands, its end negative so that of those that begin together the longest sorts first, and the form.


class Finder:
    """Find mentions in a normalised text.

    Parameters:
        gazetteer: the index of forms.
        terms: rows of place_terms.csv. Read here: ``blocker`` (a longer word that holds no place, or only the one
            in ``value``), ``ordinary`` and ``weak`` (forms that are words as well), ``known`` (short forms that
            need no support), ``phrase`` (one-character names in fixed company, ``value`` their codes), ``zone_word`` and ``counted_zone``
            (forms of zones that the gazetteer may not list), ``continued`` (what makes another word of a form's last
            character), ``word_ends`` and ``word_begins`` (what makes a word that ends with a form's first character,
            that begins with its last).
    """

    def __init__(self, gazetteer: Gazetteer, terms: Iterable[Row]):
        self.gazetteer = gazetteer
        rows = list(terms)
        listed: dict[str, set[str]] = {"ordinary": set(), "weak": set(), "known": set()}
        for row in rows:
            if row["kind"] in listed:
                listed[row["kind"]].add(row["term"])
        self.forms: dict[str, Form] = {row["term"]: Form(GENERIC, UNSURE) for row in rows if row["kind"] in ZONE_WORDS}
        for kind in (GENERIC, SHORT, FULL):
            for form, senses in gazetteer.forms[kind].items():
                self.forms[form] = Form(kind, _trust(form, kind, senses, listed))
        ends = {row["term"]: frozenset(row["value"]) for row in rows if row["kind"] == "word_ends"}
        begins = {row["term"]: frozenset(row["value"]) for row in rows if row["kind"] == "word_begins"}
        for form, known in self.forms.items():
            if len(form) == SHORTEST and known.kind in (SHORT, FULL) and form[0] in ends and form[1] in begins:
                known.before, known.behind = ends[form[0]], begins[form[1]]
        for row in rows:
            if row["kind"] == "blocker":
                self.forms[row["term"]] = Form("", FIXED, inside=row["value"])
            elif row["kind"] == "phrase":
                self.forms[row["term"]] = Form("", FIXED, codes=tuple(row["value"].split("|")))
        self.continued = {
            row["term"]: re.compile("|".join(map(re.escape, row["value"].split("|"))))
            for row in rows
            if row["kind"] == "continued"
        }
        self._names = _Every(form for form, known in self.forms.items() if known.kind in NAMES)
        self._words = _Every(form for form, known in self.forms.items() if known.kind not in NAMES)

    def find(self, view: str, date: str, allowed: Set[tuple[int, int]] | None = None) -> list[Mention]:
        """Return the mentions of a text in order, without overlap.

        Parameters:
            view: the normalised text.
            date: the document's day, or :data:`~zh_tongbao.components.places.gazetteer.TODAY`.
            allowed: the spans where a name of a division may stand; None for anywhere.
        """
        mentions: list[Mention] = []
        for match in self._matches(view, allowed):
            start, end, form, known = match
            if known.trust == FIXED:
                mentions.extend(self._fixed(match, date))
                continue
            senses = self.gazetteer.senses(known.kind, form, date)
            if known.kind == FULL and form in self.gazetteer.forms[SHORT]:
                also = self.gazetteer.forms[SHORT][form]
                senses = senses + [sense for sense in also if sense.valid(date) and sense not in senses]
            if senses or known.kind == GENERIC:
                mentions.append(Mention(start, end, form, known.kind, known.trust, senses))
        return mentions

    def _matches(self, view: str, allowed: Set[tuple[int, int]] | None) -> list[Match]:
        """The forms that hold: the longest of those that overlap, the surer of two that cross."""
        found = self._words.find(view) + (self._names.find(view) if allowed is None else self._told(view, allowed))
        found.sort()
        kept: list[Match] = []
        for start, negative, form in found:
            end, known = -negative, self.forms[form]
            last_end = kept[-1][1] if kept else 0
            if start < last_end and (end <= last_end or known.trust <= kept[-1][3].trust):
                continue
            if known.kind == FULL and self._continues(form, view, end) and not self._begins(found, end):
                continue
            if (
                known.before
                and start
                and view[start - 1] in known.before
                and view[end : end + 1] in known.behind
                and not (start == last_end and kept[-1][3].kind)
            ):
                continue  # between two words, unless a place stands right before it
            if start < last_end:
                kept.pop()
            kept.append((start, end, form, known))
        return kept

    def _told(self, view: str, spans: Iterable[tuple[int, int]]) -> list[Candidate]:
        """The names of divisions that stand in these spans: speed, the ruler has looked for them before."""
        told = [(start, -end, view[start:end]) for start, end in spans]
        forms = self.forms
        return [one for one in told if one[2] in forms and forms[one[2]].kind in NAMES]

    def _begins(self, found: Iterable[Candidate], position: int) -> bool:
        """Whether another place's full name begins here (海东市|民和县)."""
        return any(start == position and self.forms[form].kind == FULL for start, _, form in found)

    def _fixed(self, match: Match, date: str) -> Iterator[Mention]:
        """The places inside a blocker or a phrase."""
        start, _, form, known = match
        if known.inside:
            part = self.forms[known.inside]
            first = start + form.index(known.inside)
            senses = self.gazetteer.senses(part.kind, known.inside, date)
            yield Mention(first, first + len(known.inside), known.inside, part.kind, part.trust, senses)
        for offset, code in enumerate(known.codes):
            place = self.gazetteer.of_code(code, date)
            if place is not None:
                here = start + offset
                yield Mention(here, here + 1, form[offset], SHORT, FIXED, [place], place)

    def _continues(self, form: str, view: str, end: int) -> bool:
        """Whether the unit at the form's end is the first half of another word (北京市场 is 北京 + 市场)."""
        following = self.continued.get(form[-1])
        return following is not None and following.match(view, end) is not None


class _Every:
    """Finds every one of some forms in a text, also those that overlap."""

    def __init__(self, forms: Iterable[str]):
        self._forms = list(forms)
        self._automaton = AhoCorasick(self._forms, matchkind=MatchKind.Standard) if self._forms else None

    def find(self, view: str) -> list[Candidate]:
        """Where they stand."""
        if self._automaton is None:
            return []
        matches = self._automaton.find_matches_as_indexes(view, overlapping=True)
        return [(start, -end, self._forms[index]) for index, start, end in matches]


def _trust(form: str, kind: str, senses: list[Division], listed: dict[str, set[str]]) -> int:
    if kind == GENERIC or form in listed["ordinary"]:
        return UNSURE
    if form in listed["weak"]:
        return LIKELY
    if form in listed["known"]:
        return SURE
    if kind == FULL:
        return SURE if len(form) >= SHORTEST_SURE or senses[0].level == COUNTRY else LIKELY
    return SURE if any(sense.level in (PROVINCE, PREFECTURE) for sense in senses) else LIKELY
