"""Days as ISO dates, and the stretches in which they were reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate, pairwise
from statistics import median

GAP = 3


def is_day(written: str) -> bool:
    """Whether this is a day of a year that is known."""
    try:
        date.fromisoformat(written)
    except ValueError:
        return False
    return True


def stretches(days: Sequence[str]) -> dict[str, int]:
    """Which stretch of reporting each day is in: no line is drawn across days that nobody reported.

    Parameters:
        days: ISO dates, in any order, repeated or not.

    Returns:
        dict: for each day the number of its stretch. A new one begins behind a gap of more than :data:`GAP` usual steps,
        so that weekly and monthly series hold together.

    Example:
        >>> from zh_tongbao.report.days import stretches
        >>> stretches(["2022-03-01", "2022-03-02", "2022-03-03", "2022-04-20"])
        {'2022-03-01': 0, '2022-03-02': 0, '2022-03-03': 0, '2022-04-20': 1}
    """
    ordered = sorted(set(days))
    steps = [(date.fromisoformat(b) - date.fromisoformat(a)).days for a, b in pairwise(ordered)]
    usual = median(steps) if steps else 1
    numbers = accumulate((step > GAP * usual for step in steps), initial=0)
    return dict(zip(ordered, map(int, numbers)))
