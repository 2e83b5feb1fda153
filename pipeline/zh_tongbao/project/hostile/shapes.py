"""Hostile texts: one shape repeated. Time, memory and output must grow in proportion to the text, or little more.

The shapes are rows of ``shapes.jsonl``: ``start``, then ``unit`` again and again, then ``end``; where there is a
``turn``, the end comes as often as the unit, behind it.
"""

from __future__ import annotations

import json
import os
import pickle
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from zh_tongbao.benchmark.memory import MEGABYTE, UNIT
from zh_tongbao.benchmark.timing import exponent
from zh_tongbao.project.hostile.check import BROKEN, Check, Finding
from zh_tongbao.project.hostile.measure import CONFIG

if TYPE_CHECKING:
    from spacy.language import Language

SHAPES = Path(__file__).with_name("shapes.jsonl")

SIZES = (10_000, 40_000, 160_000)
LONG_SIZES = (*SIZES, 1_000_000)
# Characters of a text.

MOST = 1.3
# The power of length that a cost may grow with.

SECONDS = 10.0
LONG_SECONDS = 600.0
# Of processor time, after which a text is given up.

PATIENCE = 12
# Times as long by the clock, on a machine that has other work.

MEMORY = 6_000_000_000
# Bytes of addresses that the process with one text may have.

SMALL_SECONDS, SMALL_MEGABYTES, SMALL_OUTPUT = 0.2, 20.0, 100_000
# Below these a cost says nothing of how it grows.


@dataclass(frozen=True)
class Cost:
    """What one text took.

    Parameters:
        seconds: of processor time, to process it and to write the document as JSON.
        megabytes: of memory at most, beside what was there before.
        output: characters of the document as JSON.
    """

    seconds: float
    megabytes: float
    output: int


def checks(folder: Path, long: bool) -> Iterator[Check]:  # noqa: ARG001
    """Yield a check for each shape; all share one pipeline, each text has a process of its own.

    Parameters:
        folder: not needed.
        long: texts of up to a million characters.
    """
    from zh_tongbao.cli.pipelines import Pipeline

    nlp = Pipeline(CONFIG)()
    for row in map(json.loads, SHAPES.read_text(encoding="utf-8").splitlines()):
        yield Check(row["name"], partial(_check, nlp, row, long))


def text_of(shape: dict[str, str], size: int) -> str:
    """The text of a shape, of about so many characters.

    Example:
        >>> from zh_tongbao.project.hostile.shapes import text_of
        >>> text_of({"start": "a", "unit": "("}, 4), text_of({"start": "", "unit": "(", "turn": "x", "end": ")"}, 7)
        ('a(((', '(((x)))')
    """
    start, unit, end = shape.get("start", ""), shape["unit"], shape.get("end", "")
    turn = shape.get("turn")
    if turn is not None:
        times = (size - len(start) - len(turn)) // (len(unit) + len(end))
        return start + unit * times + turn + end * times
    return start + unit * ((size - len(start) - len(end)) // len(unit)) + end


def _check(nlp: Language, shape: dict[str, str], long: bool) -> Finding:
    seconds = LONG_SECONDS if long else SECONDS
    texts = [text_of(shape, size) for size in (LONG_SIZES if long else SIZES)]
    works = [Copy(partial(_work, nlp, text), seconds, MEMORY) for text in texts]
    points: list[tuple[int, Cost]] = []
    for text, cost in [(text, work.cost()) for text, work in zip(texts, works)]:
        if cost is None:
            bounds = f"{seconds:g} s and {MEMORY // MEGABYTE:,} MB"
            return Finding(BROKEN, broken=f"{len(text):,} characters take more than {bounds}, or end the process")
        points.append((len(text), cost))
    return finding_of(points)


def finding_of(points: list[tuple[int, Cost]]) -> Finding:
    """Judge how the costs of a shape grow.

    Parameters:
        points: number of characters and cost, of growing texts.

    Example:
        >>> from zh_tongbao.project.hostile.shapes import Cost, finding_of
        >>> finding_of([(10, Cost(1.0, 0.0, 0)), (20, Cost(2.0, 0.0, 0)), (40, Cost(16.0, 0.0, 0))]).broken
        'time grows with the power 2.00 of length (at most 1.3)'
    """
    powers = {
        "time": _power([(size, cost.seconds) for size, cost in points], SMALL_SECONDS),
        "memory": _power([(size, cost.megabytes) for size, cost in points], SMALL_MEGABYTES),
        "output": _power([(size, cost.output) for size, cost in points], SMALL_OUTPUT),
    }
    told = ", ".join(f"{name} {'small' if power is None else f'^{power:.2f}'}" for name, power in powers.items())
    worst = [(name, power) for name, power in powers.items() if power is not None and power > MOST]
    broken = "; ".join(f"{name} grows with the power {power:.2f} of length (at most {MOST:g})" for name, power in worst)
    last = points[-1][1]
    told = f"{told}, output {last.output / points[-1][0]:.0f} x text"
    return Finding(BROKEN if broken else "in proportion", last.seconds, last.megabytes, told, broken)


def _power(points: list[tuple[int, float]], small: float) -> float | None:
    """The power of length that a cost grows with, over what is large enough to say so; None where nothing is."""
    if points[-1][1] < small:
        return None
    sizes, costs = zip(*((size, max(cost, small / 20)) for size, cost in points))
    return exponent(sizes, costs)


class Copy:
    """A copy of this process in which some work is done and measured.

    Parameters:
        work: returns the size of its output.
        seconds: of processor time after which it is ended.
        memory: bytes of addresses that it may have.
    """

    def __init__(self, work: Callable[[], int], seconds: float, memory: int):
        self._seconds = seconds
        theirs, ours = os.pipe()
        self._process = os.fork()
        if self._process == 0:  # no way out of here but _exit: what the parent has open is not ours to close
            try:
                os.close(theirs)
                resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
                resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
                with os.fdopen(ours, "wb") as stream:
                    pickle.dump(_costs(work), stream)
                os._exit(0)
            finally:
                os._exit(1)
        os.close(ours)
        self._stream = os.fdopen(theirs, "rb")

    def cost(self) -> Cost | None:
        """Wait for what it took; None where it had to be ended or died."""
        with self._stream as stream:
            ready, _, _ = select.select([stream], [], [], PATIENCE * self._seconds)
            if not ready:
                os.kill(self._process, signal.SIGKILL)
            data = stream.read()
        os.waitpid(self._process, 0)
        cost: Cost | None = pickle.loads(data) if data else None
        return cost


def _costs(work: Callable[[], int]) -> Cost:
    before = _peak()
    start = time.process_time()
    output = work()
    return Cost(time.process_time() - start, _peak() - before, output)


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT / MEGABYTE


def _work(nlp: Language, text: str) -> int:
    from zh_tongbao.engine.outcomes import outcome_of

    outcome: Any = outcome_of(nlp, {"id": "x", "text": text})
    if outcome.document is None:
        raise ValueError(outcome.message)
    return len(json.dumps(outcome.document, ensure_ascii=False))
