"""The process in which files are read that may be made to take all memory and all time.

It takes a source at a time and sends what is in it; :class:`zh_tongbao.io.bounded.BoundedReader` starts and ends it. It
knows no pipeline and imports no spaCy, so that it is ready at once. Its memory is bounded by the system where the
system can do that, and by itself elsewhere.
"""

from __future__ import annotations

import ctypes
import logging
import os
import pickle
import signal
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import IO, Any

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io import life
from zh_tongbao.io.limits import check_length
from zh_tongbao.io.reader_messages import ALIVE, END, LOG, MEMBER, PROBLEM, READY, ROWS
from zh_tongbao.io.source import Source

HELD_ROWS = 64
HELD_CHARACTERS = 50_000
HELD_SECONDS = 0.1
# Rows are sent when one of these is reached.

OUT_OF_MEMORY = 9
# Exit status of a process that has taken more than it may, where it must see to that itself.

WATCHED = 0.05
# Seconds between two looks at the memory in such a process.

_STATM = Path("/proc/self/statm")
_STATUS = Path("/proc/self/status")


def main() -> None:
    """Serve until the pipe closes: the parent that has gone, however it went, takes this process along."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between the messages
    memory: int = pickle.load(sys.stdin.buffer)
    _bound(memory)
    sender = _Sender(out)
    logger = logging.getLogger("zh_tongbao")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(_Forward(sender))
    life.listen(partial(sender.send, ALIVE))
    requests: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_listen, args=(requests,), daemon=True).start()
    sender.send(READY)
    while True:
        folder, source, first = requests.get()
        _serve(sender, Path(folder), source, first)
        sender.send(END, _peak() > memory / 2)


def _listen(requests: SimpleQueue[Any]) -> None:
    """Take requests while others are worked on, to see at once when there is no parent any more."""
    with suppress(Exception):
        while True:
            requests.put(pickle.load(sys.stdin.buffer))
    os._exit(0)


def _serve(sender: _Sender, folder: Path, source: Source, first: int) -> None:
    from zh_tongbao.io.readers import READERS, archive
    from zh_tongbao.io.readers.formats import read_source

    reader: Any = READERS[source.suffix]
    if source.suffix == archive.SUFFIX:
        reader = partial(archive.read, first=first, begin=sender.member)
    with suppress(OSError):
        os.chdir(source.path.parent if source.named and source.path is not None and source.suffix == ".sql" else folder)
    for where, row in read_source(source, sender.problem, reader):
        sender.row(where, row)
    sender.flush()


class _Sender:
    """What the process has to say, in order; rows several at a time.

    Parameters:
        stream: to the parent.
    """

    def __init__(self, stream: IO[bytes]):
        self._stream = stream
        self._rows: list[tuple[str, Any]] = []
        self._characters = 0
        self._sent = time.monotonic()

    def row(self, where: str, row: dict[str, Any]) -> None:
        """Take one row. One that is too long for any document is a problem."""
        length = sum(len(value) for value in row.values() if isinstance(value, str | bytes))
        try:
            check_length(length, where)
        except InputError as error:
            self.problem(error)
            return
        self._rows.append((where, row))
        self._characters += length
        late = time.monotonic() - self._sent > HELD_SECONDS
        if late or len(self._rows) >= HELD_ROWS or self._characters >= HELD_CHARACTERS:
            self.flush()

    def problem(self, error: InputError) -> None:
        """Tell of input that cannot be used."""
        self.flush()
        self.send(PROBLEM, str(error), isinstance(error, LeftoverError))

    def member(self, number: int, name: str) -> None:
        """Tell which file of an archive is read now."""
        self.flush()
        self.send(MEMBER, number, name)

    def flush(self) -> None:
        """Send the rows that are held."""
        if self._rows:
            self.send(ROWS, self._rows)
            self._rows, self._characters = [], 0

    def send(self, kind: str, *content: Any) -> None:
        """Send one message."""
        try:
            pickle.dump((kind, *content), self._stream, pickle.HIGHEST_PROTOCOL)
            self._stream.flush()
        except OSError:  # the parent has gone, or wants no more
            os._exit(0)
        self._sent = time.monotonic()


class _Forward(logging.Handler):
    """Hand the package's log to the parent, whose person it is for."""

    def __init__(self, sender: _Sender):
        super().__init__()
        self._sender = sender

    def emit(self, record: logging.LogRecord) -> None:
        extra = {name: record.__dict__[name] for name in ("source", "encoding") if name in record.__dict__}
        self._sender.send(LOG, record.name, record.levelno, record.getMessage(), extra)


def _bound(memory: int) -> None:
    """Bound the memory of this process.

    Libraries are told to keep to few threads and arenas first: each reserves addresses that it never uses, the more the
    more cores there are, and what is bounded are addresses.

    Parameters:
        memory: bytes that it may take beside what it has.
    """
    os.environ.update(ARROW_DEFAULT_MEMORY_POOL="system", OMP_NUM_THREADS="1", OMP_THREAD_LIMIT="1")
    with suppress(Exception):
        ctypes.CDLL(None).mallopt(-8, 2)  # M_ARENA_MAX of the GNU C library
    try:
        import resource

        here = (
            int(_STATM.read_text().split()[0]) * resource.getpagesize()
        )  # Linux: elsewhere nothing keeps to the limit
        most = resource.getrlimit(resource.RLIMIT_AS)[1]
        wanted = here + memory
        resource.setrlimit(resource.RLIMIT_AS, (wanted if most < 0 else min(wanted, most), most))
    except (ImportError, OSError, ValueError):
        threading.Thread(target=_watch, args=(memory,), daemon=True).start()


def _watch(memory: int) -> None:
    """End the process when it has taken more memory than it may."""
    while _peak() <= memory:
        time.sleep(WATCHED)
    os._exit(OUT_OF_MEMORY)


def _peak() -> int:
    """Bytes of memory that this process has taken at most.

    Linux counts in ``ru_maxrss`` what the parent held when it started this process; ``VmHWM`` does not.
    """
    if _STATUS.exists():
        line = next(
            line for line in _STATUS.read_text(encoding="ascii", errors="replace").splitlines() if "VmHWM" in line
        )
        return int(line.split()[1]) * 1024
    try:
        import resource
    except ImportError:
        return _peak_on_windows()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _peak_on_windows() -> int:
    """What K32GetProcessMemoryInfo says: PeakPagefileUsage, the most that was committed."""
    sizes = (ctypes.c_size_t * 9)()  # PROCESS_MEMORY_COUNTERS: two DWORDs, then eight sizes
    windows: Any = getattr(ctypes, "windll")  # noqa: B009 - it is there on Windows alone
    windows.kernel32.GetCurrentProcess.restype = ctypes.c_void_p
    process = ctypes.c_void_p(windows.kernel32.GetCurrentProcess())
    windows.kernel32.K32GetProcessMemoryInfo(process, ctypes.byref(sizes), ctypes.sizeof(sizes))
    return int(sizes[8])
