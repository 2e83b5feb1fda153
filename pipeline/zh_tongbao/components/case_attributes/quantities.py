"""The counts of a text: numbers with a unit of what is counted, and bare ones."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from zh_tongbao.components.case_attributes.claims import Said, Stretch, said
from zh_tongbao.components.case_attributes.items import BARE, COUNT, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.misread import Misread
from zh_tongbao.components.case_attributes.numbers import LONGEST_COUNT, MYRIAD, Numbers
from zh_tongbao.components.case_attributes.stretches import any_of, terms_of, values_of
from zh_tongbao.components.case_attributes.words import UNITS
from zh_tongbao.vocab.tables import Row

NO_TERM = {"kind": ""}
LONGEST_COURSE = 9
# Doses that one person may be given.
TOLLED = frozenset({"toll", "event", "state"})
# Kinds of a word of one character that tells right behind a number what it counts, without a unit (2死3伤).
ABOUT = "about"
# The modifier of a number told as two (七八例).


class Quantities:
    """Find the counts of a normalised view.

    Parameters:
        rows: the rows of case_terms.csv.
        terms: those that are items, each by its term.
        numbers: reads numbers.
    """

    def __init__(self, rows: Sequence[Row], terms: Mapping[str, Row], numbers: Numbers):
        self.numbers = numbers
        self.terms = terms
        after = any_of(rows, "modifier_after")
        self._inner = re.compile(after)
        self._parting = re.compile(
            rf"(?<=[0-9])(?: |(?:{any_of(rows, 'comma')}) ?|{any_of(rows, 'apostrophe')})(?=[0-9])"
        )
        comma = any_of([row for row in rows if len(row["term"]) == 1], "comma")
        mark = rf"(?:{comma} ?|{any_of(rows, 'apostrophe')})"
        parted = (
            rf"[0-9]{{1,3}}(?:(?:{mark}[0-9]{{3}}){{1,4}}|(?: [0-9]{{3}}){{1,4}}| [0-9]{{2}})(?={any_of(rows, *UNITS)})"
        )
        # The look ahead lets the search pass over all that begins no number.
        self._number = re.compile(
            rf"(?={numbers.first})(?P<number>{parted}|{numbers.first}+{after}{numbers.large}|{numbers.pattern})(?P<after>{after})?"
            rf"(?: |{any_of(rows, 'footnote')})?(?:(?P<other>{any_of(rows, 'other_unit', 'percent', 'per_people')})|(?P<unit>{any_of(rows, *UNITS)}))?"
        )
        self._first = re.compile(numbers.first)
        self._toll_leads = tuple(terms_of(rows, "toll_lead"))
        before = terms_of(rows, "modifier")
        self._joiners = terms_of(rows, "joiner")
        self._quotes = terms_of(rows, "quote")
        self._longest_modifier = max(map(len, before), default=0)
        self._ordinals = terms_of(rows, "ordinal")
        self._listing = terms_of(rows, "listing", "joiner")
        self._longest_listing = max(map(len, self._listing), default=0)
        self._colons = terms_of(rows, "colon")
        self._per = terms_of(rows, "per")
        # Characters before a number that may end a word which says more of it.
        self._speaks_of_it = {" ", *(word[-1] for word in before), *self._per}
        self._units = values_of(rows, *UNITS)
        self._case_units = terms_of(rows, "case_unit")
        metrics = Metrics(rows)
        people = metrics.units.get(metrics.default or "", frozenset())
        self._units_of_things = frozenset().union(*metrics.units.values()) - people
        self._least = dict.fromkeys(terms_of(rows, "dose_unit"), MYRIAD)
        self._least |= dict.fromkeys(terms_of(rows, "course_unit"), LONGEST_COURSE + 1)
        self._indefinite = terms_of(rows, "indefinite")
        self._misread = Misread(rows, numbers)

    def find(self, view: str, marked: Sequence[Item]) -> list[Item]:
        """The counts of a text, in text order, each with a comma behind it where a blank parts it from what follows.

        Parameters:
            view: the normalised text.
            marked: the places, time expressions and stretches in it, in text order, which hold no count.
        """
        counts: list[Item] = []
        ordinal = len(view)
        ends = iter([*marked, Item("", len(view) + 1, len(view) + 1, None)])
        guard = next(ends)
        for match in self._number.finditer(view):
            start, end = match.span("number")
            while guard.end <= start:
                guard = next(ends)
            if guard.start < end or _glued(view, start, end, self._colons):
                continue
            if self._misread.told(view, match):
                continue
            if view[start - 1 : start] in self._ordinals:
                ordinal = end
            elif start - ordinal <= self._longest_listing and view[ordinal:start] in self._listing:
                ordinal = match.end()  # 第21、22例
                continue
            count = self._count(view, start, end, match)
            if count is not None:
                counts.append(count)
                if count.kind == COUNT and _apart(view, start, count.end):
                    counts.append(Item("comma", count.end, count.end + 1, None))
        return counts

    def _count(self, view: str, start: int, end: int, match: re.Match[str]) -> Item | None:
        written, after, other, unit = match.groups()
        stop = match.end()
        if other is not None:
            return None
        joined = unit not in self._case_units and view[stop : stop + 1].isdigit()
        if joined and (unit is None or not self._is_counted(view, stop)):
            return None  # 一名33岁 …; but 5例5月7日诊断的 …, 12户29间
        before = view[start - 1 : start]
        digits = unit is not None and after is None and written.isdecimal() and len(written) <= LONGEST_COUNT
        if digits and before not in self._speaks_of_it and unit not in self._least:  # speed: most are digits and a unit
            return Item(COUNT, start, stop, int(written), self._units[unit])
        if before in self._per or (unit and self._is_an_article(view, written, unit, stop)):
            return None
        if before in self._indefinite and written[0] in self.numbers.tens:
            return None  # 几十例, 数百人
        written = self._parting.sub("", written)
        inner = self._inner.search(written)
        lower = self.numbers.lower(written)
        value = self.numbers.value(self._inner.sub("", lower or written))
        if value is None and unit in self._case_units and "." in written and self._misread.begins(view, start):
            start += written.index(".") + 1  # 2.3例 at the head of a line: the second item, three cases
            written = view[start:end]
            value = int(written)
        if value is None or value < self._least.get(unit or "", value):
            return None  # 接种两剂 is a course, and no count
        modifier: Said | None
        if inner or after:
            word = Stretch(start + inner.start(), start + inner.end()) if inner else Stretch(*match.span("after"))
            modifier = said(self.terms[view[word.start : word.end]]["value"], word)
        elif lower:
            modifier = said(ABOUT, Stretch(start, end))
        else:
            modifier = self.modifier_before(view, start)
        if unit is not None:
            return Item(COUNT, start, stop, value, self._units[unit], modifier)
        ranged = view[stop : stop + 1] in self._joiners and view[stop + 1 : stop + 2].isdigit()
        worded = not view[start].isdigit() and not (modifier and value >= MYRIAD) and not self._tolls(view, start, stop)
        if ranged or worded or before in self._quotes:
            return None
        return Item(BARE, start, end, value, None, modifier)

    def _tolls(self, view: str, start: int, end: int) -> bool:
        """Whether a number in words counts what the one character behind it says: 两死一伤, 致三死."""
        if self._kind(view[end : end + 1]) not in TOLLED:
            return False
        another = self._first.match(view, end + 1) or self._kind(view[start - 1 : start]) in TOLLED
        return bool(another) or view.endswith(self._toll_leads, 0, start)

    def _kind(self, term: str) -> str:
        """The kind of a word, empty where it is none."""
        kind: str = self.terms.get(term, NO_TERM)["kind"]
        return kind

    def _is_an_article(self, view: str, written: str, unit: str, end: int) -> bool:
        """Whether a one counts nothing: 一起事故, 一处居民楼; 一人一策."""
        if written[0].isdigit() or written not in self.numbers.one:
            return False
        formula = view[end : end + 1] == written and view[end + 1 : end + 2].isalpha()
        return self._units[unit] in self._units_of_things or (formula and not self._is_counted(view, end))

    def _is_counted(self, view: str, start: int) -> bool:
        """Whether a number with a unit begins here."""
        match = self._number.match(view, start)
        return match is not None and match["unit"] is not None

    def modifier_before(self, view: str, start: int) -> Said | None:
        """The word right before a number that says how it is only about right (约, 超过), None for none."""
        if view[start - 1 : start] == " ":
            start -= 1
        for length in range(self._longest_modifier, 0, -1):
            row = self.terms.get(view[max(0, start - length) : start])
            if row is not None and row["kind"] == "modifier":
                return said(row["value"], Stretch(start - length, start))
        return None


def _apart(view: str, start: int, end: int) -> bool:
    """Whether a blank behind a count parts two phrases (新增27例 累计135例); not where the whole line is spaced out."""
    return view[end : end + 1] == " " and view[end + 1 : end + 2].isalpha() and view[start - 1 : start] != " "


def _glued(view: str, start: int, end: int, colons: frozenset[str]) -> bool:
    """Whether the number is part of a Latin word, a decimal, a time, or a chain of numbers (B.1.617, 15:50, COVID-19)."""
    before, after = view[start - 1 : start], view[end : end + 1]
    if after.isalpha() and after.isascii():
        return True
    if after in colons and view[end + 1 : end + 2].isdigit():
        return True
    if before.isalnum():
        return before.isascii()
    if before in colons and view[start - 2 : start - 1].isdigit():
        return True
    return before in (".", "/", "·") or (start > 1 and view[start - 2].isascii() and view[start - 2].isalpha())
