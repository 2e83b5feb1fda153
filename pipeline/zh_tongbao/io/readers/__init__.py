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
from zh_tongbao.io.readers import archive, csv, docx, duckdb, html, jsonl, parquet, pdf, stdin, text
from zh_tongbao.io.sources import Report, Source

Reader = Callable[[Source, Report], Iterator[tuple[str, Row]]]

READERS: dict[str, Reader] = {
    "": stdin.read,
    ".jsonl": jsonl.read,
    ".txt": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".csv": csv.read,
    ".parquet": parquet.read,
    ".docx": docx.read,
    ".pdf": pdf.read,
    ".duckdb": duckdb.read_database,
    ".sql": duckdb.read_query,
    archive.SUFFIX: archive.read,
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
        for where, row in read_source(source, report):
            try:
                checked = check_input(row, where, defaults)
            except InputError as error:
                report(error)
            else:
                yield checked


def read_source(source: Source, report: Report) -> Iterator[tuple[str, Row]]:
    """Read the rows of one source, unchecked; whatever its reader raises is reported, and the reading ends there."""
    try:
        yield from READERS[source.suffix](source, report)
    except InputError as error:
        report(error)
    except OSError as error:
        report(InputError(f"{source.name}: cannot be read: {error.strerror or error}"))
    except Exception as error:  # formats come from outside and their libraries raise many kinds
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        report(InputError(f"{source.name}: cannot be read: {reason}"))
