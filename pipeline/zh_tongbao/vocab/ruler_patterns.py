"""The vocabulary as patterns for spaCy's rulers: ``python -m zh_tongbao.vocab.ruler_patterns OUT_DIR``.

Writes a file of JSON lines for each kind into OUT_DIR, in the form that ``entity_ruler`` and ``span_ruler`` read with
``from_disk`` or ``add_patterns``: ``{"label": "PLACE", "pattern": "宽城区", "id": "220103"}``. The tables of configs/vocab are where the words
are kept; these files are made from them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.readers import OFFICIAL, PLACE, patterns, terms
from zh_tongbao.vocab.tables import Row

OFFICIALS, SLOGANS, MORE_PLACES = "vocab/officials.jsonl", "vocab/slogans.jsonl", "vocab/places.jsonl"
DISEASES = "vocab/diseases.csv"
GAZETTEER = ["vocab/places.csv", "vocab/zones.csv", "vocab/countries.csv"]
TOWNSHIPS, TITLES = "vocab/townships.csv", "vocab/title_terms.csv"
CODE = 3
# Digits of a township in its county.


def _places() -> list[Row]:
    return patterns([MORE_PLACES, *GAZETTEER])


def _place_names() -> list[Row]:
    return patterns([MORE_PLACES, *GAZETTEER], every=True)


def _townships() -> Iterator[Row]:
    codes: dict[str, set[str]] = {}
    for row in terms(TOWNSHIPS):
        for entry in row["value"].split("|"):
            codes.setdefault(entry[CODE:], set()).add(row["term"] + entry[:CODE])
    for name, found in codes.items():
        yield {"label": PLACE, "pattern": name} | ({"id": next(iter(found))} if len(found) == 1 else {})


def _diseases() -> list[Row]:
    """Each name once: a disease has a row for every stretch of time in which its class was another."""
    return list({row["pattern"]: row for row in patterns([DISEASES])}.values())


KINDS: dict[str, Callable[[], list[Row] | Iterator[Row]]] = {
    "officials": lambda: [row for row in patterns([OFFICIALS]) if row["label"] == OFFICIAL],
    "titles": lambda: patterns([TITLES]),
    "places": _places,
    "place_names": _place_names,
    "townships": _townships,
    "slogans": lambda: patterns([SLOGANS]),
    "diseases": _diseases,
}
"""By kind, what makes its patterns."""


def ruler_patterns(kind: str) -> list[Row]:
    """The shipped vocabulary of one kind as patterns for ``entity_ruler``, ``span_ruler`` or ``tongbao_ruler``.

    Parameters:
        kind: ``officials`` (names known wherever they stand), ``titles`` (words for posts, without an organisation before them), ``places`` (names of divisions,
            zones and countries that are a place wherever they stand), ``place_names`` (all their names, also those that are words as
            well), ``townships``, ``slogans``, ``diseases`` (also classes and groups of them, and short names that are one
            in some contexts only).

    Returns:
        list: dictionaries with ``label``, ``pattern`` and ``id``: the code of the one division or country that has the name, or of
        the slogan or the disease; no id where several have it.

    Raises:
        InputError: there is no such kind.

    Example:
        >>> from zh_tongbao.vocab.ruler_patterns import ruler_patterns
        >>> [row for row in ruler_patterns("places") if row["pattern"] in ("宽城区", "鼓楼区")]
        [{'label': 'PLACE', 'pattern': '宽城区', 'id': '220103'}, {'label': 'PLACE', 'pattern': '鼓楼区'}]
    """
    if kind not in KINDS:
        raise InputError(f"patterns {kind!r}: there is no such kind; take one of {', '.join(KINDS)}")
    return list(KINDS[kind]())


def main(arguments: list[str]) -> int:
    """Run the command; returns the exit status."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print(__doc__)
        return 0 if "--help" in arguments else 2
    folder = Path(arguments[0])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind in KINDS:
            rows = ruler_patterns(kind)
            lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
            (folder / f"{kind}.jsonl").write_text(lines, encoding="utf-8")
            print(f"{kind}.jsonl: {len(rows)} patterns")
    except (InputError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
