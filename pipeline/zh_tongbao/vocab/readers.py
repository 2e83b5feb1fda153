"""The registered readers that a config's ``[initialize]`` block names.

Each returns a plain list (spaCy's ``srsly.read_jsonl.v1`` returns a generator, which a ruler cannot take).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import get_args

from zh_tongbao.errors import InputError
from zh_tongbao.records.fields import Level
from zh_tongbao.vocab.diseases import forms_of
from zh_tongbao.vocab.overlay import read_overlay
from zh_tongbao.vocab.tables import Row, Schema, check_row, columns_of, read_csv, read_jsonl

TERMS = Schema(required=("term", "kind"), optional=("value", "note"))
PATTERNS = Schema(required=("label", "pattern"), optional=("id",))
DIVISION_COLUMNS = (
    "adcode", "name", "short", "aliases", "generic", "level", "parent", "valid_from", "valid_to", "successor", "country"
)  # fmt: skip
DIVISIONS = Schema(
    required=("name", "level"),
    optional=tuple(column for column in DIVISION_COLUMNS if column not in ("name", "level")),
    choices={"level": get_args(Level)},
)
PLACE = "PLACE"
OFFICIAL = "OFFICIAL"
DISEASE = "DISEASE"
TITLE = "TITLE"
POSTS = ("", "alone", "echo", "bare", "held", "state")
# What a rank may count for that names a post (configs/README.md, title_terms.csv).
ANY = "*"
# With which a term begins that only ends a word.
SLOGAN = "SLOGAN"
WIDE_LEVELS = ("country", "province", "prefecture")
SAFE_ALIAS = 3
SLOGANS = Schema(required=("id", "canonical", "gloss", "field"), optional=("variants", "since", "context", "weak"))


def terms(path: str, overlay: str | None = None, shared: Sequence[str] = ()) -> list[Row]:
    """Read a table of words: ``term``, ``kind`` (what it is), ``value`` (what it means), ``note``.

    Registered as the reader ``tongbao.terms.v1``.

    Parameters:
        path: the table.
        overlay: a user's own words (:mod:`zh_tongbao.vocab.overlay`); those of these tables are added.
        shared: tables of words that it has in common with those of other domains.
    """
    tables = [path, *shared]
    rows = [
        {"term": row["term"], "kind": row["kind"], "value": row.get("value", "")}
        for table in tables
        for row in read_csv(table, TERMS)
    ]
    own = read_overlay(overlay)
    return rows + [row for table in tables for row in own.rows_of_table(table, rows)]


def gazetteer(paths: list[str], overlay: str | None = None) -> list[Row]:
    """Read tables of places (places.csv, zones.csv, countries.csv), in the order given.

    Columns: ``adcode`` (six digits or empty), ``name``, ``short``, ``aliases`` and ``generic`` (separated by ``|``),
    ``level``, ``parent`` (adcode), ``valid_from`` and ``valid_to`` (``YYYY-MM-DD``, half-open), ``successor`` (adcode),
    ``country`` (ISO 3166-1 alpha-2, of a row of the level ``country``). A file may lack all but name and level.

    Registered as the reader ``tongbao.gazetteer.v1``.

    Parameters:
        paths: the tables.
        overlay: a user's own words; here the codes of its places are checked, its aliases are patterns of the ruler.

    Raises:
        InputError: naming file, line and column of a missing name or an unknown level, or the overlay's file, line and
            field of a code that no table has and of an alias that is already the name of another place.
    """
    empty = dict.fromkeys(DIVISION_COLUMNS, "")
    rows = [empty | row for path in paths for row in read_csv(path, DIVISIONS)]
    aliases = read_overlay(overlay).places
    if aliases:
        _check_aliases(aliases, rows)
    return rows


def _check_aliases(aliases: Iterable[Row], rows: list[Row]) -> None:
    codes = {row["adcode"] or row["country"] for row in rows}
    holders: dict[str, set[str]] = {}
    for row in rows:
        for form in (row["name"], row["short"], *row["aliases"].split("|")):
            holders.setdefault(form, set()).add(row["adcode"] or row["country"])
    for row in aliases:
        alias, code = row["alias"], row["code"]
        if code not in codes:
            raise InputError(f"{row['where']}, field 'code': no division or country has the code {code!r}")
        others = holders.get(alias)
        if others and code not in others:
            raise InputError(
                f"{row['where']}, field 'alias': {alias!r} is already the name of {', '.join(sorted(others))}"
            )


def patterns(paths: list[str], overlay: str | None = None, every: bool = False) -> list[Row]:
    """Read spaCy ruler patterns in the order given: from JSON-lines files, the gazetteer's CSV files, title_terms.csv, diseases.csv.

    A rank that names a post becomes a pattern with the label ``TITLE``. A gazetteer form becomes a pattern with the label ``PLACE``, whose ``id`` is its code (adcode or ISO code) where the
    form stands for one place only; a name of a disease one with the label ``DISEASE`` and the disease's code.

    Registered as the reader ``tongbao.patterns.v1``.

    Parameters:
        paths: the files.
        overlay: a user's own words; its officials, places and slogans become patterns.
        every: of the gazetteer's files also the forms that are a place in some contexts only: short names of counties and
            divisions of the past. Without it those that are one wherever they stand.
    """
    rows: list[Row] = []
    codes: dict[str, set[str]] = {}
    for path in paths:
        if Path(path).suffix != ".csv":
            rows.extend(_jsonl_patterns(path))
            continue
        titles = _title_patterns(path, overlay) if "term" in columns_of(path) else []
        if titles:
            rows.extend(titles)
            continue
        for row in read_csv(path, Schema(required=("name",))):
            if "code" in row:
                rows.extend({"label": DISEASE, "pattern": form, "id": row["code"]} for form in forms_of(row))
                continue
            for form in names_of(row) if every else surface_forms(row):
                codes.setdefault(form, set()).add(row.get("adcode") or row.get("country") or "")
    for form, ids in codes.items():
        row = {"label": PLACE, "pattern": form}
        if len(ids) == 1 and "" not in ids:
            row["id"] = next(iter(ids))
        rows.append(row)
    own = read_overlay(overlay)
    rows.extend({"label": OFFICIAL, "pattern": row["name"]} for row in own.officials)
    rows.extend({"label": PLACE, "pattern": row["alias"], "id": row["code"]} for row in own.places)
    for row in own.slogans:
        rows.extend(_slogan_patterns(row))
    return rows


def _title_patterns(path: str, overlay: str | None) -> list[Row]:
    ranks = [row for row in terms(path, overlay) if row["kind"] == "rank" and row["value"] in POSTS]
    found = dict.fromkeys(row["term"] for row in ranks if not row["term"].startswith(ANY))
    return [{"label": TITLE, "pattern": term} for term in found]


def _slogan_patterns(row: Row) -> list[Row]:
    forms = surface_forms({"canonical": row["canonical"], "variants": row.get("variants")})
    return [{"label": SLOGAN, "pattern": form, "id": row["id"]} for form in sorted(forms)]


def _jsonl_patterns(path: str) -> list[Row]:
    rows: list[Row] = []
    for row in read_jsonl(path, Schema(required=())):
        if "canonical" in row:
            rows.extend(_slogan_patterns(row))
        else:
            rows.append(check_row(row, PATTERNS, path))
    return rows


def slogans(path: str, overlay: str | None = None) -> list[Row]:
    """Read the table of policy slogans: ``id``, ``canonical``, ``variants``, ``gloss``, ``since``, ``field`` and more.

    Registered as the reader ``tongbao.slogans.v1``.

    Parameters:
        path: the table.
        overlay: a user's own words; its slogans are added, a row with the id of a known one adds variants to it.

    Raises:
        InputError: a row lacks a field, an id stands twice, or one form stands under two ids.
    """
    rows = read_jsonl(path, SLOGANS)
    own = [dict.fromkeys(("gloss", "field"), "") | row for row in read_overlay(overlay).slogans]
    seen: dict[str, str] = {}
    for row in [*rows, *own]:
        for form in surface_forms({"canonical": row["canonical"], "variants": row.get("variants")}):
            other = seen.setdefault(form, row["id"])
            if other != row["id"]:
                where = row.get("where", path)
                raise InputError(f"{where}, id {row['id']!r}: the form {form!r} already stands under {other!r}")
    return rows + [{name: value for name, value in row.items() if name not in ("where", "kind")} for row in own]


def surface_forms(row: Row) -> set[str]:
    """The strings of one vocabulary row that stand in a text as they are."""
    if row.get("level"):
        return place_forms(row)
    if "code" in row:
        return set(forms_of(row))
    forms = {row.get(key) for key in ("term", "name", "short", "canonical", "pattern")}
    aliases = row.get("aliases") or ""
    forms.update(aliases.split("|") if isinstance(aliases, str) else aliases)
    forms.update(row.get("variants") or ())
    return {form for form in forms if isinstance(form, str) and form}


def names_of(row: Row) -> set[str]:
    """All names of one place."""
    return {form for form in (row["name"], row.get("short"), *(row.get("aliases") or "").split("|")) if form}


def place_forms(row: Row) -> set[str]:
    """The forms of one place that are a place wherever they stand.

    Left out are divisions of the past and the short forms of counties: most of those are words as well (公安, 资源) or
    cut across words (提高安全 has 高安). The component ``tongbao_places`` finds them by their context.
    """
    if row.get("valid_to"):
        return set()
    aliases = row.get("aliases") or ""
    forms = {row["name"], *(alias for alias in aliases.split("|") if len(alias) >= SAFE_ALIAS)}
    if row["level"] in WIDE_LEVELS:
        forms.update((row.get("short") or "", *aliases.split("|")))
    return {form for form in forms if form}
