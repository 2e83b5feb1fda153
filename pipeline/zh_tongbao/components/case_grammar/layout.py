"""The layout of a document: clauses, and the sentences, halves and brackets that they stand in, from separators alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zh_tongbao.components.case_attributes.comparing import ends_in_a_time
from zh_tongbao.components.case_attributes.items import COUNT, NUMBERED, PERIOD, PLACE, Item
from zh_tongbao.components.case_grammar.structure import COUNTED, NAMES, SEPARATORS, Bracket, Clause, Layout

SPEAKS_OF_BEFORE = frozenset(
    {"all", "all_above", "all_source", "at", "being", "detected", "from_day", "is", "part", "rest", "source"}
)
GOES_ON = frozenset({"comma", "semicolon", "listing", "open"})
OPENS = frozenset({"part", "inside", "being"})
BEHIND_ITS_COUNT = frozenset({"close", "comma", "semicolon", "part"})
BOUNDS = frozenset({"open", "close", "stop", "line"})
JOURNEYS = frozenset({PLACE, "listing", "other", "other_places"})
NOUNS = frozenset({"state", "event"})
PAIRED = frozenset({"severity", "state", "event"})
WHOLE = frozenset({"table", "grid", NUMBERED})
"""Items that are no part of a clause: they are handed on as clauses of their own."""
NEAR, AHEAD, LONGEST_GAP, DEEPEST = 12, 40, 6, 12


def layout(text: str, items: Sequence[Item], units: frozenset[str]) -> Layout:
    """Cut the items of a document into clauses.

    Parameters:
        text: the text as given.
        items: what the lexer found in it.
        units: the units that need no noun to tell what they count.
    """
    return _Cutter(text, _ordered(text, items, units), units).layout()


@dataclass
class _Open:
    """What is being read on one level: the clause so far, and what interrupted one stands before it."""

    number: int = 0
    items: list[Item] = field(default_factory=list)
    held: list[Item] = field(default_factory=list)
    before: str = "stop"
    last: int = -1
    half: int = 0
    begin: int = 0


class _Cutter:
    """Cut items into clauses, in one pass; a bracket goes one level down and comes back."""

    def __init__(self, text: str, items: Sequence[Item], units: frozenset[str]):
        self.items, self.text, self.units = items, text, units
        self.clauses: list[Clause] = []
        self.brackets: dict[int, Bracket] = {}
        self.sentences: list[int] = []
        self.levels = [_Open()]
        self.sentence = self.halves = 0
        self.counted = False
        self.skipped = 0

    def layout(self) -> Layout:
        for index, item in enumerate(self.items):
            kind = item.kind
            if kind in SEPARATORS:
                self._separator(index, kind)
            elif kind in WHOLE:
                self._end(index, kind)
                self.levels[-1].items = [item]
                self._end(index, kind)
            elif kind in ("colon", "being") and self._opens_a_list(index, kind):
                self._end(index, kind)
            else:
                self.levels[-1].items.append(item)
        while len(self.levels) > 1:
            self._end(len(self.items), "close")
            self.levels.pop()
        self._end(len(self.items), "stop")
        return Layout(tuple(self.clauses), self.brackets, tuple(self.sentences))

    def _separator(self, index: int, kind: str) -> None:
        level = self.levels[-1]
        if kind == "listing" and level.items and self._runs_on(index):
            return
        if kind == "open":
            self._down(index)
            return
        if kind == "close" and self.skipped:
            self.skipped -= 1
            self._end(index, "comma")
            return
        self._end(index, kind)
        if kind == "close":
            if len(self.levels) > 1:
                self.levels.pop()
            if not self.levels[-1].items:
                self.levels[-1].before, self.levels[-1].begin = "close", self.items[index].end
        elif kind == "semicolon":
            self.halves += 1
            self.levels[-1].half = self.halves
        elif kind == "stop" or (kind == "line" and not self._is_soft(index)):
            self._end_sentence(index)
        elif kind == "line" and self._heads_lines():
            self.levels[-1].before = "colon"

    def _heads_lines(self) -> bool:
        """Whether a count with a colon at the end of its line heads the lines below it."""
        level = self.levels[-1]
        if len(self.levels) > 1 or level.last < 0:
            return False
        items = self.clauses[level.last].items
        counts = any(item.kind in COUNTED for item in items) or (len(items) == 1 and self.counted)
        return items[-1].kind == "colon" and counts

    def _end_sentence(self, index: int) -> None:
        while len(self.levels) > 1:
            self.levels.pop()
            self._end(index, "stop")
        self.levels[0].before, self.skipped = "stop", 0
        self.sentences.append(self.items[index].start)
        self.sentence, self.halves, self.counted = self.sentence + 1, self.halves + 1, False
        self.levels[0].half = self.halves

    def _down(self, index: int) -> None:
        if len(self.levels) > DEEPEST:
            self.skipped += 1
            self._end(index, "comma")
            return
        level = self.levels[-1]
        if ends_in_a_time(level.items):
            self._split(index)
        interrupts = bool(level.items) and self._is_interrupted(level.items)
        if not interrupts:
            self._end(index, "open")
        number = len(self.brackets) + 1
        held = tuple(level.items) if interrupts else ()
        self.brackets[number] = Bracket(
            number, level.number, level.last, self.items[index], interrupts, held, self._is_headed(index)
        )
        self.levels.append(_Open(number, before="open", half=level.half, begin=self.items[index].end))

    def _is_headed(self, index: int) -> bool:
        """Whether a bracket with parts stands right behind the mark that ends a headline's count."""
        ahead = [item.kind for item in self.items[index + 1 : index + 3]]
        mark = self.items[index - 1] if index else self.items[index]
        parts = ahead[:1] == ["part"] or ahead == [PLACE, COUNT]
        return mark.kind == "stop" and mark.end == self.items[index].start and parts

    def _split(self, index: int) -> None:
        """End the clause behind its last count where it goes on to the time that a bracket is of (30例较上月（25例）)."""
        level = self.levels[-1]
        last = max((at for at, item in enumerate(level.items) if item.kind in COUNTED), default=-1) + 1
        if last:
            behind, level.items = level.items[last:], level.items[:last]
            self._end(index, "comma")
            level.items = behind

    def _end(self, index: int, kind: str) -> None:
        level = self.levels[-1]
        items = [*self._place_in_front(level), *level.items]
        if items:
            start = items[0].start
            end = self.items[index].start if index < len(self.items) else len(self.text)
            ahead = tuple(self.items[index + 1 : index + 3])
            level.last = len(self.clauses)
            self.counted = self.counted or any(item.kind in COUNTED for item in items)
            clause = Clause(
                level.last,
                tuple(items),
                level.before,
                kind,
                self.sentence,
                level.half,
                level.number,
                ahead,
                start,
                end,
                min(level.begin, start),
            )
            self.clauses.append(clause)
        level.items, level.before = [], kind
        level.begin = self.items[index].end if index < len(self.items) else len(self.text)

    def _place_in_front(self, level: _Open) -> list[Item]:
        """The place in front of a bracket whose counts are of it (甲市（新增3例，…）)."""
        if len(self.levels) < 2 or not any(item.kind == COUNT for item in level.items):
            return []
        outer = self.levels[-2]
        if outer.items and outer.items[-1].kind == PLACE and level.before == "open":
            level.held, outer.items = outer.items, []
            return level.held
        return level.held[-1:]

    def _is_interrupted(self, items: Sequence[Item]) -> bool:
        """Whether a clause goes on behind the bracket that opens now: it has no count that the bracket could be of."""
        kinds = {item.kind for item in items}
        if ends_in_a_time(items):
            return True
        speaks = kinds & SPEAKS_OF_BEFORE
        begins = speaks == {"part"} and items[-1].kind == PLACE
        return kinds.isdisjoint(COUNTED) and (begins or not speaks)

    def _is_soft(self, index: int) -> bool:
        """Whether a line break stands inside a list: behind a mark that goes on, or behind the word that opens it."""
        before = self.items[index - 1].kind if index else ""
        behind = self.items[index + 1].kind if index + 1 < len(self.items) else ""
        if before == "comma" and behind == PERIOD:
            return False
        if before == "colon":
            last = self.clauses[-1].items if self.clauses else ()
            return self.counted or any(item.kind in OPENS for item in last)
        return before in GOES_ON or before in OPENS

    def _opens_a_list(self, index: int, kind: str) -> bool:
        """Whether a colon, or 为, stands between a total, or the name of one, and its parts."""
        clause = self.levels[-1].items
        if not _begins_parts(self.items, index):
            return False
        if clause and clause[-1].kind == COUNT:
            first = next(item for item in self.items[index + 1 :] if item.kind == COUNT)
            return kind == "colon" or bool(first.value < clause[-1].value)
        if kind == "being":
            return False
        if not clause:
            return len(self.levels) == 1 and self.counted
        names = any(item.kind in NAMES for item in clause)
        return names and not any(item.kind in COUNTED or item.kind in ("part", "inside") for item in clause)

    def _runs_on(self, index: int) -> bool:
        """Whether a clause goes on behind an enumeration mark, for what follows says what it counts."""
        clause = self.levels[-1].items
        last = clause[-1].kind
        counted = [item for item in clause if item.kind in COUNTED]
        if last == COUNT:
            named = any(item.kind in NAMES or item.kind == "measure" for item in clause)
            return clause[-1].unit not in self.units and not named
        ahead = self.items[index + 1 : index + 1 + NEAR]
        if last == PLACE and any(item.kind == COUNT for item in counted):
            return next((item.kind for item in ahead if item.kind not in JOURNEYS), "") == "history"
        if last in PAIRED and not counted:
            told = (item.kind for item in ahead if item.kind not in PAIRED and item.kind != "listing")
            return next(told, "") == "respectively"
        return False


