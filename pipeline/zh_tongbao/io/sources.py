"""Where input comes from: files, folders of files, addresses (``s3://``, ``https://``), and standard input (``-``)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from zh_tongbao.errors import InputError
from zh_tongbao.io.names import escaped

STDIN = "-"

NAMED_ONLY = frozenset({".sql"})
# Suffixes of what is run and not only read: never because it lies in a folder, in an archive or behind an address.

Report = Callable[[InputError], None]
"""What is told about input that cannot be used; the reading goes on behind it."""


@dataclass(frozen=True)
class Source:
    """One file, or standard input.

    Parameters:
        path: the file; None for what is no file of this machine.
        query: SQL for the sources that are databases.
        named: whether a person named this very file, and did not only name what it lies in.
    """

    path: Path | None
    query: str | None = None
    named: bool = False

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


def find_sources(
    inputs: Iterable[str], suffixes: Collection[str], report: Report, query: str | None = None
) -> list[Source]:
    """Turn what a person named into sources; folders are walked, their files sorted by path.

    Parameters:
        inputs: files, folders, addresses, or ``-``.
        suffixes: those that have a reader. A folder's other and hidden files are passed over; a file that was named
            itself must have one of them.
        report: called for each input that is missing or of an unknown kind.
        query: SQL for the inputs that are databases.
    """
    known = ", ".join(sorted(suffixes))
    sources: list[Source] = []
    for name in inputs:
        path = Path(name)
        if name == STDIN:
            sources.append(Source(None))
        elif "://" in name:
            sources.extend(_remote(name, suffixes, report))
        elif path.is_dir():
            found = [Source(file, query) for file in _files(path) if file.suffix.lower() in suffixes]
            if not found:
                report(InputError(f"{escaped(name)}: no file in this folder ends in one of {known}"))
            sources.extend(found)
        elif not path.exists():
            report(InputError(f"{escaped(name)}: no such file or folder"))
        elif path.suffix.lower() not in suffixes:
            report(InputError(f"{escaped(name)}: unknown kind of file; the name must end in one of {known}"))
        else:
            sources.append(Source(path, query, named=True))
    return sources


def _remote(address: str, suffixes: Collection[str], report: Report) -> Iterable[Source]:
    from zh_tongbao.io.remote import find_remote

    try:
        return find_remote(address, suffixes)
    except InputError as error:
        report(error)
        return ()


def _files(folder: Path) -> list[Path]:
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )
