"""Running tongbao as anybody would, with what it took: time, memory at most, exit status, what it said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from zh_tongbao.benchmark.memory import MEGABYTE, UNIT

CONFIG = "bulletin_char.cfg"
# Of the pipeline that is ready soonest; what is checked is before and behind it.


@dataclass(frozen=True)
class Ran:
    """What a run did.

    Parameters:
        status: its exit status; negative where a signal ended it.
        seconds: it took.
        megabytes: at most of the largest of its processes.
        output: bytes on standard output.
        said: lines on standard error.
        late: whether it had to be ended.
    """

    status: int
    seconds: float
    megabytes: float
    output: bytes
    said: tuple[str, ...]
    late: bool


def tongbao(arguments: Sequence[str | Path], folder: Path, seconds: float, memory: int) -> Ran:
    """Run ``tongbao`` with bounds of its own that it should never reach.

    Parameters:
        arguments: of the command line.
        folder: in which it runs.
        seconds: after which it is ended.
        memory: bytes of addresses of each of its processes.
    """
    bounded = ["sh", "-c", f'ulimit -v {memory // 1024}; exec "$@"', "sh"]
    command = [*bounded, sys.executable, "-m", "zh_tongbao", *map(str, arguments)]
    late = threading.Event()
    start = time.perf_counter()
    with TemporaryFile() as out, TemporaryFile() as err:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=folder,
            start_new_session=True,
        )

        def end() -> None:
            late.set()
            os.killpg(process.pid, signal.SIGKILL)

        timer = threading.Timer(seconds, end)
        timer.start()
        _, status, usage = os.wait4(process.pid, 0)
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        took = time.perf_counter() - start
        out.seek(0)
        err.seek(0)
        said = tuple(err.read().decode(errors="replace").splitlines())
        peak = usage.ru_maxrss * UNIT / MEGABYTE
        return Ran(process.returncode, took, peak, out.read(), said, late.is_set())
