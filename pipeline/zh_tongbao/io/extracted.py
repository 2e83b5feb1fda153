"""What ``tongbao extract`` wrote, read back as documents of the contract: JSON lines, or a folder of part files."""

from __future__ import annotations

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
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]

MANIFEST = "manifest.jsonl"
_NOT_OURS = "run tongbao extract first and give what it writes: a .jsonl file or a folder"


def read_extracted(inputs: Iterable[str], report: Report) -> Iterator[Row]:
    """Yield documents.

    Parameters:
        inputs: .jsonl files, run folders, or ``-`` for JSON lines on standard input.
        report: called for each input and row that cannot be used.
    """
    for name in inputs:
        path = Path(name)
        try:
            if name == STDIN:
                yield from _lines(Source(None), report)
            elif path.is_dir():
                yield from _folder(path)
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


def _folder(folder: Path) -> Iterator[Row]:
    if not (folder / MANIFEST).exists():
        raise InputError(f"{folder}: not a folder that tongbao extract wrote; {_NOT_OURS}")
    try:
        import pyarrow.parquet
    except ImportError as error:
        raise InputError(f"{folder}: needs pyarrow: pip install 'zh-tongbao[parquet]'") from error
    for path in sorted((folder / "documents").glob("part-*.parquet")):
        tables = {
            name: pyarrow.parquet.ParquetFile(BytesIO((folder / name / path.name).read_bytes())).read().to_pylist()
            for name in ("documents", "records", "checks")
        }
        documents = {row.pop("document"): {**row, "records": [], "checks": []} for row in tables["documents"]}
        for row in tables["records"]:
            documents[row["document"]]["records"].append(_nested(row))
        for row in tables["checks"]:
            kept = {name: value for name, value in row.items() if name not in ("document", "id", "check")}
            documents[row["document"]]["checks"].append(kept)
        yield from documents.values()


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
