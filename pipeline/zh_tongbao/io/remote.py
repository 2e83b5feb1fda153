"""Input that is not on this machine: addresses that fsspec opens (``s3://``, ``https://``, ``memory://`` and others)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from tempfile import SpooledTemporaryFile
from types import ModuleType
from typing import IO, BinaryIO, cast
from urllib.parse import urlsplit

from zh_tongbao.errors import InputError
from zh_tongbao.io.life import alive
from zh_tongbao.io.limits import FETCHED, LARGEST
from zh_tongbao.io.names import escaped
from zh_tongbao.io.source import Source

WEB = frozenset({"http", "https"})
PAGE = ".html"
# What a web address is that ends in no suffix of a reader: pages end in all kinds (``.shtml``, ``.jsp``, nothing).

NOT_FOUND = 404
IN_MEMORY = 1 << 24
# Bytes of a web page or file that are kept in memory; more go to a temporary file.

MANY = frozenset({".jsonl", ".csv", ".parquet", ".zip"})
# Suffixes of what holds many documents and may be as large as that; a file of another kind is one document.

BLOCK = 1 << 16
SIGN = 1 << 20
# Bytes after which a web server that is slow has shown that it still answers.

HERE = frozenset({"memory"})
# Schemes of what only this process can open.

EXTRAS = {"s3": "s3", "s3a": "s3"}


@dataclass(frozen=True)
class RemoteSource(Source):
    """One file behind an address.

    Parameters:
        address: with its scheme.
        kind: the suffix by which its reader is found.
        length: bytes, where the server says so.
    """

    address: str = ""
    kind: str = ""
    length: int | None = None

    @property
    def name(self) -> str:
        """The address."""
        return escaped(self.address)

    @property
    def here(self) -> bool:
        """Whether only this process can open it."""
        return urlsplit(self.address).scheme.lower() in HERE

    @property
    def stem(self) -> str:
        """The last part of the path without its suffix; the host where there is no path."""
        parts = urlsplit(self.address)
        return escaped(PurePosixPath(parts.path).stem or parts.netloc or self.address)

    @property
    def suffix(self) -> str:
        """The suffix by which the reader is found."""
        return self.kind

    @property
    def size(self) -> int | None:
        """Size in bytes where the server says it."""
        return self.length

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading bytes.

        What comes from a web server is first copied to a temporary file (in memory while it is small): not every
        server can jump to a place, as archives and Parquet need it.

        Raises:
            InputError: it cannot be opened, with the reason that the server gave; or it has no end.
        """
        try:
            opened = _fsspec(self.address).open(self.address, "rb").open()
            if urlsplit(self.address).scheme.lower() in WEB:
                with opened as stream:
                    opened = _copy(stream, self.address, FETCHED if self.kind in MANY else LARGEST)
        except Exception as error:  # each file system raises its own kinds
            raise _unreadable(self.address, error) from error
        with opened as stream:
            yield cast(BinaryIO, stream)


def find_remote(address: str, suffixes: Collection[str]) -> list[Source]:
    """Turn an address into sources: one file, the files of a folder, or those that a pattern (``*``) fits, sorted.

    Parameters:
        address: with a scheme; web addresses are one file each.
        suffixes: those that have a reader.

    Raises:
        InputError: fsspec or what it needs for the scheme is not installed, or nothing readable is there.
    """
    scheme = urlsplit(address).scheme.lower()
    suffix = PurePosixPath(urlsplit(address).path).suffix.lower()
    if scheme in WEB:
        _fsspec(address)
        return [RemoteSource(None, address=address, kind=suffix if suffix in suffixes else PAGE)]
    try:
        system, path = _fsspec(address).core.url_to_fs(address)
        found = system.glob(path) if "*" in path else system.find(path)
        sizes = {file: system.size(file) for file in sorted(found) if not system.isdir(file)}
    except InputError:
        raise
    except Exception as error:
        raise _unreadable(address, error) from error
    if not sizes:
        raise InputError(f"{address}: no such file or folder")
    sources: list[Source] = [
        RemoteSource(None, address=system.unstrip_protocol(file), kind=kind, length=size)
        for file, size in sizes.items()
        if (kind := PurePosixPath(file).suffix.lower()) in suffixes
    ]
    if not sources:
        raise InputError(f"{address}: unknown kind of file; names must end in one of {', '.join(sorted(suffixes))}")
    return sources


class _Copy(SpooledTemporaryFile):  # type: ignore[type-arg]  # of bytes
    """A temporary file that says what can be done with it, as archives ask; Python's own does from 3.11 on."""

    def readable(self) -> bool:
        """It can be read."""
        return True

    def writable(self) -> bool:
        """It can be written."""
        return True

    def seekable(self) -> bool:
        """Any place in it can be gone to."""
        return True


def _copy(stream: BinaryIO, address: str, most: int) -> IO[bytes]:
    copy = _Copy(IN_MEMORY)
    fetched = told = 0
    try:
        while block := stream.read(BLOCK):
            fetched += len(block)
            if fetched > most:
                raise InputError(
                    f"{address}: the answer has no end, or more than {most:,} bytes; download what you need"
                )
            if fetched - told >= SIGN:
                told = fetched
                alive()
            copy.write(block)
    except BaseException:
        copy.close()
        raise
    copy.seek(0)
    return cast(IO[bytes], copy)


def _fsspec(address: str) -> ModuleType:
    scheme = urlsplit(address).scheme.lower()
    try:
        import fsspec
        import fsspec.core

        fsspec.get_filesystem_class(scheme)
    except ImportError as error:
        extra = EXTRAS.get(scheme, "remote")
        raise InputError(f"{address}: {scheme}:// needs more: pip install 'zh-tongbao[{extra}]'") from error
    except ValueError as error:
        raise InputError(f"{address}: {scheme}:// is no kind of address that can be read") from error
    return cast(ModuleType, fsspec)


def _unreadable(address: str, error: Exception) -> InputError:
    if isinstance(error, InputError):
        return error
    if isinstance(error, FileNotFoundError):
        if error.__cause__ is None or getattr(error.__cause__, "status", None) == NOT_FOUND:
            return InputError(f"{address}: no such file or folder")
        error = cast(Exception, error.__cause__)  # a refused connection comes as "not found" too
    reason = " ".join(str(error).split()) or type(error).__name__
    return InputError(f"{address}: cannot be read: {reason}")
