"""The facts that documents are composed from: divisions, countries, names of people, slogans. All from vocabulary files."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from zh_tongbao.components.places.gazetteer import COUNTRY, COUNTY, HOME, PREFECTURE, PROVINCE, Division, Gazetteer
from zh_tongbao.vocab.readers import gazetteer, slogans, terms

FIRST_DAY, LAST_DAY = date(2020, 1, 25), date(2022, 12, 20)
MINIMUM_PARTS = 4


class Facts:
    """What there is to choose from.

    Parameters:
        vocab: folder of places.csv, countries.csv, names.csv, slogans.jsonl.
        random: the source of every choice.
    """

    def __init__(self, vocab: Path, random: Random):
        self.random = random
        index = Gazetteer(gazetteer([str(vocab / "places.csv"), str(vocab / "countries.csv")]))
        day = LAST_DAY.isoformat()
        everything = {id(place): place for places in index.by_code.values() for place in places}.values()
        self.countries = [place for place in everything if place.level == COUNTRY and place.country != HOME]
        homes = [place for place in everything if place.adcode and place.country == HOME and _lasting(place)]
        self.children: dict[str, list[Division]] = {}
        for place in homes:
            above = place.parent
            if above is not None and above.adcode and place.level in (PREFECTURE, COUNTY) and place.valid(day):
                self.children.setdefault(above.adcode, []).append(place)
        self.issuers = {
            level: [place for place in homes if place.level == level and len(self.below(place)) >= MINIMUM_PARTS]
            for level in (PROVINCE, PREFECTURE)
        }
        self.issuers[COUNTY] = [place for place in homes if place.level == COUNTY]
        self.provinces = self.issuers[PROVINCE]
        self.surnames = [row["term"] for row in terms(str(vocab / "names.csv")) if row["kind"] == "surname"]
        self.slogans: list[dict[str, Any]] = slogans(str(vocab / "slogans.jsonl"))

    def below(self, place: Division) -> list[Division]:
        """The divisions right below a place."""
        return self.children.get(place.adcode or "", [])

    def day(self) -> date:
        """A day of the time whose bulletins the templates follow."""
        return FIRST_DAY + timedelta(days=self.random.randrange((LAST_DAY - FIRST_DAY).days))

    def some(self, choices: Sequence[Division], number: int) -> list[Division]:
        """That many different places, or as many as there are."""
        return self.random.sample(list(choices), min(number, len(choices)))


def _lasting(place: Division) -> bool:
    """Whether the division was the same through all the days that documents are dated to."""
    return place.valid(FIRST_DAY.isoformat()) and place.valid(LAST_DAY.isoformat())


def split_number(total: int, parts: int, random: Random) -> list[int]:
    """Cut a number into that many positive parts, largest first; fewer where the number is too small.

    Example:
        >>> from random import Random
        >>> from zh_tongbao.generate.facts import split_number
        >>> parts = split_number(20, 3, Random(1))
        >>> len(parts), sum(parts)
        (3, 20)
    """
    parts = max(1, min(parts, total))
    cuts = sorted(random.sample(range(1, total), parts - 1)) if total > 1 else []
    edges = [0, *cuts, total]
    return sorted((b - a for a, b in itertools.pairwise(edges)), reverse=True)
