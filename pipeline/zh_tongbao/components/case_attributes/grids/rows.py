"""Tables whose rows are lines: a name and numbers, parted by tabs, bars or blanks, below lines of heads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from zh_tongbao.components.case_attributes.grids.cells import EMPTY, NUMERIC, WORDED, Cells, Line
from zh_tongbao.components.case_attributes.grids.model import Cell, Grid, Row

SHORTEST = 2
# Rows, and cells of a row.
BARE_ROWS = 3
# Rows of a table without heads.
BETWEEN = 4
# Lines between two rows that are none: heads told again, the name of a class, the first line of a broken name.
HEADS = 3
# Lines of heads.
NUMBERS = frozenset({NUMERIC, "none"})


@dataclass(slots=True)
class Half:
    """A name with the numbers behind it; a line holds two where two halves of a table stand side by side.

    Parameters:
        first: the number of its first cell in the line.
        label: the name.
        cells: each with its number in the line.
    """

    first: int
    label: Cell
    cells: list[tuple[int, Cell | None]]


class RowLines:
    """Find such tables.

    Parameters:
        cells: cuts the text.
        lines: its lines.
        is_head: whether a cell can be the head of a column.
    """

    def __init__(self, cells: Cells, lines: Sequence[Line], is_head: Callable[[Cell], int]):
        self.cells = cells
        self.lines = lines
        self.is_head = is_head
        self.halves = [self._halves(line) for line in lines]

    def grids(self) -> Iterator[Grid]:
        """The tables, in text order."""
        at = 0
        while at < len(self.lines):
            if not self.halves[at]:
                at += 1
                continue
            rows = self._rows(at)
            grid = self._grid(rows) if len(rows) >= SHORTEST else None
            if grid is not None:
                yield grid
            at = rows[-1] + 1

    def _halves(self, line: Line) -> list[Half]:
        """The names and numbers of a line; none where it is no row."""
        if len(line.cells) < SHORTEST or WORDED not in line.kinds or NUMBERS.isdisjoint(line.kinds):
            return []
        if any(kind == WORDED and self.cells.is_text(cell) for cell, kind in zip(line.cells, line.kinds)):
            return []
        halves: list[Half] = []
        at, width = 0, len(line.cells)
        while at < width:
            first = at
            while at < width and line.kinds[at] == EMPTY:
                at += 1
            if at + 1 < width and line.kinds[at + 1] == WORDED and self.cells.is_serial(line.cells[at]):
                at += 1
            if at >= width:
                break
            if line.kinds[at] != WORDED:
                return []
            start = at
            while at < width and (line.kinds[at] == WORDED or (line.kinds[at] == EMPTY and WORDED in line.kinds[at:])):
                at += 1
                if line.marked and line.kinds[at - 1] == EMPTY and not self._goes_on(line, at):
                    break
            named = [cell for cell, kind in zip(line.cells[start:at], line.kinds[start:at]) if kind == WORDED]
            values: list[tuple[int, Cell | None]] = []
            while at < width and not (line.kinds[at] == WORDED and self._has_number(line, at)):
                if self._begins(line, at) and values:
                    break
                values.append((at, line.cells[at] if line.kinds[at] in NUMBERS else None))
                at += 1
            label = Cell(named[0].start, named[-1].end)
            if values:
                halves.append(Half(first, label, values))
            elif not halves:
                return []
        counted = any(kind == NUMERIC for kind in line.kinds)
        return halves if counted or self._all_none(line) else []

    def _goes_on(self, line: Line, at: int) -> bool:
        """Whether a cell behind an empty one is still a name (甲类 | | 鼠疫 | 0)."""
        return at < len(line.cells) and line.kinds[at] == WORDED

    def _begins(self, line: Line, at: int) -> bool:
        """Whether the number of a second half's row stands here."""
        return (
            at + 1 < len(line.cells)
            and line.kinds[at + 1] == WORDED
            and self._has_number(line, at + 1)
            and self.cells.is_serial(line.cells[at])
            and self.cells.is_serial(line.cells[0])
        )

    @staticmethod
    def _has_number(line: Line, at: int) -> bool:
        return not NUMBERS.isdisjoint(line.kinds[at:])

    @staticmethod
    def _all_none(line: Line) -> bool:
        return len(line.cells) > SHORTEST and line.marked and set(line.kinds) <= {WORDED, "none", EMPTY}

    def _rows(self, first: int) -> list[int]:
        """The lines of one table from its first row on."""
        rows = [first]
        shape = self._shape(first)
        heads = {self._squeezed(line) for line in self._above(first)}
        at = first + 1
        while at < len(self.lines):
            limit = min(len(self.lines), at + BETWEEN + 1)
            following = next((one for one in range(at, limit) if self.halves[one]), None)
            if following is None or not self._alike(shape, self._shape(following)):
                break
            between = self.lines[at:following]
            if not all(self._stands_between(line, heads) for line in between):
                break
            rows.append(following)
            at = following + 1
        return rows

    def _shape(self, at: int) -> tuple[bool, int, int]:
        halves = self.halves[at]
        return self.lines[at].marked, len(halves), len(halves[0].cells)

    @staticmethod
    def _alike(one: tuple[bool, int, int], other: tuple[bool, int, int]) -> bool:
        """Whether two rows can be of one table: parted by the same marks, as wide where blanks part them."""
        if one[0] != other[0]:
            return False
        return one[0] or (one[1] == other[1] and abs(one[2] - other[2]) <= 1) or (other[1] == 1 and one[2] == other[2])

    def _stands_between(self, line: Line, heads: set[str]) -> bool:
        written = self._squeezed(line)
        if written in heads:
            return True
        worded = [cell for cell, kind in zip(line.cells, line.kinds) if kind == WORDED]
        again = self.cells.grid_words.find("again", written) is not None
        caption = self.cells.grid_words.find("caption", written) is not None and bool(heads)
        short = not any(self.cells.is_text(cell) for cell in worded)
        return short and (again or caption or len(worded) <= 1 or (not line.marked and len(worded) <= SHORTEST))

    def _squeezed(self, line: Line) -> str:
        return "|".join(self.cells.written(cell) for cell in line.cells)

    def _above(self, first: int) -> list[Line]:
        """The lines of heads right above a row, the top one first."""
        heads: list[Line] = []
        for line in reversed(self.lines[max(0, first - HEADS) : first]):
            worded = line.kinds.count(WORDED)
            known = all(
                kind in (WORDED, EMPTY) or self.cells.is_year(cell) for cell, kind in zip(line.cells, line.kinds)
            )
            if worded + sum(map(self.cells.is_year, line.cells)) < SHORTEST or not known:
                break
            if any(self.cells.is_text(cell) for cell in line.cells) or (heads and line.marked != heads[0].marked):
                break
            if heads and not line.marked and self.cells.grid_words.find("caption", self._squeezed(line)):
                break
            heads.insert(0, line)
        return heads

    def _grid(self, rows: list[int]) -> Grid | None:
        """The table of some lines and the heads above them."""
        heads = self._above(rows[0])
        first = self.halves[rows[0]][0].label
        yearly = all(cell is not None and self.cells.is_year(cell) for _, cell in self.halves[rows[0]][0].cells)
        if yearly and self.cells.written(first) in self.cells.grid_words.labels:
            heads, rows = [*heads, self.lines[rows[0]]], rows[1:]
            if len(rows) < SHORTEST:
                return None
        if not heads:
            return self._headless(rows)
        marked = self.lines[rows[0]].marked
        return self._marked(heads, rows) if marked else self._blank(heads, rows)

    def _headless(self, rows: list[int]) -> Grid | None:
        """Of lines that no heads stand above: what their numbers count, a caption may say."""
        halves = [self.halves[at][0] for at in rows if len(self.halves[at]) == 1]
        widths = [len(half.cells) for half in halves]
        if len(rows) < BARE_ROWS or len(halves) < len(rows) or len(set(widths)) > 1:
            return None
        grid = Grid(halves[0].label.start, self.lines[rows[-1]].cells[-1].end, [[] for _ in range(widths[0])])
        grid.rows = [
            Row(half.label, [cell for _, cell in half.cells], self.cells.indent(half.label)) for half in halves
        ]
        return grid

    def _marked(self, heads: list[Line], rows: list[int]) -> Grid | None:
        """Of cells parted by marks, which stand under each other by their number in the line."""
        width = max(len(self.lines[at].cells) for at in rows)
        starts = self._starts(rows)
        if max(len(line.cells) for line in heads) < len(self.lines[rows[0]].cells):
            return None
        columns = [[self._head(line, at, width) for line in heads] for at in range(width)]
        spans = [*starts, width]
        widths = [last - first for first, last in pairwise(spans)]
        names = [[self._name(cells) for cells in columns[one:other]] for one, other in pairwise(spans)]
        if len(starts) > 1 and any(one[: len(names[-1])] != names[-1] for one in names):
            return None
        skipped = self._first_value(rows)
        grid = Grid(heads[0].cells[0].start, self.lines[rows[-1]].cells[-1].end, [])
        grid.heads = [
            [cell for cell in column if cell is not None] for column in columns[skipped : starts[0] + widths[0]]
        ]
        for number, start in enumerate(starts):
            for at in self._with_labels(rows):
                row = self._row(at, start, skipped, len(grid.heads), number)
                if row is not None:
                    grid.rows.append(row)
        return grid

    @staticmethod
    def _name(cells: Sequence[Cell | None]) -> int:
        return sum(cell is not None for cell in cells)

    def _starts(self, rows: list[int]) -> list[int]:
        """The numbers of the cells with which the halves of the table begin."""
        fullest = max(rows, key=lambda at: len(self.halves[at]))
        return [half.first for half in self.halves[fullest]]

    def _first_value(self, rows: list[int]) -> int:
        """The number of the first cell that is no label."""
        firsts = [self.halves[at][0].cells[0][0] for at in rows]
        return max(set(firsts), key=firsts.count)

    def _head(self, line: Line, at: int, width: int) -> Cell | None:
        """The head of a column in one line; an empty cell right of a head belongs to it where another line has more."""
        if at >= len(line.cells):
            return None
        cell = line.cells[at]
        while cell.start == cell.end and at > 0 and len(line.cells) == width:
            at -= 1
            cell = line.cells[at]
        return cell if cell.start < cell.end else None

    def _with_labels(self, rows: list[int]) -> list[int]:
        """The rows, and between them the lines that are only a name."""
        inside = range(rows[0], rows[-1] + 1)
        known = set(rows)
        return [at for at in inside if at in known or self._is_name(self.lines[at])]

    def _is_name(self, line: Line) -> bool:
        named = [cell for cell, kind in zip(line.cells, line.kinds) if kind == WORDED]
        return len(named) == 1 and self.cells.grid_words.find("again", self.cells.written(named[0])) is None

    def _row(self, at: int, start: int, skipped: int, width: int, number: int) -> Row | None:
        line = self.lines[at]
        if not self.halves[at]:
            if number:
                return None
            cell = next(cell for cell, kind in zip(line.cells, line.kinds) if kind == WORDED)
            return Row(cell, [], self.cells.indent(cell))
        half = next((one for one in self.halves[at] if one.first == start), None)
        if half is None:
            return None
        cells: list[Cell | None] = [None] * width
        for column, value in half.cells:
            if 0 <= column - start - skipped < width:
                cells[column - start - skipped] = value
        return Row(half.label, cells, self.cells.indent(half.label))

    def _blank(self, heads: list[Line], rows: list[int]) -> Grid | None:
        """Of cells parted by blanks: the last ones of a line are its numbers, and their heads the last ones of theirs."""
        widths = [len(half.cells) for at in rows for half in self.halves[at]]
        width = min(set(widths), key=lambda one: (-widths.count(one), one))
        halves = max(len(self.halves[at]) for at in rows)
        lowest = heads[-1].cells
        unknown = (at for at, cell in enumerate(reversed(lowest[: len(lowest) // halves])) if not self.is_head(cell))
        known = next(unknown, width)
        width = known if known in widths else width
        if len(lowest) < width * halves or len(lowest) % halves:
            return None
        columns = [[cell] for cell in lowest[: len(lowest) // halves][-width:]]
        for line in reversed(heads[:-1]):
            upper = line.cells if width % len(line.cells) == 0 else line.cells[1:]
            if not upper or width % len(upper):
                break
            for column in range(width):
                columns[column].insert(0, upper[column * len(upper) // width])
        grid = Grid(heads[0].cells[0].start, self.lines[rows[-1]].cells[-1].end, columns)
        for number in range(halves):
            for at in self._with_labels(rows):
                found = self.halves[at]
                if not found and not number:
                    cell = next(c for c, kind in zip(self.lines[at].cells, self.lines[at].kinds) if kind == WORDED)
                    grid.rows.append(Row(cell, [], self.cells.indent(cell)))
                elif number < len(found):
                    half = found[number]
                    values = fitted(self.cells, [cell for _, cell in half.cells if cell is not None], width)
                    if values is not None:
                        grid.rows.append(Row(half.label, list(values), self.cells.indent(half.label)))
        return grid


def fitted(cells: Cells, values: list[Cell], width: int) -> list[Cell] | None:
    """The cells of a row of so many columns, where a footnote's number or a blank in a number makes them more; else None."""
    if len(values) == width:
        return values
    if len(values) != width + 1:
        return None
    for at, (one, other) in enumerate(pairwise(values)):
        whole = Cell(one.start, other.end)
        thousands = cells.written(other).startswith("0") and len(cells.written(other)) > 1
        if thousands and cells.kind(whole) == NUMERIC:
            return [*values[:at], whole, *values[at + 2 :]]
    if cells.is_serial(values[0]):
        return values[1:]
    return None
