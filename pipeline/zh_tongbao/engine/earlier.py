"""What runs into a folder have extracted before, and a run that goes on can use again.

When the inputs are not what they were, the parts from the first that differs on are set aside, into ``.before`` in the
run's folder. A part whose rows turn out to be the same is moved back as it is; else the rows of a document that was read
before are taken over, whatever its place among the others is now. In the end ``.before`` is removed; where a run is killed
it is there for the next.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from zh_tongbao.engine.part_files import part_path
from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import DOCUMENTS, TABLES, Cells, Table

Row = dict[str, Any]
Group = dict[int, list[Cells]]
"""A table's rows by the document that they belong to."""

BEFORE = ".before"

PARTS = 2
# Parts that are held in memory: rows that move stand at the end of one and the start of the next.

_FIELDS = ("id", "title", "region", "published", "text")


@dataclass(frozen=True)
class Kept:
    """A document that an earlier run has extracted.

    Parameters:
        earlier: where it can be read.
        folder: that the part is in.
        part: its number there.
        document: the document's number there.
    """

    earlier: Earlier
    folder: Path
    part: int
    document: int

    def rows(self, table: Table, number: int) -> Iterator[Cells]:
        """Yield the document's rows of a table.

        Parameters:
            table: which.
            number: of the document in this run.
        """
        for cells in self.earlier.group(self.folder, self.part, table).get(self.document, ()):
            yield (number, *cells[1:])


class Earlier:
    """The parts of one folder that are set aside.

    Parameters:
        folder: of the run.
        key: stands for the pipeline and the options; only what was made with the same is used again.
    """

    def __init__(self, folder: Path, key: str):
        self._folder = folder
        self._key = key
        self._aside: Path | None = None
        self._index: dict[bytes, tuple[Path, int, int]] | None = None
        self._held: OrderedDict[tuple[Path, int], dict[str, Group]] = OrderedDict()
        self._back: set[int] = set()

    def set_aside(self, parts: Iterable[int]) -> None:
        """Move parts out of the way.

        Parameters:
            parts: their numbers; their files are whole.
        """
        numbers = sorted(parts)
        if not numbers:
            return
        place = 0
        while (self._folder / BEFORE / f"{self._key}-{place}").exists():
            place += 1
        self._aside = self._folder / BEFORE / f"{self._key}-{place}"
        self._move(numbers, self._folder, self._aside)

    def put_back(self, part: int) -> None:
        """Move a part that was set aside back to where it was."""
        assert self._aside is not None
        self._move([part], self._aside, self._folder)
        self._back.add(part)

    def find(self, row: Row) -> Kept | None:
        """Return what was extracted from the same row before, if anything was."""
        if self._index is None:
            self._index = dict(self._indexed())
        found = self._index.get(_digest(row.get(name) for name in _FIELDS)) if self._index else None
        return None if found is None else Kept(self, *found)

    def group(self, folder: Path, part: int, table: Table) -> Group:
        """Return a part's rows of one table, by document.

        Raises:
            InputError: they cannot be read any more.
        """
        key = (folder, part)
        if key not in self._held:
            self._held[key] = {}
            while len(self._held) > PARTS:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        groups = self._held[key]
        if table.name not in groups:
            back = folder == self._aside and part in self._back
            groups[table.name] = _grouped(part_path(self._folder if back else folder, table.name, part), table)
        return groups[table.name]

    def clear(self) -> None:
        """Remove what is set aside."""
        shutil.rmtree(self._folder / BEFORE, ignore_errors=True)

    def _move(self, parts: Iterable[int], source: Path, target: Path) -> None:
        for part in parts:
            # The documents last and back first: a part is taken for whole by its documents' file.
            for name in reversed(TABLES):
                path = part_path(target, name, part)
                path.parent.mkdir(parents=True, exist_ok=True)
                os.replace(part_path(source, name, part), path)  # noqa: PTH105 - as one call it reads plainer

    def _indexed(self) -> Iterator[tuple[bytes, tuple[Path, int, int]]]:
        """Every document that is set aside: the digest of its row, and where it is."""
        from pyarrow import ArrowException
        from pyarrow.parquet import ParquetFile

        for folder in sorted((self._folder / BEFORE).glob(f"{self._key}-*")):
            for path in sorted((folder / DOCUMENTS.name).glob("part-*.parquet")):
                with suppress(OSError, ArrowException, ValueError):  # what cannot be read is extracted anew
                    part = int(path.stem.removeprefix("part-"))
                    if not all(_has_columns(part_path(folder, table.name, part), table) for table in TABLES.values()):
                        continue
                    with path.open("rb") as stream, ParquetFile(stream) as file:  # its own opening takes no odd names
                        for batch in file.iter_batches(columns=["document", *_FIELDS]):
                            for row in batch.to_pylist():
                                yield _digest(row[name] for name in _FIELDS), (folder, part, row["document"])


def _digest(values: Iterable[Any]) -> bytes:
    return blake2b(json.dumps(list(values)).encode(), digest_size=16).digest()


def _has_columns(path: Path, table: Table) -> bool:
    from pyarrow.parquet import ParquetFile

    with path.open("rb") as stream, ParquetFile(stream) as file:  # its own opening takes no odd names
        return list(file.schema_arrow.names) == [column.name for column in table.columns]


def _grouped(path: Path, table: Table) -> Group:
    from pyarrow import ArrowException
    from pyarrow.parquet import ParquetFile

    groups: Group = {}
    try:
        with path.open("rb") as stream, ParquetFile(stream) as file:  # its own opening takes no odd names
            for batch in file.iter_batches():
                columns = [batch.column(place).to_pylist() for place in range(len(table.columns))]
                for cells in zip(*columns):
                    groups.setdefault(cells[0], []).append(cells)
    except (OSError, ArrowException) as error:
        raise InputError(
            f"{path}: cannot be read ({error}); remove {BEFORE} there, then go on with --resume"
        ) from error
    return groups
