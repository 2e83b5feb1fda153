"""A chart's numbers, and the words of records that charts are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]

CASES = ("confirmed", "asymptomatic", "infection")
# Metrics that say how many fell ill or tested positive.

DAILY = (*CASES, "death")
SEVERITIES = RECORD["severity"].values
MEASURES = ("new", "current", "cumulative")

NameOf = Callable[[str], str | None]
"""A division's name by its adcode; None where it has none."""


class Share(NamedTuple):
    """How much of a larger total a chart shows.

    Parameters:
        shown: what its rows, and those left out for want of room, sum up to.
        total: what is stated.
        place: name of the place that it is stated for.
    """

    shown: int
    total: int
    place: str


@dataclass(frozen=True)
class Figure:
    """One chart's numbers.

    Parameters:
        name: ``places``, ``map``, ``severities``, ``days`` or ``slogans``.
        variant: what of it is shown, part of the message that titles it (``new``).
        rows: ``label``, ``series``, ``value``, in the order to show them; of a map also ``row`` and ``column``, and the value
            of a place for which none is stated is None.
        hidden: how many rows' labels were left out for want of room.
        place: name of the one place that all counts are of, or that holds all of their places; else empty.
        origin: of all counts, as in the contract's Record; empty for all.
        period: of all counts; None where they are of several.
        share: how much of a larger total they are, where one is stated and they are less.
        level: of the places, one of :data:`zh_tongbao.records.series.LEVELS`; empty where they are not compared.
        disease: code of what all counts are of; empty where the documents name none.
    """

    name: str
    variant: str
    rows: list[Row]
    hidden: int = 0
    place: str = ""
    origin: str = ""
    period: tuple[str, str] | None = None
    share: Share | None = None
    level: str = ""
    disease: str = ""

    @property
    def key(self) -> str:
        """What names it among the figures of a report: its name, and the level of its places."""
        return "-".join(filter(None, (self.name, self.level if self.name == "places" else "")))
