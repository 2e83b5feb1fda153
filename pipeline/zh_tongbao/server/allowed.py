"""The files that an assistant may have read: those of the folders that a person named, and no others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from zh_tongbao.errors import InputError
from zh_tongbao.io.names import escaped
from zh_tongbao.io.readers import SUFFIXES
from zh_tongbao.io.source import Report, Source
from zh_tongbao.io.sources import NAMED_ONLY, find_sources

KINDS = SUFFIXES - NAMED_ONLY
# Suffixes of what may be read; a query is not, since whoever may write one would choose what it reads.


class Allowed:
    """Folders, and what lies in them. Links are followed before anything is compared.

    Parameters:
        folders: that a person named.

    Raises:
        InputError: none is named, or one is no folder.

    Example:
        >>> import tempfile
        >>> from pathlib import Path
        >>> from zh_tongbao.server.allowed import Allowed
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     written = (Path(folder) / "a.txt").write_text("新增3例。", encoding="utf-8")
        ...     problems = []
        ...     found = list(Allowed([Path(folder)]).sources(["a.txt", "/etc/hosts"], problems.append))
        >>> [source.stem for source in found], str(problems[0]).partition(";")[0]
        (['a'], '/etc/hosts: outside the folders that may be read')
    """

    def __init__(self, folders: Sequence[Path]):
        for folder in folders:
            if not folder.is_dir():
                raise InputError(f"{escaped(str(folder))}: no such folder")
        if not folders:
            raise InputError("no folder is named that may be read")
        self._folders = [folder.resolve() for folder in folders]

    def sources(self, names: Iterable[str], report: Report) -> Iterator[Source]:
        """Turn what an assistant names into sources, one after the other.

        Parameters:
            names: files and folders, absolute or within one of the folders.
            report: called for each that is outside, missing or of an unknown kind.
        """
        for name in names:
            try:
                path = self._path(name)
            except InputError as error:
                report(error)
                continue
            for source in find_sources([str(path)], KINDS, report):
                if source.path is not None and not self._inside(source.path.resolve()):
                    report(InputError(f"{source.name}: {self._outside()}"))
                elif source.path is not None and not source.path.is_file():
                    report(InputError(f"{source.name}: not a file"))
                else:
                    yield source

    def _path(self, name: str) -> Path:
        """The file or folder of a name, without links.

        Raises:
            InputError: it is outside.
        """
        try:
            if "://" in name:
                raise InputError(f"{escaped(name)}: an address; only files of this machine are read")
            paths = [(folder / name).resolve() for folder in self._folders]
        except (OSError, RuntimeError, ValueError) as error:  # links in a circle, a null character
            if isinstance(error, InputError):
                raise
            raise InputError(f"{escaped(name)!r}: not a name of a file") from error
        inside = [path for path in paths if self._inside(path)]
        if not inside:
            raise InputError(f"{escaped(name)}: {self._outside()}")
        return next((path for path in inside if path.exists()), inside[0])

    def _inside(self, path: Path) -> bool:
        return any(path.is_relative_to(folder) for folder in self._folders)

    def _outside(self) -> str:
        folders = ", ".join(escaped(str(folder)) for folder in self._folders)
        return f"outside the folders that may be read; those are {folders}"
