"""Reading the published division tables that the gazetteer is built from.

Sources, as they lie in one folder:

- ``modood_provinces.csv``, ``modood_cities.csv``, ``modood_areas.csv``, ``modood_streets.csv``: the statistics bureau's
  codes of 2023 (github.com/modood/Administrative-divisions-of-China, WTFPL);
- ``zones_derived_from_modood.csv``: which of those rows are development zones;
- ``cped_area_code_2002-2013.csv``: county codes with validity dates, yearly lists (China Political Elite Database).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zh_tongbao.errors import InputError

MAINLAND_END = 660000


@dataclass
class Division:
    """One row of the gazetteer.

    Parameters:
        adcode: six digits, or empty where there is none.
        name: official name.
        level: ``province``, ``prefecture``, ``county``, ``township`` or ``zone``.
        parent: adcode of the division above, empty for a province.
        short: the short form that usage derives from the name, or empty.
        aliases: further forms.
        generic: forms that mean this zone only where its parent is understood.
        valid_from, valid_to: ``YYYY-MM-DD``, half-open; empty for always.
        successor: adcode of the same place under its next name or code.
    """

    adcode: str
    name: str
    level: str
    parent: str
    short: str = ""
    aliases: tuple[str, ...] = ()
    generic: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    successor: str = ""


def current_divisions(folder: Path, skipped: set[str]) -> Iterator[Division]:
    """Yield provinces, prefectures and counties of the 2023 tables; headings of the code list are skipped."""
    for row in _table(folder / "modood_provinces.csv"):
        yield Division(row["code"] + "0000", row["name"], "province", "")
    prefectures: dict[str, str] = {}
    for row in _table(folder / "modood_cities.csv"):
        if row["name"] not in skipped:
            prefectures[row["code"]] = row["name"]
            yield Division(row["code"] + "00", row["name"], "prefecture", row["provinceCode"] + "0000")
    zones = {row["code"] for row in _table(folder / "zones_derived_from_modood.csv") if row["level"] == "county"}
    for row in _table(folder / "modood_areas.csv"):
        inside = row["cityCode"] in prefectures
        if inside and row["name"] == prefectures[row["cityCode"]]:
            continue  # a prefecture without counties stands in the county table as itself
        parent = row["cityCode"] + "00" if inside else row["provinceCode"] + "0000"
        # The statistics bureau numbers its zones from 71 up; a lower number is a county that is called a zone.
        zone = row["code"] in zones and row["code"][4] == "7"
        yield Division(row["code"], row["name"], "zone" if zone else "county", parent)


def townships(folder: Path, units: tuple[str, ...]) -> Iterator[Division]:
    """Yield towns and streets of the 2023 tables, with their codes of nine digits.

    Parameters:
        folder: the tables.
        units: what a name ends in that is one of a town or street; farms, parks and prisons in the tables are none.
    """
    for row in _table(folder / "modood_streets.csv"):
        if row["name"].endswith(units):
            yield Division(row["code"], row["name"], "township", row["areaCode"])


def former_divisions(folder: Path) -> Iterator[Division]:
    """Yield prefectures and counties of the yearly lists 2000 to 2013, each valid until the last list that has it.

    Rows of other kinds (abolished regions of the 1950s, offices, foreign countries) carry no list date and are left out.
    """
    path = folder / "cped_area_code_2002-2013.csv"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    for code, name, parent, _, first, last, *_ in list(csv.reader(text.splitlines()))[1:]:
        if len(code) != 6 or not code.isdigit() or int(code) >= MAINLAND_END or code.endswith("0000"):
            continue
        if not first.startswith(("31/10/", "31/12/", "01/11/2000")) or not name.isalpha():
            continue
        level = "prefecture" if code.endswith("00") else "county"
        day, month, year = last.split("/")
        parent = code[:2] + "0000" if parent == code else parent
        start = "" if first in ("31/12/2002", "01/11/2000") else "-".join(reversed(first.split("/")))
        yield Division(code, name, level, parent, valid_from=start, valid_to=f"{year}-{month}-{day}")


def _table(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            return list(csv.DictReader(lines))
    except OSError as error:
        raise InputError(
            f"{path}: cannot be read ({error.strerror}); see the sources in this command's --help"
        ) from error
