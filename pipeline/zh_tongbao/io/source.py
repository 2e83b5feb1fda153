"""One input: a file or standard input, and what is told where it cannot be used."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.names import escaped

Report = Callable[[InputError], None]
"""What is told about input that cannot be used; the reading goes on behind it."""


@dataclass(frozen=True)
class Source:
    """One file, or standard input.

    Parameters:
        path: the file; None for what is no file of this machine.
        query: SQL for the sources that are databases.
        named: whether a person named this very file, and did not only name what it lies in.
        inside: whether it was found in a folder that a person named.
    """

    path: Path | None
    query: str | None = None
    named: bool = False
    inside: bool = False

    @property
    def name(self) -> str:
        """How messages call it."""
        return "<stdin>" if self.path is None else escaped(str(self.path))

    @property
    def stem(self) -> str:
        """What documents without an ``id`` of their own are called after."""
        return "stdin" if self.path is None else escaped(self.path.stem)

    @property
    def suffix(self) -> str:
        """The suffix in lower case, by which its reader is found; empty for standard input."""
        return "" if self.path is None else self.path.suffix.lower()

    @property
    def size(self) -> int | None:
        """Size in bytes where it is known without reading."""
        return self.path.stat().st_size if self.path is not None and self.path.is_file() else None

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading bytes; standard input is left open behind it."""
        if self.path is None:
            yield sys.stdin.buffer
        else:
            with self.path.open("rb") as stream:
                yield stream
