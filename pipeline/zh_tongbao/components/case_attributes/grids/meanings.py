"""What the heads and labels of a table say: of which disease, place and time its cells are, and what they count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE, TOWN
from zh_tongbao.components.case_attributes.claims import Said, said
from zh_tongbao.components.case_attributes.grids.model import Cell
from zh_tongbao.components.case_attributes.grids.words import GridWords, unmarked
from zh_tongbao.components.case_attributes.items import CHANGE, COUNT, PERIOD, PLACE, RATE, SHARE, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.words import Words

ASIDE, UNKNOWN = "aside", "unknown"
# Columns of something else, and those whose heads say nothing known.
PEOPLE, PER_CENT = 100_000, 100
COMPARES = frozenset({"compare", "than", "change", "correction", "same"})
WHOLE = frozenset({"sum", "area"})
NOT_COUNTED = COMPARES | {PLACE, PERIOD, "area", "earlier"}
PARTS = ("origin", "severity", "has_severity", "source")
# What the name of a row says of the row above.
SLASH = "/"
CLASS = "class"
Within = Callable[[Cell], Sequence[Any]]


@dataclass(slots=True)
class Meaning:
    """What a head or a label says.

    Parameters:
        words: where it stands.
        kind: of its numbers, by their measure where they count nobody, else ``count``; :data:`ASIDE`; :data:`UNKNOWN`.
        reading: what is counted.
        metric: what is counted, where only a table's word says so.
        disease: the entity.
        place: the item of the place, or of the word for the whole of it.
        whole: whether it is of the whole.
        period: the entity of its time.
        months: the numbers of its year and month, of which one may not be told.
        week: the numbers of its year, which may not be told, and week.
        earlier: the word for another time.
        so_far: the word for all so far.
        since: whether that is since the first of January.
        per: of how many people a rate is.
        unit: what the head says that the numbers are in.
        factor: what the numbers are multiplied by.
        counts_itself: whether the head names what is counted, and does not have it from another.
    """

    words: Cell
    kind: str = UNKNOWN
    reading: Reading = field(default_factory=Reading)
    metric: Said | None = None
    disease: dict[str, Any] | None = None
    place: Item | None = None
    whole: bool = False
    period: dict[str, Any] | None = None
    months: tuple[int | None, int | None] | None = None
    week: tuple[int | None, int] | None = None
    earlier: Item | None = None
    so_far: Item | None = None
    since: bool = False
    per: int | None = None
    unit: str | None = None
    factor: int = 1
    counts_itself: bool = False

    @property
    def counts(self) -> bool:
        """Whether it says what is counted."""
        return bool(self.reading.counted or self.metric)

    @property
    def adds(self) -> bool:
        """Whether a label names no disease, place or time but tells of the row above what a part of it is (其中：境外输入)."""
        return bool(self.reading.origin or self.reading.severity) and not self.placed

    @property
    def placed(self) -> bool:
        """Whether it names a disease, a place, a time or the whole."""
        return bool(
            self.disease
            or self.place
            or self.whole
            or self.period
            or self.months
            or self.week
            or self.earlier
            or self.so_far
        )


class Meanings:
    """Read heads and labels.

    Parameters:
        view: the normalised text.
        items: gives the items of the lexer within a cell.
        figures: gives the words of rates and shares within a cell.
        diseases: gives the diseases within a cell.
        lexed: gives the items of a stretch that stands by itself, with offsets in it.
        words: the word lists of the vocabulary.
        grid_words: those of tables.
    """

    def __init__(
        self,
        view: str,
        items: Within,
        figures: Within,
        diseases: Within,
        lexed: Callable[[str], Sequence[Item]],
        words: Words,
        grid_words: GridWords,
    ):
        self.view = view
        self.items = items
        self.figures = figures
        self.diseases = diseases
        self.lexed = lexed
        self.words = words
        self.grid_words = grid_words

    def of_head(self, cells: Sequence[Cell]) -> Meaning:
        """What the heads of one column say together."""
        if not cells:
            return Meaning(Cell(0, 0))
        told = [self.of_cell(cell) for cell in dict.fromkeys(cells)]
        head = told[-1]
        for above in reversed(told[:-1]):
            head = _joined(above, head)
        return head

    def of_cell(self, cell: Cell) -> Meaning:
        """What one head says."""
        written = unmarked("".join(self.view[slice(*cell)].split()))
        items = self._told(cell, written)
        meaning = Meaning(cell)
        self._where_and_when(meaning, cell, written, items)
        find = self.grid_words.find
        meaning.reading = self._read(items)
        metric = self.grid_words.metrics.get(self._bare(written))
        if metric is None and meaning.period is not None and meaning.reading.counted is False:
            metric = None
        meaning.metric = said(metric, _item(cell)) if metric is not None else None
        meaning.counts_itself = meaning.counts
        rate = next((item for item in self.figures(cell) if item.kind == RATE), None)
        named_rate = self.grid_words.value("rate", written)
        compares = any(item.kind in COMPARES for item in items) or find("change", written) is not None
        if find("share", written) or any(item.kind == SHARE for item in self.figures(cell)):
            meaning.kind = SHARE
        elif compares:
            meaning.kind = CHANGE
            before = self.grid_words.value("before", written)
            meaning.earlier = meaning.earlier or (Item("earlier", *cell, before) if before else None)
            meaning.metric = meaning.metric or (said(named_rate.split()[0], _item(cell)) if named_rate else None)
        elif rate is not None or named_rate is not None:
            metric, *percent = (rate.value if rate is not None else named_rate or "").split()
            if metric:
                meaning.kind, meaning.metric = RATE, said(metric, rate if rate is not None else _item(cell))
                meaning.per = self._people(written, percent=bool(percent))
        elif meaning.counts:
            meaning.kind = COUNT
        elif find("aside", written) is not None:
            meaning.kind = ASIDE
        elif meaning.placed or meaning.reading.origin or find("now", written) is not None:
            meaning.kind = COUNT
        self._unit(meaning, cell, items)
        return meaning

    def of_label(self, cell: Cell) -> Meaning:
        """What the name of a row says."""
        written = unmarked("".join(self.view[slice(*cell)].split()))
        meaning = Meaning(cell)
        items = self._told(cell, written)
        self._where_and_when(meaning, cell, written, items)
        if not meaning.placed:
            metric = self.grid_words.metrics.get(self._bare(written))
            meaning.metric = said(metric, _item(cell)) if metric is not None else None
            told = self._read(items)
            meaning.reading = Reading(
                **{name: getattr(told, name) for name in PARTS if getattr(told, name)} if metric is None else {}
            )
        return meaning

    def _where_and_when(self, meaning: Meaning, cell: Cell, written: str, items: Sequence[Item]) -> None:
        diseases = self.diseases(cell)
        meaning.disease = max(diseases, key=_rank) if diseases else None
        named = [item for item in items if item.kind == PLACE or item.kind in WHOLE]
        meaning.place = named[-1] if named else None
        whole = (
            meaning.place is not None
            and meaning.place.kind in WHOLE
            and meaning.place.value not in (NOWHERE, GROUP, TOWN)
        )
        meaning.whole = whole or self.grid_words.find("whole", written) is not None
        if meaning.place is not None and meaning.place.kind == "sum":
            meaning.place = None
        meaning.period = next((item.value for item in items if item.kind == PERIOD), None)
        told = self.grid_words.months.fullmatch(written)
        if told is not None:
            year, month = told["year"] or told["alone"], told["month"]
            meaning.months = int(year) if year else None, int(month) if month else None
        week = self.grid_words.weeks.fullmatch(written)
        if week is not None:
            meaning.week = int(week["year"]) if week["year"] else None, int(week["week"])
        before = self.grid_words.value("before", written)
        meaning.earlier = Item("earlier", *cell, before) if before else None
        since = self.grid_words.find("since", written) is not None
        if since or self.grid_words.find("so_far", written) is not None:
            meaning.so_far, meaning.since = _item(cell), since

    def _told(self, cell: Cell, written: str) -> Sequence[Item]:
        """The items of a cell; of one with blanks inside those that it has without them."""
        items: Sequence[Item] = self.items(cell)
        if len(written) == cell.end - cell.start or any(item.kind in (PLACE, PERIOD) for item in items):
            return items
        found = self.lexed(written)
        for item in found:
            item.start, item.end = cell
        return found

    @staticmethod
    def _read(items: Sequence[Item]) -> Reading:
        return read([item for item in items if item.kind not in NOT_COUNTED])

    def _bare(self, written: str) -> str:
        """A head without what stands in brackets."""
        opened = self.words.opens.search(written)
        return written[: opened.start()] if opened is not None and opened.start() else written

    def _people(self, written: str, *, percent: bool) -> int:
        digits = written.replace(",", "")
        if "%" in digits:
            return PER_CENT
        people = [many for term, many in self.words.rates if term in digits]
        if people:
            return people[0]
        return PER_CENT if percent else PEOPLE

    def _unit(self, meaning: Meaning, cell: Cell, items: Sequence[Item]) -> None:
        """The unit that a head names, in brackets or behind a slash, and 万 in it."""
        sized = next((item for item in items if item.kind == COUNT), None)
        if sized is not None:
            written = self.view[sized.start : sized.end]
            if not any(map(str.isdigit, written)):  # 万元 by itself is ten thousand of them
                meaning.unit, meaning.factor = sized.unit, sized.value
                return
            if meaning.kind == COUNT and meaning.reading.counted:
                meaning.kind = UNKNOWN
                return
        opened = next((item.end for item in items if item.kind == "open"), cell.end)
        closed = next((item.start for item in items if item.kind == "close"), cell.end)
        written = self.view[opened:closed].strip() or self.view[slice(*cell)].rpartition(SLASH)[2]
        if written in self.words.other_units and meaning.kind == COUNT and "%" not in written:
            meaning.kind = ASIDE
        meaning.unit = self.words.units.get(written)
        large = self.words.large.get(written[:1])
        if large is not None and meaning.factor == 1 and opened < cell.end:
            meaning.factor, meaning.unit = large, self.words.units.get(written[1:])


def _joined(above: Meaning, head: Meaning) -> Meaning:
    """A head and what a head above it says for all columns below."""
    reading = head.reading.copy()
    reading.complete(above.reading)
    kind = head.kind
    if kind == UNKNOWN or (kind == COUNT and above.kind == RATE and not head.counts):
        kind = above.kind if head.kind != UNKNOWN or head.placed or above.kind in (RATE, SHARE, CHANGE) else UNKNOWN
    if head.kind == UNKNOWN and not head.placed and above.kind == COUNT:
        kind = UNKNOWN
    return replace(
        head,
        kind=kind,
        reading=reading,
        metric=head.metric or above.metric,
        disease=head.disease or above.disease,
        place=head.place or above.place,
        period=head.period or above.period,
        months=_both(above.months, head.months),
        week=head.week or above.week,
        earlier=head.earlier or above.earlier,
        so_far=head.so_far or above.so_far,
        since=head.since or above.since,
        per=head.per or above.per,
        factor=max(head.factor, above.factor),
        unit=head.unit or above.unit,
    )


def _both(
    above: tuple[int | None, int | None] | None, head: tuple[int | None, int | None] | None
) -> tuple[int | None, int | None] | None:
    """A month below a year."""
    if above is None or head is None:
        return head or above
    return head[0] or above[0], head[1] or above[1]


def _rank(disease: dict[str, Any]) -> tuple[bool, int]:
    """Of a class and a disease of it the disease (乙类 | 梅毒), of two the longer one."""
    return disease["kind"] != CLASS, disease["end"] - disease["start"]


def _item(cell: Cell) -> Item:
    return Item("cell", cell.start, cell.end, None)
