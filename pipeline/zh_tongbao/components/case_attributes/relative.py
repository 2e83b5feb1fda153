"""What a text says of its counts without counting anew: by how many per cent they changed, what share they are, what rate.

Read when all counts stand, as it speaks of them: :mod:`.compared` finds them. Such a record has no count but a ``value``
(CONTRACT R58, R59, R61, R62).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from zh_tongbao.components.case_attributes.claims import Found, Said, found, said
from zh_tongbao.components.case_attributes.compared import ALIKE, CORRECTION, Compared
from zh_tongbao.components.case_attributes.items import (
    CHANGE,
    COUNT,
    PER_PEOPLE,
    PERCENT,
    PERIOD,
    RANK,
    RATE,
    SAME,
    SHARE,
    Item,
)
from zh_tongbao.components.case_attributes.likeness import Likeness
from zh_tongbao.components.case_attributes.mentioned import Mention, code_of
from zh_tongbao.components.case_attributes.scopes import Record
from zh_tongbao.components.case_attributes.shares import Shares
from zh_tongbao.components.case_attributes.subjects import ENDS, IN_PER_CENT, Name, Subject, Subjects
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.vocab.tables import Row

NUMBERS = frozenset({PERCENT, PER_PEOPLE})
LISTED = (["listing"], ["listing", CHANGE])
NEAR = {CHANGE: 6, CORRECTION: 6, SHARE: 24, RATE: 8}
# Characters between a word and its number.
LONGEST_LABEL = 8
GOES_ON = ("comma", CHANGE, COUNT)
GOES_ON_WITH = frozenset({"comma", "semicolon", "than", "compare", "earlier", "met", PERIOD})
# What stands between two changes of one thing.
PER_CENT = 100
# Of how many people a rate in per cent is told.

A_YEAR, THE_NEXT = "2000", "2001"
# For days whose year nothing tells (--05-01).

T = TypeVar("T")


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
        self.subjects = Subjects(compared, words)
        self.shares = Shares(compared)
        self.default = words.metrics.default
        self.people = words.people
        self.several = words.several
        self.never = words.never_compared
        self._subject: tuple[int, Subject | None] = (0, None)

    def groups(self) -> Iterator[list[Item]]:
        """The numbers, those of one list together (11.6%和9.2%), and each word that says that nothing changed, or that ranks."""
        group: list[Item] = []
        for item in self.items:
            if item.kind not in (PERCENT, PER_PEOPLE, SAME, RANK):
                continue
            if group and not self._listed(group[-1], item):
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
        subject = self.subjects.before(at)
        if self.never.search(subject.label + self.text[word.start : first.start]):
            return
        if word.kind == SHARE:
            yield from self._shares(group, word, subject)
        elif word.kind == RATE:
            yield from self._rates(group, subject)
        else:
            yield from self._changes(group, word, self._carried(group, word, subject))

    def _carried(self, group: Sequence[Item], word: Item, subject: Subject) -> Subject:
        """The subject of a change; one that names nothing goes on about what the change before it names (发病数较上月上升8%，较去年下降2%)."""
        reached, before = self._subject
        between = {item.kind for item in self.compared.between(reached, word.start)}
        if (
            before is not None
            and subject.known
            and not subject.names
            and not subject.places
            and between <= GOES_ON_WITH
        ):
            subject = subject._replace(names=before.names, diseases=subject.diseases or before.diseases)
        self._subject = (group[-1].end, subject if len(subject.names) == 1 else None)
        return subject

    def _changes(self, group: Sequence[Item], word: Item, subject: Subject) -> Iterator[Record]:
        for number, name, record, mention in self._paired(group, subject, word.start):
            if record is None and not self.compared.compares(word.start):
                continue
            own = self._own_word(number, word)
            measure = said(CHANGE, own)
            value = 0.0 if number.kind == SAME else round(number.value * int(own.value), 6)
            told = record if record is not None else self._beside(name, word.start)
            made = self.like.record(number, told, name.metric, measure, value)
            if made is None or (number.kind == SAME and not _is_of_days(made["period"])):
                continue
            if mention is not None:
                made = self.like.of_disease(made, mention)
            if number.kind == SAME:
                made["count"] = 0
            self.compared.compare(made, record, own)
            yield made
            again = self._again(number)
            if again is not None:
                again.update({field: made[field] for field in (*ALIKE, "disease")})
                self.compared.compare(again, record, own)
            by = self._in_numbers(number)
            if by is not None:
                count = int(own.value) * by.value
                more = self.like.record(by, made, name.metric, measure, count)
                yield (more or made) | {"count": count, "compared": found(dict(made["compared"]), made["compared"])}

    def _again(self, number: Item) -> Record | None:
        """The change in numbers that goes on right behind a percentage (发病数下降11%，减少300例)."""
        at = self._at(number.start) + 1
        ahead = self.items[at : at + len(GOES_ON)]
        if [item.kind for item in ahead] not in ([*GOES_ON], ["comma", CORRECTION, COUNT]):
            return None
        return next((one for one in self.compared.changes if one["start"] == ahead[-1].start), None)

    def _in_numbers(self, number: Item) -> Item | None:
        """The count that a bracket holds behind a percentage, and nothing else: by how many (上升21.7%（97例）)."""
        at = self._at(number.start) + 1
        ahead = self.items[at : at + 3]
        alone = [item.kind for item in ahead] == ["open", COUNT, "close"] and ahead[0].start == number.end
        return ahead[1] if alone and ahead[1].end == ahead[2].start and not self.compared.counts(ahead[1]) else None

    def _shares(self, group: Sequence[Item], word: Item, subject: Subject) -> Iterator[Record]:
        whole = self.subjects.names(self.compared.between(word.end, group[0].start))
        whole = whole or self._ranked(word)
        if whole and not subject.names and len(group) == 1:
            subject = subject._replace(names=whole[-1:])
        place = self.like.place(subject.places)
        if not subject.diseases and (len(group) > 1 or not subject.names):
            subject = subject._replace(diseases=self.shares.named(word, len(group)))
        together = len(group) == 1 and len(subject.diseases) > 1
        if together or self.several.search(subject.label):
            together, subject = True, subject._replace(diseases=[], known=True)
        for number, name, record, mention in self._paired(group, subject, word.start):
            metric = whole[-1].metric if whole else name.metric
            told = record if record is not None else self._beside(name, word.start)
            made = self.like.record(number, told, metric, said(SHARE, word), number.value)
            if made is None:
                continue
            if mention is not None or together or self.shares.of_several(word, told):
                made = self.like.of_disease(made, mention)
            yield made if place is None else made | {"place": place}

    def _ranked(self, word: Item) -> list[Name]:
        """What the list is ranked by whose members together have a share (死亡数居前3位的依次为…，占总数的99%)."""
        for item in reversed(self.compared.between(self.compared.sentence(word.start), word.start)):
            if item.kind == RANK:
                named = self.subjects.names_before(self._at(item.start))
                return named or ([Name(said(self.default, item))] if self.default else [])
        return []

    def _rates(self, group: Sequence[Item], subject: Subject) -> Iterator[Record]:
        names = subject.names
        each = len(subject.diseases) == len(group) > 1
        diseases = subject.diseases if each else subject.diseases[-1:]
        named = _spread(names, len(group)) if each else names[-len(group) :]
        for number, name, mention in zip(group, named, _spread(diseases, len(group))):
            if name is None:
                continue
            people = PER_CENT if number.kind == PERCENT else number.per
            told = self._near(name.metric, number, mention)
            made = self.like.record(number, told, name.metric, said(RATE, name.metric), number.value)
            if made is not None:
                made["per"] = people
                yield made if mention is None else self.like.of_disease(made, mention)

    def _near(self, metric: Said, number: Item, mention: Mention | None) -> Record | None:
        """The count of what a rate is of, else the last one of the sentence, or before it."""
        last = self.compared.wholes(number.start)
        code = mention.code if mention is not None else code_of(last[0]) if last else None
        named = self.compared.named(metric, number.start, disease=code)
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

    def _paired(
        self, group: Sequence[Item], subject: Subject, before: int
    ) -> Iterator[tuple[Item, Name, Record | None, Mention | None]]:
        """Each number with what it is told of, the record of that and the disease that is named, each by each."""
        names, diseases = subject.names, subject.diseases
        if names or diseases:
            numbers = list(group) * max(len(names), len(diseases)) if len(group) == 1 else group
            place = self.like.place(subject.places)
            for number, name, mention in zip(numbers, _spread(names, len(numbers)), _spread(diseases, len(numbers))):
                record = self._named(name, before, place, mention)
                if name is None and record is not None:
                    name = Name(record["metric"])
                elif name is None and self.default:
                    name = Name(said(self.default, number))
                if name is not None:
                    yield number, name, record, mention
            return
        records = self.compared.last(len(group), before) if subject.known else []
        if not subject.known and len(group) == 1 and len(subject.label) <= LONGEST_LABEL:
            labelled = self.compared.labelled(subject.label, before)
            records = [labelled] if labelled is not None else []
        for number, record in zip(group[-len(records) :] if records else (), records):
            yield number, Name(record["metric"], rate=record["measure"] == RATE), record, None

    def _named(self, name: Name | None, before: int, place: Found | None, mention: Mention | None) -> Record | None:
        """The record that a name speaks of, or that of a disease."""
        code = mention.code if mention is not None else None
        if name is None:
            return self.compared.of_disease(code, before) if code is not None else None
        if not name.rate:
            return self.compared.named(name.metric, before, place=place, disease=code)
        told = [PER_CENT] if name.per_cent else self.people
        rates = (self.compared.named(name.metric, before, per=per, disease=code) for per in told)
        return next((one for one in rates if one is not None), None)

    def _beside(self, name: Name, before: int) -> Record | None:
        """What is not counted itself is of the place and the time of the last count."""
        last = self.compared.last(1, before)
        return self.like.unsaid(last[0], name.metric) if last else None

    def _at(self, offset: int) -> int:
        return bisect_left(self.compared.starts, offset)


def _spread(values: Sequence[T], number: int) -> Sequence[T | None]:
    """The last of some values, one for each of so many numbers; a lone one for all of them."""
    if len(values) == 1:
        return [values[0]] * number
    return [*[None] * (number - len(values)), *values[-number:]]


def _is_of_days(period: Row) -> bool:
    """Whether a period is longer than a day."""
    start, end = period["start"], period["end"]
    if not start:
        return False
    if start.startswith("-"):
        start, end = A_YEAR + start[1:], (A_YEAR if start < end else THE_NEXT) + end[1:]
    return datetime.fromisoformat(end) - datetime.fromisoformat(start) > timedelta(days=1)
