"""Parquet: the records as typed columns.

A number that does not fit 64 bits (nobody counts that far, but text is hostile) is null; ``text`` keeps it as written.
"""

from __future__ import annotations

from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import COLUMNS, Cell, record_rows

ROWS_A_GROUP = 50_000

_LARGEST = 2**63 - 1
_TYPES = {"string": "string", "integer": "int64", "boolean": "bool_"}


class ParquetWriter:
    """Write each document's records; memory is bounded by one row group.

    Parameters:
        stream: open for bytes.

    Raises:
        InputError: pyarrow is not installed.
    """

    def __init__(self, stream: BinaryIO):
        try:
            import pyarrow
            import pyarrow.parquet
        except ImportError as error:
            raise InputError("format parquet needs pyarrow: pip install 'zh-tongbao[parquet]'") from error
        self._pyarrow = pyarrow
        self._schema = pyarrow.schema([(column.name, getattr(pyarrow, _TYPES[column.kind])()) for column in COLUMNS])
        self._file = pyarrow.parquet.ParquetWriter(stream, self._schema)
        self._rows: list[tuple[Cell, ...]] = []

    def write(self, document: dict[str, Any]) -> None:
        """Take the document's records; a full row group is written."""
        self._rows.extend(tuple(map(_fitting, row)) for row in record_rows(document))
        if len(self._rows) >= ROWS_A_GROUP:
            self._flush()

    def finish(self) -> None:
        """Write the last row group and the file's footer."""
        self._flush()
        self._file.close()

    def _flush(self) -> None:
        if self._rows:
            arrays = [
                self._pyarrow.array(values, type=field.type) for values, field in zip(zip(*self._rows), self._schema)
            ]
            self._file.write_table(self._pyarrow.table(arrays, schema=self._schema))
            self._rows = []


def _fitting(cell: Cell) -> Cell:
    return None if isinstance(cell, int) and abs(cell) > _LARGEST else cell
