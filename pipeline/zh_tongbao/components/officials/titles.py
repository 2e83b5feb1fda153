"""Titles: an organisation or place and a rank, read from the rank backwards.

A title ends with a rank word (:mod:`ranks`). Its organisation is looked for in the run of characters before it, back to
the nearest punctuation mark or stop word (a verb, a conjunction, 时任); brackets and quotation marks are passed where they
close inside the run: 县（市、区）委书记. In that run the title begins at the earliest word with which the name of an
organisation can begin (a place, 国务院, 省委); if there is none but the run as a whole ends like an organisation
(华北…大学), at the run's beginning; else it is the bare rank. 原 before it belongs to it, and so does 十三届.

Posts of foreign countries and of international bodies are found and set apart (``foreign``): they are not written.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from zh_tongbao.components.officials.names import DOT
from zh_tongbao.components.officials.page import Places
from zh_tongbao.components.officials.ranks import NOT_RULED, Rank, RankFinder, Ruled
from zh_tongbao.components.officials.runs import Runs
from zh_tongbao.components.officials.words import Vocabulary, Words
from zh_tongbao.vocab.tables import Row

LONGEST = 40
LONGEST_NAME = 16
HELD = "held"
NAMED = "named"
ABROAD = "foreign"
ATTENDED, DISCIPLINED = "attended", "disciplined"
SHORTEST_ALONE = 3
LONGEST_DIVISION = 4
LONGEST_ZONE = 8
LONGEST_ABROAD = 16


@dataclass(frozen=True, slots=True)
class Title:
    """A title in a text.

    Parameters:
        start, end: character offsets.
        base: its rank word.
        value: what the rank counts for (see :mod:`ranks`).
        full: whether it names an organisation or place.
        foreign: whether that is a foreign or international one.
        home: whether it begins with a place in the country.
        anchored: whether an organisation's name ends right before the rank.
        stem: where the rank begins, with the words that belong to it.
    """

    start: int
    end: int
    base: str
    value: str
    full: bool
    foreign: bool = False
    home: bool = False
    anchored: bool = True
    stem: int = 0


class TitleGrammar:
    """Find titles in a normalised view.

    Parameters:
        rows: the rows of title_terms.csv.
        brackets: opening mark of each closing one.
        surnames: with which names of persons begin.
    """

    def __init__(self, rows: Iterable[Row], brackets: dict[str, str], surnames: Words):
        vocabulary = Vocabulary(rows)
        self.ranks = RankFinder(vocabulary)
        self._starters = Words(vocabulary.terms("starter") | _long(vocabulary.terms("state_company", "")))
        self._national = vocabulary.words("starter", "national")
        self._abbreviated = vocabulary.terms("abroad")
        self._zones = vocabulary.words("starter", "zone")
        self._areas = vocabulary.words("area")
        self._possessive = vocabulary.words("possessive")
        self._foreign = vocabulary.words("foreign")
        self._organs = vocabulary.words("organ", "")
        self._parts = vocabulary.words("organ", "part")
        self._candidates = vocabulary.words("candidate")
        self._envoys = vocabulary.words("envoy")
        self._joining = Words(term for term in vocabulary.terms("link", "") if term.isalnum())
        self._conjunctions = vocabulary.words("conjunction")
        self._former = vocabulary.words("former")
        self._organ_of = {rank: Words(terms) for rank, terms in vocabulary.by_value("organ_of").items()}
        self._units = vocabulary.words("unit")
        self._ordinals = vocabulary.words("ordinal")
        self._posted = vocabulary.words("posted")
        self._divisions = vocabulary.words("division")
        self._link = vocabulary.terms("list")
        self._runs = Runs(vocabulary, brackets, surnames)

    def find(self, view: str, places: Places, names: Mapping[int, int], ruled: Ruled = NOT_RULED) -> list[Title]:
        """Return the titles that can be read in the text, in text order; which of them count is not decided here.

        Parameters:
            view: the normalised text.
            places: its places.
            names: the known names, start by end: no title reaches over one, but that of one's envoy (习近平主席特使).
            ruled: what a ruler says of the words for posts.
        """
        ends = sorted(names)
        found: list[Title] = []
        reached = 0
        for rank in self.ranks.find(view, ruled):
            if rank.value in (ATTENDED, DISCIPLINED):
                found.append(Title(rank.start, rank.end, rank.base, rank.value, full=False))
            elif rank.end > reached and not self._inside_place(rank, places):
                index = bisect_right(ends, rank.start)
                named = ends[index - 1] if index else 0
                floor = max(reached, rank.start - LONGEST, named)
                title, run = self._title(view, rank, floor, places)
                if found and found[-1].foreign and not title.home and self._goes_on(view, reached, run, title):
                    title = replace(title, foreign=True)
                if index and named == title.start and self._envoys.at(view, title.start, title.end):
                    title = replace(title, start=self._sender(names[named], found), full=True)
                found.append(title)
                reached = title.end
        return found

    def _sender(self, name: int, found: list[Title]) -> int:
        """Where an envoy's title begins: at the name of who sent him, or the post before it, which is taken out (国家主席习近平特使)."""
        return found.pop().start if found and found[-1].end == name else name

    def _goes_on(self, view: str, reached: int, run: int, title: Title) -> bool:
        """Whether a title stands in one list with the foreign one before it: 总理兼|卫生部长, 总理某某和|卫生部长."""
        if view[reached:run] in self._link or self._joining.at(view, reached, title.start):
            return True
        between = view[reached : title.start]
        name = 0 < len(between) < LONGEST_ABROAD and between.replace(DOT, "").isalnum()
        return name and self._conjunctions.before(view, title.start) > 0 and not self._national.at(view, title.start)

    def _inside_place(self, rank: Rank, places: Places) -> bool:
        """Whether the rank's characters belong to a place that goes on behind them (湖南省长沙市)."""
        return any(places.ends[index] > rank.end for index in places.within(rank.start, rank.end)) or places.across(
            rank.end
        )

    def _title(self, view: str, rank: Rank, floor: int, places: Places) -> tuple[Title, int]:
        """The title that this rank ends, and where the unbroken run before the rank begins."""
        unbroken = self._runs.begin(view, rank.start, floor)
        stem = rank.start - self._former.before(view, rank.start)
        run = self._runs.behind_stops(view, unbroken, stem, places)
        start, foreign = self._opening(view, run, rank, places)
        overlap = self._place_ending_in(rank, places)
        if start == rank.start:
            if overlap is not None:
                start, foreign = places.starts[overlap], places.abroad[overlap]
            elif self._ends_like_an_organisation(view, run, stem):
                start = run
        elif (needed := self._organ_of.get(rank.base)) and not needed.before(view, stem):
            start, foreign = rank.start, False
        home = start < rank.start and places.end_at(start) is not None and not foreign
        foreign = (
            foreign
            or rank.value == ABROAD
            or (not home and self._abroad_before(view, unbroken, start, rank.start, places))
        )
        full = start < rank.start
        anchored = overlap is not None or not full or self._anchored(view, start, stem, places)
        start = self._with_prefix(view, start, floor, places)
        value = HELD if overlap is not None and view[rank.end : rank.end + 1].isalnum() else rank.value
        value = NAMED if self._candidates.at(view, rank.end) else value
        return Title(start, rank.end, rank.base, value, full, foreign, home, anchored, stem), unbroken

    def _abroad_before(self, view: str, unbroken: int, start: int, end: int, places: Places) -> bool:
        """Whether a foreign place belongs to the title though a seeming stop word stands between."""
        if self._national.at(view, start, end):
            return False
        abbreviated = start > unbroken and view[start - 1] in self._abbreviated
        if abbreviated and (start == unbroken + 1 or self._posted.at(view, start)):
            return True
        if any(self._foreign.at(view, position, start) for position in range(unbroken, start)):
            return True
        return any(
            places.abroad[index] and not self._possessive.terms & set(view[places.ends[index] : start])
            for index in places.within(unbroken, end)
        )

    def _opening(self, view: str, start: int, rank: Rank, places: Places) -> tuple[int, bool]:
        """The earliest beginning of an organisation's name in the run, and whether it is a foreign one."""
        if places.end_at(start) is None and self._begins_with_area(view, start, rank.start):
            return start, False
        for position in self._runs.outside_quotations(view, start, rank.start):
            if self._foreign.at(view, position, rank.end):
                return position, True
            if places.end_at(position) is not None:
                posted = self._posted.before(view, position)
                return position - posted, not posted and places.is_abroad(position)
            if self._starters.at(view, position, rank.end - 1):
                return (start if self._goes_on_before(view, start, position) else position), False
        return rank.start, False

    def _begins_with_area(self, view: str, start: int, end: int) -> bool:
        """Whether the run names an area by its kind alone, and what is headed there: 市|检察长, 市投资促进局|局长, 校党委|书记."""
        body = start + self._areas.at(view, start)
        if body == start or body > end:
            return False
        if body == end:
            return view[start:body] != view[end : end + body - start]  # 各州|州长 is nobody's post
        return self._organs.before(view, end) > 0 or self._starters.at(view, body, end) > 0

    def _goes_on_before(self, view: str, start: int, position: int) -> bool:
        """Whether what stands before an organisation's first known word belongs to it: 白马镇|党委, 华北大学|党委."""
        if self._divisions.at(view, position):
            return position - start <= LONGEST_DIVISION
        if self._zones.at(view, position) == self._starters.at(view, position):
            return position - start <= LONGEST_ZONE
        position -= self._former.before(view, position)
        length = position - start
        if length > LONGEST_NAME:
            return False
        return 0 < self._divisions.before(view, position) <= length or 0 < self._organs.before(view, position) < length

    def _ends_like_an_organisation(self, view: str, start: int, end: int) -> bool:
        length = self._organs.before(view, end)
        return SHORTEST_ALONE <= length <= end - start or 0 < length < end - start

    def _anchored(self, view: str, start: int, end: int, places: Places) -> bool:
        """Whether an organisation or place ends right before the rank: not so in 密云区率先试点校长."""
        noted = self._runs.before_note(view, start, end)
        if noted - self._organs.before(view, noted) > start:  # not so in 党委（党组）|书记, which names nobody's
            end = noted
        if (
            self._organs.before(view, end)
            or self._parts.before(view, end)
            or self._divisions.before(view, end)
            or self._organs.at(view, end - 1, end + 1)
        ):
            return True
        index = bisect_left(places.starts, end) - 1
        if index >= 0 and places.ends[index] >= end:
            return True
        longest = range(max(start, end - LONGEST_NAME), end)
        return any(position + self._starters.at(view, position, end + 1) >= end for position in longest)

    def _place_ending_in(self, rank: Rank, places: Places) -> int | None:
        """The place whose last character is the rank's first (辽宁省 in 辽宁省长)."""
        index = bisect_left(places.starts, rank.start) - 1
        if index >= 0 and rank.start < places.ends[index] < rank.end:
            return index
        return None

    def _with_prefix(self, view: str, start: int, floor: int, places: Places) -> int:
        """Take in 原 and the number of a term of office."""
        start = self._with_terms(view, start, floor)
        length = self._former.before(view, start)
        if length and start - length >= floor and not places.across(start):
            before = start - length
            if self._runs.may_begin(view, before):
                return before
        return start

    def _with_terms(self, view: str, start: int, floor: int) -> int:
        """Take in the number of a term of office (第十届), or of several with whose they are (中国共产党第九届、十届, 第九、十届)."""
        unit = self._units.before(view, start)
        begin = listed = self._term(view, start, floor, unit) if unit else start
        if begin == start:
            return start
        while view[listed - 1 : listed] in self._link:
            unit = self._units.before(view, listed - 1)
            earlier = self._term(view, listed - 1, floor, unit)
            if earlier >= listed - 1 - unit or not (unit or self._ordinals.at(view, earlier)):
                break
            listed = earlier
        return listed - self._national.before(view, listed) if listed < begin else begin

    def _term(self, view: str, end: int, floor: int, unit: int) -> int:
        """Where the number of the term begins whose unit ends here; ``end`` itself if there is none."""
        position = end - unit
        while position > floor and view[position - 1].isnumeric():
            position -= 1
        return end if position == end - unit else position - self._ordinals.before(view, position)


def _long(names: frozenset[str]) -> set[str]:
    """Those companies' names that are no piece of other words by chance (中建 in 集中建设)."""
    return {name for name in names if len(name) >= SHORTEST_ALONE}
