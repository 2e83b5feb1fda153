"""From a document to the items that the case grammar reads: counts, terms, places, periods, punctuation."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from operator import attrgetter, itemgetter
from typing import Any

from zh_tongbao.components.case_attributes.figures import WORDS, Figures
from zh_tongbao.components.case_attributes.items import ATTRIBUTE, BARE, COUNT, PERIOD, PLACE, RANK, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.misread import leave_to_others
from zh_tongbao.components.case_attributes.numbers import Numbers
from zh_tongbao.components.case_attributes.quantities import NO_TERM, Quantities
from zh_tongbao.components.case_attributes.stretches import Stretches, terms_of, values_of
from zh_tongbao.components.case_attributes.words import UNITS
from zh_tongbao.tokenizer.lexicon import Lexicon
from zh_tongbao.tokenizer.normaliser import character
from zh_tongbao.vocab.tables import Row

MARKED = {"PLACE": PLACE, "PERIOD": PERIOD}

SILENT = frozenset({"noise", *WORDS, *UNITS, "other_unit", "modifier_after"})
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
        "ruled_out",
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
        "institution",
        "graded",
        "person",
        "route",
        "vehicle",
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
        "percent",
        "percent_lead",
        "per_people",
        "filler",
        "several",
        "quantity",
        "bare_year",
        "never_compared",
        "half",
    }
)
# Kinds of vocabulary that the grammar asks for but that are no words of a clause.
DEPENDENT = frozenset({"disease", "since", "toll", "change", "measure", "state", "day_event", "bystander"})
# Kinds of words that mean different things by what stands around them.
GROUPS = frozenset({"country", "none"})
# Areas whose words may hold names and numbers of their own (31个省和新疆生产建设兵团).
NAMED_AREA = ("area", "none")
SHORT_AREA = 2
# Characters of a word for an area that holds none.
COUNTED_IN_A_NAME = frozenset({"state", "case", "event"})
# Kinds of words for those who are counted, which may be part of a disease's name (流感样|病例).
NAMED = frozenset({"disease", "syndrome"})
# Kinds of diseases whose name right before a number stands for a case.


class Lexer:
    """Cut a normalised view into items.

    Parameters:
        rows: the rows of case_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        self.rows = [dict(row, term=_written(row["term"])) for row in rows]
        numbers = Numbers.of(self.rows)
        self.terms = {row["term"]: row for row in self.rows if row["kind"] not in NO_ITEM}
        self._lexicon = Lexicon(self.terms)
        self._ladders = terms_of(self.rows, "ladder")
        self._words = [self._word(self.terms[form]) for form in self._lexicon.forms]
        self._area_words = {index for index, word in enumerate(self._words) if word[0] == "area" and word[1] in GROUPS}
        self._stretches = Stretches(self.rows, numbers)
        self._quantities = Quantities(self.rows, self.terms, numbers)
        self._figures = terms_of(self.rows, "figure")
        self._words.append(("disease", Metrics(self.rows).default))
        self._names_count = bool(values_of(self.rows, "rungs"))
        self._classes = terms_of(self.rows, "class")
        self.figures = Figures(self.rows, numbers, self._lexicon, self.terms, self._quantities.modifier_before)

    def items(
        self,
        view: str,
        entities: Sequence[Row],
        towns: Sequence[tuple[int, int]] = (),
        diseases: Sequence[Row] = (),
    ) -> list[Item]:
        """Return the items of a document in text order.

        Parameters:
            view: the document's normalised text.
            entities: its PLACE and PERIOD entities, sorted by start.
            towns: where its townships stand, which are no places of counts but in a list, and hold no words (榆中县|和平镇).
            diseases: its DISEASE entities, inside whose names no word stands but one for those who are counted.
        """
        matches = self._outside(self._matches(view, diseases), diseases)
        areas = self._areas(view, matches, entities) + self._stretches.find(view)
        named = self._marked(entities, areas)
        unlisted = self._stretches.unlisted(view, named)
        if towns:
            told = {item.start for item in (*areas, *unlisted)}
            unlisted += [item for item in self._stretches.towns(view, towns, named) if item.start not in told]
        marked = _merged(areas + unlisted, named)
        names = _merged(marked, [Item("", *town, None) for town in towns]) if towns else marked
        if towns or _any_across(matches, marked):
            matches = self._outside(self._matches(_without(view, names), diseases), diseases)
        return self._woven(view, _merged(marked, self._quantities.find(view, marked)), matches)

    def _matches(self, view: str, names: Sequence[Row]) -> list[tuple[int, int, int]]:
        """The vocabulary's words; none begins in front of a disease's name and ends inside it (无|法定传染病, not 无法)."""
        matches = self._lexicon.matches(view)
        begins = [start for _, start, _ in matches] if names else []
        last = [(bisect_left(begins, name["start"]) - 1, name) for name in names]
        cuts = [name["start"] for at, name in last if at >= 0 and name["start"] < matches[at][2] < name["end"]]
        if not cuts:
            return matches
        pieces = pairwise([0, *cuts, len(view)])
        return [(word, a + i, a + j) for a, b in pieces for word, i, j in self._lexicon.matches(view[a:b])]

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
        """The kind and value of a word's items; a word of a field that has a ladder is an attribute, with its field.

        A word that ranks and says by what also names what the list behind it counts (发病前5位的病种及例数).
        """
        kind = row["kind"]
        if kind == RANK and row["value"]:
            return ("event", row["value"])
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
            if kind in DEPENDENT:
                self._weave(view, found, Item(kind, start, end, value), upcoming)
            else:
                found.append(Item(kind, start, end, value))
        found.append(upcoming)
        found.extend(rest)
        return found[:-1]

    def _weave(self, view: str, found: list[Item], word: Item, upcoming: Item) -> None:
        """Add a word whose meaning depends on what stands around it.

        Parameters:
            view: the normalised text.
            found: the items before it.
            word: the word.
            upcoming: the next count, place or period.
        """
        kind, start = word.kind, word.start
        last = found[-1] if found else None
        behind = last.kind if last is not None and last.end == start else ""
        if kind == "disease":
            counted = _counted(view, word.end, upcoming)
            if self.terms.get(view[word.end - 1 : word.end + 1], NO_TERM)["kind"] == "case":
                word.end += 1  # 手足口|病例
                counted = _counted(view, word.end, upcoming)
            elif not counted:
                return
            word.kind = "case"
            if counted:
                found.append(Item("named", start, start, None))
        elif kind == "since":
            if behind != PERIOD:
                return
            word.kind = "so_far"
        elif kind == "toll":
            if behind != BARE:
                return
            word.kind = "event"
        elif kind == "change" and view[start - 1 : start] in self._figures:
            word.kind = "correction"
        elif kind == "measure" and _parted(view, start) and not (last is not None and _names_it(last, start)):
            # A blank before a measure parts two phrases (新增27例病例 累计135例).
            found.append(Item("comma", start - 1, start, None))
        elif kind == "state" and view[start : word.end] in self._classes:
            found.append(Item("class", start, start, None))
        elif kind == "day_event":
            found.append(Item("day", start, start, None))  # 日出院 says when and what
            word.kind = "event"
        elif kind == "bystander":
            leave_to_others(view, found, (start, word.end), upcoming)
            return
        found.append(word)

    def _areas(self, view: str, matches: Sequence[tuple[int, int, int]], entities: Sequence[Row]) -> list[Item]:
        """The words for an area, which may hold names and numbers of their own, and the groups of divisions.

        Of two that overlap, it is the one that begins first.
        """
        words = [match for match in matches if match[0] in self._area_words]
        areas = [
            Item("area", start, end, self._words[index][1]) for index, start, end in words if end - start > SHORT_AREA
        ]
        named = [Item(PLACE, e["start"], e["end"], None) for e in entities if e["label"] == "PLACE"]
        named += [Item("area", start, end, None) for index, start, end in words if self._words[index] == NAMED_AREA]
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


