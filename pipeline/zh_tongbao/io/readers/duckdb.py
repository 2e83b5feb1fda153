"""Databases: a .duckdb file with a query or its table ``documents``, and a .sql file whose query DuckDB runs.

A query is read as data that may be hostile: one SELECT, which writes nothing. In a .duckdb file it sees that database
alone, whatever views it holds; a .sql file also the files in its own folder and below (``FROM 'news/*.parquet'``), with
names relative to that folder. Extensions, addresses, other files, settings and variables of Python are out of reach.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import decode
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import MEMORY, read_whole
from zh_tongbao.io.readers.columns import rows_of, wanted
from zh_tongbao.io.source import Report, Source

DEFAULT = "FROM documents"
ROWS = 64
# Rows held at a time.

MOST = 10_000_000
# Rows of one query: a recursive one may have no end.

_NODES = frozenset({"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"})
_FUNCTIONS = frozenset(
    {
        "generate_series",
        "glob",
        "parquet_scan",
        "range",
        "read_csv",
        "read_csv_auto",
        "read_json",
        "read_json_auto",
        "read_json_objects",
        "read_json_objects_auto",
        "read_ndjson",
        "read_ndjson_auto",
        "read_ndjson_objects",
        "read_parquet",
        "read_text",
        "repeat",
        "repeat_row",
        "unnest",
    }
)
# What may stand in FROM with arguments. Others run a string as SQL, change settings or write logs.


def read_database(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read the rows that the source's query, or :data:`DEFAULT`, gives in a .duckdb file; the file is not changed.

    Raises:
        InputError: duckdb is not installed, the file is none of its databases, or the query fails or is no SELECT.
    """
    if source.path is None:
        raise InputError(f"{source.name}: a database must be a file of this machine; download it first")
    yield from _rows(source, source.path, None, source.query or DEFAULT)


def read_query(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read the rows that the query in a .sql file gives, out of files beside it.

    Raises:
        InputError: duckdb is not installed, or the query fails or is no SELECT.
    """
    if source.path is None:
        raise InputError(f"{source.name}: a query must be a file of this machine; download it first")
    query, _ = decode(read_whole(source), source.name)
    with _no_writing():
        yield from _rows(source, None, source.path.parent.resolve(), query)


def _rows(source: Source, database: Path | None, folder: Path | None, query: str) -> Iterator[tuple[str, Row]]:
    try:
        import duckdb
    except ImportError as error:
        raise InputError(f"{source.name}: needs duckdb: pip install 'zh-tongbao[duckdb]'") from error
    try:
        with duckdb.connect(str(database or ":memory:"), read_only=database is not None) as connection:
            _lock(connection, folder)
            _check(connection, query, source.name)
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            fields = wanted(names, f"{source.name}, query")
            places = [names.index(column) for column in fields.values()]
            found = chain.from_iterable(iter(lambda: cursor.fetchmany(ROWS), []))
            cells = ([row[place] for place in places] for row in found)
            yield from islice(rows_of(cells, fields, source), MOST)
            if cursor.fetchone() is not None:
                raise InputError(
                    f"{source.name}: the query gives more than {MOST:,} rows; end it with LIMIT and OFFSET"
                )
    except duckdb.Error as error:
        raise InputError(f"{source.name}: the query cannot be run: {' '.join(str(error).split())}") from error


def read_tables(path: Path, names: Sequence[str]) -> dict[str, list[Row]]:
    """Return the rows of tables of a database that ``tongbao extract`` wrote, in their order.

    Raises:
        InputError: duckdb is not installed, or the file is no such database.
    """
    from zh_tongbao.io.tables import TABLES

    try:
        import duckdb
    except ImportError as error:
        raise InputError(f"{path}: needs duckdb: pip install 'zh-tongbao[duckdb]'") from error
    tables: dict[str, list[Row]] = {}
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            _lock(connection, None)
            for name in names:
                order = ", ".join(f'"{column}"' for column in TABLES[name].key)
                cursor = connection.execute(f'SELECT * FROM "{name}" ORDER BY {order}')
                columns = [column[0] for column in cursor.description or ()]
                tables[name] = [dict(zip(columns, row)) for row in cursor.fetchall()]
    except duckdb.Error as error:
        raise InputError(
            f"{path}: not a database that tongbao extract wrote: {' '.join(str(error).split())}"
        ) from error
    return tables


def _lock(connection: Any, folder: Path | None) -> None:
    """Take everything from a connection but its database and, where there is one, the files of a folder."""
    settings: dict[str, object] = {
        "python_enable_replacements": False,
        "python_scan_all_frames": False,
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "allow_community_extensions": False,
        "allow_persistent_secrets": False,
        "temp_directory": "",
        "memory_limit": f"{MEMORY // 2} bytes",
        "threads": 1,
    }
    for name, value in settings.items():
        connection.execute(f"SET {name} = {_literal(value)}")
    if folder is not None:
        connection.execute(f"SET allowed_directories = [{_literal(str(folder))}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _literal(value: object) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value).lower()


def _check(connection: Any, query: str, name: str) -> None:
    """Refuse what is not one SELECT that only reads: DuckDB's own parser says what stands in it.

    Raises:
        InputError: no SELECT, several statements, or a function that does more than read.
        duckdb.Error: no SQL.
    """
    [[parsed]] = connection.execute("SELECT json_serialize_sql(?)", [query]).fetchall()
    tree = json.loads(parsed)
    if tree.get("error") and tree.get("error_type") == "parser":
        raise InputError(f"{name}: the query cannot be run: {' '.join(str(tree.get('error_message')).split())}")
    if tree.get("error") or len(tree.get("statements", ())) != 1:
        raise InputError(f"{name}: must be one SELECT and nothing else; a query only reads")
    for node in _nodes(tree):
        kind = node.get("type")
        function = str(node.get("function", {}).get("function_name")).lower() if kind == "TABLE_FUNCTION" else None
        if isinstance(kind, str) and kind.endswith("_NODE") and kind not in _NODES:
            raise InputError(f"{name}: must be one SELECT and nothing else; a query only reads")
        if function is not None and function not in _FUNCTIONS:
            raise InputError(f"{name}: {function}() is not for queries; take one of {', '.join(sorted(_FUNCTIONS))}")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every object in parsed JSON."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            yield item
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)


@contextmanager
def _no_writing() -> Iterator[None]:
    """While it lasts, this process can write no byte to a file, where the system knows such a limit.

    The second wall behind :func:`_check`: DuckDB lets a query write where it may read.
    """
    try:
        import resource
    except ImportError:
        yield
        return
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        with suppress(ValueError):
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
