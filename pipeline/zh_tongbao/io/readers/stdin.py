"""Standard input: JSON lines where its first line is a JSON object, else one plain text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import chain

from zh_tongbao.io.encodings import byte_lines, decode, note
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, check_length
from zh_tongbao.io.readers.jsonl import read_lines
from zh_tongbao.io.source import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read what is piped in; rows are read as they arrive.

    Raises:
        InputError: a plain text in no known encoding, or one that is too long or has no end.
    """
    with source.open() as stream:
        lines = byte_lines(stream, source.name, LARGEST)
        head: list[bytes] = []
        for line in _bounded(lines, source.name):
            head.append(line)
            if line.strip():
                break
        if head and _is_object(head[-1]):
            yield from read_lines(chain(head, lines), source, report)
        else:
            text, encoding = decode(b"".join(_bounded(chain(head, lines), source.name)), source.name)
            note(source.name, [encoding])
            yield source.name, {"id": source.stem, "text": text}


def _bounded(lines: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The lines, as long as they can be one document."""
    length = 0
    for line in lines:
        length += len(line)
        check_length(length, name)
        yield line


def _is_object(line: bytes) -> bool:
    """Whether the line is meant as a JSON object: ``{`` and a key, so that a broken row is reported as one."""
    try:
        return isinstance(json.loads(decode(line, "")[0]), dict)
    except (ValueError, RecursionError):
        start = line.removeprefix(b"\xef\xbb\xbf").lstrip()
        return start.startswith(b"{") and start[1:].lstrip().startswith(b'"')
