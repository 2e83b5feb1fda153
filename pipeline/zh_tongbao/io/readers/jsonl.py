"""JSON lines: one input row a line; empty lines are skipped."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import byte_lines, decode, note
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, VALUES
from zh_tongbao.io.source import Report, Source

_STRING = re.compile(rb'"[^"]*"?')
_STRUCTURE = (b",", b"[", b"{")


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read one .jsonl file line by line, however long it is.

    A row without an ``id`` is called after the file's stem and its line: ``bulletins-3``.

    Raises:
        OSError: it cannot be opened.
    """
    with source.open() as stream:
        yield from read_lines(byte_lines(stream, source.name, LARGEST), source, report)


def read_lines(lines: Iterable[bytes], source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read the lines of an open source; a line that is not a JSON object is reported and passed over."""
    offset = 0
    encodings: set[str] = set()
    for number, line in enumerate(lines, start=1):
        where = f"{source.name}, line {number}"
        try:
            row = parse(line, where, offset, encodings)
        except InputError as error:
            report(error)
        else:
            if row is not None:
                if row.get("id") in (None, ""):
                    row["id"] = f"{source.stem}-{number}"
                yield where, row
        offset += len(line)
    note(source.name, encodings)


def parse(line: bytes, where: str, offset: int = 0, encodings: set[str] | None = None) -> dict[str, Any] | None:
    """Decode and parse one line; None for an empty one.

    Parameters:
        line: with or without its end.
        where: file and line for messages.
        offset: of the line in the file, in bytes.
        encodings: where given, the line's encoding is added.

    Raises:
        InputError: bytes in no known encoding, no valid JSON, or JSON that is not an object.
    """
    if len(line) > LARGEST:
        raise InputError(f"{where}: more than {LARGEST:,} bytes are too many for one document; split it")
    text, encoding = decode(line, where, offset)
    if encodings is not None:
        encodings.add(encoding)
    if not text.strip():
        return None
    if _signs(line) > VALUES and _has_many_values(line):
        raise InputError(
            f"{where}: more than {VALUES:,} values are too many for one document; leave out what is not text"
        )
    try:
        row = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{where}: not valid JSON ({error.msg} at column {error.colno})") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: JSON that cannot be read ({error})") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: expected a JSON object with the field 'text', found {type(row).__name__}")
    return row


def _has_many_values(line: bytes) -> bool:
    """Whether JSON has more values than a row ever needs; signs inside strings are none."""
    bare = line.replace(rb"\\", b"").replace(rb"\"", b"")
    if bare.count(b'"') > 2 * VALUES:
        return True
    return _signs(bare) - sum(_signs(string[0]) for string in _STRING.finditer(bare)) > VALUES


def _signs(line: bytes) -> int:
    return sum(map(line.count, _STRUCTURE))
