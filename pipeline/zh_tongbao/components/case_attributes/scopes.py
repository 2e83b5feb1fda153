"""The scopes that a clause stands in: the passage (what its heading said) and the nested lists of parts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from zh_tongbao.components.case_attributes.claims import Found, Said, Words
from zh_tongbao.components.case_attributes.items import CHANGE, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.vocab.tables import Row

Record = dict[str, Any]

TOP, BRACKET, PART, MUTE = "top", "bracket", "part", "mute"

MEMORY = 300
# Records: how far back a total is looked for, so that a long document costs no more per character than a short one.


@dataclass(slots=True)
class Scope:
    """One level: the whole passage, a bracket, or a list of parts opened by a word.

    Parameters:
        kind: ``top``, ``bracket``, ``part``, or ``mute`` for a bracket that belongs to no count.
        total: index of the record whose parts are listed here, or None.
        last: index of the last record made on this level.
        first: how many records there were when a list with 其中 was opened.
        once: the scope ends with its clause (含 …).
        named: what a list without a total of its own counts: it divides two totals together, or names one that is not written.
        inside: the list was opened by naming its total (确诊病例中).
        sums: the list is known to add up to its total.
        apart: its counts are told like the total but are no parts of it (按职业分).
        sourced: places in it are where cases came from.
        waiting: a semicolon has passed; the list goes on only with more of the same kind.
        relations: how the parts so far are parts.
        held: the clause that a muted bracket interrupts.
        place: the place before a muted bracket that counts in it.
        joined: the counts that stand joined before a bracket, and go on behind it.
        mark: the word or bracket that opened it.
        period: the time that its last part named for itself.
    """

    kind: str
    total: int | None = None
    last: int | None = None
    first: int = 0
    once: bool = False
    named: Reading | None = None
    inside: bool = False
    sums: bool = False
    apart: bool = False
    sourced: bool = False
    waiting: bool = False
    relations: set[str] = field(default_factory=set)
    held: list[Item] = field(default_factory=list)
    place: Item | None = None
    joined: list[int] = field(default_factory=list)
    mark: Words | None = None
    period: Row | None = None


@dataclass(slots=True)
class Passage:
    """What holds until the next heading: period, measure, origin, place.

    Parameters:
        period: the time in force.
        until: whether it is a cut-off, without a start.
        now: a word such as 目前, which put its counts at the end of the period.
        main: the time that the report itself is about, for 目前 behind other dates.
        candidate: a day named in this sentence, before its counts.
        so_far: whether counts since another day were told (8月27日以来); 目前 ends that.
        start: where what is cumulative begins (自7月1日以来); None where it is all so far.
        begun: a start that the sentence names, which its first count that says 累计 takes.
        by_year: whether that start is the first of January (今年), which needs no 累计.
        compared: whether the sentence compares (与上月相比), so that its changes are changes.
        bases: the counts whose numbers at another time were just told (30例，较上月（25例）): a change is of one of them.
        since: what the counts of this sentence are compared with: the start of what is new.
        opened: how many records there were when the time in force was named.
        measure: measure of the last count that named one.
        origins: the origins that the passage has named for itself.
        said: the origins that the sentence has.
        here: those that it has since its last semicolon.
        place: the place in force.
        around: the place that was in force before something happened in another.
        others: all other places than those told of, as far as this half of the sentence counts them (其他县火灾6起，死亡2人).
        ungrouped: the place in force before a group of places that this sentence tells of; None where it tells of none.
        group: the places that the sentence names together before it counts what they have (甲、乙2市较多，合计20起).
        grouped: whether it has counted what they have.
        home: the whole country, once the document has named it so.
        report: the place of a report of months, where its first counts stood; the examples that it tells have their own.
        observed: whom 解除, 尚在 … speak of.
        among: whom the sentence speaks of that it does not count (原有56例疑似病例中，…).
        header: the last count that named what it counts.
        lead: the sentence's first such count.
        sentence: how many records there were when the sentence began.
        segment: how many there were at its last semicolon, or when it began.
        reporter: the count that a place reported in this half of the sentence.
        previous: how many there were when the last sentence with counts before it began.
        window: the last period with a start.
        attributes: the last value that each field with a ladder was given.
    """

    period: Row | None = None
    until: bool = False
    now: Item | None = None
    main: Row | None = None
    candidate: Row | None = None
    so_far: bool = False
    start: str | None = None
    begun: str | None = None
    by_year: bool = False
    compared: bool = False
    bases: list[Record] = field(default_factory=list)
    since: str | None = None
    opened: int = 0
    measure: Said | None = None
    origins: list[Said] = field(default_factory=list)
    said: set[Said] = field(default_factory=set)
    here: set[Said] = field(default_factory=set)
    place: Found | None = None
    home: Found | None = None
    around: Found | None = None
    report: Found | None = None
    others: Found | None = None
    ungrouped: tuple[Found | None] | None = None
    group: Item | None = None
    grouped: bool = False
    observed: Said | None = None
    among: Said | None = None
    header: int | None = None
    lead: int | None = None
    sentence: int = 0
    segment: int = 0
    reporter: int | None = None
    previous: int = 0
    window: Row | None = None
    attributes: dict[str, Said] = field(default_factory=dict)

    def begin(self, period: Row, *, at: int, main: bool) -> None:
        """Start again under a new time heading; the place stays.

        Parameters:
            period: the heading's period.
            at: how many records there are.
            main: whether it is the report's own time (a cut-off, a day with its hours) and no date told in passing.
        """
        self.period, self.until = period, period["start_time"] is None
        self.candidate, self.since, self.now, self.so_far = None, None, None, False
        self.opened, self.start = at, None
        if main:
            self.main = period
        if period["start_time"] is not None:
            self.window = period
        self.measure, self.header = None, None
        self.origins = []

    def base(self, unit: str | None) -> Record | None:
        """The count that a change in this unit is of, where its number at another time was told right before."""
        if not self.bases:  # speed
            return None
        return next((record for record in reversed(self.bases) if record["unit"] == unit), None)

    @property
    def origin(self) -> Said | None:
        """The origin in force: the one that the sentence named, else the passage, where it named one alone."""
        said = self.here or self.said
        if said:
            return next(iter(said)) if len(said) == 1 else None
        return self.origins[0] if len(self.origins) == 1 else None


def in_text_order(records: list[Record]) -> list[Record]:
    """The records by where they stand: case numbers and remainders are read before what stands before them, sometimes.

    Example:
        >>> from zh_tongbao.components.case_attributes.scopes import in_text_order
        >>> in_text_order([{"start": 9, "parent": None}, {"start": 4, "parent": 0}])
        [{'start': 4, 'parent': 1}, {'start': 9, 'parent': None}]
    """
    order = sorted(range(len(records)), key=lambda index: records[index]["start"])
    place = {index: at for at, index in enumerate(order)}
    for record in records:
        record["parent"] = place.get(record["parent"])
        if record.get("compared") is not None:
            record["compared"].update({name: place.get(record["compared"][name]) for name in ("record", "base")})
    return [records[index] for index in order]


@dataclass(slots=True)
class State:
    """Where the parser stands in one document; its collaborators read and change it.

    Parameters:
        text: the text as given.
        items: all items of the document.
        position: index of the separator that ended the present clause.
        records: the records so far.
        passage: the passage in force.
        stack: the scopes, innermost last.
        sentences: the offsets behind the sentences so far.
        others: the records of another time, each with the one that is compared with it; no list divides them.
    """

    text: str
    items: list[Item]
    position: int = 0
    records: list[Record] = field(default_factory=list)
    passage: Passage = field(default_factory=Passage)
    stack: list[Scope] = field(default_factory=lambda: [Scope(TOP)])
    sentences: list[int] = field(default_factory=list)
    others: dict[int, int] = field(default_factory=dict)

    @property
    def scope(self) -> Scope:
        """The innermost scope."""
        return self.stack[-1]

    def compares(self, index: int) -> bool:
        """Whether a record is a count that others can be compared with: of the report's own time, stated, and no change."""
        record = self.records[index]
        return index not in self.others and record["measure"] != CHANGE and not record["derived"]

    def take(self, records: list[Record]) -> None:
        """Take the records in another order, some of them maybe once for each of several diseases."""
        place: dict[int, int] = {}
        for at, record in enumerate(records):
            place.setdefault(id(record), at)
        pairs = (
            (place.get(id(self.records[one])), place.get(id(self.records[two]))) for one, two in self.others.items()
        )
        self.others = {one: two for one, two in pairs if one is not None and two is not None}
        self.records[:] = records

    def written(self, item: Item) -> str:
        """The text of an item."""
        return self.text[item.start : item.end]
