"""Excel workbooks: each sheet is a table of documents, with a column ``text``, or one document, the table itself."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from typing import IO, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, check_length, read_whole
from zh_tongbao.io.readers.columns import has_text, rows_of, wanted
from zh_tongbao.io.readers.rows import WIDEST, Span, cell_text, filled, text_of_rows
from zh_tongbao.io.source import Report, Source

CELLS = 200_000
# Of all sheets of a workbook; openpyxl takes some hundred bytes for each.


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
        book = openpyxl.load_workbook(BytesIO(data), data_only=True)
        read_sheet = _Sheets(source.name).table
        tables = [read_sheet(sheet) for sheet in book.worksheets if sheet.max_row]
    except (InputError, MemoryError):
        raise
    except Exception as error:  # zip, XML and the library's own errors
        raise InputError(f"{source.name}: not a readable Excel workbook ({type(error).__name__}: {error})") from error
    tables = [rows for rows in tables if any(any(cell.text for cell in row) for row in rows)]
    if not tables:
        raise InputError(f"{source.name}: no cell holds anything")
    for number, rows in enumerate(tables, start=1):
        columns = [cell.text.strip() for cell in rows[0]]
        if has_text(columns):
            fields = wanted(columns, source.name)
            places = [columns.index(column) for column in fields.values()]
            yield from rows_of(([row[place].text or None for place in places] for row in rows[1:]), fields, source)
            continue
        name = source.stem if len(tables) == 1 else f"{source.stem}-{number}"
        text = text_of_rows(_filled(rows, source.name))
        yield f"{source.name}, sheet {number}", whole(source, text, id=name)


def _check_unpacked(data: bytes, name: str) -> None:
    """Refuse what openpyxl would make too many cells of; it makes one for each place in a merged range, too."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if unpacked > LARGEST:
            raise InputError(f"{name}: unpacks to {unpacked:,} bytes (at most {LARGEST:,}); split it")
        cells = 0
        for part in parts:
            with archive.open(part) as stream:
                cells += _cells(stream, CELLS - cells)
            if cells > CELLS:
                raise InputError(
                    f"{name}: its sheets reach over more than {CELLS:,} cells; split it, or save it as .csv"
                )


def _cells(stream: IO[bytes], most: int) -> int:
    """Cells that are made of one part of a workbook, or more than ``most``; none where it is no sheet."""
    from openpyxl.utils.cell import range_boundaries
    from openpyxl.xml.functions import iterparse

    written = merged = row = last_row = column = last_column = 0
    try:
        for event, element in iterparse(stream, events=("start", "end")):
            kind = str(element.tag).rpartition("}")[2]
            if event == "end":
                element.clear()
                continue
            if not (written or row or merged) and kind in ("sst", "styleSheet"):
                return 0
            if kind == "row":
                row, column = int(element.get("r") or row + 1), 0
            elif kind == "c":
                written += 1
                at = element.get("r")
                left, top, _, _ = range_boundaries(at) if at else (column + 1, row, 0, 0)
                column = int(left or 1)
                last_row, last_column = max(last_row, int(top or 1)), max(last_column, column)
            elif kind == "mergeCell":
                left, top, right, bottom = (int(side or 1) for side in range_boundaries(element.get("ref")))
                merged += (right - left + 1) * (bottom - top + 1)
                last_row, last_column = max(last_row, bottom), max(last_column, right)
            reached = max(written + merged, last_row * min(last_column, WIDEST))
            if reached > most:
                return reached
    except SyntaxError:  # no XML: a picture, or what openpyxl will refuse
        pass
    return max(written + merged, last_row * min(last_column, WIDEST))


class _Sheets:
    """The cells of the sheets of a workbook, which together may not hold too much.

    Parameters:
        name: of the file, for messages.
    """

    def __init__(self, name: str):
        self._name = name
        self._length = 0

    def table(self, sheet: Any) -> list[list[Span]]:
        """The cells of a sheet; one inside a merged range spans nothing."""
        merged = {(area.min_row, area.min_col): area for area in sheet.merged_cells.ranges}
        return [
            [self._span(cell, merged.get((cell.row, cell.column))) for cell in row]
            for row in sheet.iter_rows(max_col=min(sheet.max_column, WIDEST))
        ]

    def _span(self, cell: Any, area: Any) -> Span:
        if type(cell).__name__ == "MergedCell":
            return Span("", 0, 0)
        text = _written(cell)
        self._length += len(text) + 1
        check_length(self._length, self._name)
        return Span(text, area.max_col - area.min_col + 1, area.max_row - area.min_row + 1) if area else Span(text)


def _filled(rows: list[list[Span]], name: str) -> Iterator[list[str]]:
    """The cells of each row with what is merged in its place: long words over many rows are many."""
    length = 0
    for cells in filled(_spanned(rows)):
        length += sum(map(len, cells)) + len(cells)
        check_length(length, name)
        yield cells


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
