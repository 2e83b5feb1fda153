"""Excel workbooks: each sheet is a table of documents, with a column ``text``, or one document, the table itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, check_length, read_whole
from zh_tongbao.io.readers.columns import rows_of, wanted
from zh_tongbao.io.readers.rows import WIDEST, Span, cell_text, filled, text_of_rows
from zh_tongbao.io.source import Report, Source

TEXT = "text"


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .xlsx file; a sheet that is one document is called after the file's stem, and its number where there are several.

    Raises:
        InputError: openpyxl is not installed, or the file is no workbook, one that is too large unpacked, or empty.
        OSError: it cannot be opened.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise InputError(f"{source.name}: needs openpyxl: pip install 'zh-tongbao[xlsx]'") from error
    data = read_whole(source)
    try:
        _check_unpacked(data, source.name)
        sheets = [sheet for sheet in openpyxl.load_workbook(BytesIO(data), data_only=True).worksheets if sheet.max_row]
        tables = [_table(sheet, source.name) for sheet in sheets]
    except (InputError, MemoryError):
        raise
    except Exception as error:  # zip, XML and the library's own errors
        raise InputError(f"{source.name}: not a readable Excel workbook ({type(error).__name__}: {error})") from error
    tables = [rows for rows in tables if any(any(cell.text for cell in row) for row in rows)]
    if not tables:
        raise InputError(f"{source.name}: no cell holds anything")
    for number, rows in enumerate(tables, start=1):
        columns = [cell.text.strip() for cell in rows[0]]
        if TEXT in columns:
            fields = wanted(columns, source.name)
            places = [columns.index(field) for field in fields]
            yield from rows_of(([row[place].text or None for place in places] for row in rows[1:]), fields, source)
            continue
        name = source.stem if len(tables) == 1 else f"{source.stem}-{number}"
        yield f"{source.name}, sheet {number}", {"id": name, "text": text_of_rows(filled(_spanned(rows)))}


def _check_unpacked(data: bytes, name: str) -> None:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > LARGEST:
        raise InputError(f"{name}: unpacks to {unpacked:,} bytes (at most {LARGEST:,}); split it")


def _table(sheet: Any, name: str) -> list[list[Span]]:
    """The cells of a sheet; one inside a merged range spans nothing."""
    merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
    rows: list[list[Span]] = []
    length = 0
    for row in sheet.iter_rows(max_col=min(sheet.max_column, WIDEST)):
        cells: list[Span] = []
        for cell in row:
            at = cell.row, cell.column
            if type(cell).__name__ == "MergedCell":
                cells.append(Span("", 0, 0))
                continue
            area = merged.get(at)
            text = _written(cell)
            length += len(text) + 1
            cells.append(
                Span(text, area.max_col - area.min_col + 1, area.max_row - area.min_row + 1) if area else Span(text)
            )
        check_length(length, name)
        rows.append(cells)
    return rows


def _spanned(rows: list[list[Span]]) -> Iterator[list[Span]]:
    for row in rows:
        yield [cell for cell in row if cell.columns]


def _written(cell: Any) -> str:
    """What a cell shows: numbers as they are, days as the contract writes them, with the indent of its name."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    indent = int(cell.alignment.indent or 0) if cell.has_style and isinstance(value, str) else 0
    return cell_text(" " * min(indent, 2) + str(value))
