"""What the case grammar reads: counts, words, places, periods and punctuation as items, in text order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

COUNT, BARE, PLACE, PERIOD, NUMBERED, ATTRIBUTE = "count", "bare", "place", "period", "numbered", "attribute"
PERCENT = "percent"
EARLIER = "earlier"
# A stretch of time before that of the report: so long before it, or a period.
OUTSIDERS = "outsiders"
# People from elsewhere, told as one of the places of a list (外地来京人员).


@dataclass(slots=True, eq=False)
class Item:
    """One item: what it is, where it stands, and its value (a term's value, a count, a place or period entity)."""

    kind: str
    start: int
    end: int
    value: Any
    unit: str | None = None
    modifier: str | None = None
