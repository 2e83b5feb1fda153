"""Files that lie in memory: sent by a page, or attached to a message."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import PurePosixPath
from typing import BinaryIO

from zh_tongbao.io.names import escaped
from zh_tongbao.io.source import Source


@dataclass(frozen=True)
class Held(Source):
    r"""One file in memory.

    Parameters:
        given: its name; folders in it do not matter.
        data: what is in it.
        holder: name of what holds it, for messages; empty where nothing does.

    Example:
        >>> from zh_tongbao.io.held import Held
        >>> source = Held(None, given="C:\\\\2022\\\\a.TXT", data=b"x", holder="post.eml")
        >>> source.name, source.stem, source.suffix
        ('post.eml/a.TXT', 'a', '.txt')
    """

    given: str = ""
    data: bytes = field(default=b"", repr=False)
    holder: str = ""

    @property
    def name(self) -> str:
        """What holds it, and its own name."""
        own = escaped(self._own.name)
        return f"{self.holder}/{own}" if self.holder else own

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
