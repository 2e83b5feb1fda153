"""Rows that are no documents (findings, series) as CSV, JSON lines, Parquet or an Excel sheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Column
from zh_tongbao.io.writers.csv import UNUSED, safe_cell
from zh_tongbao.io.writers.jsonl import json_line
from zh_tongbao.io.writers.parquet import RowsWriter
from zh_tongbao.io.writers.sheet import write_sheet

Row = dict[str, Any]

FORMATS = ("jsonl", "csv", "parquet", "xlsx")


def write_rows(format_name: str, stream: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Write rows.

    Parameters:
        format_name: one of :data:`FORMATS`.
        stream: open for bytes.
        columns: of CSV and Parquet; a value that is nested is written as JSON there. JSON lines hold rows whole.
        rows: dictionaries.

    Raises:
        InputError: unknown format, a library that it needs is not installed, or more rows than a sheet holds.
    """
    if format_name == "jsonl":
        for row in rows:
            stream.write(json_line(row))
    elif format_name == "csv":
        _write_csv(stream, columns, rows)
    elif format_name == "parquet":
        writer = RowsWriter(stream, columns)
        for row in rows:
            writer.write([tuple(_cell(row.get(column.name), column) for column in columns)])
        writer.finish()
    elif format_name == "xlsx":
        write_sheet(stream, columns, rows)
    else:
        raise InputError(f"--format {format_name}: unknown format; take one of {', '.join(FORMATS)}")


def _write_csv(stream: BinaryIO, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    buffer = io.StringIO(newline="")
    table = csv.writer(buffer, escapechar=UNUSED)
    table.writerow([column.name for column in columns])
    stream.write(b"\xef\xbb\xbf")
    for row in rows:
        table.writerow([safe_cell(_cell(row.get(column.name), column)) for column in columns])
        stream.write(buffer.getvalue().encode())
        buffer.seek(0)
        buffer.truncate()
    stream.write(buffer.getvalue().encode())


def _cell(value: Any, column: Column) -> Any:
    """A value as its column has it; what is nested deeper is JSON."""
    nested = isinstance(value, dict) or (isinstance(value, list) and column.kind not in ("strings", "integers"))
    return json.dumps(value, ensure_ascii=False) if nested else value
