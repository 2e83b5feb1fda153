"""Tables whose cells stand a line each, or run on without anything between a name and its numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from zh_tongbao.components.case_attributes.grids.cells import EMPTY, WORDED, Cells, Line
from zh_tongbao.components.case_attributes.grids.model import Cell, Grid, Row
from zh_tongbao.components.case_attributes.grids.rows import fitted

SHORTEST = 2
# Rows, of at least as many numbers; of one number each the names must be diseases.
SHORTEST_RUN = 4
# Rows of a table that runs on.
BROKEN = 3
# Lines of a name.
TOKEN = re.compile(r"[^\s|]+")
GLUED = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?|[^\s|0-9]+")
STRONG, WEAK = 2, 1
# How surely a cell is a head.
LONGEST_GAP = 80
LONGEST_HEAD = 120
Heads = Callable[[Cell], int]
Run = tuple[list[Cell], list[Cell]]
# The words of a name, and the numbers behind them.


class Streams:
    """Find such tables.

    Parameters:
        cells: cuts the text.
        lines: its lines.
        is_head: whether a cell can be the head of a column: 2 where it names what is counted, or a time; 1 where it names
            a disease, a place or the whole, as names of rows do; else 0.
        names: the diseases that the text names, where each begins and ends.
    """

    def __init__(self, cells: Cells, lines: Sequence[Line], is_head: Heads, names: Sequence[Cell]):
        self.cells = cells
        self.lines = lines
        self.is_head = is_head
        self.names = names
        self.starts = {name.start for name in names}

    def grids(self) -> Iterator[Grid]:
        """The tables whose cells stand a line each."""
        stretch: list[tuple[Cell, str]] = []
        for line in [*self.lines, None]:
            told = [] if line is None else [(c, k) for c, k in zip(line.cells, line.kinds) if k != EMPTY]
            single = len(told) == 1
            if single and not (told[0][1] == WORDED and self.cells.is_text(told[0][0])):
                stretch.append(told[0])
                continue
            yield from self._in(stretch)
            stretch = []

    def _in(self, stretch: Sequence[tuple[Cell, str]]) -> Iterator[Grid]:
        runs: list[Run] = []
        for cell, kind in stretch:
            if kind == WORDED:
                if not runs or runs[-1][1]:
                    runs.append(([], []))
                runs[-1][0].append(cell)
            elif runs:
                runs[-1][1].append(cell)
        lengths = [len(numbers) for _, numbers in runs if numbers]
        if len(lengths) < SHORTEST:
            return
        width = max(sorted(set(lengths)), key=lengths.count)
        first = next((at for at in range(len(runs)) if self._opens(runs, at, width)), None)
        if first is None:
            return
        above = [cell for words, _ in runs[: first + 1] for cell in words]
        split = self._split(above, len(runs[first][0]), width)
        if split is None:
            return
        heads, label = above[split - width : split], above[split:]
        rows: list[Row] = []
        for at, (words, numbers) in enumerate(runs[first:]):
            named = label if at == 0 else self._name(words)
            values = self._values(numbers, width)
            if at and (named is None or not numbers or self._ends(words)):
                break
            if named and values is not None:
                rows.append(Row(Cell(named[0].start, named[-1].end), list(values), self.cells.indent(named[0])))
        counted = [row for row in rows if row.cells]
        diseases = sum(row.label.start in self.starts for row in counted)
        if len(counted) >= SHORTEST and (width >= SHORTEST or 2 * diseases > len(counted)):
            last = max(cell.end for row in counted for cell in row.cells if cell is not None)
            yield Grid(heads[0].start, last, [[head] for head in heads], rows)

    def _opens(self, runs: Sequence[Run], at: int, width: int) -> bool:
        """Whether the first row stands here: as many numbers as in the others, or one more, the number of a footnote."""
        return self._values(runs[at][1], width) is not None and len(runs[at][1]) >= width

    def _split(self, above: Sequence[Cell], last: int, width: int) -> int | None:
        """Where the heads end and the name of the first row begins."""
        for least in (STRONG, WEAK):
            for end in range(len(above) - 1, max(width, len(above) - 1 - BROKEN) - 1, -1):
                known = [self.is_head(cell) >= least for cell in above[end - width : end]]
                if all(known) and len(above) - end <= last:
                    return end
        return None

    def _name(self, words: Sequence[Cell]) -> list[Cell] | None:
        """The lines of a row's name; of others in front of it (续表, heads told again) the last ones."""
        if len(words) <= 1:
            return list(words)
        for at in range(len(words) - 1, -1, -1):
            if words[at].start in self.starts:
                return list(words[at:])
        return [words[-1]] if len(words) > BROKEN or all(map(self.is_head, words[:-1])) else list(words)

    def _ends(self, words: Sequence[Cell]) -> bool:
        return any(map(self.cells.is_text, words))

    def _values(self, numbers: Sequence[Cell], width: int) -> list[Cell | None] | None:
        """The cells of a row; the first ones where there are fewer."""
        if not numbers:
            return []
        if len(numbers) < width:
            return [*numbers, *[None] * (width - len(numbers))]
        return fitted(self.cells, list(numbers), width)  # type: ignore[return-value]

    def run_on(self, wholes: Sequence[Cell]) -> Iterator[Grid]:
        """The tables that run on: the names of diseases with nothing but numbers between them.

        Parameters:
            wholes: the words for the whole, which may be names of rows too.
        """
        marks = [name for name in wholes if not any(one.start <= name.start < one.end for one in self.names)]
        names = sorted([*self.names, *marks])
        rows: list[tuple[Cell, list[Cell]]] = []
        for at, name in enumerate(names):
            limit = names[at + 1].start if at + 1 < len(names) else min(len(self.cells.view), name.end + LONGEST_GAP)
            numbers = self._numbers(name.end, limit, last=at + 1 == len(names))
            if numbers is not None:
                rows.append((name, numbers))
            else:
                yield from self._running(rows)
                rows = []
        yield from self._running(rows)

    def _numbers(self, start: int, end: int, *, last: bool) -> list[Cell] | None:
        """The numbers of a gap between two names; None where something else stands in it, or nothing."""
        if end - start > LONGEST_GAP or "\n" in self.cells.view[start:end].strip(" \n"):
            return None
        found: list[Cell] = []
        for token in GLUED.finditer(self.cells.view, start, end):
            cell = Cell(*token.span())
            if self.cells.kind(cell) == WORDED:
                if last and found:
                    break
                return None
            found.append(cell)
        return found or None

    def _running(self, rows: Sequence[tuple[Cell, list[Cell]]]) -> Iterator[Grid]:
        if len(rows) < SHORTEST_RUN:
            return
        lengths = [len(numbers) for _, numbers in rows]
        width = max(sorted(set(lengths)), key=lengths.count)
        first = rows[0][0].start
        line = self.cells.view.rfind("\n", 0, first) + 1
        tokens = [
            Cell(*token.span()) for token in TOKEN.finditer(self.cells.view, max(line, first - LONGEST_HEAD), first)
        ]
        if len(tokens) < width or width < 1:
            return
        heads = [[token] for token in tokens[-width:]]
        grid = Grid(heads[0][0].start, rows[-1][1][-1].end, heads)
        for name, numbers in rows:
            values = self._values(numbers, width)
            if values is not None:
                grid.rows.append(Row(name, list(values), 0))
        yield grid
