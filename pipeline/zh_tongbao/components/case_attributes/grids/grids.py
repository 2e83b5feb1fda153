"""The tables of a document, each understood as far as the vocabulary goes (CONTRACT R64–R67).

Whatever parts the cells (:mod:`.rows`, :mod:`.streams`), a table is one :class:`.model.Grid`. Its heads say what the
columns count, in which unit, of what time; its labels of which disease, place or time the rows are (:mod:`.meanings`);
:mod:`.records` makes the records.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.areas import NOWHERE
from zh_tongbao.components.case_attributes.grids.cells import Cells
from zh_tongbao.components.case_attributes.grids.columns import RELATIVE, Columns, Table
from zh_tongbao.components.case_attributes.grids.contents import Contents
from zh_tongbao.components.case_attributes.grids.meanings import ASIDE, UNKNOWN, Meaning, Meanings
from zh_tongbao.components.case_attributes.grids.model import Cell, Grid
from zh_tongbao.components.case_attributes.grids.rows import RowLines
from zh_tongbao.components.case_attributes.grids.streams import Streams
from zh_tongbao.components.case_attributes.grids.words import GridWords
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PERIOD, Item
from zh_tongbao.components.case_attributes.reading import Reading, read
from zh_tongbao.components.case_attributes.words import Words

GRID = "grid"
HINT = re.compile(
    r"[0-9](?<![^|\t \u3000\n].)(?:[0-9,.]*%?[|\t \u3000]*$|(?:(?<=[|\t].)|(?<=[|\t] .))[0-9,.]*%? ?[|\t])",
    re.MULTILINE,
)
# A line that ends with a number behind a bar or a blank, or is a number, or a number between such marks: only a text with such
# lines has tables of lines. It begins with the digit, so that a search skips to the next one.
FOOTNOTES = re.compile(r"[|\s]{0,9}\n(?:[0-9]{1,2}[^\W\d_][^\n]*(?:\n|\Z)){1,30}")
FOOTNOTE = re.compile(r"(?:\n|\u3002)([0-9]{1,2})[^\W\d_]")
# Lines below a table that begin with the number of a footnote, and such numbers in them.
NUMBERS = frozenset({COUNT, BARE})
LISTED = 4
# Diseases that a table names which runs on.
PIECES = re.compile(r"[^\n\u3002]+")
# Lines, and sentences of a line.
ABOVE = 4
# Lines above a table that may be its caption.
LONGEST_CAPTION = 120
MOST = 2
# One in so many labels must be known.


class Grids:
    """Find the tables of one document.

    Parameters:
        text: the text as given, whose tabs and bars part the cells.
        view: the normalised text.
        items: what the lexer found in it.
        figures: the words of rates and shares in it.
        diseases: its diseases, in text order.
        words: the word lists of the vocabulary.
        grid_words: those of tables.
        lexed: gives the items of a stretch that stands by itself.

    Attributes:
        notes: what a person should know about the tables that were not understood.
    """

    def __init__(
        self,
        text: str,
        view: str,
        items: Sequence[Item],
        figures: Sequence[Item],
        diseases: Sequence[dict[str, Any]],
        words: Words,
        grid_words: GridWords,
        lexed: Callable[[str], Sequence[Item]],
    ):
        self.view = view
        self.items = items
        self.diseases = diseases
        self.words = words
        self.grid_words = grid_words
        self.contents = Contents(items, figures, diseases)
        self.hinted = HINT.search(text) is not None
        within = self.contents
        self.meanings = Meanings(view, within.items_of, within.figures_of, within.diseases_of, lexed, words, grid_words)
        self.cells = Cells(text, view, words, grid_words)
        self.columns = Columns(view, words.metrics.default)
        self.spans: list[tuple[int, int]] = []
        self.notes: list[str] = []

    def items_with_grids(self) -> Sequence[Item]:
        """The items with each table as one of them, of the kind :data:`GRID`."""
        found: list[Item] = []
        reached = 0
        for table in self._tables():
            grid = table.grid
            starts = self.contents.starts
            first, last = bisect_left(starts, grid.start), bisect_left(starts, grid.end)
            found.extend(self.items[reached:first])
            found.append(Item(GRID, grid.start, grid.end, table))
            self.spans.append((grid.start, grid.end))
            reached = last
        if not found:
            return self.items
        marks = self._footnotes()
        return [*found, *(item for item in self.items[reached:] if item.start not in marks or item.kind not in NUMBERS)]

    def _footnotes(self) -> set[int]:
        """Where the numbers of the footnotes below the last table stand: at the beginning of its line, and of sentences in it."""
        line = FOOTNOTES.match(self.view, self.spans[-1][1])
        if line is None:
            return set()
        return {match.start(1) for match in FOOTNOTE.finditer(self.view, line.start(), line.end())}

    def outside(self, figures: Sequence[Item]) -> Sequence[Item]:
        """The numbers and words that stand in no table."""
        if not self.spans:
            return figures
        return [item for item in figures if not any(start <= item.start < end for start, end in self.spans)]

    def _tables(self) -> Iterator[Table]:
        grids = list(self._grids())
        reached = 0
        for grid in sorted(grids, key=lambda one: (one.start, -one.end)):
            if grid.start < reached:
                continue
            table = self._understood(grid, self.view[reached : grid.start], reached)
            if table is not None:
                reached = grid.end
                yield table

    def _grids(self) -> Iterator[Grid]:
        names = [Cell(disease["start"], disease["end"]) for disease in self.diseases]
        if self.hinted:
            lines = list(self.cells.lines())
            yield from RowLines(self.cells, lines, self._is_head).grids()
            yield from Streams(self.cells, lines, self._is_head, names).grids()
        if len(names) >= LISTED:
            wholes = [Cell(*match.span()) for match in self.grid_words.spaced.finditer(self.view)]
            yield from Streams(self.cells, (), self._is_head, names).run_on(wholes)

    def _is_head(self, cell: Cell) -> int:
        """How surely a cell is the head of a column, see :class:`Streams`."""
        meaning = self.meanings.of_cell(cell)
        if meaning.kind == UNKNOWN:
            return 0
        timed = meaning.period or meaning.months or meaning.week or meaning.earlier or meaning.so_far
        return 2 if meaning.kind != COUNT or meaning.counts or timed or not meaning.placed else 1

    def _understood(self, grid: Grid, above: str, reached: int) -> Table | None:
        """What a table says; None, and a note, where no head names what is counted, or no row a disease, place or time."""
        rows = [self.meanings.of_label(row.label) for row in grid.rows]
        counted = [meaning for meaning, row in zip(rows, grid.rows) if row.cells]
        ill = sum(meaning.disease is not None for meaning in counted)
        placed = sum(meaning.place is not None or meaning.whole for meaning in counted)
        timed = sum(bool(meaning.period or meaning.months or meaning.week) for meaning in counted)
        nowhere = sum(meaning.place is not None and meaning.place.value == NOWHERE for meaning in counted)
        counting = sum(meaning.metric is not None for meaning in counted)
        known = sum(bool(meaning.placed or meaning.metric or meaning.adds) for meaning in counted) - nowhere
        if MOST * known < len(counted) or not (ill or placed or timed or counting):
            self._note(grid)
            return None
        caption, metrics = self._caption(above, reached)
        columns = [self._column(head, grid, at) for at, head in enumerate(grid.heads)]
        if not any(grid.heads):
            if len(metrics) != len(columns):
                return None
            columns = [Meaning(caption.words, COUNT) for _ in columns]
        table = Table(grid, caption, metrics, columns, rows, MOST * ill >= len(counted), self.notes)
        if MOST * counting >= len(counted):
            self.columns.by_the_rows(table)
        else:
            self.columns.by_the_caption(table)
        if not any(column is not None and column.kind not in RELATIVE for column in table.columns):
            self._note(grid)
            return None
        return table

    def _note(self, grid: Grid) -> None:
        """Take down a table that was not understood."""
        if len([row for row in grid.rows if row.cells]) > MOST:
            self.notes.append(NOT_UNDERSTOOD)

    def _column(self, head: list[Cell], grid: Grid, at: int) -> Meaning | None:
        meaning = self.meanings.of_head(head)
        if meaning.kind == ASIDE or not head:
            return None
        if meaning.kind in RELATIVE and not meaning.counts:
            left = [self.meanings.of_head(other) for other in grid.heads[:at]]
            own = [one for one in left if one.kind not in (*RELATIVE, ASIDE, UNKNOWN) and one.counts]
            if own:
                meaning.reading, meaning.metric = own[-1].reading, own[-1].metric
        return meaning

    def _caption(self, above: str, offset: int) -> tuple[Meaning, list[Reading]]:
        """What the caption says: the last line above the table that speaks of one, or names a time, a disease or a metric."""
        lines = [match for match in PIECES.finditer(above)][-ABOVE:]
        empty = Meaning(Cell(offset + len(above), offset + len(above)))
        for line in reversed(lines):
            cell = Cell(offset + line.start(), offset + line.end())
            written = "".join(self.view[slice(*cell)].split())
            if not written or len(written) > LONGEST_CAPTION:
                continue
            if self.grid_words.find("caption", written) is None and not self.contents.diseases_of(cell):
                continue
            meaning = self.meanings.of_label(cell)
            meaning.period = next((i.value for i in self.contents.items_of(cell) if i.kind == PERIOD), None)
            items = self.contents.items_of(cell)
            metrics = [read([item]) for item in items if item.kind in ("state", "event", "ill")]
            metrics = [one for one in metrics if one.counted or one.ill]
            for one in metrics:
                if not one.counted and one.ill:
                    one.state = self.columns.said_by(Cell(one.ill.start, one.ill.end))
            return meaning, _distinct(metrics)
        return empty, []


NOT_UNDERSTOOD = "a table was not understood: no heads that count, or no names of diseases, places or times"


def _distinct(metrics: Sequence[Reading]) -> list[Reading]:
    """The readings without those that say what one before says."""
    found: dict[tuple[Any, Any], Reading] = {}
    for one in metrics:
        found.setdefault((one.state and str(one.state), one.event and str(one.event)), one)
    return list(found.values())
