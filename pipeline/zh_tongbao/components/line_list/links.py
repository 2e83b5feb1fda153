"""Who is what to whom: relatives, colleagues, contacts, and who infected whom."""

from __future__ import annotations

import re
from typing import NamedTuple

from zh_tongbao.components.line_list.infections import CONTACT, CONVERSE, Infections
from zh_tongbao.components.line_list.model import LIST, Case, Label, Link, Piece, Run
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.components.line_list.pairs import RELATIVE, WIDEST, Pairs
from zh_tongbao.components.line_list.words import Cue, Lexis


class Other(NamedTuple):
    """Somebody who is named in what is told of a case."""

    start: int
    end: int
    case: Case | None
    label: str
    lead: int


class Links:
    """Read the links of the cases of a text.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._words = words
        self._name = re.compile(words.name)
        self._head_noun = re.compile(words.any("head_noun"))
        self._called = re.compile(f"{words.any('head_noun')}|{words.name}")
        gap = rf"[^{words.sentence_marks}]{{0,{WIDEST}}}?"
        self._whose = re.compile(
            rf"(?:{words.any('case_noun')}|{words.name}|{words.any('close')})*{words.any('whose')}?[ ]?"
        )
        self._kin = words.cues("kin")
        self._second_kin = re.compile(f"{words.any('whose')}")
        self._after_kin = re.compile(rf"{words.any('kin')}(?!\w{{0,2}}{words.any('status')})")
        self._pairs = Pairs(words)
        self._infections = Infections(words)
        self._infected = re.compile(
            rf"(?:{words.any('case_noun')}|{words.name}|{words.any('kin')})*[^\w]?\w{{0,2}}?{words.any('infected')}"
        )
        self._infects = re.compile(rf"{words.any('infects')}\w{{0,4}}$")
        self._while_infected = re.compile(
            rf"{words.any('while')}{words.any('infects')}{words.any('infected')}(?:[{words.clause_marks}]|$)"
        )
        self._with = re.compile(rf"{words.any('with')}\w{{0,6}}$")
        self._status = re.compile(
            rf"(?:(?:{words.cues('status').pattern.pattern}){words.any('copula')}|{words.any('as_case')})[^{words.clause_marks}]{{0,12}}$"
        )
        self._negation = re.compile(words.negation)
        self._previous = re.compile(
            rf"(?:(?P<own>{words.any('pronoun')})|{words.any('these')}(?:{words.any('case_noun')}){words.any('whose')})"
            rf"(?P<kin>{words.any('kin')})"
        )
        self._is_kin_of = re.compile(
            rf"{words.any('copula')}{words.any('case_noun')}{words.any('whose')}(?P<kin>{words.any('kin')})"
        )
        self._own_kin = re.compile(rf"{words.any('pronoun')}(?P<kin>{words.any('kin')})")
        self._is_case = re.compile(rf"[^{words.clause_marks}]{{0,6}}?{words.any('is_case')}")
        self._kin_infects = re.compile(
            rf"{words.any('infects')}{words.any('pronoun')}?(?P<kin>{words.any('kin')})\w{{0,2}}{words.any('infected')}"
        )
        self._kin_before = re.compile(
            rf"(?P<kin>{words.any('kin')})(?:{words.any('case_noun')})?{words.any('open')}?[ ]?$"
        )
        self._gap = re.compile(gap)
        self._kin_values = words.values.get("kin", {})
        self._counted = re.compile(
            rf"[ ]*(?:{words.any('these', 'all')})?(?P<number>[0-9]{{1,2}}|{words.han})(?:{words.any('counted')})"
        )
        self._ordinal = re.compile(f"{words.any('ordinal')}")

    def find(self, page: Page, cases: list[Case], runs: list[Run]) -> list[Link]:
        """Return the links between cases, and from cases to those that the text does not describe."""
        found: list[Link] = []
        names = self._names(page, cases)
        for case in cases:
            for piece in case.pieces:
                if piece.via == LIST or (case.fellows and piece is case.pieces[0]):
                    found += self._pairs.of_group(page, case, piece, cases)
                if piece.via != LIST:
                    found += self._of_piece(page, case, piece, cases, runs, names)
            found += self._to_previous(page, case, cases)
            infected = self._infections.link(page, case, cases)
            found += [infected] if infected else []
        return _distinct(found)

    def _to_previous(self, page: Page, case: Case, cases: list[Case]) -> list[Link]:
        """The link of a case that is told to be a relative of the one before it (his wife; the wife of the patient above)."""
        before = [one for one in cases if one.start < case.start]
        whose = [one for one in before if one.kin is None]
        if case.kin and whose:
            relation = self._kin_values[page.view[slice(*case.kin)]]
            return [Link(case, whose[-1], None, relation, False, *case.kin)]
        match = self._previous.search(page.view, case.head, page.sentence(case.head).end) if before else None
        if match is None or (match["own"] and match.start() != case.head):
            sentence = page.sentence(case.head)
            match = self._is_kin_of.search(page.view, case.head, sentence.end) if len(before) == 1 else None
        if match is None:
            return []
        relation = self._kin_values[match["kin"]]
        return [Link(case, before[-1], None, relation, False, match.start(), match.end())]

    def _names(self, page: Page, cases: list[Case]) -> dict[str, list[Case]]:
        """The cases by their names, where only one is called so."""
        called: dict[str, list[Case]] = {}
        for case in cases:
            if case.name:
                called.setdefault(page.view[slice(*case.name)], []).append(case)
            if case.label is None and (noun := self._head_noun.match(page.view, case.head)):
                called.setdefault(noun.group(), []).append(case)
        return called

    # one case's own description

    def _of_piece(
        self, page: Page, case: Case, piece: Piece, cases: list[Case], runs: list[Run], names: dict[str, list[Case]]
    ) -> list[Link]:
        found: list[Link] = []
        for other in self._others(page, case, piece, cases, runs, names):
            link = self._link(page, case, other, found)
            if link is not None:
                found.append(link)
        found += self._by_kin(page, case, piece, found)
        return found

    def _others(
        self, page: Page, case: Case, piece: Piece, cases: list[Case], runs: list[Run], names: dict[str, list[Case]]
    ) -> list[Other]:
        """Those who are named in a description, by label or by name."""
        others: list[Other] = []
        for run in runs:
            if not piece.start <= run.start < piece.end or run.start == case.head:
                continue
            for label in run.labels:
                target = _of_label(label, cases)
                if target is not case and not (case.label and case.label.number == label.number and target is None):
                    end = label.end if run.ranged else run.end  # what follows a list is told of all its members
                    others.append(Other(label.start, end, target, page.view[label.start : label.end], run.start))
        for match in self._called.finditer(page.view, piece.start, piece.end):
            called = match.group() if match.group() in names else match.group()[1:]
            known = self._nearest(names.get(called, []), match.start())
            own = case.name and page.view[slice(*case.name)] == match.group()
            if own or any(one.start <= match.start() <= one.end + 1 for one in others):
                continue
            if known is not None and known is not case:
                others.append(Other(match.start(), match.end(), known, match.group(), match.start()))
            elif known is None and self._status_noun(page, match.start()):
                others.append(Other(match.start(), match.end(), None, match.group(), match.start()))
        return sorted(others)

    @staticmethod
    def _nearest(called: list[Case], position: int) -> Case | None:
        """Of cases of one name the last before a position, else the first."""
        before = [case for case in called if case.start < position]
        found = before[-1:] or called[:1]
        return found[0] if found else None

    def _status_noun(self, page: Page, start: int) -> bool:
        """Whether a name stands right behind a word for a case."""
        return any(page.view.endswith(noun, 0, start) for noun in self._words.of("case_noun"))

    def _link(self, page: Page, case: Case, other: Other, found: list[Link]) -> Link | None:
        view = page.view
        clause = page.clause(other.start)
        before = view[clause.start : other.lead]
        if self._status.search(before):
            return None
        sentence = page.sentence(other.start)
        infected = self._infected.match(view, other.end, sentence.end)
        if infected is None or not self._infects.search(before):
            infected = self._while_infected.match(view, other.end, sentence.end)
        if infected:
            words = self._infects.search(before)
            start = clause.start + words.start() if words else other.start
            if other.case is None:
                return Link(case, None, other.label, self._known(found, other) or CONTACT, False, start, infected.end())
            relation = self._known(found, other) or CONTACT
            found[:] = [link for link in found if link.target is not other.case]
            return Link(other.case, case, None, CONVERSE.get(relation, relation), True, start, infected.end())
        named = self._kin_before.search(before)
        if named is not None:
            relation = self._kin_values[named["kin"]]
            target, label = other.case, None if other.case else other.label
            start = clause.start + named.start()
            return Link(case, target, label, CONVERSE.get(relation, relation), False, start, other.end)
        whose = self._whose.match(view, other.end, sentence.end)
        end = whose.end() if whose else other.end
        kin = self._kin.match(view, end, sentence.end)
        if kin is not None and kin.end - kin.start == 1 and view[end - 1 : end] not in self._words.of("whose"):
            kin = None  # a surname
        if kin is not None and not self._with.search(before[-3:]):
            relation = self._compound(page, kin)
            return Link(case, other.case, None if other.case else other.label, relation, False, other.start, kin.end)
        if self._negated(page, other, clause.end):
            return None
        pair = self._pair_behind(page, other)
        if pair is not None:
            relation = self._pairs.of_pair(pair.value, case, other.case)
            return Link(case, other.case, None if other.case else other.label, relation, False, other.start, pair.end)
        if kin is not None:
            return Link(case, other.case, None if other.case else other.label, CONTACT, False, other.start, kin.end)
        if other.case is None and self._status_noun(page, other.start):
            return None
        return Link(case, other.case, None if other.case else other.label, CONTACT, False, other.start, other.end)

    def _compound(self, page: Page, kin: Cue) -> str:
        """What somebody is to a case: of a relative's relative, a relative; of a landlord's, a contact."""
        joined = self._second_kin.match(page.view, kin.end)
        further = self._kin.match(page.view, joined.end(), len(page.view)) if joined else None
        if further is None:
            return kin.value
        family = (*CONVERSE, "spouse", "sibling", "in_law", RELATIVE)
        return RELATIVE if kin.value in family and further.value in family else CONTACT

    def _negated(self, page: Page, other: Other, end: int) -> bool:
        return self._negation.search(page.view, other.end, min(end, other.end + 6)) is not None

    def _pair_behind(self, page: Page, other: Other) -> Cue | None:
        """The word that says what the two are to each other, behind the other one."""
        clause = page.clause(other.start)
        return next(self._pairs.cues.find(page.view, other.end, min(clause.end, other.end + WIDEST)), None)

    def _known(self, found: list[Link], other: Other) -> str | None:
        return next((link.relation for link in found if link.target is other.case), None)

    def _by_kin(self, page: Page, case: Case, piece: Piece, found: list[Link]) -> list[Link]:
        """Links told by a relative alone: whom he was infected by, and a relative who is a case himself."""
        view = page.view
        told: list[Link] = []
        for match in self._kin_infects.finditer(view, piece.start, piece.end):
            relation = self._kin_values[match["kin"]]
            relation = CONVERSE.get(relation, relation)
            for link in [one for one in found if one.relation == relation]:
                if link.target is not None:
                    found.remove(link)
                    mirrored = CONVERSE.get(link.relation, link.relation)
                    told.append(link._replace(source=link.target, target=case, relation=mirrored, directed=True))
        for match in self._own_kin.finditer(view, piece.start, piece.end):
            told += self._kin_case(page, case, match)
        return told

    def _kin_case(self, page: Page, case: Case, match: re.Match[str]) -> list[Link]:
        """The link to a relative who is told to be a case."""
        is_case = self._is_case.match(page.view, match.end())
        if is_case is None or self._negation.search(page.view, match.end(), is_case.end()):
            return []
        relation = self._kin_values[match["kin"]]
        label = page.view[match.start() : match.end()]
        return [Link(case, None, label, CONVERSE.get(relation, relation), False, match.start(), is_case.end())]


def _of_label(label: Label, cases: list[Case]) -> Case | None:
    """The case that a label means: one that is called so, else the item of a list with that number."""
    numbered = [case for case in cases if case.label and case.label.number == label.number]
    if numbered:
        alike = [case for case in numbered if case.label and case.label.word == label.word]
        fitting = alike or [case for case in numbered if case.label and case.label.status == label.status]
        return (fitting or numbered)[0]
    listed = [case for case in cases if case.label is None and case.listed == label.number]
    return listed[0] if len(listed) == 1 else None


def _distinct(links: list[Link]) -> list[Link]:
    """Each pair of cases once: told by a closer relation than contact, where there is one."""
    kept: dict[object, Link] = {}
    for link in links:
        ends = frozenset((id(link.source), id(link.target))) if link.target else (id(link.source), link.label)
        known = kept.get(ends)
        if known is None or (not known.directed and (link.directed or known.relation == CONTACT != link.relation)):
            if known is not None and link.directed and link.relation == CONTACT and known.relation != CONTACT:
                relation = (
                    known.relation if known.source is link.source else CONVERSE.get(known.relation, known.relation)
                )
                link = link._replace(relation=relation)
            kept[ends] = link
    return list(kept.values())
