"""Reading files in a process whose memory and time are bounded: one process, kept for all files, replaced when it dies.

Read :meth:`BoundedReader.read` first. What is lost with the process is one file, or one file of an archive.
"""

from __future__ import annotations

import logging
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Generator, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from types import TracebackType
from typing import IO, Any

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io import reader_messages as messages
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import MEMORY
from zh_tongbao.io.source import Report, Source

STARTED = 60.0
# Seconds in which the process must be there.

LEAST = 5.0
# Seconds that reading may always take: libraries are loaded with the first file.

LOSSES = 3
# An archive over which the process was lost so often is not read further.

LATE, DEAD = "late", "dead"
# What there is in place of a message.

_BOOT = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from zh_tongbao.io.reader_process import main; main()"


class BoundedReader:
    """Reads sources in a process of its own, which is started with the first one.

    Parameters:
        seconds: until the next row of a file must be there; at least :data:`LEAST` are given.
        memory: bytes that the process may take.
    """

    def __init__(self, seconds: float, memory: int = MEMORY):
        self._seconds = max(seconds, LEAST)
        self._memory = memory
        self._process: _Process | None = None

    def __enter__(self) -> BoundedReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def read(self, source: Source, report: Report) -> Iterator[tuple[str, Row]]:
        """Read the rows of one source, unchecked; what cannot be read is reported.

        Parameters:
            source: of which rows are wanted.
            report: called for each row that cannot be read, and for the file (the archive's file) over which the process
                was lost.

        Raises:
            InputError: no process can be started.
        """
        first: int | None = 0
        losses = 0
        while first is not None:
            first = yield from self._read(source, report, first)
            losses += 1
            if first is not None and losses == LOSSES:
                report(
                    InputError(
                        f"{source.name}: {losses} of its files cannot be read; the files behind them are left unread"
                    )
                )
                return

    def _read(self, source: Source, report: Report, first: int) -> Generator[tuple[str, Row], None, int | None]:
        """Read a source from its file ``first`` on; return where to go on when the process was lost on the way."""
        if self._process is None:
            self._process = _Process(self._memory)
        process = self._process
        whole = False
        name, member = source.name, None
        try:
            process.ask(source, first)
            while True:
                kind, *content = process.next(self._seconds)
                if kind == messages.ROWS:
                    yield from content[0]
                elif kind == messages.PROBLEM:
                    text, left = content
                    report(LeftoverError(text) if left else InputError(text))
                elif kind == messages.MEMBER:
                    member, name = content
                elif kind == messages.LOG:
                    logger, level, text, extra = content
                    logging.getLogger(logger).log(level, "%s", text, extra=extra)
                elif kind == messages.END:
                    whole = not content[0]
                    return None
                elif kind in (LATE, DEAD):
                    error = InputError if member is None else LeftoverError
                    report(error(f"{name}: {self._why(kind)}"))
                    return None if member is None else member + 1
        finally:
            if not whole:
                self.close()

    def _why(self, kind: str) -> str:
        if kind == LATE:
            return f"reading it took longer than {self._seconds:g} seconds (--timeout-per-doc); save its text as .txt"
        return (
            f"the process that read it died; reading it takes more than {self._memory // 1_000_000:,} MB of memory, or it is "
            "damaged; save its text as .txt"
        )


class _Process:
    """The parent's side of the process.

    It is started in the folder of Python's own library: where Python is given a program as a string, modules are looked
    for in the current folder first, and that may be the one in which somebody else's files lie.
    """

    def __init__(self, memory: int):
        self._process = subprocess.Popen(
            [sys.executable, "-c", _BOOT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(os.__file__).parent,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._stdin: IO[bytes] = self._process.stdin
        self._arrived: Queue[tuple[Any, ...]] = Queue(maxsize=2)
        self._stopped = False
        threading.Thread(target=self._listen, args=(self._process.stdout,), daemon=True).start()
        self._send([str(Path(folder).absolute()) for folder in sys.path])
        self._send(memory)
        kind, *_ = self.next(STARTED)
        if kind != messages.READY:
            self.stop()
            raise InputError("the process that reads files cannot be started; is there enough memory?")

    def ask(self, source: Source, first: int) -> None:
        """Have a source read."""
        self._send((str(Path.cwd()), source, first))

    def next(self, seconds: float) -> tuple[Any, ...]:
        """Wait for the next message."""
        try:
            return self._arrived.get(timeout=seconds)
        except Empty:
            return (LATE,)

    def stop(self) -> None:
        """End it at once, whatever it does."""
        self._stopped = True
        self._process.kill()
        self._process.wait()
        with suppress(OSError):
            self._stdin.close()
        with suppress(Empty):  # the listener may wait for room
            while True:
                self._arrived.get_nowait()

    def _send(self, content: object) -> None:
        with suppress(OSError):  # it is dead: found out when it is listened to
            pickle.dump(content, self._stdin, pickle.HIGHEST_PROTOCOL)
            self._stdin.flush()

    def _listen(self, stream: IO[bytes]) -> None:
        with stream, suppress(EOFError, OSError, pickle.UnpicklingError):
            while not self._stopped:
                self._arrived.put(pickle.load(stream))
        if not self._stopped:
            self._arrived.put((DEAD,))
