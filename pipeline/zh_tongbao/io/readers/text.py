"""Plain text: one file, one document."""

from __future__ import annotations

from collections.abc import Iterator

from zh_tongbao.io.encodings import decode, note
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import read_whole
from zh_tongbao.io.source import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .txt file, called after its stem.

    Raises:
        InputError: bytes in no known encoding, or too many.
        OSError: it cannot be opened.
    """
    text, encoding = decode(read_whole(source), source.name)
    note(source.name, [encoding])
    yield source.name, whole(source, text)
