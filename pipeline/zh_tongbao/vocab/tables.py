"""Reading one vocabulary file: a CSV with a header, or JSON lines, each row checked against a schema.

A row reaches the pipeline as a plain dictionary of strings (and, from JSON, lists, numbers and null), so that every
component can be saved and loaded without a class of its own.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.resources import find_config_file

Row = dict[str, Any]


@dataclass(frozen=True)
class Schema:
    """What the rows of one vocabulary file must look like.

    Parameters:
        required: columns that must be there and not empty.
        optional: columns that may be missing or empty.
        choices: for a column, the values it may have.
    """

    required: tuple[str, ...]
    optional: tuple[str, ...] = ()
    choices: Mapping[str, Collection[str]] = field(default_factory=dict)


def read_csv(path: str | Path, schema: Schema) -> list[Row]:
    """Read a CSV vocabulary file (UTF-8, header in line 1; empty lines and lines starting with # are skipped).

    Raises:
        InputError: missing file or column, empty required cell, or a value that the schema does not allow.
    """
    return [row for _, row in rows_of_csv(path, schema)]


def columns_of(path: str | Path) -> list[str]:
    """The columns of a CSV vocabulary file.

    Raises:
        InputError: missing file.
    """
    with find_config_file(path).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines).fieldnames or ())


def rows_of_csv(path: str | Path, schema: Schema) -> Iterator[tuple[str, Row]]:
    """Yield every row of a CSV vocabulary file, checked, with the place it stands at (file and line).

    Raises:
        InputError: as :func:`read_csv`.
    """
    found = find_config_file(path)
    with found.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines)
        header = reader.fieldnames or []
        for column in schema.required:
            if column not in header:
                raise InputError(f"{found}, line 1: column {column!r} is missing (found {', '.join(header)})")
        for row in reader:
            first = row.get(header[0]) or ""
            if first.startswith("#") or not any(row.values()):
                continue
            where = f"{found}, line {reader.line_num}"
            if None in row:
                raise InputError(f"{where}: more cells than the header has columns")
            yield where, check_row(row, schema, where)


def read_jsonl(path: str | Path, schema: Schema) -> list[Row]:
    """Read a JSON-lines vocabulary file (UTF-8, one object a line, empty lines skipped).

    Raises:
        InputError: missing file, a line that is not a JSON object, or a row that the schema does not allow.
    """
    return [check_row(row, schema, where) for where, row in rows_of_jsonl(path)]


def check_row(row: Row, schema: Schema, where: str) -> Row:
    """Return the row with empty optional cells as empty strings, or say which column is wrong.

    Raises:
        InputError: naming ``where`` and the column.
    """
    for column in schema.required:
        if row.get(column) in (None, "", []):
            raise InputError(f"{where}, column {column!r}: must not be empty")
    for column, allowed in schema.choices.items():
        value = row.get(column)
        if value and value not in allowed:
            raise InputError(f"{where}, column {column!r}: {value!r} is not one of {', '.join(sorted(allowed))}")
    return {key: "" if value is None else value for key, value in row.items()}


def rows_of_jsonl(path: str | Path) -> Iterator[tuple[str, Row]]:
    """Yield every object of a JSON-lines file with the place it stands at (file and line), unchecked.

    Raises:
        InputError: missing file, or a line that is not a JSON object.
    """
    path = find_config_file(path)
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            try:
                row = json.loads(line)
            except json.JSONDecodeError as error:
                raise InputError(f"{where}: not valid JSON ({error.msg} at column {error.colno})") from error
            if not isinstance(row, dict):
                raise InputError(f"{where}: expected a JSON object, found {type(row).__name__}")
            yield where, row
