"""The formats of single files, by suffix, and how one file is read whatever its reader raises."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from zh_tongbao.errors import InputError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.readers import csv, doc, docx, duckdb, html, jsonl, ocr, parquet, pdf, stdin, text, xlsx
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import NAMED_ONLY

Reader = Callable[[Source, Report], Iterator[tuple[str, Row]]]

FORMATS: dict[str, Reader] = {
    "": stdin.read,
    ".jsonl": jsonl.read,
    ".txt": text.read,
    ".md": text.read,
    ".html": html.read,
    ".htm": html.read,
    ".csv": csv.read,
    ".parquet": parquet.read,
    ".docx": docx.read,
    ".doc": doc.read,
    ".xlsx": xlsx.read,
    ".pdf": pdf.read,
    ".duckdb": duckdb.read_database,
    ".sql": duckdb.read_query,
    **dict.fromkeys(ocr.SUFFIXES, ocr.read),
}


def read_source(source: Source, report: Report, reader: Reader | None = None) -> Iterator[tuple[str, Row]]:
    """Read the rows of one source, unchecked; whatever its reader raises is reported, and the reading ends there.

    Parameters:
        source: the file.
        report: called with an InputError for each row that cannot be read, or for the file.
        reader: by default that of the file's suffix.
    """
    try:
        if source.suffix in NAMED_ONLY and not source.named:
            raise InputError(
                f"{source.name}: a query is run only where you name the file itself, not the folder, archive or address "
                "that it lies in; left unread"
            )
        yield from (reader or FORMATS[source.suffix])(source, report)
    except InputError as error:
        report(error)
    except OSError as error:
        report(InputError(f"{source.name}: cannot be read: {error.strerror or error}"))
    except MemoryError:
        report(InputError(f"{source.name}: reading it takes more memory than there is for it; split it"))
    except Exception as error:  # formats come from outside and their libraries raise many kinds
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        report(InputError(f"{source.name}: cannot be read: {reason}"))
