"""Tables in running text: a line of heads, below it a line for each place, the numbers parted by tabs, bars or blanks.

The cells may also stand a line each: the heads one below the other, then a place and its numbers, and so on. A head says
what its column counts, and in which unit; a row of the whole is the total of its column (CONTRACT R64, R65).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.items import COUNT, PLACE, Item
from zh_tongbao.components.case_attributes.numbers import LARGEST
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.scopes import TOP, Scope
from zh_tongbao.components.case_attributes.words import Words

GRID = "grid"
LINES = re.compile(r"[^\n]+")
# A line that ends with a number behind a bar or a blank, or is a number: only a text with such lines has tables.
HINT = re.compile(r"(?:[|\t \u3000]|^)[0-9][0-9,.]*[|\t \u3000]*$", re.MULTILINE)
BARS = re.compile(r"[\t|]")
WORDS = re.compile(r"\S+")
NUMBER = re.compile(r"[0-9]{1,12}(?:,[0-9]{3}){0,4}(?:\.[0-9]{1,6})?")
RULE = re.compile(r"[\s|:-]{3,}")
WORDED = re.compile(r"[^0-9]+")
SLASH = "/"
SHORTEST = 2
# Rows, and cells of a row.
COMPARES = frozenset({"compare", "than", "change", "correction", "same", "earlier"})
WHOLE = frozenset({"sum", "area"})


class Cell(NamedTuple):
    """One cell, half-open."""

    start: int
    end: int


Line = list[Cell]


@dataclass(slots=True)
class Column:
    """What a column counts.

    Parameters:
        named: what its head says.
        unit: the unit that the head names.
        factor: what its numbers are multiplied by (万元).
    """

    named: Reading
    unit: str | None
    factor: int


@dataclass(slots=True)
class Grid:
    """One table.

    Parameters:
        start, end: where it stands.
        columns: behind the labels; None for one that counts nothing.
        rows: each row's label and numbers.
    """

    start: int
    end: int
    columns: list[Column | None]
    rows: list[tuple[Item, list[Item | None]]]


class Grids:
    """Find the tables of one document.

    Parameters:
        text: the text as given, whose tabs and bars part the cells.
        view: the normalised text.
        items: what the lexer found in it.
        words: the word lists of the vocabulary.
    """

    def __init__(self, text: str, view: str, items: Sequence[Item], words: Words):
        self.text = text
        self.view = view
        self.items = items
        self.starts = [item.start for item in items]
        self.words = words

    def items_with_grids(self) -> Sequence[Item]:
        """The items with each table as one of them, of the kind :data:`GRID`."""
        if HINT.search(self.text) is None:
            return self.items
        found: list[Item] = []
        reached = 0
        for grid in self._grids():
            first, last = bisect_left(self.starts, grid.start), bisect_left(self.starts, grid.end)
            found.extend(self.items[reached:first])
            found.append(Item(GRID, grid.start, grid.end, grid))
            reached = last
        return [*found, *self.items[reached:]] if reached else self.items

    def _grids(self) -> Iterator[Grid]:
        for lines in sorted(self._tables()):
            grid = self._grid(lines)
            if grid is not None:
                yield grid

    def _cells(self, line: re.Match[str]) -> Line:
        """The cells of a line; none where it is empty or only a rule between heads and rows."""
        if RULE.fullmatch(line.group()):
            return []
        bars = [match.start() for match in BARS.finditer(self.text, *line.span())]
        if not bars:
            return [Cell(*word.span()) for word in WORDS.finditer(self.text, *line.span())]
        starts, ends = [line.start(), *(bar + 1 for bar in bars)], [*bars, line.end()]
        cells = [self._stripped(start, end) for start, end in zip(starts, ends)]
        first, last = cells[0].start == cells[0].end, cells[-1].start == cells[-1].end
        return cells[first : len(cells) - last]  # bars may stand around a line

    def _stripped(self, start: int, end: int) -> Cell:
        written = self.text[start:end]
        first = start + len(written) - len(written.lstrip())
        return Cell(first, max(first, start + len(written.rstrip())))

    def _is_number(self, cell: Cell) -> bool:
        """Whether a cell holds a number, a mark for none, or nothing."""
        written = self.view[slice(*cell)]
        return not written or written in self.words.blanks or NUMBER.fullmatch(written) is not None

    def _tables(self) -> Iterator[list[Line]]:
        """The lines of each table: its heads, then its rows.

        A row is a name and numbers; a line of as many cells without a number stands above the first.
        """
        lines = [line for line in map(self._cells, LINES.finditer(self.text)) if line]
        for first, last in _runs([len(line) >= SHORTEST and self._is_row(line) for line in lines]):
            heads = lines[first - 1] if first else []
            rows = lines[first:last]
            if len(rows) >= SHORTEST and all(len(row) <= len(heads) for row in rows) and not self._has_number(heads):
                yield [heads, *rows]
        yield from self._in_columns([line[0] if len(line) == 1 else None for line in lines])

    def _in_columns(self, cells: Sequence[Cell | None]) -> Iterator[list[Line]]:
        """The tables whose cells stand a line each: as many heads as a name and the numbers behind it are."""
        numbers = _runs([cell is not None and self._is_number(cell) for cell in cells])
        rows: list[tuple[int, int]] = []
        for first, last in [*numbers, (0, 0)]:
            goes_on = rows and first == rows[-1][1] + 1 and last - first == rows[-1][1] - rows[-1][0]
            if rows and not goes_on:
                width = rows[0][1] - rows[0][0] + 1
                before = cells[max(0, rows[0][0] - 1 - width) : rows[-1][1]]
                told = [cell for cell in before if cell is not None]
                table = [told[at : at + width] for at in range(0, len(told), width)]
                whole = len(told) == len(before) == width * (len(rows) + 1)
                if width > SHORTEST <= len(rows) and whole and not self._has_number(table[0]):
                    yield table
                rows = []
            rows.append((first, last))

    def _is_row(self, line: Line) -> bool:
        """Whether a line is a name and numbers."""
        named, *rest = map(self._is_number, line)
        return not named and all(rest) and any(NUMBER.fullmatch(self.view[slice(*cell)]) for cell in line[1:])

    def _has_number(self, line: Line) -> bool:
        return any(map(self._is_number, line))

    def _grid(self, lines: list[Line]) -> Grid | None:
        """The table of a line of heads and lines of numbers; None where no head names what is counted, or no row a place."""
        heads, *rows = lines
        labels = [self._label(row[0]) for row in rows]
        placed = sum(label.kind == PLACE for label in labels)
        if not placed or SHORTEST * sum(label.value == NOWHERE for label in labels) > len(labels):
            return None
        columns = [self._column(head) for head in heads[1:]]
        if not any(columns):
            return None
        numbered = [[self._number(cell, column) for cell, column in zip(row[1:], columns)] for row in rows]
        return Grid(heads[0].start, rows[-1][-1].end, columns, list(zip(labels, numbered)))

    def _label(self, cell: Cell) -> Item:
        """The place that a row is of, the word for the whole, or a name that no table lists."""
        named = [item for item in self._within(cell) if item.kind == PLACE or item.kind in WHOLE]
        return named[-1] if named else Item("area", cell.start, cell.end, NOWHERE)

    def _column(self, head: Cell) -> Column | None:
        items = self._within(head)
        reading = read(items)
        if not reading.counted or any(item.kind in COMPARES for item in items):
            return None
        sized = next((item for item in items if item.kind == COUNT), None)
        if sized is not None:  # 万元 by itself is ten thousand of them
            worded = WORDED.fullmatch(self.view, sized.start, sized.end)
            return Column(reading, sized.unit, sized.value) if worded else None
        opened = next((item.end for item in items if item.kind == "open"), head.end)
        closed = next((item.start for item in items if item.kind == "close"), head.end)
        unit = self.view[opened:closed].strip() or self.view[slice(*head)].rpartition(SLASH)[2]
        return Column(reading, self.words.units.get(unit), 1) if unit not in self.words.other_units else None

    def _number(self, cell: Cell, column: Column | None) -> Item | None:
        """The count of a cell; None where it is blank or no whole number."""
        if column is None or NUMBER.fullmatch(self.view, *cell) is None:
            return None
        value = Decimal(self.view[slice(*cell)].replace(",", "")) * column.factor
        whole = int(value)
        return Item(COUNT, *cell, whole, column.unit) if whole == value and whole <= LARGEST else None

    def _within(self, cell: Cell) -> Sequence[Item]:
        return self.items[bisect_left(self.starts, cell.start) : bisect_left(self.starts, cell.end)]


def add_records(grid: Grid, build: Builder) -> None:
    """Append the records of a table, row by row; the row of the whole holds the totals of its columns."""
    passage = build.passage
    if passage.candidate is not None:
        passage.begin(passage.candidate, at=len(build.records), main=passage.main is None)
    totals: dict[int, int] = {}
    parts: list[tuple[int, int, Item]] = []
    for label, numbers in grid.rows:
        whole = label.kind in WHOLE and label.value not in (NOWHERE, GROUP)
        places = () if label.kind == "sum" else (label,)
        for at, (column, number) in enumerate(zip(grid.columns, numbers)):
            if column is None or number is None:
                continue
            index = build.record(number, column.named.copy(places=places), Scope(TOP))
            if index is None:
                continue
            build.records[index]["unit"] = None  # none is written beside it
            if whole:
                totals.setdefault(at, index)
            else:
                parts.append((index, at, label))
    for index, at, label in parts:
        if at in totals:
            build.records[index].update(parent=totals[at], relation="place", mark=label)


def _runs(tests: Sequence[bool]) -> list[tuple[int, int]]:
    """The stretches of a list that are true, half-open."""
    edges = [at for at in range(len(tests) + 1) if (at > 0 and tests[at - 1]) != (at < len(tests) and tests[at])]
    return list(zip(edges[::2], edges[1::2]))
