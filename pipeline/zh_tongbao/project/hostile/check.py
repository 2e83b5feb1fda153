"""One check: what it does, what came of it, and whether that breaks the promise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

READ, REFUSED, KILLED, BROKEN = "read", "refused", "killed at the limit", "BROKEN"
"""Outcomes: it was read; one line says why not; it was ended at the bound of time or memory; none of these."""


@dataclass(frozen=True)
class Finding:
    """What came of a check.

    Parameters:
        outcome: :data:`READ`, :data:`REFUSED`, :data:`KILLED`, or a few words of the family's own.
        seconds: it took, if that was measured.
        megabytes: at most of the largest process, if that was measured.
        note: what else is worth a look.
        broken: how the promise was broken; empty where it was kept.
    """

    outcome: str
    seconds: float | None = None
    megabytes: float | None = None
    note: str = ""
    broken: str = ""


@dataclass(frozen=True)
class Check:
    """One hostile input.

    Parameters:
        name: short, for the table.
        run: makes the input, gives it to tongbao and says what came of it.
    """

    name: str
    run: Callable[[], Finding]


@dataclass(frozen=True)
class Family:
    """Checks of one kind.

    Parameters:
        checks: takes a folder of its own, which is removed later, and whether the long form is asked for.
        together: how many may run at a time, in threads.
    """

    checks: Callable[[Path, bool], Iterator[Check]]
    together: int = 1
