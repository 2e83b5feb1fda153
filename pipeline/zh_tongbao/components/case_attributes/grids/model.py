"""The one model of a table: heads over columns, labels before rows, and cells that know where they stand in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Cell(NamedTuple):
    """One cell, half-open."""

    start: int
    end: int


@dataclass(slots=True)
class Row:
    """One row.

    Parameters:
        label: its name; that of a name broken over lines covers all of them.
        cells: those of its columns; None for one that is empty.
        indent: how many blanks stand in front of its name.
    """

    label: Cell
    cells: list[Cell | None]
    indent: int = 0


@dataclass(slots=True)
class Grid:
    """One table.

    Parameters:
        start, end: where it stands, with its heads.
        heads: of each column the cells above it, the top one first.
        rows: in the order of reading: of two halves side by side the left one first.
    """

    start: int
    end: int
    heads: list[list[Cell]]
    rows: list[Row] = field(default_factory=list)
