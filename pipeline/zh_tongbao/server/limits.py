"""What one request, and all of them together, may cost; each refusal says which limit and what to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Limits:
    """The limits of a server.

    Parameters:
        characters: of one bulletin.
        documents: of one batch.
        body: bytes of one request.
        seconds: that a request may take to arrive, and then to be answered.
        waiting: requests that may be in work or wait for it at a time.
        values: of the JSON of one request: objects, lists, strings, numbers.
        items: of one list in it.
        keys: of one object in it.
        depth: to which its lists and objects nest.
        head: seconds that a request's head may take to arrive.
        connections: open at a time; beyond them the one that has kept the server waiting longest is closed.
        answer: characters of what an assistant is answered.
    """

    characters: int = 100_000
    documents: int = 100
    body: int = 4_000_000
    seconds: float = 10.0
    waiting: int = 16
    values: int = 400_000
    items: int = 30_000
    keys: int = 100
    depth: int = 20
    head: float = 5.0
    connections: int = 512
    answer: int = 100_000


class Refusal(Exception):
    """A request that is not served.

    Parameters:
        status: HTTP status.
        message: one line for the person behind it.
    """

    def __init__(self, status: int, message: str):
        super().__init__(message)
        self.status = status
        self.message = message


class Worker:
    """One thread that does the work, one request after the other: a pipeline is not made for several at a time.

    A request that takes too long is answered, but its thread cannot be stopped; its place stays taken until it ends,
    so that there are never more of them than the limit says.

    Parameters:
        limits: ``waiting`` and ``seconds`` are used.
    """

    def __init__(self, limits: Limits):
        self._limits = limits
        self._executor: ThreadPoolExecutor | None = None
        self._lock = Lock()
        self._due = 0.0
        self.taken = 0

    async def run(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """Do it when its turn comes.

        Raises:
            Refusal: 503 when too many wait, 504 when it took too long.
        """
        if self.taken >= self._limits.waiting:
            raise Refusal(503, f"busy: {self.taken} requests are in work or waiting; try again in a second")
        if self._executor is None:
            self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tongbao")
        due = monotonic() + self._limits.seconds

        def in_time() -> Result:
            self._due = due  # one thread works: it is that of this request
            return work(*args, **kwargs)

        future = self._executor.submit(in_time)
        with self._lock:
            self.taken += 1
        future.add_done_callback(self._free)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limits.seconds)
        except asyncio.TimeoutError:
            message = f"not done within {self._limits.seconds:g} seconds; send less at a time"
            raise Refusal(504, message) from None

    @property
    def overdue(self) -> bool:
        """Whether the request in work has had its time, so that the work should give up by itself."""
        return monotonic() > self._due

    def close(self) -> None:
        """Drop what waits and end the thread; a later request starts a new one."""
        if self._executor is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            self._executor = None

    def _free(self, _: object) -> None:
        with self._lock:  # called from the worker's thread
            self.taken -= 1
