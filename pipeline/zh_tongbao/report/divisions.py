"""Names of divisions by their codes, from the shipped gazetteer."""

from __future__ import annotations

import csv
from functools import lru_cache

from zh_tongbao.resources import configs_dir


def division_name(adcode: str) -> str | None:
    """Return a division's official name, or None where the code is none of the gazetteer's.

    Example:
        >>> from zh_tongbao.report.divisions import division_name
        >>> division_name("220100")
        '长春市'
    """
    return _names().get(adcode)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    path = configs_dir() / "vocab" / "places.csv"
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return {row["adcode"]: row["name"] for row in csv.DictReader(lines) if row.get("adcode") and row.get("name")}
