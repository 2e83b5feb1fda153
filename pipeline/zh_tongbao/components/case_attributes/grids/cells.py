"""The lines of a text as cells, and what a cell can be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zh_tongbao.components.case_attributes.grids.model import Cell
from zh_tongbao.components.case_attributes.grids.words import GridWords, squeezed
from zh_tongbao.components.case_attributes.words import Words

LINES = re.compile(r"[^\n]+")
BARS = re.compile(r"[\t|]")
TOKENS = re.compile(r"\S+")
RULE = re.compile(r"[\s|:+\u2013\u2014-]{3,}")
SIGN = r"[+\u2014\u2191\u2193]"
NUMBER = re.compile(
    rf"{SIGN}?(?P<number>[0-9]{{1,12}}(?:[,\uff0c ][0-9]{{3}}){{0,4}}(?:\.[0-9]{{1,6}})?)%?[\u2191\u2193]?"
)
SERIAL = re.compile(r"[0-9]{1,3}[.\u3001]?")
YEARS = re.compile(r"(?:19|20)[0-9]{2}")
PARTED = "\n\r\t"
BLANKS = re.compile(r"[^\S\r\n\t]+\Z")
LONGEST = 40
# Characters of a cell; a longer one is running text.

EMPTY, NONE, NUMERIC, WORDED = "empty", "none", "numeric", "worded"


@dataclass(slots=True)
class Line:
    """One line.

    Parameters:
        start, end: where it stands.
        cells: its cells; empty ones only where marks part them.
        kinds: of each cell, what it is.
        marked: whether marks part its cells, and not blanks.
    """

    start: int
    end: int
    cells: list[Cell]
    kinds: list[str]
    marked: bool


class Cells:
    """Cut a text into lines of cells.

    Parameters:
        text: the text as given, whose tabs and bars part the cells.
        view: the normalised text.
        words: the word lists of the vocabulary.
        grid_words: those of tables.
    """

    def __init__(self, text: str, view: str, words: Words, grid_words: GridWords):
        self.text = text
        self.view = view
        self.blanks = words.blanks | grid_words.nones
        self.changes = words.changed
        self.grid_words = grid_words

    def lines(self) -> Iterator[Line]:
        """The lines; none for one that is empty, or only a rule between heads and rows."""
        for match in LINES.finditer(self.text):
            if RULE.fullmatch(match.group()):
                continue
            cells = self._cells(match)
            if cells:
                kinds = [self.kind(cell) for cell in cells]
                marked = BARS.search(self.text, *match.span()) is not None
                yield Line(match.start(), match.end(), cells, kinds, marked)

    def _cells(self, line: re.Match[str]) -> list[Cell]:
        bars = [match.start() for match in BARS.finditer(self.text, *line.span())]
        if not bars:
            return [Cell(*word.span()) for word in TOKENS.finditer(self.text, *line.span())]
        starts, ends = [line.start(), *(bar + 1 for bar in bars)], [*bars, line.end()]
        cells = [self.stripped(start, end) for start, end in zip(starts, ends)]
        if "|" not in line.group():
            return cells if any(cell.start < cell.end for cell in cells) else []
        first, last = cells[0].start == cells[0].end, cells[-1].start == cells[-1].end
        return cells[first : len(cells) - last]  # bars may stand around a line

    def stripped(self, start: int, end: int) -> Cell:
        """A stretch of the text without the blanks around it."""
        written = self.text[start:end]
        first = start + len(written) - len(written.lstrip())
        return Cell(first, max(first, start + len(written.rstrip())))

    def kind(self, cell: Cell) -> str:
        """What a cell is: empty, a mark for nothing, a number, or words."""
        written = self.view[cell.start : cell.end]
        if not written:
            return EMPTY
        if written in self.blanks or self.text[cell.start : cell.end] in self.blanks:
            return NONE
        if NUMBER.fullmatch(written) or self.changes.fullmatch(written):
            return NUMERIC
        return WORDED

    def indent(self, cell: Cell) -> int:
        """How many blanks stand in front of a cell."""
        before = self.text[max(0, cell.start - LONGEST) : cell.start]
        return next(
            (at for at, char in enumerate(reversed(before)) if char in PARTED or not char.isspace()), len(before)
        )

    def written(self, cell: Cell) -> str:
        """A cell as the view has it, without blanks."""
        return squeezed(self.view[cell.start : cell.end])

    def is_text(self, cell: Cell) -> bool:
        """Whether a cell is a piece of running text and not one of a table."""
        written = self.view[cell.start : cell.end]
        return len(written) > LONGEST or self.grid_words.find("no_cell", written) is not None

    def is_serial(self, cell: Cell) -> bool:
        """Whether a cell can be the number of its row."""
        return SERIAL.fullmatch(self.view, cell.start, cell.end) is not None

    def is_year(self, cell: Cell) -> bool:
        """Whether a cell is the number of a year."""
        return YEARS.fullmatch(self.view, cell.start, cell.end) is not None
