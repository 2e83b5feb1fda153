"""Input rows out of tables (CSV, Parquet, SQL): the columns that the contract names, everything else left aside."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row, check_date, check_region
from zh_tongbao.io.source import Source
from zh_tongbao.io.written_days import fields

_log = logging.getLogger("zh_tongbao.io.readers.columns")

FIELDS = ("id", "text", "title", "published", "region")


def wanted(columns: Collection[str], name: str) -> dict[str, str]:
    """Return the columns that rows are made of, by the field that each holds: of that name, else of a word for it.

    Raises:
        InputError: there is no column ``text``.

    Example:
        >>> from zh_tongbao.io.readers.columns import wanted
        >>> wanted(["region", "正文", "url"], "rows.csv")
        {'text': '正文', 'region': 'region'}
    """
    found = _found(columns)
    if "text" not in found:
        raise InputError(f"{name}: no column 'text'; it has {', '.join(columns) or 'no columns'}. Rename one")
    return found


def has_text(columns: Collection[str]) -> bool:
    """Whether one of the columns holds texts, so that a table is one of documents.

    Example:
        >>> from zh_tongbao.io.readers.columns import has_text
        >>> has_text(["region", "content"]), has_text(["region", "cases"])
        (True, False)
    """
    return "text" in _found(columns)


def _found(columns: Collection[str]) -> dict[str, str]:
    meant = {field: column for column in reversed([*columns]) if (field := fields().get(column.strip().lower()))}
    found = {field: field if field in columns else meant.get(field) for field in FIELDS}
    return {field: column for field, column in found.items() if column is not None}


def rows_of(values: Iterable[Sequence[Any]], columns: Mapping[str, str], source: Source) -> Iterator[tuple[str, Row]]:
    """Yield rows with ``where``; a row without an ``id`` is called after the source and its number: ``bulletins-3``.

    Parameters:
        values: cells, in the order of ``columns``.
        columns: from :func:`wanted`. What a column of another name holds is left aside where it is no day or division.
        source: of the rows.
    """
    for number, cells in enumerate(values, start=1):
        row = {field: _plain(cell, field) for field, cell in zip(columns, cells)}
        for field, check in (("published", check_date), ("region", check_region)):
            if columns.get(field, field) != field and row.get(field):
                row[field] = _checked(row[field], columns[field], check)
        if row.get("id") in (None, ""):
            row["id"] = f"{source.stem}-{number}"
        yield f"{source.name}, row {number}", row


def _checked(value: Any, column: str, check: Callable[[str, str], str]) -> str | None:
    try:
        return check(str(value), column)
    except InputError:
        _log.warning("what column %r holds was left aside", column)
        return None


def _plain(cell: Any, column: str) -> Any:
    """Days as the contract writes them, and numbers as strings where the contract has strings of digits."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if column == "region" and isinstance(cell, int) and not isinstance(cell, bool):
        return str(cell)
    return cell
