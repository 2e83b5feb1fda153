"""The files of a run's parts: one Parquet file a table, each whole or not there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.tables import DOCUMENTS, TABLES, Cells, Table
from zh_tongbao.io.writers.parquet import RowsWriter

Row = dict[str, Any]

_BLOCK = 1 << 20


class Extracted(Protocol):
    """A document whose rows are there already."""

    def rows(self, table: Table, number: int) -> Iterator[Cells]:
        """Yield the rows of a table, for the document as that number of the run."""


def write_part(folder: Path, number: int, documents: Sequence[tuple[int, Row | Extracted]]) -> Row:
    """Write the rows of a part's documents to all tables; when this returns they are on disk.

    Parameters:
        folder: of the run.
        number: of the part.
        documents: each with its number in the run.

    Returns:
        For the journal: size in bytes and CRC-32 of each file.

    Raises:
        OSError: disk full, no permission.
    """
    files = {}
    for name, table in TABLES.items():
        path = part_path(folder, name, number)
        path.parent.mkdir(exist_ok=True)
        with atomic_output(path) as stream:
            writer = RowsWriter(stream, table.columns)
            writer.write(row for place, document in documents for row in _rows(table, document, place))
            writer.finish()
        _sync_folder(path.parent)
        files[name] = _stamp(path)
    _sync_folder(folder)
    return files


def is_intact(folder: Path, part: Row) -> bool:
    """Whether a part's files are as the journal says."""
    try:
        return all(_stamp(part_path(folder, name, part["part"])) == part["files"][name] for name in TABLES)
    except (OSError, KeyError):
        return False


def holds_parts(folder: Path) -> bool:
    """Whether there are files of parts."""
    return any((folder / DOCUMENTS.name).glob("part-*.parquet"))


def discard_others(folder: Path, parts: Collection[int]) -> None:
    """Remove what a killed run left behind: files of parts that are not in the journal, and temporary ones."""
    for name in TABLES:
        known = {part_path(folder, name, number).name for number in parts}
        for path in (folder / name).glob("*"):
            if path.name not in known and (path.name.endswith(".part") or path.match("part-*.parquet")):
                path.unlink()
    for path in folder.glob(".*.part"):
        path.unlink()


def part_path(folder: Path, table: str, number: int) -> Path:
    """Where a part of a table is."""
    return folder / table / f"part-{number:05d}.parquet"


def _rows(table: Table, document: Row | Extracted, number: int) -> Iterator[Cells]:
    return table.rows(document, number) if isinstance(document, dict) else document.rows(table, number)


def _stamp(path: Path) -> list[int]:
    size = check = 0
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            size += len(block)
            check = zlib.crc32(block, check)
    return [size, check]


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
