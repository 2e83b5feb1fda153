"""The forms that the tokenizer cuts out whole, collected from the vocabulary's files."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from zh_tongbao.tokenizer.lexicon import CUT, Lexicon
from zh_tongbao.vocab.overlay import read_overlay
from zh_tongbao.vocab.readers import surface_forms, terms
from zh_tongbao.vocab.tables import Schema, read_csv, read_jsonl


def lexicon(paths: list[str], phrases: str | None = None, overlay: str | None = None) -> list[str]:
    """Collect every surface form that the named vocabulary files hold: what the tokenizer cuts out whole.

    CSV files give the columns ``term``, ``name``, ``short`` and ``aliases`` (separated by ``|``); JSON-lines files the keys
    ``pattern`` (where it is a string), ``canonical`` and ``variants``. Forms of one character are left out: they
    never need protection from a segmenter that cuts at least as fine as the grammar reads; so are words for a whole
    area (rows of the kind ``area``), which hold names of places.

    A form that holds a place is cut around it (中国|梦), and so is a phrase of one-character names (港|澳|台): what the
    components mark is made of whole tokens from the start.

    Registered as the reader ``tongbao.lexicon.v1``.

    Parameters:
        paths: vocabulary files.
        phrases: a table of terms whose rows of the kind ``phrase`` have a code in ``value`` for each of their first
            characters (place_terms.csv).
        overlay: a user's own words; they are cut out as well.
    """
    places: set[str] = set()
    others: set[str] = set()
    anything = Schema(required=())
    for path in paths:
        rows = read_jsonl(path, anything) if Path(path).suffix == ".jsonl" else read_csv(path, anything)
        for row in rows:
            if row.get("kind") != "area":
                (places if row.get("level") else others).update(surface_forms(row))
    others.update(read_overlay(overlay).forms(paths))
    automaton = Lexicon(place for place in places if len(place) > 1)
    forms = places.union(_cut_around_places(form, automaton) for form in others)
    single = [row for row in terms(phrases) if row["kind"] == "phrase"] if phrases else []
    forms.difference_update(row["term"] for row in single)
    forms.update(_single_characters(row["term"], len(row["value"].split("|"))) for row in single)
    return sorted(form for form in forms if len(form) > 1)


def _single_characters(phrase: str, count: int) -> str:
    rest = phrase[count:]
    return CUT.join([*phrase[:count], rest] if rest else phrase)


def _cut_around_places(form: str, places: Lexicon) -> str:
    edges = {edge for span in places.find(form) for edge in span} - {0, len(form)}
    return CUT.join(form[a:b] for a, b in pairwise([0, *sorted(edges), len(form)]))
