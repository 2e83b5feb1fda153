"""The lists of parts that are open at a clause: brackets behind a count, and lists that a word such as 其中 opens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.structure import COUNTED, NAMES, Layout, Record

TOP, BRACKET, PART, MUTE = "top", "bracket", "part", "mute"
PARTS = frozenset({"semicolon", "line"})
ENDS_ONCE = frozenset({"comma", "semicolon", "stop", "line"})
ENDS_A_LIST = frozenset({"measure", "zero", "part", "inside", "now", "until", PERIOD})
OPENS = frozenset({"part", "inside", "being", "sorted", "source", "sources"})
SOURCES = frozenset({"source", "sources"})
AHEAD, LONGEST_NOUN = 400, 6


class Level(NamedTuple):
    """One level of lists.

    Parameters:
        kind: the top, a bracket, a list of parts, or a bracket that belongs to no count.
        total: the record whose parts are listed here, or None.
        last: the last record on this level.
        first: how many records there were when it was opened.
        bracket: the bracket that it stands in.
        mark: the word or bracket that opened it.
        once: it ends with its clause (含 …).
        inside: it names its total (确诊病例中).
        named: of a list without a written total, what it says of all its counts.
        apart: its counts are told like the total but are no parts of it.
        sourced: places in it are where cases came from.
        waiting: a semicolon has passed.
        sums: it is known to add up.
        relations: how its parts so far are parts.
        period: the time that its last part named for itself.
        counts: it names the number of its total again (231名患者中), which is no count then.
    """

    kind: str
    total: int | None = None
    last: int | None = None
    first: int = 0
    bracket: int = 0
    mark: Any = None
    once: bool = False
    inside: bool = False
    named: Mapping[str, Item] | None = None
    apart: bool = False
    sourced: bool = False
    waiting: bool = False
    sums: bool = False
    relations: frozenset[str] = frozenset()
    period: Item | None = None
    counts: bool = False


Levels = tuple[Level, ...]


class Opener(NamedTuple):
    """What opens a list in a clause.

    Parameters:
        how: ``part``, ``inside``, ``number``, ``source``, ``sorted`` or ``colon``.
        mark: the word or mark.
        at: its place among the clause's items; -1 where it stands in front of the clause.
        names: by kind, the words before it, which may name the total.
        places: the places among them.
    """

    how: str
    mark: Item
    at: int
    names: Mapping[str, Item]
    places: tuple[Item, ...]


def aligned(levels: Levels, frame: Frame, before: Frame | None, layout: Layout, records: Sequence[Record]) -> Levels:
    """The levels at a clause: brackets entered and left, lists that the separator before it ended."""
    clause = frame.clause
    if before is not None and before.clause.sentence != clause.sentence:
        levels = levels[:1]
    path = _path(clause.bracket, layout)
    while len(levels) > 1 and levels[-1].bracket not in path:
        levels = levels[:-1]
    if levels[-1].once and levels[-1].bracket == clause.bracket and clause.before in ENDS_ONCE:
        closed, outer = levels[-1], levels[-2]
        levels = (*levels[:-2], outer._replace(last=closed.last if closed.last is not None else outer.last))
    parted = before is not None and before.clause.half != clause.half and before.clause.sentence == clause.sentence
    if parted and levels[-1].kind == PART and clause.before in PARTS:
        while levels[-1].kind == PART and levels[-2].kind != TOP:
            levels = levels[:-1]
        if levels[-1].kind == PART:
            levels = (*levels[:-1], levels[-1]._replace(waiting=True))
    for number in path:
        if number and all(level.bracket != number for level in levels):
            levels = (*levels, _bracket(levels[-1], number, layout, records))
    return levels


def _path(bracket: int, layout: Layout) -> list[int]:
    """The brackets around a clause, outermost first; 0 is none."""
    path: list[int] = []
    while bracket:
        path.append(bracket)
        bracket = layout.brackets[bracket].outer
    return [0, *reversed(path)]


def _bracket(outer: Level, number: int, layout: Layout, records: Sequence[Record]) -> Level:
    bracket = layout.brackets[number]
    last = outer.last
    kind = MUTE
    if not bracket.interrupts and outer.kind != MUTE and last is not None and bracket.host >= 0:
        host, made = layout.clauses[bracket.host], records[last].mention.clause
        goes_on = host.items[0].kind in ("all", "being") and made.sentence == host.sentence
        if (host.after == "open" or bracket.headed) and (made.number == host.number or goes_on):
            kind = BRACKET
    return Level(kind, last if kind == BRACKET else None, None, len(records), number, bracket.mark)


def opener(frame: Frame, text: str) -> Opener | None:
    """What opens a list in a clause, before its first count."""
    items = frame.clause.items
    if frame.clause.before not in ("colon", "being") and OPENS.isdisjoint(frame.kinds):
        return None
    if frame.clause.before in ("colon", "being"):
        return _made("colon", items, -1, Item("colon", frame.clause.start, frame.clause.start, None))
    for at, item in enumerate(items):
        if item.kind in (COUNT, BARE):
            return _of_a_number(items, at, text)
        if item.kind == "part":
            return _parted(items, at)
        if item.kind == "sorted":
            return _made(item.kind, items, at, item)
        if item.kind in SOURCES and any(one.kind in NAMES for one in items[:at]):
            return _made("source", items, at, item)
        if item.kind == "inside" and at and items[at - 1].kind in NAMES:
            return _made("inside", items, at, item)
        if item.kind == "being" and at and items[at - 1].kind in NAMES and _by_place(items[at + 1 :]):
            return _made("inside", items, at, item)
    return None


def _parted(items: Sequence[Item], at: int) -> Opener:
    """其中: the words behind it may name what it divides (其中，确诊病例中，…; 其中新增确诊病例为清河县2例)."""
    for behind in range(at + 1, len(items)):
        item = items[behind]
        if item.kind in COUNTED:
            break
        names = item.kind == "inside" or (item.kind == "being" and _by_place(items[behind + 1 :]))
        if names and items[behind - 1].kind in NAMES:
            before = items[at + 1 : behind]
            places = tuple(i for i in before if i.kind == PLACE)
            return Opener("part", item, behind, {i.kind: i for i in before}, places)
    return _made("part", items, at, items[at])


def _made(how: str, items: Sequence[Item], at: int, mark: Item) -> Opener:
    before = items[: max(at, 0)]
    return Opener(how, mark, at, {i.kind: i for i in before}, tuple(i for i in before if i.kind == PLACE))


def _of_a_number(items: Sequence[Item], at: int, text: str) -> Opener | None:
    """231名患者中，…: the number only names the total again."""
    behind = at + 1
    while behind < len(items) and (items[behind].kind in NAMES or items[behind].kind == "origin"):
        behind += 1
    if behind == len(items) or items[behind].kind != "inside":
        return None
    gap = text[items[behind - 1].end : items[behind].start]
    if gap and (items[behind - 1].kind != COUNT or len(gap) > LONGEST_NOUN or not gap.isalpha()):
        return None
    names = {i.kind: i for i in items[:behind]}
    return Opener("number", items[behind], behind, names, ())


def _by_place(items: Sequence[Item]) -> bool:
    return [item.kind for item in items[:2]] == [PLACE, COUNT]


def ahead(frames: Sequence[Frame], at: int, since: int) -> list[Item]:
    """The counts of the list that begins in a clause behind an offset: those of the sentence on this level.

    Parameters:
        frames: all of the document.
        at: the clause.
        since: offset of the word that opens the list.
    """
    first = frames[at]
    found = [mention.item for mention in first.mentions if mention.item.start > since]
    for frame in frames[at + 1 : at + AHEAD]:
        clause = frame.clause
        if clause.sentence != first.clause.sentence or clause.half != first.clause.half:
            break
        if clause.bracket != first.clause.bracket:
            if clause.bracket < first.clause.bracket:
                break
            continue
        if any(item.kind in ENDS_A_LIST for item in clause.items):
            break
        found.extend(mention.item for mention in frame.mentions)
    return [count for count in found if count.kind in COUNTED]
