"""Actors on a Ray cluster, or on one that is started on this machine.

Ray's core and not Ray Data: rows come from one reader in order, with their parts, problems and resume, and each actor
loads the pipeline once and streams outcomes back row by row, so that the same bookkeeping as for processes sees to
timeouts, deaths, order and backpressure. The package must be installed on every node.

What an actor has yielded is on its way for a while, and an actor that is killed takes it along: seen from here it died
over a document that was done, and that would be given up in place of the one behind it. So the document under
suspicion goes to the next actor by itself, and the others follow when it has come back (:meth:`RayWorker.give`).
"""

from __future__ import annotations

import logging
import socket
from collections.abc import Generator, Iterable, Iterator, Sequence
from time import monotonic
from typing import Any

from zh_tongbao.engine.batches import Batch
from zh_tongbao.engine.outcomes import Load, Outcome, outcome_of
from zh_tongbao.engine.pool import PoolEngine
from zh_tongbao.errors import InputError
from zh_tongbao.io.limits import LONGEST

Row = dict[str, Any]

PATIENCE = 5.0
# Seconds to wait for a cluster to answer.


class Extractor:
    """What runs in an actor.

    Parameters:
        load: gives the pipeline.
        longest: characters; a longer document is refused.
    """

    def __init__(self, load: Load, longest: int):
        self._load = load
        self._longest = longest
        self._nlp: Any = None

    def prepare(self) -> InputError | None:
        """Load the pipeline; the error where that cannot be done."""
        try:
            self._nlp = self._load()
        except InputError as error:
            return error
        return None

    def work(self, rows: list[Row]) -> Iterator[Outcome | InputError]:
        """Yield the outcome of each row; an error when the pipeline cannot work at all."""
        try:
            for row in rows:
                yield outcome_of(self._nlp, row, self._longest)
        except InputError as error:
            yield error


class RayWorker:
    """The driver's side of one actor.

    Parameters:
        ray: the library.
        load: gives the pipeline.
        longest: characters; a longer document is refused.
    """

    def __init__(self, ray: Any, load: Load, longest: int):
        self._ray = ray
        self._actor = ray.remote(num_cpus=1)(Extractor).remote(load, longest)
        self.pending: Any = self._actor.prepare.remote()
        """What the next message comes through; None while there is nothing to do."""
        self.ready = False
        self.batch: Batch | None = None
        self.heard = monotonic()
        self.characters = 0

    def give(self, batch: Batch) -> None:
        """Hand over the batch's rows that are left to do; a row over which an actor seems to have died goes alone."""
        self.batch = batch
        self.heard = monotonic()
        rows = batch.left[:1] if batch.deaths else batch.left
        self.characters += sum(len(row["text"]) for row in rows)
        self.pending = self._actor.work.options(num_returns="streaming").remote(rows)

    def listen(self) -> bool:
        """Take the outcomes that have arrived; False when the actor has died.

        Raises:
            InputError: the pipeline cannot work at all.
        """
        try:
            while self.pending is not None and self._ray.wait([self.pending], timeout=0)[0]:
                self._take()
        except self._ray.exceptions.RayError:
            return False
        return True

    def stop(self) -> None:
        """End the actor at once, whatever it does."""
        self._ray.kill(self._actor)

    def _take(self) -> None:
        if not self.ready:
            message = self._ray.get(self.pending)
            self.pending = None
            self.ready = True
        else:
            try:
                message = self._ray.get(next(self.pending))
            except StopIteration:
                self.pending = None
                if self.batch is not None and not self.batch.done:
                    self.give(self.batch)  # the rows behind one that went alone
                return
        self.heard = monotonic()
        if isinstance(message, InputError):
            raise message
        if message is not None and self.batch is not None:
            self.batch.add(message)


def _check_reachable(address: str | None) -> None:
    """Knock at the address: Ray itself goes on trying for minutes.

    Raises:
        InputError: nobody answers there.
    """
    host, _, port = (address or "").rpartition("/")[2].partition(":")
    if not port.isdigit():  # none, or "auto"
        return
    try:
        socket.create_connection((host, int(port)), timeout=PATIENCE).close()
    except (OSError, OverflowError) as error:
        raise InputError(f"--ray-address {address}: no cluster there ({error})") from error


class RayEngine(PoolEngine[RayWorker]):
    """Run rows in actors of a Ray cluster.

    Parameters:
        load: gives the pipeline; importable on every node.
        jobs: actors, one core each; those that find no core wait for one.
        timeout: seconds that one document may take; None for no bound.
        longest: characters; a longer document is refused.
        address: of the cluster; None starts one on this machine, with as many cores as jobs.

    Raises:
        InputError: ray is not installed.
    """

    def __init__(
        self,
        load: Load,
        jobs: int,
        timeout: float | None = None,
        longest: int = LONGEST,
        address: str | None = None,
    ):
        super().__init__(jobs, timeout)
        try:
            import ray
        except ImportError as error:
            raise InputError("--engine ray needs ray: pip install 'zh-tongbao[ray]'") from error
        self._ray: Any = ray
        self._load = load
        self._longest = longest
        self._address = address

    def run(self, rows: Iterable[Row]) -> Generator[Outcome, None, None]:
        """Yield one outcome for each row, in order. A cluster that is not there yet is joined or started, and left.

        Raises:
            InputError: the cluster does not answer, or the pipeline cannot work at all.
        """
        ours = not self._ray.is_initialized()
        if ours:
            self._join()
        try:
            yield from super().run(rows)
        finally:
            if ours:
                self._ray.shutdown()

    def start(self) -> RayWorker:
        """Start an actor."""
        return RayWorker(self._ray, self._load, self._longest)

    def wait(self, workers: Sequence[RayWorker], seconds: float | None) -> None:
        """Wait for the actors' results; the death of an actor is one."""
        pending = [worker.pending for worker in workers if worker.pending is not None]
        if pending:
            self._ray.wait(pending, num_returns=1, timeout=seconds, fetch_local=False)

    def _join(self) -> None:
        _check_reachable(self._address)
        quiet = {"logging_level": logging.ERROR, "log_to_driver": False}
        try:
            if self._address is None:
                self._ray.init(num_cpus=self._jobs, include_dashboard=False, **quiet)
            else:
                self._ray.init(address=self._address, **quiet)
        except Exception as error:  # connection errors of many kinds
            reason = " ".join(str(error).split()) or type(error).__name__
            raise InputError(f"--ray-address {self._address or 'local'}: no cluster there ({reason})") from error
