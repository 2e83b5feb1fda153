"""Files that a page sends: their bytes in memory, read as a file of that name would be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.names import escaped
from zh_tongbao.io.readers import READERS
from zh_tongbao.io.source import Source

KINDS = frozenset(suffix for suffix in READERS if suffix not in ("", ".duckdb", ".sql"))
"""Suffixes of what may be sent; a database and a query are opened by their path, and so only where they lie."""


@dataclass(frozen=True)
class Uploaded(Source):
    """One file that was sent.

    Parameters:
        given: its name; folders in it do not matter.
        data: what is in it.
    """

    given: str = ""
    data: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """Its name."""
        return escaped(self._own.name)

    @property
    def stem(self) -> str:
        """Its name without the suffix."""
        return escaped(self._own.stem)

    @property
    def suffix(self) -> str:
        """Its suffix in lower case."""
        return self._own.suffix.lower()

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.data)

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading."""
        yield BytesIO(self.data)

    @property
    def _own(self) -> PurePosixPath:
        return PurePosixPath(self.given.replace("\\", "/"))


def uploaded(name: str, data: bytes) -> Uploaded:
    """Return a file that was sent as a source.

    Parameters:
        name: of the file, as the sender has it.
        data: its bytes.

    Raises:
        InputError: no reader for files of such a name.

    Example:
        >>> from zh_tongbao.io.uploaded import uploaded
        >>> uploaded("2022/a.TXT", b"x").name
        'a.TXT'
        >>> from zh_tongbao.io.uploaded import KINDS
        >>> ".docx" in KINDS, ".sql" in KINDS
        (True, False)
    """
    source = Uploaded(None, given=name, data=data)
    if source.suffix not in KINDS:
        raise InputError(f"{source.name}: unknown kind of file; send {', '.join(sorted(KINDS))}")
    return source
