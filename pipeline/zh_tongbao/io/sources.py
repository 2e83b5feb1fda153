"""Where input comes from: files, folders of files, addresses (``s3://``, ``https://``), and standard input (``-``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.names import escaped
from zh_tongbao.io.remote import find_remote
from zh_tongbao.io.source import Report, Source

STDIN = "-"

NAMED_ONLY = frozenset({".sql"})
# Suffixes of what is run and not only read: never because it lies in a folder, in an archive or behind an address.


def find_sources(
    inputs: Iterable[str], suffixes: Collection[str], report: Report, query: str | None = None
) -> list[Source]:
    """Turn what a person named into sources; folders are walked, their files sorted by path.

    Parameters:
        inputs: files, folders, addresses, or ``-``.
        suffixes: those that have a reader. A folder's hidden files are passed over, its others are reported as left
            over; a file that was named itself must have one of them.
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
            files = _files(path)
            found = [Source(file, query, inside=True) for file in files if file.suffix.lower() in suffixes]
            if not found:
                report(InputError(f"{escaped(name)}: no file in this folder ends in one of {known}"))
            for file in files if found else ():
                if file.suffix.lower() not in suffixes:
                    report(LeftoverError(f"{escaped(str(file))}: {unknown(file.suffix)}"))
            sources.extend(found)
        elif not path.exists():
            report(InputError(f"{escaped(name)}: no such file or folder"))
        elif path.suffix.lower() not in suffixes:
            report(InputError(f"{escaped(name)}: unknown kind of file; the name must end in one of {known}"))
        else:
            sources.append(Source(path, query, named=True))
    return sources


def unknown(suffix: str) -> str:
    """Why a file that lies among others is not read.

    Example:
        >>> from zh_tongbao.io.sources import unknown
        >>> unknown(".pptx"), unknown("")
        ('unknown kind of file (.pptx)', 'unknown kind of file (no suffix)')
    """
    return f"unknown kind of file ({escaped(suffix.lower()) or 'no suffix'})"


def _remote(address: str, suffixes: Collection[str], report: Report) -> Iterable[Source]:
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
