"""What ``tongbao extract`` wrote, read back as documents of the contract: JSON lines, or a folder of part files."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import byte_lines
from zh_tongbao.io.limits import LARGEST
from zh_tongbao.io.readers.jsonl import read_lines
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import STDIN
from zh_tongbao.io.tables import EVIDENCE, EVIDENT
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import Schema

Row = dict[str, Any]

MANIFEST = "manifest.jsonl"
LISTS = ("records", "checks")
MORE = ("entities", "statements")
KEYS = {"entities": "entity"}
# The lists of a document that a folder has tables of, and the columns that count their members.

_NOT_OURS = "run tongbao extract first and give what it writes: a .jsonl file or a folder"


def is_extracted(name: str) -> bool:
    """Whether an input is what ``tongbao extract`` wrote: a run's folder, or a .jsonl file whose first line is a document.

    Parameters:
        name: of a file or a folder.
    """
    path = Path(name)
    if path.is_dir():
        return (path / MANIFEST).exists()
    if path.suffix.lower() != ".jsonl" or not path.is_file():
        return False
    try:
        with path.open("rb") as stream:
            first = json.loads(stream.readline(LARGEST))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(first, dict) and "entities" in first and _wrong(first) is None


def read_extracted(inputs: Iterable[str], report: Report, *, whole: bool = False) -> Iterator[Row]:
    """Yield documents.

    Parameters:
        inputs: .jsonl files, run folders, or ``-`` for JSON lines on standard input.
        report: called for each input and row that cannot be used.
        whole: whether entities, statements and evidence of a folder are wanted too; JSON lines have them anyway.
    """
    for name in inputs:
        path = Path(name)
        try:
            if name == STDIN:
                yield from _lines(Source(None), report)
            elif path.is_dir():
                yield from _folder(path, whole=whole)
            elif not path.exists():
                raise InputError(f"{name}: no such file or folder")
            elif path.suffix.lower() != ".jsonl":
                raise InputError(f"{name}: not a .jsonl file; {_NOT_OURS}")
            else:
                yield from _lines(Source(path), report)
        except InputError as error:
            report(error)
        except OSError as error:
            report(InputError(f"{name}: cannot be read: {error.strerror or error}"))


def _lines(source: Source, report: Report) -> Iterator[Row]:
    with source.open() as stream:
        for where, row in read_lines(byte_lines(stream, source.name, LARGEST), source, report):
            wrong = _wrong(row)
            if wrong:
                report(InputError(f"{where}, field {wrong!r}: not what tongbao extract writes; {_NOT_OURS}"))
            else:
                yield row


def _wrong(row: Row) -> str | None:
    """The first field that no extracted document has like this."""
    if not isinstance(row.get("text"), str):
        return "text"
    for field in ("records", "checks"):
        items = row.get(field)
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            return field
    if any(name not in record for record in row["records"] for name in RECORD.needed):
        return "records"
    if any(index not in range(len(row["records"])) for check in row["checks"] for index in check.get("parts", (-1,))):
        return "checks"
    return None


def _folder(folder: Path, *, whole: bool) -> Iterator[Row]:
    if not (folder / MANIFEST).exists():
        raise InputError(f"{folder}: not a folder that tongbao extract wrote; {_NOT_OURS}")
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(f"{folder}: needs pyarrow: pip install 'zh-tongbao[parquet]'") from error

    def rows(table: str, part: str) -> list[Row]:
        found: list[Row] = pyarrow.parquet.ParquetFile(BytesIO((folder / table / part).read_bytes())).read().to_pylist()
        return found

    lists = (*LISTS, *MORE) if whole else LISTS
    for path in sorted((folder / "documents").glob("part-*.parquet")):
        documents = {
            row.pop("document"): {**row, **{name: [] for name in lists}} for row in rows("documents", path.name)
        }
        for name in lists:
            for row in rows(name, path.name):
                item = (
                    _nested(row, RECORD)
                    if name == "records"
                    else _without(row, ("document", "id", KEYS.get(name, name[:-1])))
                )
                documents[row["document"]][name].append(item)
        if whole:
            for row in rows(EVIDENCE.name, path.name):
                _add_evidence(documents[row["document"]], row)
        yield from documents.values()


def _without(row: Row, keys: tuple[str, ...]) -> Row:
    return {name: value for name, value in row.items() if name not in keys}


def _add_evidence(document: Row, row: Row) -> None:
    """Give a row of the table of evidence back to what it explains."""
    for name, singular in EVIDENT:
        if row[singular] is not None:
            item = document[name][row[singular]]
            evidence, field = {key: row[key] for key in ("start", "end", "via")}, row["field"]
            found = item.setdefault("evidence", {})
            if isinstance(item.get(field), list) and name != "records":
                found.setdefault(field, []).append(evidence)
            else:
                found[field] = evidence


def _nested(row: Row, schema: Schema) -> Row:
    """A row of the table as a record of the contract."""
    record: Row = {}
    for field in schema:
        if field.inner is not None:
            nested = {inner: row.get(f"{field.name}.{inner}") for inner in field.inner.names}
            record[field.name] = nested if any(value is not None for value in nested.values()) else None
        elif field.columns:
            record[field.name] = row.get(field.name, field.role.default)
    return record
