"""How much memory a corpus run takes: one worker process, and the process that reads and writes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from zh_tongbao.cli.pipelines import Pipeline
from zh_tongbao.errors import InputError

MEGABYTE = 1_000_000
UNIT = 1024 if sys.platform != "darwin" else 1
# Bytes that ru_maxrss counts in.


@dataclass(frozen=True)
class Memory:
    """What a run took.

    Parameters:
        megabytes: of text in UTF-8.
        worker: peak of the largest worker process, in megabytes; at most that, since Linux counts in what the parent held
            when it started the worker.
        parent: peak of this process, in megabytes.
        seconds: of the run.
    """

    megabytes: float
    worker: float
    parent: float
    seconds: float


def measure_memory(texts: Sequence[str], config: str, megabytes: float) -> Memory:
    """Extract the texts, repeated to this size, into a folder with one worker process.

    Parameters:
        texts: at least one that is not empty.
        config: of the pipeline.
        megabytes: of text in UTF-8.
    """
    from zh_tongbao.engine.local import LocalEngine
    from zh_tongbao.engine.run import run_to_folder

    start = time.perf_counter()
    with TemporaryDirectory() as folder:
        rows = _rows(texts, int(megabytes * MEGABYTE))
        run_to_folder(Path(folder) / "run", rows, [], LocalEngine(Pipeline(config), 1), {})
    return Memory(megabytes, _peak("RUSAGE_CHILDREN"), peak_of_this_process(), time.perf_counter() - start)


def peak_of_this_process() -> float:
    """Megabytes at most so far."""
    return _peak("RUSAGE_SELF")


def _rows(texts: Sequence[str], size: int) -> Iterator[dict[str, str]]:
    done = 0
    for number, text in enumerate(cycle(texts)):
        if done >= size:
            return
        done += len(text.encode())
        yield {"id": str(number), "text": text}


def _peak(whose: str) -> float:
    """Peak of the processes that a constant of the module ``resource`` names.

    Raises:
        InputError: there is no such module here.
    """
    try:
        import resource
    except ImportError as error:
        raise InputError("memory is not measured here: Python has no module resource on Windows") from error
    return float(resource.getrusage(getattr(resource, whose)).ru_maxrss * UNIT / MEGABYTE)
