"""From a document to the items that the case grammar reads: counts, terms, places, periods, punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.claims import Said, Stretch, said
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, BARE, COUNT, PERCENT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.misread import Misread, leave_to_others
from zh_tongbao.components.case_attributes.numbers import MYRIAD, Numbers
from zh_tongbao.components.case_attributes.stretches import Stretches, any_of, terms_of, values_of
from zh_tongbao.components.case_attributes.words import UNITS
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.vocab.tables import Row

MARKED = {"PLACE": PLACE, "PERIOD": PERIOD}

SILENT = frozenset({"noise", *UNITS, "other_unit", "modifier_after"})
# Kinds of words that only keep others from matching, or that mean something behind a number alone.
NO_ITEM = frozenset(
    {
        "numeral",
        "division_ending",
        "division_word",
        "source_code",
        "metric",
        "grade",
        "finds",
        "per",
        "indefinite",
        "even",
        "point",
        "from_home",
        "no_area",
        "class",
        "epidemic",
        "and_others",
        "bound",
        "outsider",
        "comes",
        "dateline",
        "reaching",
        "whose",
        "apostrophe",
        "ladder",
        "figure",
        "run",
        "run_unit",
        "road",
        "road_stop",
        "estate",
        "number_of",
        "province_kind",
        "few",
        "division_kind",
        "no_number",
        "percent",
    }
)
# Kinds of vocabulary that the grammar asks for but that are no words of a clause.
GROUPS = frozenset({"country", "none"})
# Areas whose words may hold names and numbers of their own (31个省和新疆生产建设兵团).
NAMED_AREA = ("area", "none")
NO_TERM = {"kind": ""}
ABOUT = "about"
# The modifier of a number told as two (七八例).


class Lexer:
    """Cut a normalised view into items.

    Parameters:
        rows: the rows of case_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        self.rows = [dict(row, term=_written(row["term"])) for row in rows]
        self.numbers = Numbers.of(self.rows)
        self.terms = {row["term"]: row for row in self.rows if row["kind"] not in NO_ITEM}
        self._lexicon = Lexicon(self.terms)
        self._ladders = terms_of(self.rows, "ladder")
        self._words = [self._word(self.terms[form]) for form in self._lexicon.forms]
        self._long = {
            index: self._words[index][1]
            for index, form in enumerate(self._lexicon.forms)
            if self._words[index][0] == "area" and self._words[index][1] in GROUPS and len(form) > 2
        }
        after = any_of(self.rows, "modifier_after")
        self._inner = re.compile(after)
        self._parting = re.compile(
            rf"(?<=[0-9])(?: |(?:{any_of(self.rows, 'comma')}) ?|{any_of(self.rows, 'apostrophe')})(?=[0-9])"
        )
        comma = any_of([row for row in self.rows if len(row["term"]) == 1], "comma")
        mark = rf"(?:{comma} ?|{any_of(self.rows, 'apostrophe')})"
        parted = rf"[0-9]{{1,3}}(?:(?:{mark}[0-9]{{3}}){{1,4}}|(?: [0-9]{{3}}){{1,4}}| [0-9]{{2}})(?={any_of(self.rows, *UNITS)})"
        # The look ahead lets the search pass over all that begins no number.
        self._number = re.compile(
            rf"(?={self.numbers.first})(?P<number>{parted}|{self.numbers.first}+{after}{self.numbers.large}|{self.numbers.pattern})(?P<after>{after})?"
            rf"(?: |{any_of(self.rows, 'footnote')})?(?:(?P<other>{any_of(self.rows, 'other_unit', 'percent')})|(?P<unit>{any_of(self.rows, *UNITS)}))?"
        )
        before = terms_of(self.rows, "modifier")
        self._percents = values_of(self.rows, "percent")
        self._percent = re.compile(
            rf"(?<![0-9.,A-Za-z])(?P<number>[0-9]{{1,6}}(?:\.[0-9]{{1,6}})?)(?P<unit>{any_of(self.rows, 'percent')})"
        )
        self._joiners = terms_of(self.rows, "joiner")
        self._quotes = terms_of(self.rows, "quote")
        self._longest_modifier = max(map(len, before), default=0)
        self._stretches = Stretches(self.rows, self.numbers)
        self._figures = terms_of(self.rows, "figure")
        self._ordinals = terms_of(self.rows, "ordinal")
        self._listing = terms_of(self.rows, "listing", "joiner")
        self._colons = terms_of(self.rows, "colon")
        self._per = terms_of(self.rows, "per")
        self._units = values_of(self.rows, *UNITS)
        self._case_units = terms_of(self.rows, "case_unit")
        metrics = Metrics(self.rows)
        people = metrics.units.get(metrics.default or "", frozenset())
        self._units_of_things = frozenset().union(*metrics.units.values()) - people
        self._doses = terms_of(self.rows, "dose_unit")
        self._indefinite = terms_of(self.rows, "indefinite")
        self._classes = terms_of(self.rows, "class")
        self._misread = Misread(self.rows, self.numbers)

    def items(self, view: str, entities: Sequence[Row]) -> list[Item]:
        """Return the items of a document in text order.

        Parameters:
            view: the document's normalised text.
            entities: its PLACE and PERIOD entities, sorted by start.
        """
        matches = self._lexicon.matches(view)
        areas = self._with_groups(view, matches, entities, self._areas(matches)) + self._stretches.find(view)
        named = self._marked(entities, areas)
        marked = _merged(areas + self._stretches.unlisted(view, named), named)
        if _any_across(matches, marked):
            matches = self._lexicon.matches(_without(view, marked))
        return self._woven(view, _merged(marked, self._counts(view, marked)), matches)

    def percents(self, view: str) -> list[Item]:
        """The percentages of a document in text order; what is told as so many times (1.2倍) is a hundred times as many.

        Parameters:
            view: the document's normalised text.
        """
        unit = next((term for term, factor in self._percents.items() if factor == "1"), None)
        return [
            Item(
                PERCENT,
                match.start(),
                match.end(),
                float(match["number"]) * int(self._percents[match["unit"]]),
                unit,
                self._modifier_before(view, match.start()),
            )
            for match in self._percent.finditer(view)
        ]

    def _word(self, row: Row) -> tuple[str, Any]:
        """The kind and value of a word's items; a word of a field that has a ladder is an attribute, with its field."""
        kind = row["kind"]
        return (ATTRIBUTE, (kind, row["value"])) if kind in self._ladders else (kind, row["value"])

    def _woven(self, view: str, taken: list[Item], matches: Sequence[tuple[int, int, int]]) -> list[Item]:
        """What is taken and, between it, the vocabulary's words, in text order."""
        found: list[Item] = []
        rest = iter([*taken, Item("", len(view) + 1, len(view) + 1, None)])
        upcoming = next(rest)
        words = self._words
        for index, start, end in matches:
            while upcoming.end <= start:
                found.append(upcoming)
                upcoming = next(rest)
            kind, value = words[index]
            if end > upcoming.start or kind in SILENT:
                continue
            if kind == "disease":
                if self.terms.get(view[end - 1 : end + 1], NO_TERM)["kind"] == "case":
                    end += 1  # 手足口|病例
                elif upcoming.kind != COUNT or upcoming.start != end:
                    continue
                kind = "case"
            if kind == "since":
                if not (found and found[-1].kind == PERIOD and found[-1].end == start):
                    continue
                kind = "so_far"
            if kind == "change" and view[start - 1 : start] in self._figures:
                kind = "correction"
            if kind == "measure" and _parted(view, start) and not (found and _names_it(found[-1], start)):
                # A blank before a measure parts two phrases (新增27例病例 累计135例).
                found.append(Item("comma", start - 1, start, None))
            if kind == "state" and view[start:end] in self._classes:
                found.append(Item("class", start, start, None))
            if kind == "bystander":
                leave_to_others(view, found, (start, end), upcoming)
                continue
            found.append(Item(kind, start, end, value))
        found.append(upcoming)
        found.extend(rest)
        return found[:-1]

    def _areas(self, matches: Sequence[tuple[int, int, int]]) -> list[Item]:
        """Words for a group of divisions, which may hold names and numbers of their own."""
        return [Item("area", start, end, self._long[index]) for index, start, end in matches if index in self._long]

    def _with_groups(
        self, view: str, matches: Sequence[tuple[int, int, int]], entities: Sequence[Row], areas: list[Item]
    ) -> list[Item]:
        """The words for areas and the groups of divisions, of two that overlap the one that begins first."""
        named = [Item(PLACE, e["start"], e["end"], None) for e in entities if e["label"] == "PLACE"]
        named += [Item("area", start, end, None) for index, start, end in matches if self._words[index] == NAMED_AREA]
        groups = self._stretches.groups(view, named)
        groups = [g for g in groups if not any(a.start <= g.start < a.end for a in areas)]
        return [a for a in areas if not any(g.start < a.end and a.start < g.end for g in groups)] + groups

    def _marked(self, entities: Sequence[Row], areas: Sequence[Item]) -> list[Item]:
        items: list[Item] = []
        reached = 0
        around = sorted(areas, key=_start)
        starts, ends = [area.start for area in around], [0, *(area.end for area in around)]
        for entity in entities:
            start = entity["start"]
            if start < reached or start < ends[bisect_right(starts, start)]:
                continue
            reached = entity["end"]
            items.append(Item(MARKED[entity["label"]], start, reached, entity))
        return items

    def _counts(self, view: str, marked: Sequence[Item]) -> list[Item]:
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
            if any(told(view, match) for told in self._misread.tests):
                continue
            if view[start - 1 : start] in self._ordinals:
                ordinal = end
            elif view[ordinal:start] in self._listing:
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
        if value is None or (unit in self._doses and value < MYRIAD):
            return None  # 接种两剂 is a course, and no count
        modifier: Said | None
        if inner or after:
            word = Stretch(start + inner.start(), start + inner.end()) if inner else Stretch(*match.span("after"))
            modifier = said(self.terms[view[word.start : word.end]]["value"], word)
        elif lower:
            modifier = said(ABOUT, Stretch(start, end))
        else:
            modifier = self._modifier_before(view, start)
        if unit is not None:
            return Item(COUNT, start, stop, value, self._units[unit], modifier)
        ranged = view[stop : stop + 1] in self._joiners and view[stop + 1 : stop + 2].isdigit()
        worded = not view[start].isdigit() and not (modifier and value >= MYRIAD)
        if ranged or worded or before in self._quotes:
            return None
        return Item(BARE, start, end, value, None, modifier)

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

    def _modifier_before(self, view: str, start: int) -> Said | None:
        if view[start - 1 : start] == " ":
            start -= 1
        for length in range(self._longest_modifier, 0, -1):
            row = self.terms.get(view[max(0, start - length) : start])
            if row is not None and row["kind"] == "modifier":
                return said(row["value"], Stretch(start - length, start))
        return None


