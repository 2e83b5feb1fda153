"""Plain text: one file, one document."""

from __future__ import annotations

from collections.abc import Iterator

from zh_tongbao.io.encodings import decode
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.sources import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .txt file, called after its stem.

    Raises:
        InputError: not UTF-8 and not GB18030.
        OSError: it cannot be opened.
    """
    with source.open() as stream:
        data = stream.read()
    text, _ = decode(data, source.name)
    yield source.name, {"id": source.stem, "text": text}