def _begins_parts(items: Sequence[Item], index: int) -> bool:
    """Whether a part by place or by severity follows a mark (香港114例; 香港（114例）; 昭通市、曲靖市各1例; 重型3例)."""
    ahead = [item.kind for item in items[index + 1 : index + 1 + NEAR]]
    if ahead[:2] == ["severity", COUNT]:
        return True
    if ahead[:1] != [PLACE]:
        return False
    behind = next((at for at, kind in enumerate(ahead) if kind not in (PLACE, "listing")), len(ahead))
    behind += ahead[behind : behind + 1] in (["report"], ["each"], ["open"], ["state"])
    return ahead[behind : behind + 1] == [COUNT]


def _ordered(text: str, items: Sequence[Item], units: frozenset[str]) -> Sequence[Item]:
    """The items with counts and nouns that a bracket parts from their clause put back into it.

    佛山（275例，…） is 佛山275例（…）, and 92人（其中A县90人）遇难 is 92人遇难（…）.
    """
    if all(item.kind != "open" for item in items):
        return items
    found = list(items)
    for index in [at for at, item in enumerate(items) if item.kind == "open"]:
        if index and _opens_on_a_count(found, index):
            found[index], found[index + 1] = found[index + 1], found[index]
        elif index and found[index - 1].kind == COUNT and found[index - 1].unit not in units:
            noun = _noun_behind(text, found, index)
            if noun is not None:
                found[index : noun + 1] = [found[noun], *found[index:noun]]
    return list(_without_empty(found))


