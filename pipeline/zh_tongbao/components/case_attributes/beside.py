"""What a count takes over from the list that it stands in and from the counts beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from zh_tongbao.components.case_attributes.areas import GROUP, TOWN
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.items import CHANGE, COUNT, OUTSIDERS, PLACE, Item
from zh_tongbao.components.case_attributes.lookahead import EACH
from zh_tongbao.components.case_attributes.reading import SO_FAR, Reading, read
from zh_tongbao.components.case_attributes.scopes import BRACKET, MEMORY, PART, State
from zh_tongbao.components.case_attributes.totals import IMPORTED

IN_A_NAME = frozenset({"modifier", "ordinal"})
# Words that may be part of a name that no table lists (纽约州, 兵团第四师).
VERB = ("measure", *sorted(SO_FAR))
# What a reading has of the word for its measure.
NEAR, PAIR = 12, 2
# Items: how far back the one before a count is looked for; a clause has few.
MOST_COUNTS = 8
# Counts of a clause that are told of each place of one list: places times counts is not linear in the text.


class Beside:
    """Complete what a count says for itself.

    Parameters:
        state: where the parser stands.
        build: makes and finds records.

    Attributes:
        pending: places that wait for the count of all of them (昭通市、曲靖市各1例).
        verb: what stood before the first of them (已造成 甲县和乙县2万人受灾).
        joined: the records of the counts joined by enumeration marks so far.
        told: what stood before the last count.
        shares: of counts told each by each, what the first says and the places that are left.
        here: the place that the clause before named for the next count (集中在南宁，新增9例).
        member: of a list, the place whose number is no count here (其中甲区12起，中毒31人): those behind it are there.
    """

    def __init__(self, state: State, build: Builder):
        self.state = state
        self.build = build
        self.pending: list[Item] = []
        self.verb: Reading | None = None
        self.joined: list[int] = []
        self.told: Sequence[Item] = ()
        self.shares: tuple[Reading, list[Item]] | None = None
        self.here: Item | None = None
        self.member: Item | None = None
        self._dealt: Counter[int] = Counter()

    def complete(self, count: Item, reading: Reading, before: Sequence[Item]) -> list[Reading]:
        """What a count says with all that it takes over: one reading, or one for each of the places that it is told of.

        Parameters:
            count: the count.
            reading: what the clause itself says of it.
            before: the words before it.
        """
        if self.state.scope.total is None and reading.places and reading.places[-1].value == TOWN:
            reading.places = reading.places[:-1]  # outside a list a count is of the county
        here, self.here = self.here, None
        if here is not None and not reading.places and self.state.scope.total is None:
            reading.places, reading.listed = (here,), True
        if self.pending and self.verb is not None and not reading.measure:
            for name in VERB:
                setattr(reading, name, getattr(self.verb, name))
        if not (reading.event or reading.measure):
            self._govern(reading)
        if self.joined and not (reading.counted or reading.measure or reading.places or reading.change):
            self._change_on(reading)
        if self.joined and reading.named:
            self._count_what_the_last_does(reading)
        if self.joined and not reading.places and self.state.scope.total is None:
            self._be_where_the_last_is(count, reading)
        self._from_the_list(count, reading, before)
        return self._each(reading, before)

    def _count_what_the_last_does(self, reading: Reading) -> None:
        """Of diseases listed with their counts the second counts what the first does (死亡的病种为甲病16人、乙病3人)."""
        last = self.state.records[self.joined[-1]]
        listed = any(item.kind == "named" for item in self.told)
        if listed and not (reading.event or reading.state or reading.measure or reading.places):
            reading.event = last["metric"]

    def _be_where_the_last_is(self, count: Item, reading: Reading) -> None:
        """Of cases and infections told together the second are where the first are (甲市新增确诊病例4例、无症状感染者70例)."""
        last, staged = self.state.records[self.joined[-1]], self.build.metrics.staged
        bracket = self.build.words.opens.search(self.state.text, last["end"], count.start)
        told = last["place"] is not None and bracket is None
        if told and reading.state in staged and last["metric"] in staged - {reading.state}:
            reading.places, reading.listed = (Item(PLACE, count.start, count.start, last["place"]),), True

    def take(self) -> list[Item]:
        """The places that wait for a count, which wait no longer."""
        pending, self.pending, self.verb = self.pending, [], None
        return pending

    def wait(self, place: Item, body: Sequence[Item]) -> None:
        """Let a place wait for the count of all, with the verb of its clause, where it is the first."""
        if not self.pending:
            self.verb = read(body)
        self.pending.append(place)

    def of_another_unit(self, body: Sequence[Item], end: int) -> None:
        """Keep the place of a clause of a list that ends here and has a number, but none that is counted."""
        listed = self.state.scope.kind == PART and not self.pending
        places = [item for item in body if item.kind == PLACE] if listed else ()
        if places:
            written = self.state.text[places[-1].end : end]
            self.member = places[-1] if any(map(str.isdigit, written)) else None

    def _from_the_list(self, count: Item, reading: Reading, before: Sequence[Item]) -> None:
        """What is counted, and where, by the list of parts that a count stands in."""
        scope, records = self.state.scope, self.state.records
        outsiders = [place.kind for place in reading.places] == [OUTSIDERS]
        if outsiders and "place" not in scope.relations and not self._places_follow():
            reading.category, reading.places = reading.places[0], ()  # 外地来京人员3例，本地居民2例
        if scope.named is not None and self.shares is None and not reading.counted:
            reading.complete(scope.named)
        if scope.total is None:
            return
        if reading.period is not None:
            scope.period = reading.period
        elif scope.period is not None and not reading.places:
            reading.period = scope.period  # 其中10月报告12例，死亡9例
        if self.build.counted.are_cases(reading, count, records[scope.total]):
            reading.state = None
        from_elsewhere = scope.kind == BRACKET and records[scope.total]["origin"] in IMPORTED
        if scope.sourced or from_elsewhere:
            self.build.origins.of_the_source(reading, records[scope.total], imported=scope.apart)
        if reading.places:
            self.member = None
            return
        if self.member is not None and not reading.together:
            reading.places = (self.member,)
            return
        if reading.has_severity and not (reading.state or reading.event) and "place" in scope.relations:
            reading.whole = self._only_place(scope.total, count.value)
        if "place" in scope.relations and reading.whole is None:
            reading.places = self._area(count, reading, before, scope.total)
        elif not reading.counted and IN_A_NAME.issuperset(item.kind for item in before):
            reading.places = self._first_name(count)

    def _places_follow(self) -> bool:
        """Whether the list goes on with a place and its count (外地来京人员4例、朝阳区5例)."""
        at = self.state.position + 1
        return [item.kind for item in self.state.items[at : at + PAIR]] == [PLACE, COUNT]

    def _only_place(self, total: int, count: int) -> int | None:
        """The one part by place since the last semicolon, whose severities follow it (扬州市35例，轻型10例、普通型25例；…)."""
        records = self.state.records
        places = [
            index
            for index in range(max(self.state.passage.segment, total + 1, len(records) - MEMORY), len(records))
            if records[index]["parent"] == total and records[index]["relation"] == "place"
        ]
        return places[0] if len(places) == 1 and records[places[0]]["count"] >= count else None

    def _each(self, reading: Reading, before: Sequence[Item]) -> list[Reading]:
        """One reading for each place of 各 and 均; of counts told each by each, what the first one said."""
        pending = self.take()
        kinds = {item.kind for item in before}
        if "respectively" in kinds:
            self.shares = reading, [*pending, *reading.places]
        if self.shares is not None:
            reading = self._share(reading, *self.shares)
        if reading.places and not kinds.isdisjoint(EACH):
            first = reading.places[0]
            self._dealt[first.start] += 1
            places = self._innermost(reading.places) if self._dealt[first.start] <= MOST_COUNTS else [first]
            return [reading.copy(places=(item,)) for item in [*pending, *places]]
        joined = pending and reading.led and reading.places and self._joined(pending[-1], reading.places[0])
        told = any(item.kind == "colon" for item in before)
        if joined and not told and self.shares is None and reading.places[0].kind == PLACE:
            first, last = pending[0], reading.places[-1]
            return [reading.copy(places=(Item("area", first.start, last.end, GROUP),))]
        return [reading]

    def _joined(self, first: Item, second: Item) -> bool:
        """Whether nothing but a mark of a list stands between two places."""
        return self.build.words.listing.fullmatch(self.state.text, first.end, second.start) is not None

    def _innermost(self, places: Sequence[Item]) -> list[Item]:
        """The places without those that only say where the next one lies (固原市|原州区)."""
        return [
            place
            for place, following in zip_longest(places, places[1:])
            if following is None or place.end != following.start or not self._holds(place, following)
        ]

    def _holds(self, outer: Item, inner: Item) -> bool:
        place = self.build.areas.of_item(outer, None)
        return bool(place["adcode"]) and self.build.areas.within(inner, {"place": place})

    def _govern(self, reading: Reading) -> None:
        """The verb of the first of counts side by side governs the next.

        在院治疗重型3例、危重型1例; 出院本地3例、境外输入1例; 在院治疗确诊病例3例、无症状感染者1例. Of severities, also behind a comma.
        """
        records = self.state.records
        if not self.joined and not (reading.has_severity and len(records) > self.state.passage.sentence):
            return
        last = records[-1]
        by_severity = last["severity"] is not None and reading.has_severity and not (reading.state or reading.case)
        by_origin = last["origin"] is not None and reading.origin and reading.state in (None, last["of"])
        if last["metric"] not in self.build.metrics.of_somebody:
            return
        if by_severity or by_origin:
            reading.event, reading.state = last["metric"], last["of"]
        elif self.joined and reading.state and not reading.conversion and _leads(self.told):
            reading.event = last["metric"]

    def _change_on(self, reading: Reading) -> None:
        """Behind a change, the next count of its list is one too (同比减少24起、19人)."""
        last = self.state.records[self.joined[-1]]
        if last["measure"] == CHANGE:
            reading.change = -1 if last["count"] < 0 else 1
            reading.changed = reading.compared = last["measure"]

    def _share(self, reading: Reading, first: Reading, places: list[Item]) -> Reading:
        """Of counts told each by each (A和B分别报告3例和2例), the next one is what the first is, at the next place."""
        other = reading.counted and (reading.state, reading.event) != (first.state, first.event)
        if reading is not first and (other or reading.places or reading.measure or reading.attributes):
            self.shares = None
            return reading
        return first.copy(places=(places.pop(0),), listed=True) if places else first.copy()

    def _area(self, count: Item, reading: Reading, before: Sequence[Item], total: int) -> tuple[Item, ...]:
        """The place of an item of a list by place that names none which the gazetteer knows.

        It is the place of the item before, where this one only goes on about it (朔城区转为确诊2例、新增确诊1例), or a part of
        the area that no table lists (湄洲岛区1例).
        """
        scope, records, words = self.state.scope, self.state.records, self.build.words
        at = -1 if scope.last is None or records[-1]["relation"] == "place" else scope.last
        last = records[at]
        of_incident = last["metric"] in self.build.metrics.by_unit.values() and count.unit != last["unit"]
        beside = of_incident or self.build.totals.beside(reading, total, count.value) is not None
        if last["relation"] == "place" and beside:
            return (Item(PLACE, count.start, count.start, last["place"]),)
        if self.joined and reading.counted:
            last = records[self.joined[-1]]
            anew = reading.measure and (last["relation"] != "place" or last["from"])
            if anew and last["parent"] == total and last["place"]:
                return (Item(PLACE, count.start, count.start, last["place"]),)
        if reading.counted or not IN_A_NAME.issuperset(item.kind for item in before):
            return ()
        return self.build.areas.unlisted(count.start, words.area_name, words.short_name)

    def _first_name(self, count: Item) -> tuple[Item, ...]:
        """The name of an area that no table lists, first of a list (其中大朗镇3例; of a country abroad, 其中东京都3例)."""
        return self.build.areas.unlisted(count.start, self.build.words.first_name, since=self._end_before(count))

    def _end_before(self, count: Item) -> int:
        """Where the item before a count ends."""
        near = self.state.items[max(0, self.state.position - NEAR) : self.state.position]
        return max((item.end for item in near if item.end <= count.start), default=0)


def _leads(before: Sequence[Item]) -> bool:
    """Whether a verb stands before the name of those whom it is told of (出院|确诊病例)."""
    kinds = [item.kind for item in before]
    return "event" in kinds and "state" in kinds[kinds.index("event") :]
