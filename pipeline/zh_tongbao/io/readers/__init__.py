"""The readers, one file a format, and the registry by which a file's suffix finds its own.

A reader is a function ``(source, report) -> iterator of (where, row)``: ``row`` is an input row as it stands in the
file, not checked yet; ``where`` names file and line for messages. A row that cannot even be read goes to ``report``.
To add a format, write the function in a file of its own and name it in
:data:`zh_tongbao.io.readers.formats.FORMATS`.

Text files and JSON lines of this machine are read here; everything that has to be unpacked, parsed or fetched is read in
a process of its own (:mod:`zh_tongbao.io.bounded`), since a file may be made to take all memory and all time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.bounded import BoundedReader
from zh_tongbao.io.inputs import Row, check_input
from zh_tongbao.io.limits import SECONDS
from zh_tongbao.io.readers import archive, eml
from zh_tongbao.io.readers.formats import FORMATS, Reader, read_source
from zh_tongbao.io.remote import RemoteSource
from zh_tongbao.io.source import Report, Source

READERS: dict[str, Reader] = {**FORMATS, archive.SUFFIX: archive.read, eml.SUFFIX: eml.read}

PLAIN = frozenset({"", ".txt", ".md", ".jsonl"})
# Suffixes of what is read in this process: its cost is that of its length.

SUFFIXES = frozenset(suffix for suffix in READERS if suffix)


def read_inputs(
    sources: Iterable[Source],
    report: Report,
    defaults: Mapping[str, Any] | None = None,
    seconds: float | None = None,
) -> Iterator[Row]:
    """Read and check every input row of every source; what is wrong is reported and passed over.

    Parameters:
        sources: from :func:`zh_tongbao.io.sources.find_sources`.
        report: called with an InputError for each file or row that cannot be used.
        defaults: ``published``, ``region``, ``title`` for rows that lack them.
        seconds: until the next row of a file must be there; default :data:`zh_tongbao.io.limits.SECONDS`.

    Yields:
        dict: rows with ``id`` and ``text``, and ``title``, ``published``, ``region`` where known.
    """
    with bounded_reader(seconds) as bounded:
        for source in sources:
            yield from read_input(source, report, bounded, defaults)


def bounded_reader(seconds: float | None = None) -> BoundedReader:
    """The process in which files are read that have to be unpacked, parsed or fetched.

    Parameters:
        seconds: until the next row of a file must be there; default :data:`zh_tongbao.io.limits.SECONDS`.
    """
    return BoundedReader(SECONDS if seconds is None else seconds)


def read_input(
    source: Source, report: Report, bounded: BoundedReader, defaults: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    """Read and check every input row of one source; parameters as those of :func:`read_inputs`.

    Parameters:
        bounded: from :func:`bounded_reader`, kept for all sources.
    """
    report = left_over(report) if source.inside else report
    plain = _is_plain(source)
    rows = read_source(source, report, READERS[source.suffix]) if plain else bounded.read(source, report)
    for where, row in rows:
        try:
            checked = check_input(row, where, defaults)
        except InputError as error:
            report(error)
        else:
            yield checked


def left_over(report: Report) -> Report:
    """A report to which what is wrong with a file is told as something that is left over."""
    return lambda error: report(LeftoverError(str(error)))


def _is_plain(source: Source) -> bool:
    """Whether a source may be read in this process."""
    if isinstance(source, RemoteSource):
        return source.here
    return source.suffix in PLAIN
