"""Records as tidy rows: the one list of columns that every table of records has (CSV, Parquet and what comes later)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

Row = dict[str, Any]
Cell = str | int | bool | list[str] | list[int] | None


@dataclass(frozen=True)
class Column:
    """One column.

    Parameters:
        name: its heading; a dot leads into a nested field of the record.
        kind: type of its values; every column may hold nulls.
    """

    name: str
    kind: Literal["string", "integer", "boolean", "strings", "integers"] = "string"


DOCUMENT_COLUMNS = (
    Column("id"),
    Column("published"),
    Column("region"),
)

RECORD_COLUMNS = (
    Column("start", "integer"),
    Column("end", "integer"),
    Column("text"),
    Column("count", "integer"),
    Column("modifier"),
    Column("unit"),
    Column("metric"),
    Column("of"),
    Column("measure"),
    Column("origin"),
    Column("severity"),
    Column("from"),
    Column("detected"),
    Column("place.text"),
    Column("place.adcode"),
    Column("source"),
    Column("period.start"),
    Column("period.end"),
    Column("parent", "integer"),
    Column("relation"),
    Column("derived", "boolean"),
)

COLUMNS = (*DOCUMENT_COLUMNS, Column("record", "integer"), *RECORD_COLUMNS)
# ``id``, ``published``, ``region`` of the document, its index in it (what ``parent`` points to), its fields.


def record_rows(document: Row) -> Iterator[tuple[Cell, ...]]:
    """Yield one row a record, its cells in the order of :data:`COLUMNS`.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.io.record_rows import record_rows
        >>> record = {"start": 5, "end": 7, "text": "3例", "count": 3, "place": {"text": "长春市", "adcode": "220100"}}
        >>> [row] = record_rows({"id": "a", "published": "2022-04-03", "records": [record]})
        >>> row[:8]
        ('a', '2022-04-03', None, 0, 5, 7, '3例', 3)
    """
    head = tuple(document.get(column.name) for column in DOCUMENT_COLUMNS)
    for index, record in enumerate(document.get("records") or ()):
        yield (*head, index, *(cell_of(record, column.name) for column in RECORD_COLUMNS))


def cell_of(fields: Row, name: str) -> Cell:
    """Return the value of a column: of a field, or with dots in the name of a nested one; None where there is none."""
    value: Any = fields
    for key in name.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    cell: Cell = value
    return cell
