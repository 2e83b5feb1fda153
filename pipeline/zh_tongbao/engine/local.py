"""Worker processes on this machine."""

from __future__ import annotations

import os
from collections.abc import Sequence
from multiprocessing import connection, get_context

from zh_tongbao.engine.outcomes import Load
from zh_tongbao.engine.pool import PoolEngine
from zh_tongbao.engine.process import WorkerProcess
from zh_tongbao.io.limits import LONGEST


class LocalEngine(PoolEngine[WorkerProcess]):
    """Run rows in worker processes.

    Parameters:
        load: gives the pipeline; importable, since each worker calls it.
        jobs: worker processes.
        timeout: seconds that one document may take; None for no bound.
        longest: characters; a longer document is refused.
    """

    def __init__(self, load: Load, jobs: int, timeout: float | None = None, longest: int = LONGEST):
        super().__init__(jobs, timeout)
        self._load = load
        self._longest = longest
        self._context = get_context("spawn")

    def start(self) -> WorkerProcess:
        """Start a worker process."""
        return WorkerProcess(self._context, self._load, self._longest)

    def wait(self, workers: Sequence[WorkerProcess], seconds: float | None) -> None:
        """Wait for the workers' pipes, which also end when a worker dies."""
        connection.wait([worker.pipe for worker in workers], seconds)


def usable_cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
