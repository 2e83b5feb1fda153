"""A DuckDB database: the tables with their keys, for SQL."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.arrow import arrow_table, schema_of
from zh_tongbao.io.record_rows import Cell
from zh_tongbao.io.tables import DOCUMENTS, TABLES, Table

ROWS = 20_000
# Rows of a table that are held before they go to the database.

_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "strings": "VARCHAR[]",
    "integers": "BIGINT[]",
}


class DuckDbWriter:
    """Write the tables into a database; where a row has a key it is declared, and that its document exists.

    The database grows in a temporary folder and is copied onto the stream in the end: DuckDB writes no streams.

    Parameters:
        stream: open for bytes.

    Raises:
        InputError: duckdb or pyarrow is not installed.
    """

    def __init__(self, stream: BinaryIO):
        try:
            import duckdb
        except ImportError as error:
            raise InputError("format duckdb needs duckdb: pip install 'zh-tongbao[duckdb]'") from error
        self._schemas = {name: schema_of(table.columns, "format duckdb") for name, table in TABLES.items()}
        self._stream = stream
        self._folder = TemporaryDirectory(prefix="tongbao-")
        self._path = Path(self._folder.name) / "tables.duckdb"
        self._connection = duckdb.connect(str(self._path))
        for table in TABLES.values():
            self._connection.execute(create(table))
        self._rows: dict[str, list[tuple[Cell, ...]]] = {name: [] for name in TABLES}
        self._number = 0

    def write(self, document: Mapping[str, Any]) -> None:
        """Take the document's rows; when a table's pile is high, all are written."""
        for name, table in TABLES.items():
            self._rows[name].extend(table.rows(document, self._number))
        self._number += 1
        if any(len(rows) >= ROWS for rows in self._rows.values()):
            self._flush()

    def finish(self) -> None:
        """Write what is left and hand the database over."""
        self._flush()
        self._connection.close()
        with self._path.open("rb") as database:
            shutil.copyfileobj(database, self._stream)
        self._folder.cleanup()

    def _flush(self) -> None:
        for name, rows in self._rows.items():
            if rows:
                self._connection.register("incoming", arrow_table(rows, self._schemas[name]))
                self._connection.execute(f"INSERT INTO {name} SELECT * FROM incoming")
                self._connection.unregister("incoming")
                self._rows[name] = []


def create(table: Table) -> str:
    """Return the statement that makes a table with its keys.

    Example:
        >>> from zh_tongbao.io.record_rows import Column
        >>> from zh_tongbao.io.tables import DOCUMENT, Table
        >>> from zh_tongbao.io.writers.duckdb import create
        >>> create(Table("tags", (DOCUMENT, Column("tag")), ("document",), iter))
        'CREATE TABLE tags ("document" BIGINT, "tag" VARCHAR, PRIMARY KEY ("document"), FOREIGN KEY (document) REFERENCES documents (document))'
    """
    parts = [f'"{column.name}" {_TYPES[column.kind]}' for column in table.columns]
    if table.key:
        parts.append("PRIMARY KEY ({})".format(", ".join(f'"{column}"' for column in table.key)))
    if table is not DOCUMENTS:
        parts.append("FOREIGN KEY (document) REFERENCES documents (document)")
    return f"CREATE TABLE {table.name} ({', '.join(parts)})"
