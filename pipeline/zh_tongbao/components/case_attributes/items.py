"""What the case grammar reads: counts, words, places, periods and punctuation as items, in text order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

COUNT, BARE, PLACE, PERIOD, NUMBERED, ATTRIBUTE = "count", "bare", "place", "period", "numbered", "attribute"
PERCENT, PER_PEOPLE = "percent", "per_people"
# Numbers that count nobody by themselves: in per cent, and of so many people.
CHANGE, SAME, SHARE, RATE, RANK = "change", "same", "share", "rate", "rank"
# Words that say what such a number is, and the measures that these give.
QUANTITY = "quantity"
# The name of a count that none but such a number is told of (事件数).
DISEASE = "disease"
# The name of a disease, with its mention; only numbers that compare are asked for it.
OUTSIDERS = "outsiders"
# People from elsewhere, told as one of the places of a list (外地来京人员).


@dataclass(slots=True, eq=False)
class Item:
    """One item: what it is, where it stands, and its value (a term's value, a count, a place or period entity).

    A number also has its unit, how it is only about right, and of how many people it is told, where it is a rate.
    """

    kind: str
    start: int
    end: int
    value: Any
    unit: str | None = None
    modifier: str | None = None
    per: int | None = None
