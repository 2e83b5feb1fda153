"""Parquet: the rows of one table as typed columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO

from zh_tongbao.io.arrow import arrow_table, schema_of
from zh_tongbao.io.record_rows import COLUMNS, Cell, Column, record_rows

ROWS_A_GROUP = 50_000


class ParquetWriter:
    """Write each document's records; memory is bounded by one row group.

    Parameters:
        stream: open for bytes.

    Raises:
        InputError: pyarrow is not installed.
    """

    def __init__(self, stream: BinaryIO):
        self._file = RowsWriter(stream, COLUMNS)

    def write(self, document: dict[str, Any]) -> None:
        """Take the document's records; a full row group is written."""
        self._file.write(record_rows(document))

    def finish(self) -> None:
        """Write the last row group and the file's footer."""
        self._file.finish()


class RowsWriter:
    """Write rows to one Parquet file, a row group at a time.

    Parameters:
        stream: open for bytes.
        columns: of the file.

    Raises:
        InputError: pyarrow is not installed.
    """

    def __init__(self, stream: BinaryIO, columns: Iterable[Column]):
        self._schema = schema_of(columns, "format parquet")
        import pyarrow.parquet

        self._file = pyarrow.parquet.ParquetWriter(stream, self._schema)
        self._rows: list[tuple[Cell, ...]] = []

    def write(self, rows: Iterable[tuple[Cell, ...]]) -> None:
        """Take rows; a full row group is written."""
        self._rows.extend(rows)
        if len(self._rows) >= ROWS_A_GROUP:
            self._flush()

    def finish(self) -> None:
        """Write the last row group and the file's footer."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            self._file.write_table(arrow_table(self._rows, self._schema))
            self._rows = []
