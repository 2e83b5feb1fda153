"""Databases: a .duckdb file with a query or its table ``documents``, and a .sql file whose query DuckDB runs.

A query may read what DuckDB reads: Parquet and CSV files by name (``FROM 'news/*.parquet'``), attached databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import decode
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.readers.columns import rows_of, wanted
from zh_tongbao.io.sources import Report, Source

DEFAULT = "FROM documents"
ROWS = 1024
# Rows held at a time.


def read_database(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read the rows that the source's query, or :data:`DEFAULT`, gives in a .duckdb file; the file is not changed.

    Raises:
        InputError: duckdb is not installed, the file is none of its databases, or the query fails.
    """
    if source.path is None:
        raise InputError(f"{source.name}: a database must be a file of this machine; download it first")
    yield from _rows(source, str(source.path), source.query or DEFAULT)


def read_query(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read the rows that the query in a .sql file gives.

    Raises:
        InputError: duckdb is not installed, or the query fails.
    """
    query, _ = decode(read_whole(source), source.name)
    yield from _rows(source, None, query)


def _rows(source: Source, database: str | None, query: str) -> Iterator[tuple[str, Row]]:
    try:
        import duckdb
    except ImportError as error:
        raise InputError(f"{source.name}: needs duckdb: pip install 'zh-tongbao[duckdb]'") from error
    try:
        with duckdb.connect(database or ":memory:", read_only=database is not None) as connection:
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            fields = wanted(names, f"{source.name}, query")
            places = [names.index(field) for field in fields]
            found = chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS), []))
            yield from rows_of(([row[place] for place in places] for row in found), fields, source)
    except duckdb.Error as error:
        raise InputError(f"{source.name}: the query cannot be run: {' '.join(str(error).split())}") from error
