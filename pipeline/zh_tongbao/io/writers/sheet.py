"""Rows of one table as an Excel workbook of one sheet, to be sorted and filtered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Column
from zh_tongbao.io.writers.xlsx import LAST_ROW, WIDTH, write_cell


def write_sheet(stream: BinaryIO, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows.

    Parameters:
        stream: open for bytes.
        columns: of the sheet.
        rows: by the columns' names; text is text, whatever it begins with, and nothing runs as a formula or a link.

    Raises:
        InputError: xlsxwriter is not installed, or there are more rows than a sheet holds.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise InputError("format xlsx needs xlsxwriter: pip install 'zh-tongbao[xlsx]'") from error
    book = xlsxwriter.Workbook(stream, {"constant_memory": True})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "bottom": 1})
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTH[column.kind] + 5)
        sheet.write_string(0, place, column.name, head)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > LAST_ROW:
            raise InputError(f"format xlsx: more than {LAST_ROW:,} rows do not fit a sheet; take csv or parquet")
        for place, column in enumerate(columns):
            cell = row.get(column.name)
            if cell is not None:
                write_cell(sheet, (last, place), column, cell, days)
    sheet.autofilter(0, 0, max(1, last), max(0, len(columns) - 1))
    book.close()
