"""The journal of a run: which parts are whole, so that a run that was killed goes on where it stopped.

``manifest.jsonl`` is only ever appended to: a heading, a line for each part once its files are in place and on disk, a
last line. What is not in the journal did not happen. A line that a power cut tore is cut off; a part whose files are
not as the journal says is done again, with all behind it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import IO, Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output

Row = dict[str, Any]

NAME = "manifest.jsonl"
TRIES = 10
# To lock the journal, within one second.

FORM = 1
# Version of the form of the journal and of the folder.


class Manifest:
    """The journal of the run in one folder, open and locked against a second run.

    Parameters:
        folder: of the run; it exists.

    Raises:
        InputError: another run writes to the folder.
    """

    def __init__(self, folder: Path):
        self._path = folder / NAME
        self._file: IO[bytes] = self._path.open("a+b")
        try:
            _lock(self._file)
        except OSError as error:
            self._file.close()
            raise InputError(f"{folder}: another run is writing to this folder; wait for it") from error
        self.heading: Row | None = None
        self.parts: list[Row] = []
        self.finished = False
        self._read()

    def begin(self, heading: Row) -> None:
        """Write the heading of a new run."""
        self.heading = heading
        self._append({"form": FORM, **heading})

    def add(self, part: Row) -> None:
        """Write that a part is whole; its files must be in place and on disk."""
        self._append(part)
        self.parts.append(part)

    def finish(self) -> None:
        """Write that there are no more parts."""
        self._append({"finished": True, "parts": len(self.parts)})
        self.finished = True

    def keep(self, intact: Callable[[Row], bool]) -> None:
        """Forget the first part that is not intact, and all behind it."""
        for place, part in enumerate(self.parts):
            if not intact(part):
                self.parts = self.parts[:place]
                self.finished = False
                self._rewrite()
                return

    def close(self) -> None:
        """Close and unlock."""
        self._file.close()

    def _append(self, line: Row) -> None:
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def _read(self) -> None:
        self._file.seek(0)
        good = 0
        for data in self._file:
            try:
                line = json.loads(data) if data.endswith(b"\n") else None
            except ValueError:
                line = None
            if not isinstance(line, dict):
                break
            good += len(data)
            if "form" in line:
                self.heading = line
            elif "finished" in line:
                self.finished = True
            else:
                self.parts.append(line)
        self._file.truncate(good)

    def _rewrite(self) -> None:
        with atomic_output(self._path) as stream:
            for line in (self.heading, *self.parts):
                stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.close()
        self._file = self._path.open("a+b")
        _lock(self._file)


def _lock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:  # Windows has no such lock; there nobody is kept from running twice
        return
    for _ in range(TRIES):
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        sleep(1 / TRIES)  # a process that was killed may hold it a moment longer, while a child of it comes to be
    raise BlockingIOError
