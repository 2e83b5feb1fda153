"""The writers, one file a format, and the registry by which a format's name finds its own.

A writer takes an open binary stream, then documents of the contract one by one, then :meth:`Writer.finish`. To add a
format, write the class in a file of its own and name it in :data:`FORMATS`; it is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from zh_tongbao.errors import InputError
from zh_tongbao.io.wording import Wording

Row = dict[str, Any]


class Writer(Protocol):
    """What every writer does."""

    def write(self, document: Row) -> None:
        """Write one document of the contract."""

    def finish(self) -> None:
        """Write what is still to be written; the stream is left open."""


FORMATS = {
    "table": ("zh_tongbao.io.writers.table", "TableWriter"),
    "jsonl": ("zh_tongbao.io.writers.jsonl", "JsonLinesWriter"),
    "csv": ("zh_tongbao.io.writers.csv", "CsvWriter"),
    "parquet": ("zh_tongbao.io.writers.parquet", "ParquetWriter"),
    "duckdb": ("zh_tongbao.io.writers.duckdb", "DuckDbWriter"),
    "xlsx": ("zh_tongbao.io.writers.xlsx", "XlsxWriter"),
    "docbin": ("zh_tongbao.io.writers.docbin", "DocBinWriter"),
}

EXPLAINED = "explained"
# The table with the words that each value comes from: an option of the table, not a format by itself.

SUFFIXES = {
    ".txt": "table",
    ".jsonl": "jsonl",
    ".csv": "csv",
    ".parquet": "parquet",
    ".duckdb": "duckdb",
    ".xlsx": "xlsx",
    ".spacy": "docbin",
}

_EXPLAINED = ("zh_tongbao.io.writers.explained_table", "ExplainedTableWriter")

WORDED = frozenset({"csv", "xlsx"})
# Formats that can say things in a person's language.

BINARY = frozenset({"parquet", "duckdb", "xlsx", "docbin"})
# Formats that are not for a terminal.


def make_writer(format_name: str, stream: BinaryIO, wording: Wording | None = None, table: str | None = None) -> Writer:
    """Return a writer of that format on an open stream.

    Parameters:
        format_name: a key of :data:`FORMATS`, or :data:`EXPLAINED`.
        stream: where the bytes go.
        wording: words for people, for the formats :data:`WORDED`.
        table: of the formats that have one table, which; by default the records.

    Raises:
        InputError: unknown format, or a library that the format needs is not installed.
    """
    if table is not None:
        from zh_tongbao.io.writers.one_table import OneTableWriter

        return OneTableWriter(stream, format_name, table)
    module, name = _EXPLAINED if format_name == EXPLAINED else FORMATS[check_format(format_name)]
    make = getattr(import_module(module), name)
    return cast(Writer, make(stream, wording) if format_name in WORDED else make(stream))


def check_table(format_name: str, table: str, language: str | None) -> None:
    """Say whether one table can be written so, before anything is loaded.

    Raises:
        InputError: unknown table, a format that has every table, or a language.
    """
    from zh_tongbao.io.writers.one_table import check

    check(format_name, table)
    if language is not None:
        raise InputError(f"--lang {language}: only the table of records has words to translate; leave --table out")


def check_format(format_name: str) -> str:
    """Return the name of a format, or say which there are.

    Raises:
        InputError: unknown format.
    """
    if format_name not in FORMATS:
        raise InputError(f"--format {format_name}: unknown format; take one of {', '.join(FORMATS)}")
    return format_name


def format_of(path: Path) -> str:
    """Return the format that a file's suffix stands for.

    Raises:
        InputError: it stands for none.
    """
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        known = ", ".join(SUFFIXES)
        raise InputError(f"{path}: the suffix names no format; end it in one of {known}, or give --format") from None
