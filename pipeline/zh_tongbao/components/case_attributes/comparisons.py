"""What a text says of its counts without counting: by how many per cent they changed, what share they are, which places lead.

Read when all counts stand, as it speaks of them: by their names (受灾人口、死亡人数分别下降27%和41%) or right behind them
(事故312起、死亡187人，同比分别下降11.6%和9.2%; 住宅火灾562起，占43.8%). Such a record has no count but a ``value``
(CONTRACT R58, R59, R62, R63).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import Said, said
from zh_tongbao.components.case_attributes.items import BARE, COUNT, EARLIER, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import MEMORY, TOP, Record, Scope
from zh_tongbao.vocab.tables import Row

CHANGE, SHARE, RANK, SAME = "change", "share", "rank", "same"
NOT_COUNTED = frozenset({CHANGE, SHARE, RANK})
NAMES = frozenset({"state", "event", "severity"})
AREAS = frozenset({PLACE, "area"})
PASSED = frozenset(
    {"than", "sum", "measure", "compare", "respectively", "each", "all", "now", "day", "at", EARLIER, PERIOD, *AREAS}
)
ENDS = frozenset({"comma", "stop", "line", "semicolon", "colon", "open", "close", "listing", COUNT, BARE})
SENTENCE = frozenset({"stop", "line"})
LISTED = (["listing"], ["listing", CHANGE])
BESIDE: tuple[list[str], ...] = ([], ["comma"], ["comma", "compare"])
LEADS = frozenset({"being", "respectively", "colon", "is", "in_order"})
NEAR_CHANGE, NEAR_SHARE, NEAR_RANK = 6, 20, 16
# Characters between the word and its number, or its first place.
LONGEST_LIST = 40
# Items: how far back the names of a list are looked for.


class Comparisons:
    """Add such records to those of the counts.

    Parameters:
        view: the normalised text.
        items: what the lexer found in it, in text order.
        percents: its percentages.
        build: made the records.
    """

    def __init__(self, view: str, items: Sequence[Item], percents: Sequence[Item], build: Builder):
        self.view = view
        self.items = items
        self.starts = [item.start for item in items]
        self.percents = percents
        self.build = build
        self.counts: list[Record] = []
        self.told: list[int] = []
        self.changes: list[Record] = []

    def add(self) -> None:
        """Append the records of all percentages, of 持平 and of ranked places."""
        flat = [[item] for item in self.items if item.kind == SAME]
        ranks = [[item] for item in self.items if item.kind == RANK]
        groups = sorted([*self._groups(), *flat, *ranks], key=lambda group: group[0].start)
        if not groups:
            return
        records = self.build.records
        self.counts = sorted((one for one in records if not one["derived"]), key=_start)
        self.counts = [one for one in self.counts if one["measure"] not in NOT_COUNTED and "earlier" not in one]
        self.told = [record["start"] for record in self.counts]
        self.changes = sorted((one for one in records if one["measure"] == CHANGE), key=_start)
        for group in groups:
            if group[0].kind == RANK:
                made = self._ranked(group[0])
            elif group[0].kind == SAME:
                made = self._unchanged(group[0])
            else:
                made = self._percentages(group)
            records.extend(made)

    def _groups(self) -> Iterator[list[Item]]:
        """The percentages, those of one list together (11.6%和9.2%)."""
        group: list[Item] = []
        for percent in self.percents:
            between = self._between(group[-1].end, percent.start) if group else []
            kinds = [item.kind for item in between]
            if not group or kinds not in LISTED or self._gap(group[-1], percent, between):
                if group:
                    yield group
                group = []
            group.append(percent)
        if group:
            yield group

    def _gap(self, first: Item, second: Item, between: Sequence[Item]) -> bool:
        """Whether more stands between two percentages than a mark."""
        return first.end != between[0].start or between[-1].end != second.start

    def _between(self, start: int, end: int) -> Sequence[Item]:
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def _percentages(self, group: list[Item]) -> Iterator[Record]:
        word = self._word(group[0])
        if word is None:
            return
        names, places = self._named(word)
        shared = self.items[word].kind == SHARE
        place = self.build.areas.of_items(places, self.build.passage.place) if places else None
        for percent, (metric, record) in self._paired(group, names, self.items[word].start):
            own = self.items[self._word(percent, since=self.items[word].start) or word]
            measure = said(SHARE if shared else CHANGE, own)
            value = round(percent.value * (1 if shared else int(own.value)), 6)
            made = self._like(record, metric, percent, measure, value)
            if made is not None and place is not None and (shared or record is None):
                made["place"] = place
            if made is not None:
                yield made

    def _word(self, percent: Item, since: int = 0) -> int | None:
        """The word that says what a percentage is, right before it: of a change, or of a share."""
        at = bisect_left(self.starts, percent.start) - 1
        while at >= 0 and self.items[at].kind not in ENDS and self.items[at].start >= since:
            item = self.items[at]
            gap = self.view[item.end : percent.start]
            near = {CHANGE: NEAR_CHANGE, "correction": NEAR_CHANGE, SHARE: NEAR_SHARE}.get(item.kind)
            if near is not None:
                return at if len(gap) <= near and not any(map(str.isdigit, gap)) else None
            at -= 1
        return None

    def _named(self, word: int) -> tuple[list[Said], list[Item]]:
        """The metrics that the words before it name, in text order, and the places of that clause."""
        names: list[Said] = []
        segment: list[Item] = []
        places: list[Item] = []
        at, last = word - 1, max(-1, word - LONGEST_LIST)
        while at > last:
            item = self.items[at]
            if item.kind == "close":
                at = next((back for back in range(at, last, -1) if self.items[back].kind == "open"), last)
            elif item.kind in NAMES:
                segment.insert(0, item)
            elif item.kind == "listing":
                names = [*self._metric(segment), *names]
                segment = []
            elif item.kind not in PASSED:
                break
            elif item.kind in AREAS and not names:
                places.insert(0, item)
            at -= 1
        return [*self._metric(segment), *names], places

    @staticmethod
    def _metric(segment: Sequence[Item]) -> list[Said]:
        reading = read(segment)
        metric = reading.event or reading.state
        return [metric] if metric else []

    def _paired(
        self, group: Sequence[Item], names: Sequence[Said], before: int
    ) -> Iterator[tuple[Item, tuple[Said, Record | None]]]:
        """Each number with the metric that it is said of and the record of that, each by each."""
        if names:
            of_all = len(group) == 1
            paired = zip(list(group) * len(names) if of_all else group, names)
            found = [(item, name, self._record(name, before)) for item, name in paired]
            other = next((record for *_, record in found if record is not None), None)
            for item, name, record in found:
                yield item, (name, record if record is not None else self._elsewhere(name, other))
            return
        last = self._last(len(group), before)
        for item, record in zip(group[-len(last) :] if last else (), last):
            yield item, (record["metric"], record)

    def _last(self, number: int, before: int) -> list[Record]:
        """The last counts of the sentence; of a sentence without any, those before it."""
        changed = self._changed(before) if number == 1 else None
        if changed is not None:
            return [changed]
        end = bisect_left(self.told, before)
        start = bisect_left(self.told, self._sentence(before))
        return self.counts[max(start, end - number) : end] or self.counts[max(0, end - number) : end]

    def _changed(self, before: int) -> Record | None:
        """The count whose change stands right before (起数减少10起，下降18.2%)."""
        at = bisect_left(self.changes, before, key=_start) - 1
        change = self.changes[at] if at >= 0 else None
        if change is None:
            return None
        between = [item.kind for item in self._between(change["end"], before)]
        return self._record(change["metric"], before) if between in BESIDE else None

    def _record(self, metric: str, before: int) -> Record | None:
        """The count that a name speaks of: the last of its sentence, else the largest of those before it of the same time."""
        end = bisect_left(self.told, before)
        alike = [one for one in self.counts[max(0, end - MEMORY) : end] if one["metric"] == metric]
        if not alike:
            return None
        if alike[-1]["start"] >= self._sentence(before):
            return alike[-1]
        times = [one for one in alike if one["period"] == alike[-1]["period"]]
        return max(times, key=lambda record: record["count"])

    def _elsewhere(self, metric: Said, beside: Record | None) -> Record | None:
        """What is not counted itself is of the place and the time of what is told beside it, or of the last count."""
        record = beside or (self.counts[-1] if self.counts else None)
        if record is None:
            return None
        unsaid = dict.fromkeys(("of", "severity", "origin", "from", "detected", "source"))
        return record | unsaid | {"metric": metric, "parent": None}

    def _sentence(self, offset: int) -> int:
        """Where the sentence begins in which an offset lies."""
        at = bisect_left(self.starts, offset) - 1
        while at >= 0 and self.items[at].kind not in SENTENCE:
            at -= 1
        return self.items[at].end if at >= 0 else 0

    def _like(
        self,
        record: Record | None,
        metric: Said | str,
        item: Item,
        measure: Said,
        value: float,
        count: int | None = None,
    ) -> Record | None:
        """The record of a number that is said of a count."""
        if record is None:
            passage = self.build.passage
            if passage.period is None and passage.candidate is not None:
                passage.begin(passage.candidate, at=len(self.build.records), main=True)
            named = Reading(state=metric, measure=measure)
            index = self.build.record(Item(COUNT, item.start, item.end, 0), named, Scope(TOP))
            record = self.build.records.pop(index) if index is not None else None
        if record is None:
            return None
        own: dict[str, Any] = {
            "start": item.start,
            "end": item.end,
            "text": self.build.text[item.start : item.end],
            "count": count,
            "value": float(value),
            "unit": item.unit,
            "modifier": item.modifier,
            "metric": metric,
            "measure": measure,
            "parent": None,
            "relation": None,
            "derived": False,
            "mark": item,
        }
        return record | own

    def _unchanged(self, word: Item) -> Iterator[Record]:
        """持平: a change of nothing, in a report of more than a day."""
        names, _ = self._named(bisect_left(self.starts, word.start))
        for item, (metric, record) in self._paired([word], names, word.start):
            made = self._like(record, metric, Item(SAME, item.start, item.end, 0), said(CHANGE, word), 0, 0)
            if made is not None and _of_days(made["period"]):
                yield made

    def _ranked(self, word: Item) -> Iterator[Record]:
        """The places behind 居前三位的依次为, each with its rank."""
        at = bisect_left(self.starts, word.start)
        names, _ = self._named(at)
        places = self._places(at + 1, word)
        if not names or len(places) < 2:
            return
        metric = names[-1]
        record = self._record(metric, word.start) or self._elsewhere(metric, None)
        for rank, place in enumerate(places, start=1):
            item = Item(RANK, place.start, place.end, rank)
            made = self._like(record, metric, item, said(RANK, word), rank)
            if made is not None:
                yield made | {"place": self.build.areas.of_item(place, None)}

    def _places(self, at: int, word: Item) -> list[Item]:
        """The list of places behind a word, each maybe with a bracket; of nested ones the inner."""
        items, places = self.items, list[Item]()
        while at < len(items) and items[at].kind in LEADS:
            at += 1
        if at < len(items) and items[at].start - word.end > NEAR_RANK:
            return []
        while at < len(items) and (items[at].kind == PLACE or (places and items[at].kind in ("listing", "open"))):
            item = items[at]
            if item.kind == PLACE and places and places[-1].end == item.start:
                places[-1] = item
            elif item.kind == PLACE:
                places.append(item)
            elif item.kind == "open":
                at = next((on for on in range(at, min(at + NEAR_SHARE, len(items))) if items[on].kind == "close"), at)
            at += 1
        return places


def _start(record: Record) -> int:
    start: int = record["start"]
    return start


def _of_days(period: Row) -> bool:
    """Whether a period is longer than a day."""
    start, end = period["start"], period["end"]
    if not start or not end or start.startswith("-") or end.startswith("-"):
        return False
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) > timedelta(days=1)