def _start(item: Item) -> int:
    return item.start


def _merged(first: list[Item], second: list[Item]) -> list[Item]:
    return sorted([*first, *second], key=_start)


def _any_across(matches: Sequence[tuple[int, int, int]], marked: Sequence[Item]) -> bool:
    """Whether a word begins inside a place or time expression and ends behind it."""
    starts, ends = [start for _, start, _ in matches], [0, *(end for _, _, end in matches)]
    return any(ends[bisect_left(starts, item.end)] > item.end for item in marked)


def _without(view: str, taken: Sequence[Item]) -> str:
    """The view with blanks for its places and time expressions, so that no word begins in one (2日|新增, not 日新增)."""
    pieces: list[str] = []
    reached = 0
    for item in taken:
        pieces += (view[reached : item.start], "\0" * (item.end - item.start))
        reached = max(reached, item.end)
    return "".join([*pieces, view[reached:]])


def _apart(view: str, start: int, end: int) -> bool:
    """Whether a blank behind a count parts two phrases (新增27例 累计135例); not where the whole line is spaced out."""
    return view[end : end + 1] == " " and view[end + 1 : end + 2].isalpha() and view[start - 1 : start] != " "


def _names_it(place: Item, start: int) -> bool:
    """Whether a place stands right before a blank (扬州 新增…): it is where the count behind the blank is."""
    return place.kind == PLACE and place.end == start - 1


def _parted(view: str, start: int) -> bool:
    return view[start - 1 : start] == " " and view[start - 2 : start - 1].isalpha()


def _glued(view: str, start: int, end: int, colons: frozenset[str]) -> bool:
    """Whether the number is part of a Latin word, a decimal, a time, or a chain of numbers (B.1.617, 15:50, COVID-19)."""
    before, after = view[start - 1 : start], view[end : end + 1]
    if after.isascii() and after.isalpha():
        return True
    if (before in colons and view[start - 2 : start - 1].isdigit()) or (
        after in colons and view[end + 1 : end + 2].isdigit()
    ):
        return True
    if before.isalnum():
        return before.isascii()
    return before in (".", "/", "·") or (start > 1 and view[start - 2].isascii() and view[start - 2].isalpha())


def _written(term: str) -> str:
    return character(term) if term.startswith("U+") else term
