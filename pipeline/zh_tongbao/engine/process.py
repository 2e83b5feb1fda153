"""A worker process: it loads the pipeline once, takes rows through a pipe and sends what became of each.

Only plain rows travel, never Docs: pickling a Doc costs more than making it. The worker ends when the pipe closes, so
none outlives its parent, however the parent ended.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from time import monotonic
from typing import Any

from zh_tongbao.engine.batches import Batch
from zh_tongbao.engine.outcomes import Load, Outcome, outcome_of
from zh_tongbao.errors import InputError

Row = dict[str, Any]

READY = "ready"

SAFE = "PYTHONSAFEPATH"
# Environment variable: no module from the current folder.


def serve(pipe: Connection, load: Load, longest: int) -> None:
    """The process's main function.

    Parameters:
        pipe: rows come as lists; sent are :data:`READY`, then an :class:`Outcome` for each row, or an ``InputError``
            when the pipeline cannot work at all.
        load: gives the pipeline.
        longest: characters; a longer document is refused.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    try:
        try:
            nlp = load()
            pipe.send(READY)
            while True:
                for row in pipe.recv():
                    pipe.send(outcome_of(nlp, row, longest))
        except InputError as error:
            pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        pass  # the parent has gone, or wants no more


@contextmanager
def modules_not_from_here() -> Iterator[None]:
    """While it lasts, a process that is started looks for no module in the current folder.

    A worker is given its program as a string, and Python then imports from the current folder first: a ``pickle.py`` in
    a folder of somebody else's bulletins would be run.
    """
    if sys.version_info < (3, 11):  # which know no such setting; the worker goes back to our folder by itself
        here = Path.cwd()
        os.chdir(Path(os.__file__).parent)
        try:
            yield
        finally:
            os.chdir(here)
        return
    before = os.environ.get(SAFE)
    os.environ[SAFE] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[SAFE]
        else:
            os.environ[SAFE] = before


class WorkerProcess:
    """The parent's side of one worker process.

    Parameters:
        context: starts processes afresh (spawn): fork copies threads' locks in whatever state they are.
        load: gives the pipeline.
        longest: characters; a longer document is refused.
    """

    def __init__(self, context: SpawnContext, load: Load, longest: int):
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=serve, args=(theirs, load, longest), daemon=True)
        with modules_not_from_here():
            self.process.start()
        theirs.close()  # so that the pipe ends when the worker does
        self.ready = False
        self.batch: Batch | None = None
        self.heard = monotonic()
        self.characters = 0

    def give(self, batch: Batch) -> None:
        """Hand over the batch's rows that are left to do."""
        self.batch = batch
        self.heard = monotonic()
        self.characters += sum(len(row["text"]) for row in batch.left)
        with suppress(BrokenPipeError, ConnectionResetError):  # it is dead: found out when it is listened to
            self.pipe.send(batch.left)

    def listen(self) -> bool:
        """Take what the worker has sent; False when it has died.

        Raises:
            InputError: the pipeline cannot work at all.
        """
        try:
            while self.pipe.poll():
                message = self.pipe.recv()
                self.heard = monotonic()
                if isinstance(message, InputError):
                    raise message
                if isinstance(message, Outcome):
                    assert self.batch is not None
                    self.batch.add(message)
                else:
                    self.ready = True
        except (EOFError, ConnectionResetError):
            return False
        return True

    def stop(self) -> None:
        """End the process at once, whatever it does."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()
