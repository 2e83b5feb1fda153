"""Frames: a clause as a string, the roles that patterns find in it, and the mentions that follow from them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from zh_tongbao.components.case_attributes.areas import is_abroad
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_grammar.patterns import Patterns
from zh_tongbao.components.case_grammar.structure import COUNTED, NAMES, Clause, Layout, Mention

WHERE = frozenset({PLACE, "outsiders", "area", "other_places", "area_name"})
FIRST_WINS = frozenset({"event", "detected"})
NONE, SKIP, IGNORED, BEHIND = "none", "skip", "ignored", "zero_behind"
HEADS = frozenset({"state", "event"})
SHORT = 6
MOST_PLANS = 20_000

Roles = dict[str, int]


class Slots(NamedTuple):
    """What one count of a clause takes from it: by role, the position of an item, and the positions of its places."""

    at: int
    roles: tuple[tuple[str, int], ...]
    places: tuple[int, ...]


class Plan(NamedTuple):
    """How clauses of one string are read."""

    slots: tuple[Slots, ...]
    whole: Slots
    rules: tuple[str, ...]
    joined: tuple[tuple[int, int, str], ...]
    kinds: frozenset[str]


class Frame(NamedTuple):
    """A clause as it is read: its mentions by number, and all that it says, whatever it says it of."""

    clause: Clause
    first: int
    mentions: tuple[Mention, ...]
    says: Mapping[str, Item]
    places: tuple[Item, ...]
    rules: tuple[str, ...]
    written: str
    kinds: frozenset[str]


class Frames:
    """Read clauses.

    Parameters:
        patterns: the table.
        found: matches what may stand between a word for none and what there is none of.
        no_case: matches, behind a word for none, one case without a noun.
        ending: matches what may stand between a noun and a word for none behind it (一例也).
    """

    def __init__(self, patterns: Patterns, found: re.Pattern[str], no_case: re.Pattern[str], ending: re.Pattern[str]):
        self.patterns, self.found, self.no_case, self.ending = patterns, found, no_case, ending
        alphabet = patterns.alphabet
        self.alphabet = alphabet
        self.kinds, self.values = alphabet.kinds, alphabet.values
        self.behind = {
            char: alone
            for value, alone in (("new", False), ("current", True))
            if (char := alphabet.values.get("measure", {}).get(value))
        }
        self.plans: dict[str, Plan] = {}

    def read(self, text: str, layout: Layout) -> Iterator[Frame]:
        """The frames of a document, in reading order."""
        number = 0
        carried: tuple[Item, ...] = ()
        for clause in layout.clauses:
            taken = 0
            items, counted = clause.items, any(item.kind in COUNTED for item in clause.items)
            if carried and not counted and clause.before == "listing" and any(i.kind in NAMES for i in items):
                items, taken = (*carried, *items), len(carried)
            frame = self._frame(text, clause, items, number, taken)
            carried = self._carried(frame)
            number += len(frame.mentions)
            yield frame

    def _carried(self, frame: Frame) -> tuple[Item, ...]:
        """A word for none, and what it says of all that it denies, for the next half (无新增确诊病例|和疑似病例)."""
        if frame.clause.after != "listing":
            return ()
        zero = next((mention for mention in frame.mentions if mention.item.kind == "zero"), None)
        if zero is None:
            return ()
        return (zero.item, *(item for item in frame.clause.items if item.kind in ("measure", "origin")))

    def _frame(self, text: str, clause: Clause, items: Sequence[Item], number: int, taken: int) -> Frame:
        written = self.string(text, clause, items, taken)
        plan = self.plans.get(written)
        if plan is None:
            if len(self.plans) > MOST_PLANS:
                self.plans = {}
            plan = self.plans[written] = self.plan(written, items)
        if plan.joined:
            items = list(items)
            for first, last, kind in plan.joined:
                items[first] = Item(kind, items[first].start, items[last].end, None)
        mentions = tuple(
            [
                Mention(
                    number + at,
                    items[slots.at],
                    clause,
                    {role: items[index] for role, index in slots.roles},
                    tuple([items[index] for index in slots.places]),
                    plan.rules,
                )
                for at, slots in enumerate(plan.slots)
            ]
        )
        whole = plan.whole
        says = {role: items[index] for role, index in whole.roles} if not mentions or len(items) > 1 else {}
        return Frame(
            clause, number, mentions, says, tuple([items[i] for i in whole.places]), plan.rules, written, plan.kinds
        )

    def roles_of(self, items: Sequence[Item]) -> dict[str, Item]:
        """The roles in words that are no clause of their own (the head of a table)."""
        if not items:
            return {}
        clause = Clause(0, tuple(items), "stop", "stop", 0, 0, 0, (), items[0].start, items[-1].end, items[0].start)
        plan = self.plan(self.string("", clause, items), items)
        return {role: items[at] for role, at in plan.whole.roles}

    # The string

    def string(self, text: str, clause: Clause, items: Sequence[Item], taken: int = 0) -> str:
        """The clause as a string of marks and kinds, with the separators around it and two items behind.

        Parameters:
            text: the normalised text.
            clause: the clause.
            items: its items, behind those that it takes over from the clause before.
            taken: how many these are; nothing stands between them.
        """
        kinds, other = self.kinds, self.alphabet.other
        pieces = ["-", kinds.get(clause.before, other)]
        reached = clause.begin if not taken else items[0].start
        last = ""
        for at, item in enumerate(items):
            start, kind = item.start, item.kind
            near = start == reached and last != "zero"
            pieces.append("-" if near or 0 < at <= taken else self._mark(text, reached, start, last, kind))
            pieces.append(self._valued(item) if kind in self.values else kinds.get(kind, other))
            reached, last = item.end, kind
        near = clause.end <= reached and last != "zero"
        pieces.append("-" if near else self._mark(text, reached, clause.end, last, ""))
        pieces.append(kinds.get(clause.after, other))
        for item in clause.ahead:
            pieces += ("=", self._valued(item) if item.kind in self.values else kinds.get(item.kind, other))
        return "".join(pieces)

    def _valued(self, item: Item) -> str:
        value = str(item.value) if item.kind != PLACE else "abroad" if is_abroad(item.value) else ""
        return self.values[item.kind].get(value) or self.kinds.get(item.kind, self.alphabet.other)

    def _mark(self, text: str, start: int, end: int, last: str, kind: str) -> str:
        if kind == "zero" and self.ending.fullmatch(text, start, end):
            return "-"
        if last == "zero" and self.no_case.match(text, start):
            return "n"
        if start >= end:
            return "-"
        if last == "zero" and self.found.fullmatch(text, start, end):
            return "f"
        gap = text[start:end]
        if not gap.isalpha():
            return "=" if not gap[:1].isalpha() else "+"
        return "_" if len(gap) <= SHORT else "+"

    # The plan

    def plan(self, written: str, items: Sequence[Item]) -> Plan:
        """How a clause of this string is read."""
        roles, beside, rules, joined = self._roles(written, items)
        counts = [at for at, role in enumerate(roles) if role in COUNTED or role in (BEHIND, NONE, SKIP)]
        taken = _Taken(roles, beside, {at: self.behind.get(written[2 * at + 3]) for at in range(len(roles))})
        slots = [slot for at, before, behind in taken.stretches(counts) for slot in taken.slots(at, before, behind)]
        return Plan(tuple(slots), taken.whole(), tuple(rules), tuple(joined), frozenset(item.kind for item in items))

    def _roles(
        self, written: str, items: Sequence[Item]
    ) -> tuple[list[str], dict[int, list[str]], list[str], list[tuple[int, int, str]]]:
        """The role of each item, the further roles of some, and the names of the patterns that gave them."""
        roles = [item.kind for item in items]
        kinds = list(roles)
        beside: dict[int, list[str]] = {}
        rules: list[str] = []
        joined: list[tuple[int, int, str]] = []
        for _, pattern in self.patterns.of(written):
            for match in pattern.compiled.finditer(written):
                if match.start() > 2 * len(items) + 1:
                    break
                rules.append(pattern.name)
                for told in pattern.claims:
                    span = match.span(told.group) if told.group >= 0 else (0, len(written))
                    for at in range(max(0, span[0] // 2 - 1), min(len(items), span[1] // 2 - 1)):
                        if (told.kind and kinds[at] != told.kind) or (told.group < 0 and kinds[at] not in COUNTED):
                            continue
                        if told.how == "+":
                            beside.setdefault(at, []).append(told.role)
                        else:
                            roles[at] = told.role
                            beside.pop(at, None)
                    if told.how == "~":
                        first, last = span[0] // 2 - 1, span[1] // 2 - 2
                        roles[first + 1 : last + 1] = [IGNORED] * (last - first)
                        joined.append((first, last, told.role))
        return roles, beside, rules, joined


class _Taken:
    """Which words of a clause each of its counts takes."""

    def __init__(self, roles: Sequence[str], beside: Mapping[int, Sequence[str]], measures: Mapping[int, bool | None]):
        self.roles, self.beside, self.measures = roles, beside, measures

    def whole(self) -> Slots:
        roles, places = self._read(range(len(self.roles)))
        return Slots(-1, tuple(roles.items()), tuple(places))

    def stretches(self, counts: Sequence[int]) -> Iterator[tuple[int, Sequence[int], Sequence[int]]]:
        """Each count that is one, with the words before and behind it that are its own."""
        used = 0
        for number, at in enumerate(counts):
            last = number + 1 == len(counts)
            following = len(self.roles) if last else counts[number + 1]
            before, behind = range(used, at), range(at + 1, following)
            if self.roles[at] == SKIP:
                used = used if not last else at
                continue
            used = at + 1
            if self.roles[at] == NONE:
                continue
            if not last:
                behind = self._up_to_a_measure(behind, int(self.roles[at] == "zero"))
            named, named_behind = self._names(before), self._names(behind)
            if self.roles[at] == "zero" and not named_behind:
                continue
            if not named and not named_behind:
                behind = range(counts[-1] + 1, len(self.roles))
            if named and not last and self.roles[at] != "zero":
                behind = range(0)
            elif named_behind and not named:
                used = behind.stop
            yield at, before, behind

    def _up_to_a_measure(self, behind: range, own: int) -> range:
        stop = next((at for at in behind[own:] if self.roles[at] == "measure"), behind.stop)
        return range(behind.start, stop)

    def _names(self, stretch: Sequence[int]) -> bool:
        return any(self.roles[at] in NAMES for at in stretch)

    def slots(self, count: int, before: Sequence[int], behind: Sequence[int]) -> Iterator[Slots]:
        """What a count takes, once; a zero once for each thing that there is none of (无新增确诊病例疑似病例)."""
        heads = self._heads(behind) if self.roles[count] == "zero" else []
        for head in heads or [-1]:
            alone = len(heads) < 2
            own = [at for at in behind if alone or self.roles[at] not in HEADS or at == head]
            yield self._merged(count, before, own)

    def _heads(self, behind: Sequence[int]) -> list[int]:
        """What a zero denies, each by its head: of 在院治疗|本地|确诊病例 the verb, for the rest says whom it is told of."""
        heads: list[int] = []
        governed = -1
        for at in behind:
            role = self.roles[at]
            goes_on = governed == at and role in ("state", "event", "origin", "measure")
            if role in HEADS and not goes_on:
                heads.append(at)
            if role == "event" or (goes_on and role != "state"):
                governed = at + 1
        return heads

    def _merged(self, count: int, before: Sequence[int], behind: Sequence[int]) -> Slots:
        """Join what stands before a count with what stands behind it; the first wins."""
        first, places = self._read(before)
        second, further = self._read(behind)
        named = "state" in second
        for role, at in second.items():
            if role == "measure" and (self.measures[at] is None or (self.measures[at] and not named)):
                continue
            if role == "origin" and role not in first:
                first["trailing"] = at
            first.setdefault(role, at)
        if places:
            first["led"] = places[0]
        for more in self.beside.get(count, ()):
            first[more] = count
        return Slots(count, tuple(first.items()), tuple(places or further))

    def _read(self, stretch: Sequence[int]) -> tuple[Roles, list[int]]:
        roles: Roles = {}
        places: list[int] = []
        for at in stretch:
            role = self.roles[at]
            if role in WHERE:
                places.append(at)
            elif role not in FIRST_WINS or role not in roles:
                roles[role] = at
            for more in self.beside.get(at, ()):
                roles[more] = at
        roles.pop(IGNORED, None)
        return roles, places