def _opens_on_a_count(items: Sequence[Item], index: int) -> bool:
    kinds = [item.kind for item in items[index + 1 : index + 3]]
    if items[index].kind != "open" or items[index - 1].kind != PLACE or kinds[:1] != [COUNT]:
        return False
    if kinds[1:] and kinds[1] not in BEHIND_ITS_COUNT:
        return False
    clause = _clause_before(items, index)
    return all(item.kind not in COUNTED for item in clause)


def _clause_before(items: Sequence[Item], index: int) -> Iterator[Item]:
    for at in range(index - 1, max(-1, index - AHEAD), -1):
        if items[at].kind in SEPARATORS or items[at].kind == "colon":
            return
        yield items[at]


def _noun_behind(text: str, items: Sequence[Item], index: int) -> int | None:
    """Where, behind a bracket, the noun of the count before it stands; None where there is none."""
    if any(item.kind in NAMES for item in _clause_before(items, index)):
        return None
    behind = range(index + 1, min(index + AHEAD, len(items)))
    close = next((at for at in behind if items[at].kind in BOUNDS), None)
    if close is None or items[close].kind != "close" or close + 1 == len(items):
        return None
    noun = items[close + 1]
    gap = text[items[close].end : noun.start]
    near = len(gap) <= LONGEST_GAP and (not gap or gap.isalpha())
    return close + 1 if noun.kind in NOUNS and near else None


def _without_empty(items: Sequence[Item]) -> Iterator[Item]:
    """The items without brackets that nothing is left in."""
    at = 0
    while at < len(items):
        empty = items[at].kind == "open" and at + 1 < len(items) and items[at + 1].kind == "close"
        if empty and at and items[at - 1].start > items[at].start:
            at += 2
            continue
        yield items[at]
        at += 1