_begins = itemgetter(1)
_start = attrgetter("start")


def _merged(first: list[Item], second: list[Item]) -> list[Item]:
    return sorted([*first, *second], key=_start)


def _any_across(matches: Sequence[tuple[int, int, int]], marked: Sequence[Item]) -> bool:
    """Whether a word begins inside a place or time expression and ends behind it."""
    starts = [start for _, start, _ in matches]
    last = [(bisect_left(starts, item.end) - 1, item.end) for item in marked]
    return any(at >= 0 and matches[at][2] > end for at, end in last)


def _without(view: str, taken: Sequence[Item]) -> str:
    """The view with blanks for its places and time expressions, so that no word begins in one (2日|新增, not 日新增)."""
    pieces: list[str] = []
    reached = 0
    for item in taken:
        if item.end > reached:
            start = max(item.start, reached)
            pieces += (view[reached:start], "\0" * (item.end - start))
            reached = item.end
    return "".join([*pieces, view[reached:]])


def _names_it(place: Item, start: int) -> bool:
    """Whether a place stands right before a blank (扬州 新增…): it is where the count behind the blank is."""
    return place.kind == PLACE and place.end == start - 1


def _counted(view: str, end: int, upcoming: Item) -> bool:
    """Whether a count stands right behind a name, maybe with a blank between them (手足口病 514例)."""
    return upcoming.kind == COUNT and (upcoming.start == end or view[end : upcoming.start] == " ")


def _parted(view: str, start: int) -> bool:
    return view[start - 1 : start] == " " and view[start - 2 : start - 1].isalpha()


def _written(term: str) -> str:
    return character(term) if term.startswith("U+") else term
