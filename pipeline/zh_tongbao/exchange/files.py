"""Reading and writing the JSON files of the tools, with messages for people."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.exchange.spans import Row, Span
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.encodings import decode
from zh_tongbao.io.readers.jsonl import parse


def read_lines(path: Path) -> Iterator[tuple[str, int, Row]]:
    """The objects of a JSON-lines file, each with where it stands and its number.

    Raises:
        InputError: the file cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(_bytes(path).split(b"\n"), start=1):
        where = f"{path}, line {number}"
        row = parse(line, where)
        if row is not None:
            yield where, number, row


def read_json(path: Path) -> Any:
    """The content of a JSON file.

    Raises:
        InputError: the file cannot be read, or is no JSON.
    """
    try:
        return json.loads(decode(_bytes(path), str(path))[0])
    except json.JSONDecodeError as error:
        raise InputError(f"{path}, line {error.lineno}: not valid JSON ({error.msg})") from error


def spans_in(items: Any, keys: Sequence[str | int], where: str) -> list[Span]:
    """The spans of a list; ``keys`` say where an item has start, end and label.

    Raises:
        InputError: the list or an item is not as it must be.
    """
    if not isinstance(items or [], list):
        raise InputError(f"{where}: must be a list of spans")
    spans = []
    for item in items or []:
        try:
            start, end, label = (item[key] for key in keys)
        except (KeyError, IndexError, TypeError):
            raise InputError(f"{where}: {item!r} lacks one of start, end and label") from None
        spans.append((start, end, label))
    return spans


def write_lines(path: Path, rows: Iterable[Row]) -> None:
    """Write JSON lines; whole or not at all."""
    _write(path, "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows))


def write_json(path: Path, content: Any) -> None:
    """Write a JSON file; whole or not at all."""
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from error


def _write(path: Path, text: str) -> None:
    try:
        with atomic_output(path) as stream:
            stream.write(text.encode("utf-8"))
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror or error}") from error
