"""Rows as Arrow tables, from which Parquet, DuckDB, polars and pandas take them.

A number that does not fit 64 bits (nobody counts that far, but text is hostile) is null; ``text`` keeps it as written.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.record_rows import Cell, Column

if TYPE_CHECKING:
    import pyarrow

_LARGEST = 2**63 - 1


def schema_of(columns: Iterable[Column], needed_by: str) -> pyarrow.Schema:
    """Return the Arrow schema of columns.

    Parameters:
        columns: in order.
        needed_by: what the person asked for, for the message.

    Raises:
        InputError: pyarrow is not installed.
    """
    try:
        import pyarrow
    except ImportError as error:
        raise InputError(f"{needed_by} needs pyarrow: pip install 'zh-tongbao[parquet]'") from error
    types: dict[str, Any] = {
        "string": pyarrow.string(),
        "integer": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
        "date": pyarrow.date32(),
        "strings": pyarrow.list_(pyarrow.string()),
        "integers": pyarrow.list_(pyarrow.int64()),
    }
    return pyarrow.schema([(column.name, types[column.kind]) for column in columns])


def arrow_table(rows: Iterable[Sequence[Cell]], schema: pyarrow.Schema) -> pyarrow.Table:
    """Return rows as one Arrow table.

    Parameters:
        rows: cells in the order of the schema.
        schema: from :func:`schema_of`.
    """
    import pyarrow

    columns = list(zip(*rows)) or [()] * len(schema)
    arrays = [
        pyarrow.array([fitting(cell) for cell in cells], type=field.type) for cells, field in zip(columns, schema)
    ]
    return pyarrow.table(arrays, schema=schema)


def fitting(cell: Cell) -> Cell:
    """Return the cell, or None for a number of more than 64 bits."""
    return None if isinstance(cell, int) and abs(cell) > _LARGEST else cell
