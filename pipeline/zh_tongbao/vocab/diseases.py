"""The table of diseases: what each is called and coded, and what class of notifiable diseases it is in, as of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import get_args

from zh_tongbao.errors import InputError
from zh_tongbao.records.fields import DiseaseKind, NotifiableClass
from zh_tongbao.vocab.overlay import read_overlay
from zh_tongbao.vocab.tables import Row, Schema, rows_of_csv

CLASSES = get_args(NotifiableClass)
MONITORED = "monitored"
# Reported by the month and in none of the classes.
DISEASE = "disease"
SEPARATOR = "|"
OPTIONAL = ("aliases", "weak", "parent", "class", "from", "to", "icd10", "icd11", "source", "note")
DISEASES = Schema(
    required=("code", "name", "kind"),
    optional=OPTIONAL,
    choices={"kind": get_args(DiseaseKind), "class": (*CLASSES, MONITORED)},
)


def diseases(path: str, overlay: str | None = None) -> list[Row]:
    """Read the table of diseases (diseases.csv), in the order given, then a user's own.

    Columns: ``code``, ``name`` (the official one), ``aliases`` and ``weak`` (separated by ``|``; the weak ones count only
    where a text names one of the family too), ``parent`` (code), ``kind``, ``class``, ``from`` and ``to``
    (``YYYY-MM-DD``, half-open: when this name and class hold), ``icd10``, ``icd11``, ``source``, ``note``. A disease has a
    row for each stretch of time.

    Registered as the reader ``tongbao.diseases.v1``.

    Parameters:
        path: the table.
        overlay: a user's own words; its diseases are added, and one with the code of a known one adds names to that.

    Raises:
        InputError: naming file, line and column of a missing cell, an unknown kind or class, a day that is none, stretches
            that overlap, a parent that no row has, and a name that stands for two diseases; of the overlay its file, line
            and field.
    """
    rows: list[Row] = []
    wheres: list[str] = []
    for where, row in rows_of_csv(path, DISEASES):
        rows.append(dict.fromkeys(OPTIONAL, "") | row)
        wheres.append(where)
    codes = {row["code"] for row in rows}
    holders: dict[str, str] = {}
    for where, row in zip(wheres, rows):
        _check_days(row, where)
        if row["parent"] and row["parent"] not in codes:
            raise InputError(f"{where}, column 'parent': no row has the code {row['parent']!r}")
        for column in ("name", "aliases", "weak"):
            for form in filter(None, row[column].split("|")):
                if holders.setdefault(form, row["code"]) != row["code"]:
                    raise InputError(f"{where}, column {column!r}: {form!r} already stands for {holders[form]!r}")
    _check_stretches(rows, wheres)
    return _with_own(rows, read_overlay(overlay).diseases, holders)


def _with_own(rows: list[Row], own: Iterable[Row], holders: dict[str, str]) -> list[Row]:
    """The table with a user's diseases: rows of their own, and more aliases in the rows of known ones."""
    known = {row["code"] for row in rows}
    for row in own:
        where, code, forms = row["where"], row["code"], [row["name"], *row.get("aliases", ())]
        for form in forms:
            if holders.setdefault(form, code) != code:
                raise InputError(f"{where}, field 'name': {form!r} already stands for {holders[form]!r}")
        if row.get("parent", code) not in known | {code}:
            raise InputError(f"{where}, field 'parent': no disease has the code {row['parent']!r}")
        if code not in known:
            known.add(code)
            told = {name: row.get(name, "") for name in ("icd10", "icd11", "parent")}
            fields = {"code": code, "name": row["name"], "kind": DISEASE, "aliases": SEPARATOR.join(forms[1:])}
            rows.append(dict.fromkeys(OPTIONAL, "") | told | fields)
            continue
        for other in rows:
            if other["code"] == code:
                old = {*forms_of(other)}
                other["aliases"] = SEPARATOR.join(filter(None, [other["aliases"], *(f for f in forms if f not in old)]))
    return rows


def _check_days(row: Row, where: str) -> None:
    for column in ("from", "to"):
        try:
            if row[column]:
                date.fromisoformat(row[column])
        except ValueError:
            raise InputError(f"{where}, column {column!r}: {row[column]!r} is no day (YYYY-MM-DD)") from None
    if row["from"] and row["to"] and row["from"] >= row["to"]:
        raise InputError(f"{where}, column 'to': {row['to']} is not behind {row['from']}")


