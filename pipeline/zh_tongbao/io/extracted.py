"""What ``tongbao extract`` wrote, read back as documents of the contract: JSON lines, a folder of part files, a database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import byte_lines
from zh_tongbao.io.limits import LARGEST
from zh_tongbao.io.readers.jsonl import read_lines
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import STDIN
from zh_tongbao.records.fields import CHECK, ENTITY, RECORD, STATEMENT

Row = dict[str, Any]

MANIFEST = "manifest.jsonl"
BOOKS = ("records", "checks")
DISCOURSE = ("entities", "statements")
# Lists of a document that a command needs: what is counted, or who says what.

SCHEMAS_OF = {"records": RECORD, "checks": CHECK, "entities": ENTITY, "statements": STATEMENT}
_STRINGS = {name: {field.name for field in schema if field.kind == "string"} for name, schema in SCHEMAS_OF.items()}

_NOT_OURS = "run tongbao extract first and give what it writes: a .jsonl or .duckdb file, or a folder"


def read_extracted(inputs: Iterable[str], report: Report, lists: tuple[str, ...] = BOOKS) -> Iterator[Row]:
    """Yield documents.

    Parameters:
        inputs: .jsonl or .duckdb files, run folders, or ``-`` for JSON lines on standard input.
        report: called for each input and row that cannot be used.
        lists: of each document that are needed; a folder's or a database's other ones are not read.
    """
    for name in inputs:
        path = Path(name)
        try:
            if name == STDIN:
                yield from _lines(Source(None), report, lists)
            elif path.is_dir():
                yield from _folder(path, lists)
            elif not path.exists():
                raise InputError(f"{name}: no such file or folder")
            elif path.suffix.lower() == ".duckdb":
                yield from _database(path, lists)
            elif path.suffix.lower() != ".jsonl":
                raise InputError(f"{name}: not a .jsonl or .duckdb file; {_NOT_OURS}")
            else:
                yield from _lines(Source(path), report, lists)
        except InputError as error:
            report(error)
        except OSError as error:
            report(InputError(f"{name}: cannot be read: {error.strerror or error}"))


def _lines(source: Source, report: Report, lists: tuple[str, ...]) -> Iterator[Row]:
    with source.open() as stream:
        for where, row in read_lines(byte_lines(stream, source.name, LARGEST), source, report):
            wrong = _wrong(row, lists)
            if wrong:
                report(InputError(f"{where}, field {wrong!r}: not what tongbao extract writes; {_NOT_OURS}"))
            else:
                yield row


def _wrong(row: Row, lists: tuple[str, ...]) -> str | None:
    """The first field that no extracted document has like this."""
    if not isinstance(row.get("text"), str):
        return "text"
    for field in lists:
        items = row.get(field)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return field
        if field != "checks" and any(name not in item for item in items for name in SCHEMAS_OF[field].needed):
            return field
    if "checks" in lists and any(
        index not in range(len(row["records"])) for check in row["checks"] for index in check.get("parts", (-1,))
    ):
        return "checks"
    return _misplaced(row, lists)


def _misplaced(row: Row, lists: tuple[str, ...]) -> str | None:
    """The first list of who says what with an item that lies outside the text, or that says something of no known kind."""
    size = len(row["text"])
    for field in lists if lists == DISCOURSE else ():
        for item in row[field]:
            start, end = item["start"], item["end"]
            if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= size):
                return field
            if any(not isinstance(value, str | None) for name, value in item.items() if name in _STRINGS[field]):
                return field
    return None


def _folder(folder: Path, lists: tuple[str, ...]) -> Iterator[Row]:
    if not (folder / MANIFEST).exists():
        raise InputError(f"{folder}: not a folder that tongbao extract wrote; {_NOT_OURS}")
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(f"{folder}: needs pyarrow: pip install 'zh-tongbao[parquet]'") from error
    for path in sorted((folder / "documents").glob("part-*.parquet")):
        names = ("documents", *lists)
        tables = {
            name: pyarrow.parquet.ParquetFile(BytesIO((folder / name / path.name).read_bytes())).read().to_pylist()
            for name in names
        }
        yield from _joined(tables, lists)


def _database(path: Path, lists: tuple[str, ...]) -> Iterator[Row]:
    from zh_tongbao.io.readers.duckdb import read_tables

    yield from _joined(read_tables(path, ("documents", *lists)), lists)


def _joined(tables: dict[str, list[Row]], lists: tuple[str, ...]) -> Iterator[Row]:
    """Documents with the rows of the other tables in their lists."""
    documents = {row.pop("document"): {**row, **{name: [] for name in lists}} for row in tables["documents"]}
    for name in lists:
        made = MADE.get(name, _plain)
        for row in tables[name]:
            documents[row["document"]][name].append(made(row))
    yield from documents.values()


def _plain(row: Row) -> Row:
    """A row of a table without what joins it to its document."""
    return {name: value for name, value in row.items() if name not in ("document", "id", "check", "entity")}


def _statement(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("document", "id") and name in STATEMENT}


def _nested(row: Row) -> Row:
    """A row of the table as a record of the contract."""
    record: Row = {}
    for field in RECORD:
        if field.inner is not None:
            nested = {inner: row.get(f"{field.name}.{inner}") for inner in field.inner.names}
            record[field.name] = nested if any(value is not None for value in nested.values()) else None
        elif field.columns:
            record[field.name] = row.get(field.name, field.role.default)
    return record


MADE: dict[str, Callable[[Row], Row]] = {"records": _nested, "statements": _statement}
# By table, what makes an object of the contract of its row.
