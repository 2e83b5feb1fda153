"""A user's own words: rows of one JSON-lines file that are read on top of the shipped vocabulary.

``[paths] overlay`` of a config names the file; every reader of the ``[initialize]`` block takes its part of it. What a row
is says its ``kind``:

========  ======================================  =================================================================
official  ``name``, ``titles`` (list)             the name is an official wherever it stands; each title is a title
place     ``alias``, ``code``                     another name of a division (its adcode) or a country (its ISO code)
disease   ``code``, ``name``, ``aliases`` (list),  a disease, as in diseases.csv; with the code of a known one, more names of it
          ``icd10``, ``icd11``, ``parent``
slogan    ``id``, ``canonical``, ``variants``,    a formulation, as in slogans.jsonl
          ``gloss``, ``field``, ``since``, …
term      ``table``, ``term``, ``type``,          a row of a table of terms: case_terms, statement_terms, …; ``type`` is
          ``value``                               the table's column ``kind``
========  ======================================  =================================================================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.resources import configs_dir
from zh_tongbao.vocab.tables import Row, rows_of_jsonl

TITLE_TERMS = "title_terms"
CHARACTERS = "characters"
# The one table that stays as it is: offsets hang on it.

HEADER = "term,kind"
FIELDS: dict[str, dict[str, type | tuple[type, ...]]] = {
    "official": {"name": str, "titles": list},
    "place": {"alias": str, "code": str},
    "disease": {"code": str, "name": str, "aliases": list, "icd10": str, "icd11": str, "parent": str},
    "slogan": {
        "id": str,
        "canonical": str,
        "variants": list,
        "gloss": str,
        "field": str,
        "since": (int, str),
        "context": str,
        "weak": (bool, str, list),
    },
    "term": {"table": str, "term": str, "type": str, "value": str},
}
REQUIRED = {
    "official": ("name",),
    "place": ("alias", "code"),
    "disease": ("code", "name"),
    "slogan": ("id", "canonical"),
    "term": ("table", "term", "type"),
}


@dataclass(frozen=True)
class Overlay:
    """The rows of an overlay file by kind, each with the place it stands at under ``where``."""

    officials: Sequence[Row] = ()
    places: Sequence[Row] = ()
    slogans: Sequence[Row] = ()
    terms: Sequence[Row] = ()
    diseases: Sequence[Row] = ()

    def rows_of_table(self, path: str, known: Iterable[Row]) -> list[Row]:
        """The rows that belong to one table of terms.

        Parameters:
            path: the table's file.
            known: its own rows, which say what kinds of words it has.

        Raises:
            InputError: a row has a ``type`` that the table has not.
        """
        table = Path(path).stem
        kinds = {row["kind"] for row in known}
        rows: list[Row] = []
        for row in self.terms:
            if row["table"] != table:
                continue
            if row["type"] not in kinds:
                raise InputError(
                    f"{row['where']}, field 'type': {row['type']!r} is not one of {table}: {_listed(kinds)}"
                )
            rows.append({"term": row["term"], "kind": row["type"], "value": row.get("value", "")})
        if table == TITLE_TERMS:
            # A post by itself: the grammar asks for a rank, and whether it can stand alone.
            titles = [title for row in self.officials for title in row.get("titles", ())]
            rows += [{"term": title, "kind": "rank", "value": "alone"} for title in titles]
            rows += [{"term": title, "kind": "bare", "value": ""} for title in titles]
        return rows

    def forms(self, paths: Iterable[str]) -> set[str]:
        """The surface forms that the tokenizer has to cut out whole, beside what these files hold."""
        tables = {Path(path).stem for path in paths}
        forms = {row["name"] for row in self.officials} | {row["alias"] for row in self.places}
        forms.update(form for row in self.diseases for form in (row["name"], *row.get("aliases", ())))
        forms.update(form for row in self.slogans for form in (row["canonical"], *row.get("variants", ())))
        forms.update(row["term"] for row in self.terms if row["table"] in tables)
        return forms


def read_overlay(path: str | None) -> Overlay:
    """Read an overlay file; None is an empty one.

    Raises:
        InputError: no such file, a line that is not a JSON object, an unknown kind or field, a field that is missing or of
            the wrong type; the message names file, line and field.

    Example:
        >>> from zh_tongbao.vocab.overlay import read_overlay
        >>> read_overlay(None).terms
        ()
    """
    if path is None:
        return Overlay()
    rows: dict[str, list[Row]] = {kind: [] for kind in FIELDS}
    for where, row in rows_of_jsonl(path):
        kind = row.get("kind")
        if not isinstance(kind, str) or kind not in FIELDS:
            raise InputError(f"{where}, field 'kind': {kind!r} is not one of {_listed(FIELDS)}")
        rows[kind].append(_checked(row, kind, where))
    return Overlay(rows["official"], rows["place"], rows["slogan"], rows["term"], rows["disease"])


def _checked(row: Row, kind: str, where: str) -> Row:
    fields = FIELDS[kind]
    for name in REQUIRED[kind]:
        if row.get(name) in (None, ""):
            raise InputError(f"{where}, field {name!r}: missing; a row of the kind {kind!r} needs it")
    for name, value in row.items():
        if name == "kind" or value is None:
            continue
        if name not in fields:
            raise InputError(f"{where}, field {name!r}: a row of the kind {kind!r} has {_listed(fields)}")
        _check_type(value, fields[name], f"{where}, field {name!r}")
    if kind == "term":
        _check_table(row["table"], where)
    return {name: value for name, value in row.items() if value is not None} | {"where": where}


def _check_type(value: Any, wanted: type | tuple[type, ...], where: str) -> None:
    if not isinstance(value, wanted):
        kinds = wanted if isinstance(wanted, tuple) else (wanted,)
        names = {str: "a string", list: "a list of strings", int: "a number", bool: "true or false"}
        expected = " or ".join(names[kind] for kind in kinds)
        raise InputError(f"{where}: must be {expected}, not {value!r}")
    if isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
        raise InputError(f"{where}: must be a list of strings, not {value!r}")


def _check_table(table: str, where: str) -> None:
    tables = sorted(file.stem for file in (configs_dir() / "vocab").glob("*.csv") if _is_of_terms(file))
    if table not in tables:
        raise InputError(f"{where}, field 'table': {table!r} is not one of {_listed(tables)}")


def _is_of_terms(file: Path) -> bool:
    with file.open(encoding="utf-8-sig") as lines:
        return lines.readline().startswith(HEADER) and file.stem != CHARACTERS


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
