"""The readers, one file a format, and the registry by which a file's suffix finds its own.

A reader is a function ``(source, report) -> iterator of (where, row)``: ``row`` is an input row as it stands in the
file, not checked yet; ``where`` names file and line for messages. A row that cannot even be read goes to ``report``.
To add a format, write the function in a file of its own and name it in :data:`READERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row, check_input
from zh_tongbao.io.readers import jsonl, stdin, text
from zh_tongbao.io.sources import Report, Source

Reader = Callable[[Source, Report], Iterator[tuple[str, Row]]]

READERS: dict[str, Reader] = {
    "": stdin.read,
    ".jsonl": jsonl.read,
    ".txt": text.read,
}

SUFFIXES = frozenset(suffix for suffix in READERS if suffix)


def read_inputs(sources: Iterable[Source], report: Report, defaults: Mapping[str, Any] | None = None) -> Iterator[Row]:
    """Read and check every input row of every source; what is wrong is reported and passed over.

    Parameters:
        sources: from :func:`zh_tongbao.io.sources.find_sources`.
        report: called with an InputError for each file or row that cannot be used.
        defaults: ``published``, ``region``, ``title`` for rows that lack them.

    Yields:
        dict: rows with ``id`` and ``text``, and ``title``, ``published``, ``region`` where known.
    """
    for source in sources:
        try:
            for where, row in READERS[source.suffix](source, report):
                try:
                    checked = check_input(row, where, defaults)
                except InputError as error:
                    report(error)
                else:
                    yield checked
        except InputError as error:
            report(error)
        except OSError as error:
            report(InputError(f"{source.name}: cannot be read: {error.strerror or error}"))
