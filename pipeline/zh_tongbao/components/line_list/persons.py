"""Words for the sex and the age of one person, in any order."""

from __future__ import annotations

import re
from typing import NamedTuple

from zh_tongbao.components.line_list.model import Anchor
from zh_tongbao.components.line_list.words import Lexis

WIDEST = 30
# Characters between a sex and the age of the same person.
OLDEST = 120
YEARS = "years"


class Token(NamedTuple):
    """A word for a sex, or an age."""

    start: int
    end: int
    gender: str
    years: int
    unit: str


class Persons:
    """Find what is told of the sex and the age of single persons.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._words = words
        self._genders = words.values.get("sex", {})
        self._units = words.values.get("age_unit", {})
        before = words.characters("before_sex")
        behind = words.any("behind_sex")
        units = f"[{words.characters('age_unit')}]"
        kin = words.longer("kin")
        counted = words.any("no_label")
        number = rf"(?:[0-9]+|{words.han}+)"
        self._sex = re.compile(
            rf"(?<![^\W\d{before}])(?!{kin})(?:(?P<sex>{words.any('sex')})"
            rf"(?:{behind}|(?=[^\w]|[0-9]|{number}{words.any('age_unit')}|{words.any('and')}|$))|(?<={units})(?P<aged>{words.any('sex')}))"
            rf"(?!{number}[ ]?(?:{words.any('ordinal_unit')}|{words.any('counted')}))"
        )
        self._aged = re.compile(rf"(?<={units})[^\W\d]{{1,8}}?(?P<sex>{words.longer('sex')})(?!{kin})")
        self._one = re.compile(rf"{words.any('one')}[^\W\d]{{1,8}}?(?P<sex>{words.longer('sex')})(?=[^\w]|$)")
        joined = words.any("to")
        before_age = "".join(f"(?<!{re.escape(term)})" for term in words.of("no_age_before"))
        self._age = re.compile(
            rf"(?<![0-9.])(?<!{joined}){before_age}(?P<number>[0-9]{{1,3}}|{words.han}{{1,4}})[ ]?(?P<unit>{words.any('age_unit')})"
            rf"(?!{words.any('no_age')})"
        )
        self._counted = counted
        self._all = re.compile(rf"{words.any('all')}(?:\w{{0,2}})$")
        self._hard = re.compile(f"[{words.sentence_marks}]")
        self._beside = re.compile(r"^[^\w]{0,2}$|^\w?$")

    def find(self, view: str) -> list[Anchor]:
        """Return the persons of a text."""
        tokens = sorted([*self._sexes(view), *self._ages(view)])
        groups: list[list[Token]] = []
        for token in tokens:
            last = groups[-1] if groups else []
            if last and self._belongs(view, last, token):
                last.append(token)
            else:
                groups.append([token])
        return [anchor for group in groups if (anchor := self._anchor(group)) is not None]

    def shared_sex(self, view: str, start: int, end: int) -> Token | None:
        """The sex that a stretch tells of several (all male)."""
        return next((token for token in self._sexes(view, start, end, shared=True)), None)

    def _sexes(self, view: str, start: int = 0, end: int | None = None, *, shared: bool = False) -> list[Token]:
        found = {match.end(): match for match in (() if shared else self._aged.finditer(view))}
        found |= {match.end(): match for match in (() if shared else self._one.finditer(view))}
        found |= {match.end(): match for match in self._sex.finditer(view, start, len(view) if end is None else end)}
        return [
            Token(match.start(group), match.end(group), self._genders[match[group]], 0, "")
            for match in found.values()
            for group in [match.lastgroup or 0]
            if bool(self._all.search(view, max(0, match.start() - 5), match.start())) == shared
        ]

    def _ages(self, view: str) -> list[Token]:
        found = list(self._age.finditer(view))
        ends = {match.end() for match in found}
        return [
            Token(match.start(), match.end(), "", years, self._units[match["unit"]])
            for match in found
            if (match.start() not in ends and (years := self._words.number(match["number"])) <= OLDEST)
            or self._units[match["unit"]] != YEARS
        ]

    def _belongs(self, view: str, group: list[Token], token: Token) -> bool:
        if len(group) > 1 or bool(group[0].gender) == bool(token.gender):
            return False
        between = view[group[-1].end : token.start]
        if len(between) > WIDEST or self._hard.search(between):
            return False
        older = token if token.unit else group[0]
        return older.unit == YEARS or self._beside.match(between) is not None

    def _anchor(self, group: list[Token]) -> Anchor | None:
        sex = next((token for token in group if token.gender), None)
        age = next((token for token in group if token.unit), None)
        if sex is None and age is not None and age.unit != YEARS:
            return None
        return Anchor(
            group[0].start,
            group[-1].end,
            (sex.start, sex.end) if sex else None,
            (age.start, age.end) if age else None,
            sex.gender if sex else "",
            age.years if age else 0,
            age.unit if age else "",
        )
