"""What the columns of a table count whose heads do not say it: the caption does, the rows, or the columns beside them."""

from __future__ import annotations

from dataclasses import dataclass

from zh_tongbao.components.case_attributes.claims import Said, Stretch, said
from zh_tongbao.components.case_attributes.grids.meanings import UNKNOWN, Meaning
from zh_tongbao.components.case_attributes.grids.model import Cell, Grid
from zh_tongbao.components.case_attributes.items import CHANGE, COUNT, SHARE
from zh_tongbao.components.case_attributes.reading import Reading

RELATIVE = frozenset({CHANGE, SHARE})
# Kinds of columns that say something of another one.
MOST = 2
# One row in so many must add up.
NOT_ALL = "a column of a table was not understood"


@dataclass(slots=True)
class Table:
    """One table that is understood.

    Parameters:
        grid: its cells.
        caption: what the lines above it say.
        metrics: what the caption says that is counted, in its order.
        columns: what each column counts; None for one that counts nothing.
        rows: what each row is of.
        of_diseases: whether the rows are diseases.
        notes: what a person should know about how it was read.
    """

    grid: Grid
    caption: Meaning
    metrics: list[Reading]
    columns: list[Meaning | None]
    rows: list[Meaning]
    of_diseases: bool
    notes: list[str]


class Columns:
    """Tell what columns count.

    Parameters:
        view: the normalised text.
        default: what is counted where a table of diseases does not say it.
    """

    def __init__(self, view: str, default: str | None):
        self.view = view
        self.default = default

    @staticmethod
    def by_the_rows(table: Table) -> None:
        """Keep the columns whose heads name a disease, place or time, where the rows say what is counted."""
        table.columns = [
            one if one is not None and one.kind == COUNT and one.placed and not one.counts else None
            for one in table.columns
        ]

    def by_the_caption(self, table: Table) -> None:
        """Let the caption say what the columns count whose heads do not, and drop the others."""
        unsaid = [
            at for at, one in enumerate(table.columns) if one is not None and not one.counts and one.kind == COUNT
        ]
        told = [at for at, one in enumerate(table.columns) if one is not None and one.counts]
        ill = table.caption.disease is not None or any(one is not None and one.disease for one in table.columns)
        for number, at in enumerate(unsaid):
            column = table.columns[at]
            assert column is not None
            if len(table.metrics) == len(unsaid) > 1 and not told:
                column.reading.complete(table.metrics[number])
            elif table.metrics and not told:
                column.reading.complete(table.metrics[0])
            elif (table.of_diseases or ill) and not told and self.default:
                column.reading = column.reading.copy(state=self.said_by(column.words))
            elif told:
                same = table.columns[max((one for one in told if one < at), default=told[0])]
                assert same is not None
                column.reading.complete(same.reading)
                column.metric = same.metric
            else:
                table.columns[at] = None
        for at, column in enumerate(table.columns):
            if column is not None and column.kind in RELATIVE and not column.counts:
                before = [one for one in table.columns[:at] if one is not None and one.counts]
                if before:
                    column.reading, column.metric = before[-1].reading, before[-1].metric
                else:
                    table.columns[at] = None
            elif column is not None and column.kind == UNKNOWN and not self._adds_up(table):
                table.columns[at] = None
                table.notes.append(NOT_ALL)

    def said_by(self, words: Cell) -> Said | None:
        """What is counted where a table of diseases does not say it."""
        return said(self.default, Stretch(*words)) if self.default else None

    def _adds_up(self, table: Table) -> bool:
        """Whether a column without a known head is one of those that make up the column of the whole."""
        whole = next(
            (
                one
                for one, meaning in enumerate(table.columns)
                if meaning is not None and meaning.whole and meaning.counts
            ),
            None,
        )
        if whole is None:
            return False
        parts = [one for one, meaning in enumerate(table.columns) if meaning is not None and meaning.kind == UNKNOWN]
        sums = []
        for row in table.grid.rows:
            if not row.cells or row.cells[whole] is None:
                continue
            numbers = [self._plain(row.cells[one]) for one in parts]
            sums.append(sum(numbers) == self._plain(row.cells[whole]))
        if sums and MOST * sum(sums) > len(sums):
            total = table.columns[whole]
            for one in parts:
                column = table.columns[one]
                assert column is not None and total is not None
                column.kind, column.reading, column.metric = COUNT, total.reading, total.metric
            return True
        return False

    def _plain(self, cell: Cell | None) -> int:
        written = "".join(filter(str.isdigit, self.view[slice(*cell)])) if cell is not None else ""
        return int(written or 0)
