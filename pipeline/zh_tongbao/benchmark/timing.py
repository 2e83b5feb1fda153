"""Measuring: candidates in turn, medians, and how cost grows with size."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Mapping, Sequence


def measure(candidates: Mapping[str, Callable[[str], object]], texts: Sequence[str], rounds: int) -> dict[str, float]:
    """Characters a second of each candidate: the median over the rounds, after one round of warming up."""
    size = sum(map(len, texts))
    seconds: dict[str, list[float]] = {name: [] for name in candidates}
    for turn in range(rounds + 1):
        for name, candidate in candidates.items():
            start = time.perf_counter()
            for text in texts:
                candidate(text)
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return {name: size / statistics.median(times) for name, times in seconds.items()}


def fastest(run: Callable[[], object], times: int) -> float:
    """Seconds of the fastest of several runs: what else the machine does only adds."""
    least = math.inf
    for _ in range(times):
        start = time.perf_counter()
        run()
        least = min(least, time.perf_counter() - start)
    return least


def exponent(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """The power of size that cost grows with: the slope of the line through the logarithms, by least squares.

    Parameters:
        sizes: at least two different ones.
        costs: of each size.

    Example:
        >>> from zh_tongbao.benchmark.timing import exponent
        >>> round(exponent([1, 10, 100], [2, 200, 20_000]), 3)
        2.0
    """
    return statistics.linear_regression([math.log(size) for size in sizes], [math.log(cost) for cost in costs]).slope
