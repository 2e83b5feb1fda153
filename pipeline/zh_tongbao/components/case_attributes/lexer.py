"""From a document to the items that the case grammar reads: counts, terms, places, periods, punctuation."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.claims import Said, Stretch, said
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, BARE, COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.misread import Misread, leave_to_others
from zh_tongbao.components.case_attributes.numbers import LONGEST_COUNT, MYRIAD, Numbers
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
        "by",
        "class_noun",
        "sorted",
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
        "rungs",
        "figure",
        "run",
        "run_unit",
        "road",
        "road_stop",
        "estate",
        "estate_article",
        "toll_lead",
        "fraction",
        "slash",
        "number_of",
        "province_kind",
        "few",
        "division_kind",
        "same_stretch",
        "past",
        "hours_unit",
        "these",
        "outbreak",
        "event_unit",
        "agent",
        "admitted",
        "no_number",
    }
)
# Kinds of vocabulary that the grammar asks for but that are no words of a clause.
GROUPS = frozenset({"country", "none"})
# Areas whose words may hold names and numbers of their own (31个省和新疆生产建设兵团).
NAMED_AREA = ("area", "none")
NO_TERM = {"kind": ""}
LONGEST_COURSE = 9
# Doses that one person may be given.
# Kinds of a word of one character that tells right behind a number what it counts, without a unit (2死3伤).
TOLLED = frozenset({"toll", "event", "state"})
COUNTED_IN_A_NAME = frozenset({"state", "case", "event"})
# Kinds of words for those who are counted, which may be part of a disease's name (流感样|病例).
NAMED = frozenset({"disease", "syndrome"})
# Kinds of diseases whose name right before a number stands for a case.
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
            rf"(?: |{any_of(self.rows, 'footnote')})?(?:(?P<other>{any_of(self.rows, 'other_unit')})|(?P<unit>{any_of(self.rows, *UNITS)}))?"
        )
        self._first = re.compile(self.numbers.first)
        self._toll_leads = tuple(terms_of(self.rows, "toll_lead"))
        before = terms_of(self.rows, "modifier")
        self._joiners = terms_of(self.rows, "joiner")
        self._quotes = terms_of(self.rows, "quote")
        self._longest_modifier = max(map(len, before), default=0)
        self._modifier_ends = {" ", *(word[-1] for word in before)}
        self._stretches = Stretches(self.rows, self.numbers)
        self._figures = terms_of(self.rows, "figure")
        self._ordinals = terms_of(self.rows, "ordinal")
        self._listing = terms_of(self.rows, "listing", "joiner")
        self._colons = terms_of(self.rows, "colon")
        self._per = terms_of(self.rows, "per")
        self._units = values_of(self.rows, *UNITS)
        self._case_units = terms_of(self.rows, "case_unit")
        metrics = Metrics(self.rows)
        self._words.append(("disease", metrics.default))
        self._names_count = bool(values_of(self.rows, "rungs"))
        people = metrics.units.get(metrics.default or "", frozenset())
        self._units_of_things = frozenset().union(*metrics.units.values()) - people
        self._least = dict.fromkeys(terms_of(self.rows, "dose_unit"), MYRIAD)
        self._least |= dict.fromkeys(terms_of(self.rows, "course_unit"), LONGEST_COURSE + 1)
        self._indefinite = terms_of(self.rows, "indefinite")
        self._classes = terms_of(self.rows, "class")
        self._misread = Misread(self.rows, self.numbers)

    def items(self, view: str, entities: Sequence[Row], diseases: Sequence[Row] = ()) -> list[Item]:
        """Return the items of a document in text order.

        Parameters:
            view: the document's normalised text.
            entities: its PLACE and PERIOD entities, sorted by start.
            diseases: its DISEASE entities, inside whose names no word stands but one for those who are counted.
        """
        matches = self._outside(self._lexicon.matches(view), diseases)
        areas = self._with_groups(view, matches, entities, self._areas(matches)) + self._stretches.find(view)
        named = self._marked(entities, areas)
        marked = _merged(areas + self._stretches.unlisted(view, named), named)
        if _any_across(matches, marked):
            matches = self._outside(self._lexicon.matches(_without(view, marked)), diseases)
        return self._woven(view, _merged(marked, self._counts(view, marked)), matches)

    def _outside(self, matches: list[tuple[int, int, int]], names: Sequence[Row]) -> list[tuple[int, int, int]]:
        """The words that are no part of a disease's name (发热伴血小板减少综合征), and the names themselves."""
        names = [name for name in names if name["kind"] in NAMED] if self._names_count else ()
        starts = [start for _, start, _ in matches] if names else []
        inside: set[int] = set()
        alone: list[tuple[int, int, int]] = []
        for name in names:
            first, last = bisect_left(starts, name["start"]), bisect_left(starts, name["end"])
            if last == first or matches[first][1:] != (name["start"], name["end"]):
                alone.append((len(self._words) - 1, name["start"], name["end"]))
            for at in range(first, last):
                index, start, end = matches[at]
                part = end <= name["end"] and end - start < name["end"] - name["start"]
                if part and self._words[index][0] not in COUNTED_IN_A_NAME:
                    inside.add(at)
        kept = [match for at, match in enumerate(matches) if at not in inside] if inside else matches
        return sorted([*kept, *alone], key=_begins) if alone else kept

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
                if upcoming.kind == COUNT and upcoming.start == end:
                    found.append(Item("named", start, start, None))
            if kind == "since":
                if not (found and found[-1].kind == PERIOD and found[-1].end == start):
                    continue
                kind = "so_far"
            if kind == "toll":
                if not (found and found[-1].kind == BARE and found[-1].end == start):
                    continue
                kind = "event"
            if kind == "change" and view[start - 1 : start] in self._figures:
                kind = "correction"
            if kind == "measure" and _parted(view, start) and not (found and _names_it(found[-1], start)):
                # A blank before a measure parts two phrases (新增27例病例 累计135例).
                found.append(Item("comma", start - 1, start, None))
            if kind == "state" and view[start:end] in self._classes:
                found.append(Item("class", start, start, None))
            if kind == "day_event":
                found.append(Item("day", start, start, None))  # 日出院 says when and what
                kind = "event"
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
            if self._misread.told(view, match):
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
        bare = (
            unit is not None and after is None and before not in self._modifier_ends and unit not in self._least
        )  # speed
        if bare and written.isdecimal() and len(written) <= LONGEST_COUNT:  # speed: most are digits and a unit
            return Item(COUNT, start, stop, int(written), self._units[unit])
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
            modifier = self._modifier_before(view, start)
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

    def _modifier_before(self, view: str, start: int) -> Said | None:
        if view[start - 1 : start] == " ":
            start -= 1
        for length in range(self._longest_modifier, 0, -1):
            row = self.terms.get(view[max(0, start - length) : start])
            if row is not None and row["kind"] == "modifier":
                return said(row["value"], Stretch(start - length, start))
        return None


def _begins(match: tuple[int, int, int]) -> int:
    return match[1]


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
