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
        short: its name without the word for what it is; empty where it has none.
        former: whether there is no such division any more.
    """

    name: str
    level: str
    parent: str
    short: str = ""
    former: bool = False


def division(adcode: str | None) -> Division | None:
    """Return a division, or None where the code is none of the gazetteer's.

    Example:
        >>> from zh_tongbao.io.divisions import division
        >>> division("220100")
        Division(name='长春市', level='prefecture', parent='220000', short='长春', former=False)
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


@lru_cache(maxsize=1_000)
def named(text: str) -> list[str]:
    """The codes of the divisions of a name, which may stand behind the names of what they lie in; without any, of a short one.

    Example:
        >>> from zh_tongbao.io.divisions import named
        >>> named("长春市"), named("吉林省长春市"), named("长春"), named("吉林")
        (['220100'], ['220100'], ['220100'], ['220000', '220200'])
    """
    known = {code: found for code, found in divisions().items() if not found.former}
    full = [code for code, found in known.items() if text.endswith(found.name) and _leads_to(text, code)]
    return full or [code for code, found in known.items() if found.short == text]


def _leads_to(text: str, code: str) -> bool:
    """Whether a text is a division's name behind nothing but names of what it lies in, the widest first."""
    for found in around(code):
        text = text.removesuffix(found.name)
    return not text


@lru_cache(maxsize=1)
def divisions() -> dict[str, Division]:
    """Every division that has a code; empty where the gazetteer is not there."""
    folder = configs_dir() / "vocab"
    found: dict[str, Division] = {}
    for name in ("places.csv", "zones.csv"):
        if (folder / name).is_file():
            with (folder / name).open(encoding="utf-8-sig", newline="") as lines:
                rows = (row for row in csv.DictReader(lines) if row.get("adcode") and row.get("name"))
                found |= {row["adcode"]: _division(row) for row in rows}
    if (folder / "countries.csv").is_file():
        with (folder / "countries.csv").open(encoding="utf-8-sig", newline="") as lines:
            home = next((row for row in csv.DictReader(lines) if row.get("country") == HOME), None)
        found |= {NATION: Division(home["name"], home["level"], "")} if home else {}
    return found


def _division(row: dict[str, str]) -> Division:
    return Division(row["name"], row["level"], row["parent"] or "", row["short"] or "", bool(row["valid_to"]))
