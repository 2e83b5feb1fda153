"""Zip archives: each file inside that has a reader is read as if it lay in a folder, sorted by name.

What unpacks out of proportion to its size is refused, a file as well as the whole (its files may share their bytes).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import SEEK_END
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import Unpacked
from zh_tongbao.io.names import escaped
from zh_tongbao.io.readers.formats import FORMATS, read_source
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import unknown

SUFFIX = ".zip"
TOLD = 100
# Files without a reader that are told one by one; an archive may list millions.

_UTF8_FLAG = 0x800
_LOCKED_FLAG = 0x1


@dataclass(frozen=True)
class Member(Source):
    """One file inside an archive.

    Parameters:
        archive: open.
        info: the archive's entry.
        shown: the name of the archive and the file, for messages.
        inner: the file's name in the archive.
    """

    archive: zipfile.ZipFile | None = None
    info: zipfile.ZipInfo | None = None
    shown: str = ""
    inner: str = ""

    @property
    def name(self) -> str:
        """Archive and file: ``news.zip/2022/a.txt``."""
        return self.shown

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return escaped(PurePosixPath(self.inner).stem)

    @property
    def suffix(self) -> str:
        """The file's suffix in lower case."""
        return PurePosixPath(self.inner).suffix.lower()

    @property
    def size(self) -> int | None:
        """Size in bytes after unpacking, as the archive states it."""
        return None if self.info is None else self.info.file_size

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open for reading the unpacked bytes."""
        assert self.archive is not None
        assert self.info is not None
        with self.archive.open(self.info) as stream:
            yield cast(BinaryIO, stream)


def read(
    source: Source, report: Report, first: int = 0, begin: Callable[[int, str], object] = lambda *_: None
) -> Iterator[tuple[str, Row]]:
    """Read one .zip archive. Hidden files are passed over; archives inside it and files of other kinds are left over.

    Parameters:
        source: the archive.
        report: told of each file and row that cannot be used.
        first: the file to begin with, counted from 0 among those that have a reader.
        begin: told the number and the name of each file before it is read.

    Raises:
        InputError: no archive, none of its files has a reader, or together they unpack out of proportion.
        OSError: it cannot be opened.
    """
    with source.open() as stream:
        unpacked = Unpacked(source.name, stream.seek(0, SEEK_END))
        try:
            archive = zipfile.ZipFile(stream)
        except zipfile.BadZipFile as error:
            raise InputError(f"{source.name}: not a readable zip archive ({error})") from error
        with archive:
            members = sorted(_members(archive, source), key=lambda member: member.inner)
            readable = [member for member in members if member.suffix and member.suffix in FORMATS]
            if not readable:
                known = ", ".join(sorted(filter(None, FORMATS)))
                raise InputError(f"{source.name}: no file in this archive ends in one of {known}")
            if not first:
                _tell_others([member for member in members if not (member.suffix and member.suffix in FORMATS)], report)
            for number, member in enumerate(readable):
                problem = _problem(member)
                if problem is None:
                    unpacked.add(member.size or 0)
                if number < first:
                    continue
                begin(number, member.name)
                if problem is None:
                    yield from read_source(member, lambda error: report(LeftoverError(str(error))))
                else:
                    report(LeftoverError(str(problem)))


def _tell_others(members: list[Member], report: Report) -> None:
    """Tell of files that have no reader, of the first of them one by one."""
    for member in members[:TOLD]:
        report(LeftoverError(f"{member.name}: {unknown(member.suffix)}"))
    if len(members) > TOLD:
        report(LeftoverError(f"{members[TOLD].name} and {len(members) - TOLD - 1} others: unknown kinds of files"))


def _problem(member: Member) -> InputError | None:
    """Why a file cannot be read: it is locked, or unpacks out of proportion."""
    assert member.info is not None
    if member.info.flag_bits & _LOCKED_FLAG:
        return InputError(f"{member.name}: locked with a password; unpack the archive first")
    try:
        Unpacked(member.name, member.info.compress_size).add(member.info.file_size)
    except InputError as error:
        return error
    return None


def _members(archive: zipfile.ZipFile, source: Source) -> Iterator[Member]:
    for info in archive.infolist():
        inner = info.filename
        if not info.flag_bits & _UTF8_FLAG:
            inner = _chinese_name(inner)
        parts = PurePosixPath(inner).parts
        if not info.is_dir() and not any(part.startswith((".", "__MACOSX")) for part in parts):
            yield Member(None, archive=archive, info=info, shown=f"{source.name}/{escaped(inner)}", inner=inner)


def _chinese_name(name: str) -> str:
    """The name as Chinese Windows meant it: without the UTF-8 flag zip readers take it for code page 437."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name
