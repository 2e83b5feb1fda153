"""The grammar of case counts. Read :meth:`Parser.run` and :meth:`Parser._clause` first.

A document is a sequence of clauses, cut at commas, semicolons, enumeration marks, brackets and sentence ends. Each
clause says something about its counts and leaves the rest to the scope that it stands in (DESIGN 5):

- the *passage*: period, measure, origin and place that the last heading and the clauses behind it named;
- the *scope stack*: a bracket behind a count, or a list opened by a word such as 其中 or 含, whose counts are parts of
  that count and inherit from it all that they do not say.

A clause without a count may still say something about the counts before it (均为境外输入病例; 均在北海市; 在云南).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from zh_tongbao.components.case_attributes.areas import Areas
from zh_tongbao.components.case_attributes.building import Builder, relation_of
from zh_tongbao.components.case_attributes.lexer import BARE, COUNT, NUMBERED, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MUTE, PART, TOP, Passage, Record, Scope

SEPARATORS = frozenset({"stop", "semicolon", "comma", "listing", "open", "close"})
COUNTED = frozenset({COUNT, BARE, "zero"})
HEADING = frozenset({PERIOD, "new_scope"})
OPENS_PARTS = frozenset({"part", "inside"})
NO_COUNT_BEHIND = frozenset({"ordinal", "not_count"})
NAMES_A_METRIC = frozenset({"state", "event", "case", "severity", "conversion", "new_state"})


class Parser:
    """Parse the items of one document into records.

    Parameters:
        text: the text as given.
        items: what the lexer found in it.
        areas: resolves places.
    """

    def __init__(self, text: str, items: Sequence[Item], areas: Areas):
        self.text = text
        self.items = items
        self.areas = areas
        self.records: list[Record] = []
        self.passage = Passage()
        self.stack = [Scope(TOP)]
        self.pending: list[Item] = []
        self.after_record = False
        self.block: list[int] = []
        self.zero: tuple[Item, list[Item]] | None = None
        self.segment = 0
        self.build = Builder(text, self.records, self.passage, areas)

    @property
    def scope(self) -> Scope:
        """The innermost scope."""
        return self.stack[-1]

    def run(self) -> list[Record]:
        """Read all clauses and return the records in text order."""
        clause: list[Item] = []
        for index, item in enumerate(self.items):
            kind = item.kind
            if kind in SEPARATORS:
                if clause:
                    self._clause(clause, kind)
                    clause = []
                self._separator(item)
            elif kind == NUMBERED:
                self._numbered(item, index)
            else:
                clause.append(item)
        if clause:
            self._clause(clause, "stop")
        self.build.finish()
        return self.records

    def _numbered(self, item: Item, index: int) -> None:
        """Case numbers as a count: the place is the next one named, and what holds for the block follows it."""
        place = next((other for other in self.items[index + 1 : index + 6] if other.kind == PLACE), None)
        if place is not None:
            self.block.append(self.build.numbered(item, place))

    def _separator(self, item: Item) -> None:
        if item.kind == "open":
            scope = self.scope
            if scope.kind != MUTE and self.after_record:
                self.stack.append(Scope(BRACKET, total=scope.last, begin=item.start))
            else:
                self.stack.append(Scope(MUTE))
            self.after_record = True
        elif item.kind == "close":
            while len(self.stack) > 1:
                closed = self.stack.pop()
                if closed.kind in (BRACKET, MUTE):
                    self.after_record = closed.kind == BRACKET
                    break
        elif item.kind == "semicolon":
            self._end_of_list()
        elif item.kind == "stop":
            del self.stack[1:]
            self.passage.sentence, self.passage.lead = len(self.records), None
        if self.scope.once and item.kind in ("comma", "semicolon", "stop"):
            closed = self.stack.pop()
            self.scope.last = closed.last if closed.last is not None else self.scope.last
        if item.kind in ("comma", "semicolon", "stop"):
            self.pending = []
        if item.kind != "listing":
            self.zero = None
        if item.kind in ("semicolon", "stop"):
            self.segment = len(self.records)
        if item.kind == "stop" and not self.text[item.start].isspace():
            self.block = []

    def _end_of_list(self) -> None:
        """At a semicolon a list of parts ends, but a total split by origin waits for its second origin."""
        while self.scope.kind == PART:
            below = self.stack[-2]
            if below.kind == TOP and not self.scope.once and self._split_by_origin(self.scope.total):
                self.scope.waiting = True
                return
            self.stack.pop()

    def _split_by_origin(self, total: int | None) -> bool:
        return any(record["parent"] == total and record["relation"] == "origin" for record in self.records)

    def _still_waited_for(self, items: Sequence[Item]) -> bool:
        reading = read(items)
        return reading.origin is not None and reading.measure is None and not any(i.kind == "zero" for i in items)

    def _clause(self, items: list[Item], separator: str) -> None:
        if self.scope.kind == MUTE:
            return
        if self.scope.waiting:
            if self._still_waited_for(items):
                self.scope.waiting = False
            else:
                self.stack.pop()
        kinds = {item.kind for item in items}
        if not kinds.isdisjoint(HEADING):
            self._heading(items)
        body = items if kinds.isdisjoint(OPENS_PARTS) else self._open_parts(items)
        counts = [] if kinds.isdisjoint(COUNTED) else [at for at, item in enumerate(body) if item.kind in COUNTED]
        made = self._counts(body, counts) if counts else self._second_zero(body)
        if not counts:
            self._area(body)
        if not made:
            self._remark(body, separator)
        self.after_record = (bool(made) and separator == "open") or (separator == "open" and self._continues(body))

    def _second_zero(self, body: list[Item]) -> list[int]:
        """The second half of a coordinated zero (无新增确诊病例和疑似病例), or nothing."""
        if self.zero is None or not any(item.kind in ("state", "event") for item in body):
            return []
        return self._zero(self.zero[0], self.zero[1], body)

    def _area(self, body: Sequence[Item]) -> None:
        """A clause that only says who reports (据31个省…报告) sets the place of what follows."""
        areas = [item for item in body if item.kind == "area"]
        place = self.areas.of_items(areas, self.passage.place)
        if self.scope.kind == TOP and place is not None and place["adcode"]:
            self.passage.place = place

    def _continues(self, body: Sequence[Item]) -> bool:
        """Whether a bracket right behind a remark still belongs to the count before it (均为境外输入病例（…）)."""
        return any(item.kind == "all" for item in body) and self.scope.last is not None

    def _heading(self, items: Sequence[Item]) -> None:
        for index, item in enumerate(items):
            if item.kind == "new_scope" and self.scope.kind == TOP:
                self.passage.origins = []
            if item.kind != PERIOD or self.scope.kind != TOP:
                continue
            period = item.value
            if period["end_time"] is None:
                continue
            if index and items[index - 1].kind == "than":
                continue
            names = any(other.kind in NAMES_A_METRIC or other.kind == "measure" for other in items)
            counts = any(other.kind in (COUNT, BARE, "zero") for other in items)
            if any(other.kind == "until" for other in items) or (names and counts) or _is_heading(period, items):
                self.passage.begin(period, until=period["start_time"] is None)

    def _open_parts(self, items: list[Item]) -> list[Item]:
        """Open a list of parts where the clause begins with a word for it, and return the clause behind that word."""
        for index, item in enumerate(items):
            if item.kind in (COUNT, BARE):
                break
            if item.kind == "part":
                body = items[index + 1 :]
                once = self.text[item.start : item.end] in self.build.once_words
                if once and self._of_the_whole_list(body):
                    self.stack.pop()
                total = self._total(body, once)
                if total is not None:
                    self.stack.append(Scope(PART, total=total, once=once, begin=item.start))
                return body
            fresh = self.scope.kind == TOP or (self.scope.kind == PART and self.scope.last is None)
            if item.kind == "inside" and index and items[index - 1].kind in NAMES_A_METRIC and fresh:
                total = self.build.latest_like(read(items[:index]))
                if total is not None:
                    if self.scope.kind == PART:
                        self.stack.pop()
                    self.stack.append(Scope(PART, total=total, begin=item.start))
                    return items[index + 1 :]
        return items

    def _of_the_whole_list(self, body: Sequence[Item]) -> bool:
        """Whether a 含 … behind a list of parts speaks of the total and not of the last part."""
        scope = self.scope
        if scope.kind != PART or scope.last is None or scope.total is None:
            return False
        count = next((item.value for item in body if item.kind == COUNT), 0)
        siblings = sum(
            1 for record in self.records if record["parent"] == scope.total and record["relation"] == "place"
        )
        if count > self.records[scope.last]["count"] or siblings > 1:
            self.stack[-2].last = scope.total
            return True
        return False

    def _total(self, body: Sequence[Item], once: bool) -> int | None:
        """The record that a list of parts divides: the last one here, or the last that counts what the list names."""
        if once or self.scope.kind != TOP:
            scope = self.scope
            if scope.last is not None:
                return scope.last
            return scope.total
        if self.scope.last is None:
            return None
        inside = any(item.kind == "inside" for item in body)
        if inside:
            found = self.build.latest_like(read([item for item in body if item.kind not in (COUNT, BARE)]))
            return self.scope.last if found is None else found
        return self.scope.last

    def _counts(self, body: list[Item], counts: Sequence[int]) -> list[int]:
        """The records of a clause's counts, which stand at these positions of it."""
        made: list[int] = []
        consumed = 0
        found: str | None = None
        for item in body:
            if item.kind == "detected":
                found = found or item.value
        for number, at in enumerate(counts):
            count = body[at]
            following = counts[number + 1] if number + 1 < len(counts) else len(body)
            before, after = body[consumed:at], body[at + 1 : following]
            consumed = at + 1
            first, second = read(before), read(after)
            if count.kind == "zero":
                made.extend(self._zero(count, before, after))
                consumed = following
                break
            reading = (
                first if first.counted and number + 1 < len(counts) and not second.conversion else merge(first, second)
            )
            if not first.counted and second.counted:
                consumed = following
            if found and not reading.detected:
                reading.detected = found
            if before and (before[-1].kind in NO_COUNT_BEHIND or _is_label(count, before[-1])):
                continue
            made.extend(self._emit(count, reading, before))
        if made:
            self.scope.last = made[-1]
        return made

    def _emit(self, count: Item, reading: Reading, before: Sequence[Item]) -> list[int]:
        pending, self.pending = self.pending, []
        readings = [reading]
        if reading.places and any(item.kind in ("each", "all") for item in before):
            readings = [reading.copy(places=(item,)) for item in [*pending, *reading.places]]
        made = [self.build.record(count, one, self.scope) for one in readings]
        return [index for index in made if index is not None]

    def _zero(self, count: Item, before: list[Item], after: Sequence[Item]) -> list[int]:
        first, second = read(before), read(after)
        if not second.counted:
            return []
        carried = [item for item in [*before, *after] if item.kind in ("measure", "origin")]
        self.zero = (count, carried)
        made = []
        metrics: list[Item | None] = [item for item in after if item.kind in ("state", "event")]
        for item in metrics or [None]:
            reading = merge(first, second)
            if item is not None and len(metrics) > 1 and not second.conversion:
                single = read([other for other in after if other.kind not in ("state", "event") or other is item])
                reading = merge(first, single)
            reading.measure = first.measure or second.measure
            index = self.build.record(count, reading, self.scope)
            if index is not None:
                made.append(index)
        return made

    def _remark(self, body: list[Item], separator: str) -> None:
        """A clause without a count: places waiting for 各…例, or something said of the count before."""
        reading = read(body)
        places = [item for item in body if item.kind == PLACE]
        if separator == "listing" and places:
            self.pending.append(places[-1])
            return
        if self.block:
            self.build.amend_block(self.block, reading)
            return
        scope = self.scope
        target = scope.total if scope.kind == BRACKET and scope.last is None else scope.last
        whole = any(item.kind in ("all", "all_source") for item in body)
        if target is None:
            return
        bracket = scope.kind == BRACKET and scope.last is None and separator == "close"
        if any(item.kind == "rest" for item in body):
            return
        if body[-1].kind == PLACE and [item.kind for item in body[:-1]] == ["at"] * (len(body) - 1) and len(body) == 2:
            self.build.amend(target, reading, deep=False)
            return
        if any(item.kind == "all_source" for item in body):
            self.build.amend_source(self.segment, target, reading)
            return
        if whole or bracket:
            self.build.amend(target, reading, deep=whole)
        elif reading.detected and separator in ("comma", "stop", "close"):
            self.build.amend(target, Reading(detected=reading.detected), deep=False)
        elif reading.source is not None:
            self.build.amend(target, reading, deep=False)


def _is_label(count: Item, word: Item) -> bool:
    """Whether a bare number is the number of a case, right behind its word."""
    return count.kind == BARE and word.end == count.start and word.kind in ("case", "state")


def _is_heading(period: dict[str, Any], items: Sequence[Item]) -> bool:
    """Whether a period heads a bulletin: it has hours, or spans days, or is a yesterday that stands alone."""
    numbers = re.findall(r"[0-9]+", period["text"])
    if not numbers:
        return len(items) == 1
    if numbers and len(numbers[0]) == 4:
        numbers = numbers[1:]
    return period["start_time"] is not None and len(numbers) > 2


__all__ = ["Parser", "relation_of"]
