"""Rebuild the gazetteer from division tables: ``python -m zh_tongbao.vocab.build_gazetteer DIVISIONS_DIR OUT_DIR``.

Writes ``places.csv`` (provinces, prefectures, counties, with what they were called since 2000), ``zones.csv``
(development zones) and ``townships.csv`` into OUT_DIR. Beside the tables (see
:mod:`zh_tongbao.vocab.division_tables` for sources and licences) it reads two hand-kept files of configs/vocab:
``gazetteer_rules.csv`` (how a name is shortened) and ``gazetteer_overrides.csv`` (what the tables lack or have wrong).
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.division_forms import FormRules
from zh_tongbao.vocab.division_tables import Division, current_divisions, former_divisions, townships
from zh_tongbao.vocab.tables import Row, Schema, read_csv

OVERRIDES = Schema(
    required=("kind",),
    optional=("adcode", "name", "level", "parent", "aliases", "valid_from", "valid_to", "successor", "note"),
    choices={
        "kind": ("add", "alias", "noshort", "change", "former", "drop"),
        "level": ("province", "prefecture", "county", "township", "zone"),
    },
)
RULES = Schema(required=("term", "kind"), optional=("value", "note"))
HEADER = (
    "adcode",
    "name",
    "short",
    "aliases",
    "generic",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "successor",
)
SOURCE = (
    "# Built by python -m zh_tongbao.vocab.build_gazetteer: do not edit; gazetteer_overrides.csv is edited by hand."
    " Codes: GB/T 2260 and the National Bureau of Statistics 2023 via modood/Administrative-divisions-of-China (WTFPL);"
    " former codes 2000-2013: China Political Elite Database. Codes and names are facts."
)


def build(folder: Path, rules: list[Row], overrides: list[Row]) -> tuple[list[Division], list[Division]]:
    """Join tables, rules and overrides.

    Parameters:
        folder: the division tables.
        rules: rows of gazetteer_rules.csv.
        overrides: rows of gazetteer_overrides.csv.

    Returns:
        tuple: all divisions but townships, and the townships.
    """
    forms = FormRules(rules)
    divisions = list(current_divisions(folder, forms.skipped))
    divisions.extend(_former(folder, divisions, overrides, forms))
    divisions.extend(_added(overrides))
    _date_successors(divisions)
    _derive_forms(divisions, overrides, forms)
    return divisions, list(townships(folder, forms.townships))


def _former(folder: Path, current: list[Division], overrides: list[Row], forms: FormRules) -> Iterator[Division]:
    """The divisions that the present tables no longer have, dated."""
    now = {(row.adcode, row.name) for row in current}
    by_stem: dict[tuple[str, str, str], list[Division]] = defaultdict(list)
    for row in current:
        by_stem[row.adcode[:2], row.level, forms.stem(row.name, row.level)].append(row)
    changes = {row["adcode"]: row for row in overrides if row["kind"] == "change"}
    dropped = {(row["adcode"], row["name"]) for row in overrides if row["kind"] == "drop"}
    for row in former_divisions(folder):
        if (row.adcode, row.name) in now | dropped:
            continue
        change = changes.get(row.adcode) or changes.get(row.adcode[:4])
        if change and row.valid_to >= "2012":
            row.valid_to, row.successor = change["valid_to"], change["successor"]
        if not row.successor and not (change and change["adcode"] == row.adcode):
            same = by_stem[row.adcode[:2], row.level, forms.stem(row.name, row.level)]
            row.successor = same[0].adcode if len(same) == 1 else ""
        yield row


def _added(overrides: list[Row]) -> Iterator[Division]:
    for row in overrides:
        if row["kind"] in ("add", "former"):
            yield Division(
                row["adcode"],
                row["name"],
                row["level"],
                row["parent"],
                aliases=tuple(filter(None, row["aliases"].split("|"))),
                valid_from=row["valid_from"],
                valid_to=row["valid_to"],
                successor=row["successor"],
            )


def _date_successors(divisions: list[Division]) -> None:
    """A row that follows a former one begins where that one ended."""
    begins = {row.successor: row.valid_to for row in divisions if row.successor}
    for row in divisions:
        if row.adcode in begins and not row.valid_from and begins[row.adcode] != row.valid_to and not row.successor:
            row.valid_from = begins[row.adcode]


def _derive_forms(divisions: list[Division], overrides: list[Row], forms: FormRules) -> None:
    stems = {row.adcode: forms.stem(row.name, row.level) for row in divisions if row.level != "zone"}
    without = {row["adcode"] for row in overrides if row["kind"] == "noshort"}
    extra = {row["adcode"]: row["aliases"].split("|") for row in overrides if row["kind"] == "alias"}
    for row in divisions:
        if row.adcode or row.level != "zone":
            forms.complete(row, stems.get(row.parent, ""), stems.get(row.parent[:2] + "0000", ""))
        if row.adcode in without:
            row.short = ""
        if not row.valid_to:
            row.aliases += tuple(alias for alias in extra.get(row.adcode, ()) if alias)
        row.aliases = tuple(dict.fromkeys(form for form in row.aliases if form not in (row.name, row.short)))


def write(path: Path, divisions: Iterable[Division]) -> None:
    """Write one gazetteer file, in the order of the codes."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(HEADER)
        lines.write(SOURCE + "\n")
        for row in sorted(
            divisions, key=lambda row: (row.adcode or row.parent, not row.adcode, row.valid_to or "9999")
        ):
            cells = vars(row) | {"aliases": "|".join(row.aliases), "generic": "|".join(row.generic)}
            writer.writerow([cells[column] for column in HEADER])


def write_townships(path: Path, divisions: Iterable[Division]) -> None:
    """Write the townships as a table of words: a line for each division above them, with the names that lie in it.

    ``term`` is its code, ``value`` the names with ``|`` between them, each behind the last three digits of its own code:
    a fourth of what a line each would need.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    for row in divisions:
        inside[row.parent].append(row.adcode.removeprefix(row.parent) + row.name)
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(("term", "kind", "value"))
        lines.write(SOURCE + "\n")
        writer.writerows((parent, "township", "|".join(sorted(names))) for parent, names in sorted(inside.items()))


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    if len(arguments) != 2 or "--help" in arguments:
        print(__doc__)
        return 0 if "--help" in arguments else 2
    folder, out = Path(arguments[0]), Path(arguments[1])
    try:
        rules = read_csv("vocab/gazetteer_rules.csv", RULES)
        divisions, towns = build(folder, rules, read_csv("vocab/gazetteer_overrides.csv", OVERRIDES))
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    out.mkdir(parents=True, exist_ok=True)
    write(out / "places.csv", (row for row in divisions if row.level != "zone"))
    write(out / "zones.csv", (row for row in divisions if row.level == "zone"))
    write_townships(out / "townships.csv", towns)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
