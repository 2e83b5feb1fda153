"""What a text says of its counts without counting anew: by how many per cent they changed, what share they are, what rate.

Read when all counts stand, as it speaks of them: :mod:`.compared` finds them. Such a record has no count but a ``value``
(CONTRACT R58, R59, R61, R62).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from zh_tongbao.components.case_attributes.claims import Found, Said, said
from zh_tongbao.components.case_attributes.compared import CORRECTION, Compared
from zh_tongbao.components.case_attributes.items import (
    BARE,
    CHANGE,
    COUNT,
    PER_PEOPLE,
    PERCENT,
    PERIOD,
    PLACE,
    QUANTITY,
    RANK,
    RATE,
    SAME,
    SHARE,
    Item,
)
from zh_tongbao.components.case_attributes.likeness import Likeness
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.scopes import Record
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.vocab.tables import Row

NAMES = frozenset({RATE, QUANTITY, "state", "event", "severity", "case", "ill", "report", "conversion"})
AREAS = frozenset({PLACE, "area"})
PASSED = frozenset(
    {
        "than",
        "sum",
        "measure",
        "compare",
        "respectively",
        "each",
        "all",
        "now",
        "day",
        "at",
        "being",
        "met",
        "is",
        "category",
    }
    | {"earlier", PERIOD, "in_order", "origin", "reach", *AREAS}
)
ENDS = frozenset(
    {"comma", "stop", "line", "semicolon", "colon", "open", "close", "listing", COUNT, BARE, PERCENT, PER_PEOPLE}
)
NUMBERS = frozenset({PERCENT, PER_PEOPLE})
LISTED = (["listing"], ["listing", CHANGE])
NEAR = {CHANGE: 6, CORRECTION: 6, SHARE: 24, RATE: 8}
# Characters between a word and its number.
LONGEST_LIST = 40
# Items: how far back the names of a list are looked for.
LONGEST_LABEL = 8
PER_CENT, IN_PER_CENT = 100, "percent"
# Of how many people a rate in per cent is told, and the word of a row for a rate that is.


class Name(NamedTuple):
    """What a number is told of: a metric, or the rate of one."""

    metric: Said
    rate: bool = False
    per_cent: bool = False


class Subject(NamedTuple):
    """What stands in front of a word: names, places, whether nothing unknown does, and all of it as written."""

    names: list[Name]
    places: list[Item]
    known: bool
    label: str


class Relative:
    """Make such records.

    Parameters:
        text: the text as given.
        compared: finds what is compared.
        like: makes records that are like others.
        words: word lists of the vocabulary.
    """

    def __init__(self, text: str, compared: Compared, like: Likeness, words: Words):
        self.text = text
        self.compared = compared
        self.items = compared.items
        self.like = like
        self.default = words.metrics.default
        self.fillers = words.fillers
        self.people = words.people
        self.never = words.never_compared

    def groups(self) -> Iterator[list[Item]]:
        """The numbers, those of one list together (11.6%和9.2%), and each word that says that nothing changed, or that ranks."""
        group: list[Item] = []
        for item in self.items:
            if item.kind not in (PERCENT, PER_PEOPLE, SAME, RANK):
                continue
            if group and not (item.kind == group[-1].kind and item.kind in NUMBERS and self._listed(group[-1], item)):
                yield group
                group = []
            group.append(item)
        if group:
            yield group

    def _listed(self, first: Item, second: Item) -> bool:
        """Whether nothing but a mark stands between two numbers, or a word for a change behind it."""
        between = self.compared.between(first.end, second.start)
        return (
            [item.kind for item in between] in LISTED
            and first.end == between[0].start
            and between[-1].end >= second.start - 1
        )

    def read(self, group: Sequence[Item]) -> Iterator[Record]:
        """The records of the numbers of one list."""
        first = group[0]
        at = self._at(first.start) if first.kind == SAME else self._word(first)
        if at is None:
            return
        word = self.items[at]
        subject = self._subject(at)
        if self.never.search(subject.label + self.text[word.start : first.start]):
            return
        if word.kind == SHARE:
            yield from self._shares(group, word, subject)
        elif word.kind == RATE:
            yield from self._rates(group, subject)
        else:
            yield from self._changes(group, word, subject)

    def _changes(self, group: Sequence[Item], word: Item, subject: Subject) -> Iterator[Record]:
        for number, name, record in self._paired(group, subject, word.start):
            if record is None and not self.compared.compares(word.start):
                continue
            own = self._own_word(number, word)
            measure = said(CHANGE, own)
            value = 0.0 if number.kind == SAME else round(number.value * int(own.value), 6)
            told = record if record is not None else self._beside(name, word.start)
            made = self.like.record(number, told, name.metric, measure, value)
            if made is None or (number.kind == SAME and not _is_of_days(made["period"])):
                continue
            if number.kind == SAME:
                made["count"] = 0
            self.compared.compare(made, record, own)
            yield made

    def _shares(self, group: Sequence[Item], word: Item, subject: Subject) -> Iterator[Record]:
        whole = self._names(self.compared.between(word.end, group[0].start))
        whole = whole or self._ranked(word)
        if whole and not subject.names and len(group) == 1:
            subject = subject._replace(names=whole[-1:])
        place = self.like.place(subject.places)
        for number, name, record in self._paired(group, subject, word.start, last_first=not subject.label):
            metric = whole[-1].metric if whole else name.metric
            told = record if record is not None else self._beside(name, word.start)
            made = self.like.record(number, told, metric, said(SHARE, word), number.value)
            if made is not None:
                yield made if place is None else made | {"place": place}

    def _ranked(self, word: Item) -> list[Name]:
        """What the list is ranked by whose members together have a share (死亡数居前3位的依次为…，占总数的99%)."""
        for item in reversed(self.compared.between(self.compared.sentence(word.start), word.start)):
            if item.kind == RANK:
                named = self.names_before(self._at(item.start))
                return named or ([Name(said(self.default, item))] if self.default else [])
        return []

    def _rates(self, group: Sequence[Item], subject: Subject) -> Iterator[Record]:
        names = [name for name in subject.names if name.rate]
        for number, name in zip(group, names[-len(group) :]):
            people = PER_CENT if number.kind == PERCENT else number.per
            told = self._near(name.metric, number)
            made = self.like.record(number, told, name.metric, said(RATE, name.metric), number.value)
            if made is not None:
                made["per"] = people
                yield made

    def _near(self, metric: Said, number: Item) -> Record | None:
        """The count of what a rate is of, else the last one of the sentence, or before it."""
        last = self.compared.last(1, number.start)
        named = self.compared.named(metric, number.start)
        here = named is not None and named["start"] >= self.compared.sentence(number.start)
        if here or not last:
            return named
        return self.like.unsaid(last[0], metric)

    def _own_word(self, number: Item, word: Item) -> Item:
        """The word for the change of one number of a list, where it has its own (上升2%、下降3%)."""
        at = self._word(number, since=word.start) if number.kind != SAME else None
        return self.items[at] if at is not None else word

    def _word(self, number: Item, since: int = 0) -> int | None:
        """Where the word stands that says what a number is, right in front of it."""
        at = self._at(number.start) - 1
        while at >= 0 and self.items[at].kind not in ENDS and self.items[at].start >= since:
            item = self.items[at]
            if item.kind in NEAR and (number.kind == PERCENT or item.kind == RATE):
                if item.kind == RATE and number.kind == PERCENT and IN_PER_CENT not in item.value.split():
                    return None  # 阳性率
                gap = self.text[item.end : number.start]
                return at if len(gap) <= NEAR[item.kind] and not any(map(str.isdigit, gap)) else None
            at -= 1
        return None

    def names_before(self, word: int) -> list[Name]:
        """What stands named in front of a word."""
        return self._subject(word).names

    def _subject(self, word: int) -> Subject:
        """What stands in front of a word; where the word is the name of a rate, it is a name of the list."""
        names: list[Name] = []
        segment: list[Item] = [self.items[word]] if self.items[word].kind == RATE else []
        places: list[Item] = []
        at, last = word - 1, max(-1, word - LONGEST_LIST)
        while at > last:
            item = self.items[at]
            if item.kind == "close":
                at = next((back for back in range(at, last, -1) if self.items[back].kind == "open"), last)
            elif item.kind in NAMES:
                segment.insert(0, item)
            elif item.kind == "listing":
                names = [*self._names(segment), *names]
                segment = []
            elif item.kind not in PASSED:
                break
            elif item.kind in AREAS and not names:
                places.insert(0, item)
            at -= 1
        return Subject([*self._names(segment), *names], places, *self._clause(word))

    def _clause(self, word: int) -> tuple[bool, str]:
        """Whether the clause in front of a word has nothing but words of the vocabulary, and the clause as written."""
        end = self.items[word].start
        first = next((at for at in range(word - 1, -1, -1) if self.items[at].kind in ENDS), None)
        begin = self.items[first].end if first is not None else 0
        reached, unknown = begin, ""
        for item in self.items[0 if first is None else first + 1 : word]:
            unknown += self.text[reached : item.start]
            reached = max(reached, item.end)
        unknown += self.text[reached:end]
        return not self.fillers.sub("", unknown).strip(), self.text[begin:end].strip()

    def _names(self, segment: Sequence[Item]) -> list[Name]:
        """What a stretch without an enumeration mark names."""
        rates = [item for item in segment if item.kind == RATE]
        if rates:
            metric, *words = rates[-1].value.split()
            return [Name(said(metric, rates[-1]), rate=True, per_cent=IN_PER_CENT in words)]
        quantity = next((item for item in reversed(segment) if item.kind == QUANTITY), None)
        if quantity is not None:
            return [Name(said(quantity.value, quantity))]
        reading = read(segment)
        metric = reading.event or reading.state
        case = reading.case or reading.ill
        if metric is None and case is not None and self.default:
            metric = said(self.default, case)
        return [Name(metric)] if metric else []

    def _paired(
        self, group: Sequence[Item], subject: Subject, before: int, *, last_first: bool = False
    ) -> Iterator[tuple[Item, Name, Record | None]]:
        """Each number with what it is told of and the record of that, each by each."""
        names = subject.names
        if names and not (last_first and self._follows(names[-1], before)):
            numbers = list(group) * len(names) if len(group) == 1 else group
            place = self.like.place(subject.places)
            for number, name in zip(numbers, names[-len(numbers) :]):
                yield number, name, self._named(name, before, place)
            return
        records = self.compared.last(len(group), before) if subject.known else []
        if not subject.known and len(group) == 1 and len(subject.label) <= LONGEST_LABEL:
            labelled = self.compared.labelled(subject.label, before)
            records = [labelled] if labelled is not None else []
        for number, record in zip(group[-len(records) :] if records else (), records):
            yield number, Name(record["metric"], rate=record["measure"] == RATE), record

    def _named(self, name: Name, before: int, place: Found | None) -> Record | None:
        """The record that a name speaks of."""
        if not name.rate:
            return self.compared.named(name.metric, before, place=place)
        told = [PER_CENT] if name.per_cent else self.people
        found = (self.compared.named(name.metric, before, per=per) for per in told)
        return next((one for one in found if one is not None), None)

    def _follows(self, name: Name, before: int) -> bool:
        """Whether the last count of the sentence is of what the words behind 占 name: that has the share."""
        last = self.compared.last(1, before)
        return bool(last) and last[0]["metric"] == name.metric and last[0]["start"] >= self.compared.sentence(before)

    def _beside(self, name: Name, before: int) -> Record | None:
        """What is not counted itself is of the place and the time of the last count."""
        last = self.compared.last(1, before)
        return self.like.unsaid(last[0], name.metric) if last else None

    def _at(self, offset: int) -> int:
        return bisect_left(self.compared.starts, offset)


def _is_of_days(period: Row) -> bool:
    """Whether a period is longer than a day."""
    start, end = period["start"], period["end"]
    if not start or not end or start.startswith("-") or end.startswith("-"):
        return False
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) > timedelta(days=1)
