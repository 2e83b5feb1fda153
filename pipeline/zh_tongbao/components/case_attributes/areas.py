"""Which division a clause counts in: named places, words such as 全省, and what the document is about."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.lexer import PLACE, Item
from zh_tongbao.vocab.tables import Row

NATION = "100000"
ENDINGS = {"province": "0000", "prefecture": "00", "county": ""}


class Areas:
    """Resolve the place of a count.

    Parameters:
        places: the document's PLACE entities.
        region: adcode of the issuer, or None.
        text: the document's text.
        title_place: the place that the title names, or None.
    """

    def __init__(self, places: Sequence[Row], region: str | None, text: str, title_place: dict[str, Any] | None):
        self.text = text
        self.region = region
        self.title_place = title_place
        self.places = places
        self.first = next((place for place in places if place.get("adcode") and place["adcode"] != NATION), None)

    def of_items(self, items: Sequence[Item], current: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The place that these items name: of nested names the last, of 全省 and the like the division in force."""
        if not items:
            return None
        item = items[-1]
        if item.kind == PLACE:
            return {"text": self.text[item.start : item.end], "adcode": item.value.get("adcode")}
        written = self.text[item.start : item.end]
        if item.kind == "area":
            return {"text": written, "adcode": self._in_force(item.value, current)}
        return {"text": written, "adcode": None}

    def _in_force(self, level: str, current: Mapping[str, Any] | None) -> str | None:
        if level == "country":
            return NATION
        if level not in ENDINGS:
            return None
        for code in (self.region, (current or {}).get("adcode"), (self.first or {}).get("adcode")):
            if code and code != NATION:
                return _at_level(code, level)
        return None

    def fallback(self) -> dict[str, Any] | None:
        """Where a document that names no place in front of its counts counts in."""
        if self.region is None:
            return self.title_place
        written = next((place["text"] for place in self.places if place.get("adcode") == self.region), self.region)
        return {"text": written, "adcode": self.region}


def _at_level(code: str, level: str) -> str:
    """Cut a code to a province or a prefecture; the four municipalities are both."""
    if level == "province" or (code[:2] in {"11", "12", "31", "50"} and not re.search("[1-9]", code[4:])):
        return code[:2] + "0000"
    if level == "prefecture":
        return code[:2] + "0000" if code[:2] in {"11", "12", "31", "50"} else code[:4] + "00"
    return code
