"""The files of a run's parts: one Parquet file a table, each whole or not there."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.tables import TABLES
from zh_tongbao.io.writers.parquet import RowsWriter

Row = dict[str, Any]

_BLOCK = 1 << 20


def write_part(folder: Path, number: int, documents: Sequence[tuple[int, Row]]) -> Row:
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
            writer.write(row for place, document in documents for row in table.rows(document, place))
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


def discard_others(folder: Path, parts: int) -> None:
    """Remove what a killed run left behind: files of parts that are not in the journal, and temporary ones."""
    for name in TABLES:
        known = {part_path(folder, name, number).name for number in range(parts)}
        for path in (folder / name).glob("*"):
            if path.name not in known and (path.name.endswith(".part") or path.match("part-*.parquet")):
                path.unlink()
    for path in folder.glob(".*.part"):
        path.unlink()


def part_path(folder: Path, table: str, number: int) -> Path:
    """Where a part of a table is."""
    return folder / table / f"part-{number:05d}.parquet"


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
