"""The journal of a run: which parts are whole, so that a run that was killed goes on where it stopped.

``manifest.jsonl`` is only ever appended to: a heading, a line for each part once its files are in place and on disk, a
last line. What is not in the journal did not happen. Each line carries a seal (:func:`seal`) over itself and the heading,
so that a line that a power cut tore or a disk garbled is told from a whole one, and what the other lines say is kept,
even where the heading itself is lost. What is lost is said, and done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from time import sleep
from typing import IO, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.writers.jsonl import json_line

Row = dict[str, Any]
Inputs = tuple[tuple[str, str], ...]
"""Inputs that have ended, each with a digest of what was in it."""

NAME = "manifest.jsonl"
TRIES = 10
# To lock the journal, within one second.

FORM = 2
# Version of the form of the journal and of the folder.

NAMED = 3
# Lines or parts that a message names before it only counts.

SEAL = "seal"
_FAR = 1 << 30
# Where a byte is locked on Windows.

_PART = {"part": int, "rows": int, "digest": str, "final": bool, "files": dict, "errors": list}


class Manifest:
    """The journal of the run in one folder, open and locked against a second run.

    Parameters:
        folder: of the run; it exists.

    Raises:
        InputError: another run writes to the folder.
    """

    def __init__(self, folder: Path):
        self._path = folder / NAME
        try:
            self._file = _locked(self._path)
        except BlockingIOError as error:
            raise InputError(f"{folder}: another run is writing to this folder; wait for it") from error
        self.heading: Row | None = None
        """As it is there; None where there is none or it cannot be read."""
        self.parts: dict[int, Row] = {}
        """By number. Between two runs they count from 0 without a gap, unless something was lost."""
        self.last: Row | None = None
        """The last line, where the run is finished."""
        self.bad: list[int] = []
        """Lines that cannot be read, from 1."""
        self._stale = False
        self._key = ""

    def read(self, heading: Row) -> None:
        """Read what is there; nothing is changed.

        Parameters:
            heading: that of the run which is to go on. Where the heading that is there cannot be read, the seals tell
                whether the parts were made with this one.

        Raises:
            InputError: another version wrote it.
        """
        lines: list[tuple[int, Row]] = []
        self._file.seek(0)
        for number, data in enumerate(self._file, start=1):
            line = _parsed(data)
            if line is None:
                self.bad.append(number)
            elif "form" in line and SEAL not in line:
                other = f"form {line['form']!r}, not {FORM}"
                raise InputError(
                    f"{self._path}: another version of tongbao wrote it ({other}); start anew in another folder"
                )
            elif "form" in line and _is_sealed(line, ""):
                self.heading = line
            else:
                lines.append((number, line))
        self._key = (self.heading or {}).get(SEAL, "") if self.heading else seal({"form": FORM, **heading}, "")
        for number, line in lines:
            if not _is_sealed(line, self._key):
                self.bad.append(number)
            elif "finished" in line:
                self.last = line
            elif _is_part(line):
                self.parts[line["part"]] = line
            else:
                self.bad.append(number)
        self.bad.sort()

    @property
    def key(self) -> str:
        """The seal of the heading: the same for all runs with the same pipeline and options."""
        return self._key

    @property
    def inputs(self) -> list[tuple[str, str]]:
        """The inputs that had ended, in order."""
        lines = [*(part for _, part in sorted(self.parts.items())), self.last or {}]
        return [item for line in lines for item in _inputs(line)]

    def begin(self, heading: Row) -> None:
        """Write the heading of a new run, or that of a run whose heading was lost."""
        new = self.heading is None
        if self.heading is None:
            self.heading = sealed({"form": FORM, **heading}, "")
            self._key = self.heading[SEAL]
        if self.bad or self._stale or (new and self.parts):
            self.last = None  # until what was lost is there again
            self._rewrite()
        elif new:
            self._append(self.heading)

    def add(self, part: Row) -> None:
        """Write that a part is whole; its files must be in place and on disk."""
        line = sealed(part, self._key)
        self._append(line)
        self.parts[line["part"]] = line

    def finish(self, same: Mapping[int, Inputs], rest: Inputs) -> None:
        """Write that there are no more parts.

        Parameters:
            same: for the parts that are as they were, the inputs that ended in them now: one may be called by another
                name, and one that holds nothing may have come or gone.
            rest: those that ended behind the last part.
        """
        renamed = {part: list(inputs) for part, inputs in same.items() if inputs != _inputs(self.parts[part])}
        for part, inputs in renamed.items():
            self.parts[part] = sealed({**self.parts[part], "inputs": inputs}, self._key)
        more = {"inputs": [list(item) for item in rest]} if rest else {}
        last = sealed({"finished": True, "parts": len(self.parts), **more}, self._key)
        if renamed or self.last not in (None, last):
            self.last = last
            self._rewrite()
        elif self.last is None:
            self.last = last
            self._append(last)

    def keep(self, intact: Callable[[Row], bool]) -> list[int]:
        """Forget the parts that are not intact; returns their numbers."""
        lost = [number for number, part in sorted(self.parts.items()) if not intact(part)]
        for number in lost:
            del self.parts[number]
        self._stale = bool(lost)
        return lost

    def cut(self, part: int) -> dict[int, Row]:
        """Take out the part of that number and all behind it, and return them; the run is not finished then."""
        taken = {number: line for number, line in self.parts.items() if number >= part}
        self.parts = {number: line for number, line in self.parts.items() if number < part}
        self.last = None
        self._rewrite()
        return taken

    def close(self) -> None:
        """Close and unlock."""
        self._file.close()

    def _append(self, line: Row) -> None:
        self._file.write(json_line(line))
        self._file.flush()
        os.fsync(self._file.fileno())

    def _rewrite(self) -> None:
        with atomic_output(self._path) as stream:
            for line in (self.heading, *(part for _, part in sorted(self.parts.items()))):
                stream.write(json_line(line or {}))
            if self.last is not None:
                stream.write(json_line(self.last))
        renewed = _locked(self._path)
        self._file.close()
        self._file = renewed


def seal(line: Row, key: str) -> str:
    """A digest of a line and of what it belongs to.

    Parameters:
        line: with or without its own seal, which does not count.
        key: the heading's seal; empty for the heading itself.
    """
    content = {name: value for name, value in line.items() if name != SEAL}
    data = json.dumps([key, content], sort_keys=True).encode()
    return blake2b(data, digest_size=8).hexdigest()


def sealed(line: Row, key: str) -> Row:
    """Return the line with its seal."""
    return {**{name: value for name, value in line.items() if name != SEAL}, SEAL: seal(line, key)}


def listed(numbers: Iterable[int], singular: str) -> str:
    """Name a few numbers and count the others.

    Example:
        >>> from zh_tongbao.engine.manifest import listed
        >>> listed([4], "line"), listed(range(5), "part")
        ('line 4', 'parts 0, 1, 2 and 2 more')
    """
    found = list(numbers)
    shown = ", ".join(map(str, found[:NAMED]))
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"{singular}{'' if len(found) == 1 else 's'} {shown}{more}"


def _inputs(line: Row) -> Inputs:
    return tuple((name, digest) for name, digest in line.get("inputs", ()))


def _parsed(data: bytes) -> Row | None:
    try:
        line = json.loads(data) if data.endswith(b"\n") else None
    except (ValueError, RecursionError):
        return None
    return line if isinstance(line, dict) else None


def _is_sealed(line: Row, key: str) -> bool:
    return line.get(SEAL) == seal(line, key)


def _is_part(line: Row) -> bool:
    return all(isinstance(line.get(name), kind) for name, kind in _PART.items()) and line["part"] >= 0


def _locked(path: Path) -> IO[bytes]:
    """Open a file and lock it.

    Raises:
        BlockingIOError: another process has locked it, for a second and more.
    """
    for _ in range(TRIES):
        file = path.open("a+b")
        if _lock(file) and os.path.samestat(os.fstat(file.fileno()), path.stat()):  # else it was just replaced
            return file
        file.close()
        sleep(1 / TRIES)  # a process that was killed may hold it a moment longer, while a child of it comes to be
    raise BlockingIOError


def _lock(file: IO[bytes]) -> bool:
    """Whether nobody else has locked a file; now it is locked until it is closed."""
    try:
        import fcntl
    except ImportError:
        return _lock_on_windows(file)
    with suppress(BlockingIOError):
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _lock_on_windows(file: IO[bytes]) -> bool:
    """As :func:`_lock`: one byte far behind the end, since what is locked there cannot be read by others."""
    windows: Any = import_module("msvcrt")
    file.seek(_FAR)
    try:
        windows.locking(file.fileno(), windows.LK_NBLCK, 1)
    except OSError:
        return False
    finally:
        file.seek(0, os.SEEK_END)
    return True
