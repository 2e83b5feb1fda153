"""One document as the officials' grammar reads it: its text, its places, the names that are known beforehand."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Places:
    """The document's places, for looking up by position: parallel lists in text order.

    Parameters:
        starts, ends: character offsets.
        abroad: whether the place is a foreign country or lies in one.
    """

    starts: list[int]
    ends: list[int]
    abroad: list[bool]

    @classmethod
    def of(cls, rows: Iterable[tuple[int, int, bool]]) -> Places:
        """Make it from (start, end, abroad) of every place."""
        ordered = sorted(rows)
        return cls([row[0] for row in ordered], [row[1] for row in ordered], [row[2] for row in ordered])

    def within(self, first: int, last: int) -> range:
        """Indexes of the places that begin from ``first`` up to, not including, ``last``."""
        return range(bisect_left(self.starts, first), bisect_left(self.starts, last))

    def across(self, position: int) -> bool:
        """Whether a place begins before this position and ends behind it."""
        index = bisect_left(self.starts, position) - 1
        return index >= 0 and self.ends[index] > position

    def ends_at(self, position: int) -> bool:
        """Whether a place ends here."""
        index = bisect_left(self.starts, position) - 1
        return index >= 0 and self.ends[index] == position

    def is_abroad(self, position: int) -> bool:
        """Whether the place that begins here is a foreign one."""
        return self.abroad[bisect_left(self.starts, position)]

    def end_at(self, position: int) -> int | None:
        """The end of the place that begins here, or None."""
        index = bisect_right(self.starts, position) - 1
        return self.ends[index] if index >= 0 and self.starts[index] == position else None


@dataclass(frozen=True, slots=True)
class Page:
    """One document as these modules read it.

    Parameters:
        view, text: normalised and as given, of one length.
        places: its places.
        known: names that the vocabulary holds, as end by start.
        known_ends: the same, as start by end.
    """

    view: str
    text: str
    places: Places
    known: Mapping[int, int]
    known_ends: Mapping[int, int]
