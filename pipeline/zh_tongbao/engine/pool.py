"""Sharing rows out to workers, whatever they are: processes here, actors on a cluster.

Read :meth:`PoolEngine.run` first. Whatever happens to a worker (it hangs over a document, is killed, runs out of
memory), another takes its place and goes on behind the last outcome that arrived; nothing is lost or done twice.
Batches in flight are bounded, so that memory is too, and outcomes are given in the order of the rows.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterable, Sequence
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from zh_tongbao.engine.batches import Batch, batches
from zh_tongbao.engine.outcomes import Outcome
from zh_tongbao.errors import InputError

Row = dict[str, Any]

AHEAD = 4
# Batches in flight for each worker: one at work, the others waiting for it or for their turn to be given out.

DEATHS = 3
# A document over which this many workers in a row died is not given to another.

STILLBORN = 10
# When this many workers in a row died before they were ready, the pipeline cannot be loaded here.

CHARACTERS = 20_000_000
# After so many a worker is replaced: spaCy's string store only grows.


class Worker(Protocol):
    """What works on batches, one at a time."""

    ready: bool
    """Whether it has loaded the pipeline."""
    batch: Batch | None
    """What it works on; taken away when that is done."""
    heard: float
    """When it last gave a sign of life (``time.monotonic``)."""
    characters: int
    """How many it has been given."""

    def give(self, batch: Batch) -> None:
        """Hand over the batch's rows that are left to do."""

    def listen(self) -> bool:
        """Add the outcomes that have arrived to the batch, without waiting; False when the worker has died.

        Raises:
            InputError: the pipeline cannot work at all.
        """

    def stop(self) -> None:
        """End it at once, whatever it does."""


W = TypeVar("W", bound=Worker)


class PoolEngine(Generic[W]):
    """Run rows in workers; a subclass says what they are.

    Parameters:
        jobs: workers.
        timeout: seconds that one document may take; None for no bound.
    """

    def __init__(self, jobs: int, timeout: float | None):
        self._jobs = jobs
        self._timeout = timeout
        self._workers: list[W] = []
        self._again: deque[Batch] = deque()
        self._stillborn = 0

    def start(self) -> W:
        """Start a worker."""
        raise NotImplementedError

    def wait(self, workers: Sequence[W], seconds: float | None) -> None:
        """Wait until one of the workers has sent something or died, or the time is over (None: never)."""
        raise NotImplementedError

    def run(self, rows: Iterable[Row]) -> Generator[Outcome, None, None]:
        """Yield one outcome for each row, in order.

        Raises:
            InputError: the pipeline cannot be loaded or cannot work at all.
        """
        fresh = batches(rows)
        flying: deque[Batch] = deque()  # in order; those at the front that are done are given out
        more = True
        try:
            while more or flying:
                while more and len(flying) < AHEAD * self._jobs:
                    batch = next(fresh, None)
                    if batch is None:
                        more = False
                    else:
                        flying.append(batch)
                        self._again.append(batch)
                        self._share_out()
                while flying and flying[0].done:
                    yield from flying.popleft().outcomes
                if flying and not (more and len(flying) < AHEAD * self._jobs):
                    self._turn()
        finally:
            self._stop()

    def _share_out(self) -> None:
        """Give batches that wait to workers that do; start workers up to their number."""
        for worker in [worker for worker in self._workers if worker.batch is None and worker.ready]:
            if worker.characters > CHARACTERS:
                self._replace(worker)
            elif self._again:
                worker.give(self._again.popleft())
        unready = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self._jobs and unready < len(self._again):
            self._workers.append(self.start())
            unready += 1

    def _turn(self) -> None:
        """Wait until something happens; take outcomes; see to workers that died or hang."""
        self._share_out()
        self.wait(self._workers, self._patience())
        for worker in list(self._workers):
            if not worker.listen():
                self._lost(worker)
            elif worker.batch is not None and worker.batch.done:
                worker.batch = None
                self._stillborn = 0
            elif self._overdue(worker):
                self._hung(worker)
        self._share_out()

    def _patience(self) -> float | None:
        """Seconds until the next worker is overdue."""
        if self._timeout is None:
            return None
        working = [worker.heard for worker in self._workers if worker.batch is not None]
        return max(0.0, min(working) + self._timeout - monotonic()) if working else None

    def _overdue(self, worker: W) -> bool:
        return self._timeout is not None and worker.batch is not None and monotonic() - worker.heard >= self._timeout

    def _hung(self, worker: W) -> None:
        batch = worker.batch
        assert batch is not None
        batch.fail("timeout", f"took longer than {self._timeout:g} seconds (--timeout-per-doc)")
        self._requeue(batch)
        self._replace(worker)

    def _lost(self, worker: W) -> None:
        """A worker died: its batch goes on with another, unless its next document has cost too many.

        Raises:
            InputError: workers die before they are ready, again and again.
        """
        batch = worker.batch
        if batch is None:
            self._stillborn += not worker.ready
            if self._stillborn >= STILLBORN:
                raise InputError("worker processes die while they load the pipeline; is there enough memory?")
        else:
            self._stillborn = 0
            if batch.left:
                batch.deaths += 1
                if batch.deaths >= DEATHS:
                    batch.fail("died", f"{DEATHS} worker processes died over it (killed, or out of memory)")
            self._requeue(batch)
        self._replace(worker)

    def _requeue(self, batch: Batch) -> None:
        if not batch.done:
            self._again.appendleft(batch)

    def _replace(self, worker: W) -> None:
        """Take a worker away; :meth:`_share_out` starts another when there is something to do."""
        self._workers.remove(worker)
        worker.stop()

    def _stop(self) -> None:
        for worker in self._workers:
            worker.stop()
        self._workers = []
        self._again.clear()
