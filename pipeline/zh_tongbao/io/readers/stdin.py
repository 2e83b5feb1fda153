"""Standard input: JSON lines where its first line is a JSON object, else one plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from zh_tongbao.io.encodings import byte_lines, decode, note
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST
from zh_tongbao.io.readers.jsonl import read_lines
from zh_tongbao.io.sources import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read what is piped in; rows are read as they arrive.

    Raises:
        InputError: a plain text in no known encoding.
    """
    with source.open() as stream:
        lines = byte_lines(stream, source.name, LARGEST)
        head: list[bytes] = []
        for line in lines:
            head.append(line)
            if line.strip():
                break
        if head and _is_object(head[-1]):
            yield from read_lines(chain(head, lines), source, report)
        else:
            text, encoding = decode(b"".join(chain(head, lines)), source.name)
            note(source.name, [encoding])
            yield source.name, {"id": source.stem, "text": text}


def _is_object(line: bytes) -> bool:
    """Whether the line is meant as a JSON object: ``{`` and a key, so that a broken row is reported as one."""
    try:
        return isinstance(json.loads(decode(line, "")[0]), dict)
    except (ValueError, RecursionError):
        start = line.removeprefix(b"\xef\xbb\xbf").lstrip()
        return start.startswith(b"{") and start[1:].lstrip().startswith(b'"')