def _check_stretches(rows: Sequence[Row], wheres: Sequence[str]) -> None:
    ordered = sorted(range(len(rows)), key=lambda index: (rows[index]["code"], rows[index]["from"]))
    for first, second in pairwise(ordered):
        one, two = rows[first], rows[second]
        if one["code"] == two["code"] and one["to"] > two["from"]:
            raise InputError(f"{wheres[second]}, column 'from': overlaps the stretch of {wheres[first]}")
        if one["code"] == two["code"] and not one["to"]:
            raise InputError(f"{wheres[first]}, column 'to': missing, for another stretch follows")


def forms_of(row: Row) -> Iterator[str]:
    """Every form of a row's disease, the weak ones too."""
    for column in ("name", "aliases", "weak"):
        yield from filter(None, row[column].split("|"))


def by_code(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The stretches of each disease, in order of time."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["from"]):
        found.setdefault(row["code"], []).append(row)
    return found


def in_force(stretches: Sequence[Row], day: str | None) -> Row:
    """What holds of a disease on a day (``YYYY-MM-DD``), or now: outside its stretches the nearest name, and no class.

    Example:
        >>> from zh_tongbao.vocab.diseases import in_force
        >>> then = {"name": "old", "class": "B", "from": "2009-04-30", "to": "2013-11-01"}
        >>> in_force([then], "2010-01-01")["class"], in_force([then], "2014-01-01")["class"]
        ('B', '')
    """
    if day is None:
        last = stretches[-1]
        return last if not last["to"] else {**last, "class": ""}
    begun = [row for row in stretches if row["from"] <= day]
    row = begun[-1] if begun else stretches[0]
    holds = begun and (not row["to"] or day < row["to"])
    return row if holds else {**row, "class": ""}


def class_sizes(rows: Iterable[Row], day: str) -> Mapping[str, int]:
    """How many diseases each class has on a day; a type of a disease of its class is none of its own.

    Example:
        >>> from zh_tongbao.vocab.diseases import class_sizes, diseases
        >>> class_sizes(diseases("vocab/diseases.csv"), "2005-01-01")["B"]
        25
    """
    found = {code: in_force(stretches, day) for code, stretches in by_code(rows).items()}
    listed = {code: row for code, row in found.items() if row["kind"] == DISEASE and row["class"] in CLASSES}
    return Counter(
        row["class"]
        for row in listed.values()
        if row["parent"] not in listed or listed[row["parent"]]["class"] != row["class"]
    )


class Members:
    """Which diseases a class, or a disease of several types, is made of on a day.

    Parameters:
        rows: of diseases.csv.
        classes: the letters of the classes that a code stands for (``class-ab``: ``AB``).

    Example:
        >>> from zh_tongbao.vocab.diseases import Members, diseases
        >>> members = Members(diseases("vocab/diseases.csv"), {"class-a": "A"})
        >>> sorted(members("class-a", "2026-05-31"))
        ['cholera', 'plague']
        >>> "hepatitis-b" in members("hepatitis", "2026-05-31")
        True
    """

    def __init__(self, rows: Iterable[Row], classes: Mapping[str, str]):
        self._stretches = by_code(rows)
        self._classes = classes
        self._found: dict[tuple[str, str], frozenset[str]] = {}

    def __call__(self, code: str, day: str) -> frozenset[str]:
        """The codes of the members; none for what has none.

        Parameters:
            code: of a class, or of a disease.
            day: ``YYYY-MM-DD``.
        """
        if (code, day) not in self._found:
            self._found[code, day] = self._of(code, day)
        return self._found[code, day]

    def _of(self, code: str, day: str) -> frozenset[str]:
        held = {one: in_force(stretches, day) for one, stretches in self._stretches.items()}
        listed = {one: row for one, row in held.items() if row["kind"] == DISEASE and row["class"] in CLASSES}
        letters = self._classes.get(code)
        if letters is None:
            return frozenset(one for one, row in listed.items() if row["parent"] == code)
        return frozenset(
            one
            for one, row in listed.items()
            if row["class"] in letters
            and (row["parent"] not in listed or listed[row["parent"]]["class"] != row["class"])
        )
