"""Stretches of text that are read whole, with the numbers in them: ranges of case numbers, other areas by number."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import attrgetter

from zh_tongbao.components.case_attributes.areas import ABOVE, GROUP, NOWHERE, TOWN
from zh_tongbao.components.case_attributes.items import NUMBERED, OUTSIDERS, Item
from zh_tongbao.components.case_attributes.numbers import LONGEST_COUNT, Numbers
from zh_tongbao.vocab.tables import Row

NAME = 12
# Characters of a name, the mark behind it, and what it begins behind.
LONGEST_RUN = 366
# Days, or hours.
SPREAD = "spread"
# The value of words in front of where cases are (分布在|15个地市).
RANGE = 2
# Numbers of a range: its first and its last case.
SHORTEST_NAME, LONGEST_NAME = 2, 4
# Characters of a county's short name.
SOURCE = "source"
LONGEST_CLASS = 8
# Characters of what a list is sorted by (年龄, 感染来源).
LONGEST_GROUP = 12
# Names of a group; what it is called stands in each of its records.


def any_of(rows: Iterable[Row], *kinds: str) -> str:
    """A pattern of the words of these kinds, the longest first; one that matches nothing where there are none."""
    terms = sorted(terms_of(rows, *kinds), key=lambda term: (-len(term), term))
    return "(?:" + "|".join(map(re.escape, terms)) + ")" if terms else "(?!)"


def values_of(rows: Iterable[Row], *kinds: str) -> dict[str, str]:
    """The words of these kinds and their values."""
    return {row["term"]: row["value"] for row in rows if row["kind"] in kinds}


def terms_of(rows: Iterable[Row], *kinds: str) -> frozenset[str]:
    """The words of these kinds."""
    return frozenset(values_of(rows, *kinds))


class Anchored:
    """A pattern each of whose matches holds one of some words: speed, for few texts have one, and the others are not searched.

    Parameters:
        pattern: the pattern.
        words: the words.

    Example:
        >>> import re
        >>> from zh_tongbao.components.case_attributes.stretches import Anchored
        >>> [match.group() for match in Anchored(re.compile("[0-9]+年同期"), ["同期"]).finditer("2019年同期")]
        ['2019年同期']
    """

    def __init__(self, pattern: re.Pattern[str], words: Iterable[str]):
        self._pattern = pattern
        words = set(words)
        self._words = [word for word in words if not any(other in word for other in words - {word})]

    def finditer(self, view: str) -> Iterator[re.Match[str]]:
        """Its matches in a text."""
        return self._pattern.finditer(view) if self.stands_in(view) else iter(())

    def stands_in(self, view: str) -> bool:
        """Whether one of its words stands in a text."""
        return any(word in view for word in self._words)


class Stretches:
    """Find such stretches.

    Parameters:
        rows: the rows of case_terms.csv; read here: ``case``, ``state``, ``joiner``, ``listing``, ``comma``, ``lives``
            (病例1—病例15，居住于…), ``by``, ``class_noun``, ``sorted`` (按职业分), ``other``, ``rest``, ``division_word`` (其他4市), ``run``,
            ``run_unit`` (连续5天), ``same_stretch`` (2019年同期), ``past``, ``hours_unit`` (过去24小时), ``reaching``, ``whose``, ``graded``
            (死亡30人以上的特大事故).
        numbers: reads the number of days.
    """

    def __init__(self, rows: Sequence[Row], numbers: Numbers):
        self._values = values_of(rows, "case", "state")
        self._listing = re.compile(any_of(rows, "listing"))
        more = rf"(?:(?:{any_of(rows, 'joiner')}|{any_of(rows, 'listing')})(?P=word)?\d+)*"
        word, lives = any_of(rows, "case", "state"), any_of(rows, "lives")
        self._numbered = Anchored(
            re.compile(rf"(?P<word>{word})(?P<first>\d+){more}(?=\s*{any_of(rows, 'comma')}\s*{lives})"),
            terms_of(rows, "lives"),
        )
        each, joined, begins = (
            any_of(rows, "each"),
            any_of(rows, "listing"),
            any_of(rows, "part", "open", "comma", "listing"),
        )
        endings = any_of([row for row in rows if row["value"] != "first" or len(row["term"]) > 1], "division_ending")
        name = rf"(?P<name>[^\W\d]{{1,5}}?{endings})"
        ends = any_of(rows, "comma", "stop", "semicolon", "close", "line")
        self._counted = re.compile(rf"[ |]{{0,3}}(?:{any_of(rows, 'state', 'event')}{any_of(rows, 'modifier')}?)?[0-9]")
        self._eachs = terms_of(rows, "each")
        self._each = re.compile(rf"{each}\s?[0-9]")
        self._beside_behind = re.compile(rf"{joined}{name}(?={each}\s?[0-9])")
        self._beside_before = re.compile(rf"{begins}{any_of(rows, 'part')}?{name}{joined}$")
        self._all_in = Anchored(re.compile(rf"{any_of(rows, 'all')}{name}(?={ends})"), terms_of(rows, "all"))
        self._outsiders = Anchored(
            re.compile(rf"{any_of(rows, 'outsider')}{any_of(rows, 'comes')}[^\W\d]{{1,6}}?(?=\s?\d)"),
            terms_of(rows, "outsider"),
        )
        kinds, provinces, small = (any_of(rows, kind) for kind in ("division_kind", "province_kind", "few"))
        marks = [any_of(rows, kind) for kind in ("open", "listing", "close")]
        named = rf"(?:(?!{marks[1]})[^\W\d]){{1,3}}"  # holds no mark of a list, so that a list is read in one way
        kinds_listed = rf"{marks[0]}{named}(?:{marks[1]}{named})*{marks[2]}"
        bracket = rf"(?:{kinds_listed})?"
        many = any_of(rows, "number_of")
        self._several = re.compile(rf"{any_of(rows, 'and_others')}(?:\d{{1,3}}{many}?|{small})?{kinds}{bracket}")
        few = rf"(?<![\d.])[12]?\d{many}?{provinces}{bracket}|{small}(?:{provinces}|{kinds}){bracket}"
        self._few = Anchored(
            re.compile(rf"(?:{few})(?![^\W\d_]*?{any_of(rows, 'division_ending')})"),
            terms_of(rows, "province_kind", "few"),
        )
        self._many = re.compile(rf"\d{{1,3}}{many}?(?:{provinces}|{kinds}){bracket}")
        spread = [row for row in rows if row["value"] == SPREAD]
        self._spread = Anchored(
            re.compile(rf"{any_of(spread, 'part')}(?P<group>\d{{1,3}}{many}?(?:{provinces}|{kinds}))"),
            terms_of(spread, "part"),
        )
        these = rf"(?<!\w){any_of(rows, 'these')}(?:\d{{1,3}}|{small}){many}?(?:{provinces}|{kinds})"
        self._these = Anchored(re.compile(these + bracket), terms_of(rows, "these"))
        class_noun, sources = (
            any_of(rows, "class_noun"),
            any_of([row for row in rows if row["value"] == SOURCE], "class_noun"),
        )
        leads = rf"(?:{any_of(rows, 'by')}[^\W\d]{{1,{LONGEST_CLASS}}}?|{class_noun})"
        follows = any_of(rows, "comma", "colon")
        self._sorted = Anchored(
            re.compile(rf"{leads}(?P<word>{any_of(rows, 'sorted')})(?=\s?{follows})"), terms_of(rows, "sorted")
        )
        self._sources = re.compile(sources)
        self._numbers = numbers
        self._run = re.compile(rf"{any_of(rows, 'run')}(?P<days>{numbers.pattern}){any_of(rows, 'run_unit')}")
        self._stretch = Anchored(
            re.compile(rf"(?<![0-9])(?P<year>[0-9]{{4}}){any_of(rows, 'same_stretch')}"), terms_of(rows, "same_stretch")
        )
        counted = rf"{any_of(rows, 'state', 'event')}(?:{numbers.pattern}){any_of(rows, 'unit', 'case_unit')}"
        self._threshold = Anchored(
            re.compile(rf"{counted}{any_of(rows, 'reaching')}{any_of(rows, 'whose')}?{any_of(rows, 'graded')}"),
            terms_of(rows, "graded"),
        )
        self._hours = re.compile(rf"{any_of(rows, 'past')}(?P<hours>{numbers.pattern}){any_of(rows, 'hours_unit')}")
        numbered = rf"\d{{1,3}}{any_of(rows, 'division_word')}"
        self._others = re.compile(
            rf"{any_of(rows, 'other', 'rest')}(?:{numbered}|{any_of(rows, 'each')}?{kinds}{kinds_listed})"
        )

    def unlisted(self, view: str, places: Sequence[Item]) -> list[Item]:
        """Areas that no table lists, told with one count beside one that is (枫溪区、湘桥区各2例), or as where all are (均在大通湖区).

        Parameters:
            view: the normalised text.
            places: the places of the tables, in text order.
        """
        found = list(self._all_in.finditer(view))
        for place in places if any(each in view for each in self._eachs) else ():
            found += filter(None, [self._beside_behind.match(view, place.end)])
            if self._each.match(view, place.end):
                found += filter(None, [self._beside_before.search(view, max(0, place.start - NAME), place.start)])
        starts = {place.start for place in places}
        names = sorted({match.span("name") for match in found})
        return [Item("area", start, end, NOWHERE) for start, end in names if starts.isdisjoint(range(start, end))]

    def towns(self, view: str, towns: Sequence[tuple[int, int]], places: Sequence[Item]) -> list[Item]:
        """The townships that a count is told of right behind (乐从镇78例; 旧县镇受灾9700人; 伦教街道、容桂街道各5例), or in the next cell.

        But not those behind their county.

        Parameters:
            view: the normalised text.
            towns: where the townships of the tables stand, in text order.
            places: the places above them, in text order.
        """
        found: list[Item] = []
        ends = {place.end for place in places}
        next_one = each = -1
        for start, end in reversed(towns):
            mark = self._listing.match(view, end)
            shared = self._each.match(view, end) is not None or (
                mark is not None and mark.end() == next_one and each == next_one
            )
            if (shared or self._counted.match(view, end) is not None) and start not in ends:
                found.append(Item("area", start, end, TOWN))
                next_one, each = start, start if shared else -1
        return found[::-1]

    def groups(self, view: str, places: Sequence[Item]) -> list[Item]:
        """Groups of divisions: 徐州、连云港等7市; 6省.

        Parameters:
            view: the normalised text.
            places: the places and regions named in it, in text order.
        """
        found: list[Item] = []
        ends = {place.end: place for place in places}
        for match in self._several.finditer(view):
            place = ends.get(match.start()) or self._unlisted(view, match.start(), ends)
            first = self._first(view, place, ends) if place is not None else match.start()
            if first < match.start():
                found.append(Item("area", first, match.end(), GROUP))
        for region in places:
            counted = self._many.match(view, region.end)
            first = self._first(view, region, ends) if counted is not None else region.start
            if counted is not None and (region.kind == "area" or first < region.start):
                found.append(Item("area", first, counted.end(), GROUP))  # 南方|10省份; 甲、乙|2市
        few = list(self._few.finditer(view))
        if not few:
            return found
        taken = sorted([*found, *places], key=_start)
        starts = [item.start for item in taken]
        reached = list(accumulate((item.end for item in taken), max))
        for match in few:
            before = bisect_left(starts, match.end())  # those that begin in front of its end
            if not before or reached[before - 1] <= match.start():
                found.append(Item("area", *match.span(), GROUP))
        return found

    def _first(self, view: str, place: Item, ends: dict[int, Item]) -> int:
        """Where the list begins that a place ends."""
        first = place.start
        for _ in range(LONGEST_GROUP):
            before = ends.get(first - 1) if first and self._listing.match(view, first - 1) else None
            if before is None:
                break
            first = before.start
        return first

    def _unlisted(self, view: str, end: int, ends: dict[int, Item]) -> Item | None:
        """The last name of a list of places, which no table has (拜城、库车、|新和|等3个县)."""
        for start in range(end - SHORTEST_NAME, max(0, end - LONGEST_NAME) - 1, -1):
            if start > 0 and start - 1 in ends and self._listing.match(view, start - 1):
                return Item("area", start, end, None)
        return None

    def find(self, view: str) -> list[Item]:
        """The stretches of a normalised view, as items."""
        others = [Item("other_places", *match.span(), None) for match in self._others.finditer(view)]
        outsiders = [Item(OUTSIDERS, *match.span(), None) for match in self._outsiders.finditer(view)]
        others += [Item("area", *match.span(), ABOVE) for match in self._these.finditer(view)]
        others += [Item("area", *match.span("group"), GROUP) for match in self._spread.finditer(view)]
        earlier = [Item("earlier", *match.span(), match["year"]) for match in self._stretch.finditer(view)]
        hours = [(match, self._numbers.value(match["hours"])) for match in self._hours.finditer(view)]
        earlier += [Item("last_hours", *match.span(), n) for match, n in hours if n and n <= LONGEST_RUN]
        others += [Item("graded", *match.span(), None) for match in self._threshold.finditer(view)]
        return others + outsiders + earlier + self._runs(view) + self._ranges(view) + self._classes(view)

    def _classes(self, view: str) -> list[Item]:
        """The words behind which counts are told by a class (按职业|分，…); the value says where it is one of sources."""
        return [
            Item("sorted", *match.span("word"), SOURCE if self._sources.search(view, *match.span()) else None)
            for match in self._sorted.finditer(view)
        ]

    def _runs(self, view: str) -> list[Item]:
        """So many days one behind the other, up to now; the value is their number."""
        days = [(match, self._numbers.value(match["days"])) for match in self._run.finditer(view)]
        return [Item("run", *match.span(), number) for match, number in days if number and number <= LONGEST_RUN]

    def _ranges(self, view: str) -> list[Item]:
        """Case numbers that stand for counts: the cases from one number to another, who live in one place."""
        items: list[Item] = []
        for match in self._numbered.finditer(view):
            parts = [re.findall(r"\d+", part) for part in self._listing.split(match.group())]
            # A word itself may hold a mark of a list (感染者和病人1).
            written = [numbers for numbers in parts if numbers]
            if any(len(numbers) > RANGE or len(max(numbers, key=len)) > LONGEST_COUNT for numbers in written):
                continue  # 病例2-4-9 is no range
            count = sum(max(0, int(numbers[-1]) - int(numbers[0])) + 1 for numbers in written)
            items.append(Item(NUMBERED, *match.span(), count, unit=self._values[match["word"]]))
        return items


_start = attrgetter("start")
