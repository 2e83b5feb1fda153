"""One day as a person writes it, as the contract has it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from zh_tongbao.vocab.readers import terms

TERMS = "vocab/input_terms.csv"


def read_day(text: str) -> str | None:
    """Return a day ``YYYY-MM-DD``, or None where a text is no day, or one that there is not.

    Example:
        >>> from zh_tongbao.io.written_days import read_day
        >>> read_day("2022年3月31日"), read_day("2022/4/3 08:15"), read_day("20220403"), read_day("2022-02-30")
        ('2022-03-31', '2022-04-03', '2022-04-03', None)
    """
    found = _pattern().fullmatch(text.strip())
    if found is None:
        return None
    try:
        return date(*(int(part) for part in found.groups() if part)).isoformat()
    except ValueError:
        return None


@lru_cache(maxsize=8)
def words(kind: str) -> tuple[str, ...]:
    """The words of one kind."""
    return tuple(row["term"] for row in terms(TERMS) if row["kind"] == kind)


@lru_cache(maxsize=1)
def fields() -> dict[str, str]:
    """By head of a column, the input's field that it holds."""
    return {row["term"]: row["value"] for row in terms(TERMS) if row["kind"] == "field"}


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    year, month, day = ("".join(map(re.escape, words(kind))) for kind in ("year", "month", "day"))
    written = rf"([0-9]{{4}})\s?[-/._{year}]\s?([0-9]{{1,2}})\s?[-/._{month}]\s?([0-9]{{1,2}})\s?[{day}]?"
    time = r"(?:[T\s]{1,3}[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9:]{2,6})?)?"
    return re.compile(rf"(?:{written}{time}|([0-9]{{4}})([0-9]{{2}})([0-9]{{2}}))")
