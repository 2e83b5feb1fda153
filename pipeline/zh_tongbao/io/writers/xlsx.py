"""Excel workbooks: a sheet for each table, made to be read; text always as text (nothing runs as a formula or a link).

With a :class:`~zh_tongbao.io.wording.Wording` the workbook begins with a sheet that explains it, heads have notes in every
language, values of the records stand as words, and what only programs need is folded away at the right.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import date
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Cell, Column
from zh_tongbao.io.tables import TABLES
from zh_tongbao.io.wording import LABEL, LABELS, Wording
from zh_tongbao.records.fields import RECORD, TIDY
from zh_tongbao.records.schema import Attribute

LAST_ROW = 1_048_575
# Number of a sheet's last row, counted from 0; Excel has no more.

LONGEST = 32_767
# Characters of a cell; Excel has no more.

EXACT = 2**53
# Numbers above it lose digits in Excel and are written as text.

FIRST_YEAR = 1900
# Excel has no days before it.

ABOUT = 10
# Lines of the sheet that explains the others.

WIDTH = {"integer": 10, "number": 10, "boolean": 8, "date": 11, "string": 13, "strings": 24, "integers": 15}
WIDER = {"id": 20, "sentence": 60}
# Characters of a column, by its kind, and of single ones.

LINE = 30
# Points of a line of the sheet that explains the others: two lines of text.

FOLDED = frozenset({"period", "relation"})
# Fields of a record for which others stand: date and add.

_log = logging.getLogger("zh_tongbao.io.writers.xlsx")


class XlsxWriter:
    """Write the tables to sheets; memory is bounded, rows wait in temporary files.

    Parameters:
        stream: open for bytes.
        wording: words for people; without it the sheets are the tables as programs know them.

    Raises:
        InputError: xlsxwriter is not installed.
    """

    def __init__(self, stream: BinaryIO, wording: Wording | None = None):
        try:
            import xlsxwriter
        except ImportError as error:
            raise InputError("format xlsx needs xlsxwriter: pip install 'zh-tongbao[xlsx]'") from error
        self._book = xlsxwriter.Workbook(stream, {"constant_memory": True})
        self._wording = wording
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._about = self._book.add_worksheet(self._title("about")) if wording else None
        names = sorted(TABLES, key=lambda name: name != "records") if wording else TABLES
        self._sheets = {name: self._sheet(name) for name in names}
        self._number = 0

    def write(self, document: dict[str, Any]) -> None:
        """Write the document's rows.

        Raises:
            InputError: a sheet is full.
        """
        for name, table in TABLES.items():
            sheet = self._sheets[name]
            for cells in table.rows(document, self._number):
                if sheet.next > LAST_ROW:
                    raise InputError(
                        f"format xlsx: more than {LAST_ROW:,} {name} do not fit a sheet; take csv or parquet"
                    )
                sheet.write(cells)
        self._number += 1

    def finish(self) -> None:
        """Write the workbook."""
        for sheet in self._sheets.values():
            sheet.finish()
        if self._about is not None and self._wording is not None:
            self._explain(self._about, self._wording)
        self._book.close()

    def _title(self, name: str) -> str:
        return self._wording.text(f"sheet.{name}") or name if self._wording else name

    def _sheet(self, name: str) -> _Sheet:
        sheet = self._book.add_worksheet(self._title(name))
        head = self._book.add_format(
            {"bold": True, "text_wrap": True, "bg_color": "#E8EEF4", "bottom": 1, "valign": "top"}
        )
        return _Sheet(sheet, name, self._wording, head, self._day)

    def _explain(self, sheet: Any, wording: Wording) -> None:
        """The lines of the first sheet."""
        wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_column(0, 0, 4)
        sheet.set_column(1, 1, 110, wrapped)
        sheet.hide_gridlines(2)
        known = {name: wording.head("records", name) for name in TIDY.names}
        known["add"] = wording.head("records", f"add{LABEL}")
        counts = {"documents": f"{self._number:,}", "records": f"{self._sheets['records'].next - 1:,}"}
        titles = {
            "sheet": self._title("records"),
            "checks": self._title("checks"),
            "total": wording.word("add", "total"),
        }
        for line in range(ABOUT):
            text = wording.text(f"about.{line + 1}") or ""
            sheet.set_row(line, LINE)
            sheet.write_number(line, 0, line + 1, wrapped)
            sheet.write_string(line, 1, text.format(**known | counts | titles), wrapped)
        sheet.activate()


class _Sheet:
    """One sheet, filled row by row.

    Parameters:
        sheet: of the library.
        name: of the table.
        wording: words for people, where they are wanted.
        head, day: formats of heads and of days.
    """

    def __init__(self, sheet: Any, name: str, wording: Wording | None, head: Any, day: Any):
        self.next = 1
        self._sheet = sheet
        self._name = name
        self._wording = wording if name == "records" else None
        self._hidden_if_empty = wording is not None and name != "records"
        self._day = day
        self._columns = TABLES[name].columns
        self._shown, folded = _arranged(self._columns) if self._wording else (self._columns, 0)
        sheet.freeze_panes(1, 0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})  # codes are no numbers
        for place, column in enumerate(self._shown):
            options = {"level": 1, "hidden": True} if place >= len(self._shown) - folded else {}
            sheet.set_column(place, place, WIDER.get(column.name, WIDTH[column.kind]), None, options)
            sheet.write_string(0, place, wording.head(name, column.name) if wording else column.name, head)
            if wording:
                note = wording.note(name, column.name)
                sheet.write_comment(0, place, note, {"x_scale": 2.2, "y_scale": 0.8, "author": "tongbao"})
        if folded:
            sheet.set_column(len(self._shown), len(self._shown), None, None, {"collapsed": True})

    def write(self, cells: tuple[Cell, ...]) -> None:
        """Write one row of the table."""
        if self._wording is not None:
            known: Mapping[str, Cell] = dict(zip((column.name for column in self._columns), cells))
            known = {**known, **dict(zip((column.name for column in LABELS), self._wording.labels(known)))}
            cells = tuple(known[column.name] for column in self._shown)
        for place, (column, cell) in enumerate(zip(self._shown, cells)):
            if cell is not None:
                self._write(place, column, cell)
        self.next += 1

    def finish(self) -> None:
        """Set what needs the number of rows."""
        self._sheet.autofilter(0, 0, max(1, self.next - 1), len(self._shown) - 1)
        if self._hidden_if_empty and self.next == 1:
            self._sheet.hide()

    def _write(self, place: int, column: Column, cell: Cell) -> None:
        write_cell(self._sheet, (self.next, place), column, cell, self._day)


def write_cell(sheet: Any, at: tuple[int, int], column: Column, cell: Cell, days: Any) -> None:
    """Write one value; text stays text, whatever it begins with.

    Parameters:
        sheet: of the library.
        at: row and column, from 0.
        column: what the cell belongs to.
        cell: the value; not None.
        days: the format of days.
    """
    day = _day(cell) if column.kind == "date" or column.day else None
    if day is not None:
        sheet.write_datetime(*at, day, days)
    elif isinstance(cell, bool):
        sheet.write_boolean(*at, cell)
    elif isinstance(cell, int | float) and abs(cell) <= EXACT:
        sheet.write_number(*at, cell)
    else:
        text = "; ".join(map(str, cell)) if isinstance(cell, list) else str(cell)
        if len(text) > LONGEST:
            _log.warning("sheet %s, row %d: cut to Excel's %d characters a cell", sheet.get_name(), at[0] + 1, LONGEST)
        sheet.write_string(*at, text[:LONGEST])


def _day(cell: Cell) -> date | None:
    """A day that Excel has as one."""
    try:
        found = date.fromisoformat(cell) if isinstance(cell, str) else cell
    except ValueError:
        return None
    return found if isinstance(found, date) and found.year >= FIRST_YEAR else None


def _arranged(columns: tuple[Column, ...]) -> tuple[tuple[Column, ...], int]:
    """The columns of the records as a person reads them, words in place of codes, and how many of the last are folded."""
    labels = {column.name.removesuffix(LABEL): column for column in LABELS}
    kinds = {column.name: column for column in columns}
    fields = sorted([*TIDY, *RECORD], key=lambda field: field.role.order)
    named = [labels.get(column.name, column) for field in fields if _is_for_people(field) for column in field.columns]
    shown = [kinds["id"], *(column for column in named if not column.name.endswith(".text"))]
    shown += [kinds[name] for name in ("published", "region")]
    rest = [column for column in (*columns, *LABELS) if column not in shown]
    return (*shown, *rest), len(rest)


def _is_for_people(field: Attribute) -> bool:
    """Whether a field says something by itself: positions and numbers of records do not."""
    return field.role.number == "count" and field.kind != "boolean" and field.name not in FOLDED
