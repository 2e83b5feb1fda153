"""One of the tables, whichever it is, as CSV, Parquet or JSON lines."""

from __future__ import annotations

import csv
import io
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import TABLES
from zh_tongbao.io.writers.csv import safe_cell
from zh_tongbao.io.writers.jsonl import json_line
from zh_tongbao.io.writers.parquet import RowsWriter

FORMATS = ("csv", "parquet", "jsonl")


def check(format_name: str, table: str) -> None:
    """Say whether a table can be written in a format.

    Raises:
        InputError: there is no such table, or the format has every table.
    """
    if table not in TABLES:
        raise InputError(f"--table {table}: unknown table; take one of {', '.join(TABLES)}")
    if format_name not in FORMATS:
        raise InputError(f"--table {table}: not of the format {format_name}; take one of {', '.join(FORMATS)}")


class OneTableWriter:
    """Write each document's rows of one table.

    Parameters:
        stream: open for bytes.
        format_name: one of :data:`FORMATS`.
        table: a name of :data:`zh_tongbao.io.tables.TABLES`.

    Raises:
        InputError: there is no such table, or it is not written in that format.

    Example:
        >>> import io
        >>> from zh_tongbao.io.writers.one_table import OneTableWriter
        >>> stream = io.BytesIO()
        >>> writer = OneTableWriter(stream, "csv", "checks")
        >>> check = {"parent": 0, "relation": "place", "expected": 3, "sum": 2, "ok": False, "parts": [1, 2]}
        >>> writer.write({"id": "a", "text": "", "checks": [check]})
        >>> writer.finish()
        >>> stream.getvalue().decode("utf-8-sig").splitlines()
        ['document,id,check,parent,relation,expected,sum,ok,parts', '0,a,0,0,place,3,2,false,1; 2']
    """

    def __init__(self, stream: BinaryIO, format_name: str, table: str):
        check(format_name, table)
        self._table = TABLES[table]
        self._names = [column.name for column in self._table.columns]
        self._stream = stream
        self._number = 0
        self._format = format_name
        self._parquet = RowsWriter(stream, self._table.columns) if format_name == "parquet" else None
        if format_name == "csv":
            self._write_csv([self._names], "utf-8-sig")

    def write(self, document: dict[str, Any]) -> None:
        """Write the document's rows."""
        rows = self._table.rows(document, self._number)
        self._number += 1
        if self._parquet is not None:
            self._parquet.write(rows)
        elif self._format == "csv":
            self._write_csv([[safe_cell(cell) for cell in row] for row in rows], "utf-8")
        else:
            for row in rows:
                self._stream.write(json_line(dict(zip(self._names, row, strict=True))))

    def finish(self) -> None:
        """Write what is still to be written."""
        if self._parquet is not None:
            self._parquet.finish()

    def _write_csv(self, rows: list[Any], encoding: str) -> None:
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows(rows)
        self._stream.write(buffer.getvalue().encode(encoding))
