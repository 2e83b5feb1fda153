"""Whether a count follows from another one and a stated change (CONTRACT R70). Plain Python."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

CHANGE = "change"
WRITTEN = re.compile(r"[0-9]+(?:\.([0-9]+))?")
HUNDRED = Decimal(100)
TOLD = ("count", "value")


def count_that_follows(change: Mapping[str, Any], base: int, count: int) -> int | None:
    """The count that a change makes of another one: the count itself where that fits to the digits given.

    Parameters:
        change: the record of the change; None follows from one that is only about right, or names no number.
        base: the count that is compared with.
        count: the count whose change it is.

    Example:
        >>> from zh_tongbao.records.following import count_that_follows
        >>> change = {"text": "6.84%", "count": None, "value": 6.84}
        >>> count_that_follows(change, 6785, 7249), count_that_follows(change, 6785, 7294)
        (7249, 7249)
    """
    written = WRITTEN.search(change["text"])
    if written is None or change.get("modifier") is not None or change.get("value") is None:
        return None
    if change["count"] is not None:
        return base + int(change["count"])
    percent, number = Decimal(str(change["value"])), Decimal(written.group())
    scale = abs(percent) / number if number else Decimal(1)  # 1.2 times is 120 per cent
    step = scale * Decimal(1).scaleb(-len(written[1] or "")) / 2
    lowest, highest = (base * (1 + (percent + side * step) / HUNDRED) for side in (-1, 1))
    if lowest <= count <= highest:
        return count
    return int((base * (1 + percent / HUNDRED)).quantize(Decimal(1), ROUND_HALF_UP))
