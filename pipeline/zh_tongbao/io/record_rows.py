"""Records as tidy rows: the columns that every table of records has (CSV, Parquet and what comes later)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zh_tongbao.records.fields import DOCUMENT, RECORD
from zh_tongbao.records.schema import Cell, Column, value_at

__all__ = ["COLUMNS", "Cell", "Column", "record_rows"]

_HEADS = tuple(column for name in DOCUMENT.heads for column in DOCUMENT[name].columns)

COLUMNS = (*_HEADS, Column("record", "integer"), *RECORD.columns)
# ``id``, ``published``, ``region`` of the document, its index in it (what ``parent`` points to), its fields.


def record_rows(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
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
    head = tuple(document.get(column.name) for column in _HEADS)
    for index, record in enumerate(document.get("records") or ()):
        yield (*head, index, *(value_at(record, column.name) for column in RECORD.columns))
