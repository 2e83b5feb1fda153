"""Excel workbooks: a sheet for each table that has rows, text always as text (nothing runs as a formula or a link)."""

from __future__ import annotations

import logging
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Cell
from zh_tongbao.io.tables import TABLES

LAST_ROW = 1_048_575
# Number of a sheet's last row, counted from 0; Excel has no more.

LONGEST = 32_767
# Characters of a cell; Excel has no more.

EXACT = 2**53
# Numbers above it lose digits in Excel and are written as text.

_log = logging.getLogger("zh_tongbao.io.writers.xlsx")


class XlsxWriter:
    """Write the tables to sheets; memory is bounded, rows wait in temporary files.

    Parameters:
        stream: open for bytes.

    Raises:
        InputError: xlsxwriter is not installed.
    """

    def __init__(self, stream: BinaryIO):
        try:
            import xlsxwriter
        except ImportError as error:
            raise InputError("format xlsx needs xlsxwriter: pip install 'zh-tongbao[xlsx]'") from error
        self._book = xlsxwriter.Workbook(stream, {"constant_memory": True})
        bold = self._book.add_format({"bold": True})
        self._sheets: dict[str, Any] = {}
        self._next = dict.fromkeys(TABLES, 1)
        for name, table in TABLES.items():
            sheet = self._book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            for place, column in enumerate(table.columns):
                sheet.write_string(0, place, column.name, bold)
            self._sheets[name] = sheet
        self._number = 0

    def write(self, document: dict[str, Any]) -> None:
        """Write the document's rows.

        Raises:
            InputError: a sheet is full.
        """
        for name, table in TABLES.items():
            for cells in table.rows(document, self._number):
                if self._next[name] > LAST_ROW:
                    raise InputError(
                        f"format xlsx: more than {LAST_ROW:,} {name} do not fit a sheet; take csv or parquet"
                    )
                self._write_row(name, cells)
        self._number += 1

    def finish(self) -> None:
        """Write the workbook."""
        self._book.close()

    def _write_row(self, name: str, cells: tuple[Cell, ...]) -> None:
        sheet, row = self._sheets[name], self._next[name]
        for place, cell in enumerate(cells):
            if isinstance(cell, bool):
                sheet.write_boolean(row, place, cell)
            elif isinstance(cell, int | float) and abs(cell) <= EXACT:
                sheet.write_number(row, place, cell)
            elif cell is not None:
                text = "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
                if len(text) > LONGEST:
                    _log.warning("sheet %s, row %d: cut to Excel's %d characters a cell", name, row + 1, LONGEST)
                sheet.write_string(row, place, text[:LONGEST])
        self._next[name] = row + 1
