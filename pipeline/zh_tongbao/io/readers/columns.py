"""Input rows out of tables (CSV, Parquet, SQL): the columns that the contract names, everything else left aside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.source import Source

FIELDS = ("id", "text", "title", "published", "region")


def wanted(columns: Collection[str], name: str) -> list[str]:
    """Return the columns that rows are made of.

    Raises:
        InputError: there is no column ``text``.

    Example:
        >>> from zh_tongbao.io.readers.columns import wanted
        >>> wanted(["region", "text", "url"], "rows.csv")
        ['text', 'region']
    """
    if "text" not in columns:
        raise InputError(f"{name}: no column 'text'; it has {', '.join(columns) or 'no columns'}. Rename one")
    return [field for field in FIELDS if field in columns]


def rows_of(values: Iterable[Sequence[Any]], columns: Sequence[str], source: Source) -> Iterator[tuple[str, Row]]:
    """Yield rows with ``where``; a row without an ``id`` is called after the source and its number: ``bulletins-3``."""
    for number, cells in enumerate(values, start=1):
        row = {column: _plain(cell, column) for column, cell in zip(columns, cells)}
        if row.get("id") in (None, ""):
            row["id"] = f"{source.stem}-{number}"
        yield f"{source.name}, row {number}", row


def _plain(cell: Any, column: str) -> Any:
    """Days as the contract writes them, and numbers as strings where the contract has strings of digits."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if column == "region" and isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    return cell
