"""Divisions by their codes, from the shipped gazetteer: names, levels, and what they lie in."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from zh_tongbao.records.adcodes import NATION
from zh_tongbao.resources import configs_dir

HOME = "CN"


class Division(NamedTuple):
    """One division.

    Parameters:
        name: its official name.
        level: as in the contract's Entity.
        parent: code of the division that it lies right in; empty for a province.
    """

    name: str
    level: str
    parent: str


def division(adcode: str | None) -> Division | None:
    """Return a division, or None where the code is none of the gazetteer's.

    Example:
        >>> from zh_tongbao.io.divisions import division
        >>> division("220100")
        Division(name='长春市', level='prefecture', parent='220000')
    """
    return divisions().get(adcode or "")


def around(adcode: str) -> Iterator[Division]:
    """The divisions that a division lies in, itself first; none where the code is none of the gazetteer's.

    Example:
        >>> from zh_tongbao.io.divisions import around
        >>> [found.name for found in around("220102")]
        ['南关区', '长春市', '吉林省']
    """
    found = division(adcode)
    while found is not None:
        yield found
        found = division(found.parent)


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """Every division that has a code; empty where the gazetteer is not there."""
    folder = configs_dir() / "vocab"
    found: dict[str, Division] = {}
    for name in ("places.csv", "zones.csv"):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
                rows = (row for row in csv.DictReader(lines) if row.get("adcode") and row.get("name"))
                found |= {row["adcode"]: Division(row["name"], row["level"], row["parent"] or "") for row in rows}
    if (folder / "countries.csv").is_file():
        with (folder / "countries.csv").open(encoding="utf-8-sig", newline="") as lines:
            home = next((row for row in csv.DictReader(lines) if row.get("country") == HOME), None)
        found |= {NATION: Division(home["name"], home["level"], "")} if home else {}
    return found
