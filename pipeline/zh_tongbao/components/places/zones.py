"""Development zones that no table lists: a place and a zone's word (昆明高新区)."""

from __future__ import annotations

from collections.abc import Iterable

from zh_tongbao.components.places.gazetteer import COUNTY, PREFECTURE, PROVINCE, ZONE, Division
from zh_tongbao.vocab.tables import Row

ZONE_WORDS = ("zone_word", "counted_zone")


class Zones:
    """Name the zone that a word means beside a place.

    Parameters:
        terms: rows of place_terms.csv of the kinds ``zone_word`` (``value``: the word in official names) and
            ``counted_zone`` (the same, for words that mean a zone only before a count).
    """

    def __init__(self, terms: Iterable[Row]):
        rows = list(terms)
        self.counted = {row["term"] for row in rows if row["kind"] == "counted_zone"}
        self.words = {row["term"]: row["value"] for row in rows if row["kind"] in ZONE_WORDS}

    def unlisted(self, form: str, parent: Division | None, name: str = "") -> Division | None:
        """The zone of this word in that place, or None where there can be none.

        Parameters:
            form: the zone's word as written.
            parent: the division that it belongs to.
            name: what stands before the word and belongs to the zone's name.
        """
        if parent is None or form not in self.words:
            return None
        if parent.level not in (PREFECTURE, COUNTY) and not parent.municipality:
            return None
        return Division(
            name=(parent.short or parent.name) + name + self.words[form],
            adcode=None,
            level=ZONE,
            country=parent.country,
            ancestors=(*parent.ancestors, parent),
        )

    def parent_in_list(self, place: Division, opened: bool) -> Division | None:
        """Whose zone a list's next item is: the place's own if its parts opened, else its parent's."""
        if place.level == PREFECTURE or place.municipality:
            return place if opened else None
        parent = place.parent
        return parent if parent is not None and (parent.level != PROVINCE or parent.municipality) else None
