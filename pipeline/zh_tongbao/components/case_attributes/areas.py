"""Which division a clause counts in: named places, words such as 全省, and what the document is about."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Any

from zh_tongbao.components.case_attributes.claims import Found, found, found_by, given
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.vocab.tables import Row

NATION = "100000"
HOME = "CN"
LEVELS = ("province", "prefecture", "county", "district")
AUTONOMOUS = frozenset({"15", "45", "54", "64", "65"})
# Provinces whose 全区 is the whole of them, where the text is not of one of their counties.
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})
SPECIAL = frozenset({"71", "81", "82"})
# Taiwan, Hong Kong, Macao: their 全港, 岛内 … is the whole.
FIRST_CITY, DIRECT = 81, "90"
# The last digits of a county-level city's code, and the middle ones of those directly under a province (429004).
NEAR = 12
# Places: how far back one is looked for.
LONGEST_NAME = 10
# Characters of a name that no table lists.

NOWHERE, GROUP, ABOVE, TOWN = "none", "group", "above", "town"


class Areas:
    """Resolve the place of a count.

    Parameters:
        places: the document's PLACE entities, in text order.
        region: adcode of the issuer, or None.
        region_name: its name.
        text: the document's text.
        title_places: the places that the title names.

    Attributes:
        sentence: where the sentence begins that is being read.
        heading: the last place that a sentence began with, until a count's own place holds.
    """

    def __init__(
        self,
        places: Sequence[Row],
        region: str | None,
        text: str,
        title_places: Sequence[Row],
        region_name: str | None = None,
    ):
        self.text = text
        self.region_name = region_name
        self.region = region
        self.places = places
        self.starts = [place["start"] for place in places]
        self.sentence = 0
        self.heading: Row | None = None
        self.title_place = next((place for place in title_places if place.get("adcode")), None)
        self.first = next((place for place in places if place.get("adcode") and place["adcode"] != NATION), None)

    def of_items(self, items: Sequence[Item], current: Mapping[str, Any] | None) -> Found | None:
        """The place that these items name: of nested names the last, of 全省 and the like the division in force."""
        return self.of_item(items[-1], current) if items else None

    def of_item(self, item: Item, current: Mapping[str, Any] | None) -> Found:
        """The place that one item names: a division, or for 全省 and the like the one in force."""
        written = self.text[item.start : item.end]
        if item.kind == PLACE:
            if isinstance(item.value, Found):
                return item.value  # of the count before
            return found({"text": written, "adcode": item.value.get("adcode")}, item)
        if item.kind == "area":
            return found({"text": written, "adcode": self._in_force(item, current)}, item)
        return found({"text": written, "adcode": None}, item)

    def _in_force(self, item: Item, current: Mapping[str, Any] | None) -> str | None:
        level, named = item.value, self._named_before(item.start)
        if level == "country":
            abroad = named is not None and named.get("country") != HOME
            return None if abroad else NATION
        if level in (NOWHERE, GROUP, ABOVE, TOWN):
            return None
        said, counted = (named or {}).get("adcode"), (current or {}).get("adcode")
        if named is not None and named["start"] < self.sentence:
            # 浙江新增1例，患者从湖北返回。目前全省累计24例
            said, counted = (self.heading or {}).get("adcode") or counted, said
        if level == "district":
            if self.region is None:
                level = _district(said or counted)
            elif self.region[:2] not in AUTONOMOUS and said is None:
                return self.region  # 我区 of a page that a city issues
        codes = [code for code in (self.region, said, counted, *self._known()) if code and code != NATION]
        codes = _not_above(codes, level) or _not_above(self._coded_before(item.start), level) or codes
        about = {self.region, *self._known()}
        if level == "prefecture" and codes and codes[0] in about and _is_city_of_a_county(codes[0]):
            return codes[0]
        for code in codes:
            if level in LEVELS or code[:2] in SPECIAL:
                return _at_level(code, level)
        return None

    def begin_sentence(self, offset: int, first: Item | None) -> None:
        """A sentence begins here, with this item."""
        self.sentence = offset
        if first is not None and first.kind == PLACE and first.start == offset:
            self.heading = first.value

    def of_sentence(self) -> Found | None:
        """The place that the sentence began with, where no count of it has named one (额济纳旗已完成检测，采样9.8万人次)."""
        if self.heading is None or self.heading["start"] < self.sentence:
            return None
        return found_by({"text": self.heading["text"], "adcode": self.heading.get("adcode")}, self.heading)

    def _named_before(self, offset: int) -> Row | None:
        """The last place named before an offset; without one, the title's."""
        index = bisect_left(self.starts, offset)
        return self.places[index - 1] if index else self.title_place

    def next_place(self, offset: int) -> Row | None:
        """The first place named behind an offset."""
        index = bisect_left(self.starts, offset)
        return self.places[index] if index < len(self.places) else None

    def _coded_before(self, offset: int) -> list[str]:
        """The codes of the places named before an offset, the last first, as far as they are near."""
        index = bisect_left(self.starts, offset)
        near = reversed(self.places[max(0, index - NEAR) : index])
        return [place["adcode"] for place in near if place.get("adcode")]

    def _known(self) -> list[str | None]:
        return [(self.first or {}).get("adcode"), (self.title_place or {}).get("adcode")]

    def fallback(self) -> Found | None:
        """Where a document that names no place in front of its counts counts in."""
        if self.region is not None:
            name = self.region_name or self.region
            written = next((place["text"] for place in self.places if place.get("adcode") == self.region), name)
            return given({"text": written, "adcode": self.region}, "input")
        if self.title_place is not None:
            return given({"text": self.title_place["text"], "adcode": self.title_place["adcode"]}, "title")
        return None

    def of_clause_before(self, offset: int) -> Found | None:
        """The last place that the sentence named before this clause, of those with a code."""
        index = bisect_left(self.starts, offset)
        place = self.places[index - 1] if index else None
        if place is None or place["start"] < self.sentence or not place.get("adcode"):
            return None
        return found_by({"text": place["text"], "adcode": place["adcode"]}, place)

    def first_path(self) -> Found | None:
        """The first place of a text about one province, down to the innermost that stands right behind it (湖北|秭归县)."""
        about = {(place.get("adcode") or place["country"])[:2] for place in self.places}
        if self.first is None or len(about) > 1:
            return None
        place = self.first
        for following in self.places:
            inside = following["adcode"].startswith(stem(place["adcode"]))
            if inside and following["start"] == place["end"]:
                place = following
        return found_by({"text": place["text"], "adcode": place["adcode"]}, place)

    def unlisted(self, end: int, *names: re.Pattern[str], since: int = 0) -> tuple[Item, ...]:
        """The name of an area that no table lists, right before a count: it ends as such names do, or stands in a list.

        Parameters:
            end: where the count begins.
            names: each matches, at the end of a stretch of text, such a name.
            since: where the text before it may begin.
        """
        near = max(since, end - LONGEST_NAME - 1, 0)
        written = self.text[near:end]
        match = next(filter(None, (name.search(written) for name in names)), None)
        return (Item("area_name", near + match.start(), end, None),) if match else ()

    def within(self, item: Item, total: Mapping[str, Any]) -> bool:
        """Whether a named place can be a part of a total's: it lies inside it, or one of the two has no code."""
        inner = item.value.get("adcode") if isinstance(item.value, dict) else None
        outer = (total["place"] or {}).get("adcode")
        return not inner or not outer or outer == NATION or (inner != outer and inner.startswith(stem(outer)))


def is_abroad(place: Row) -> bool:
    """Whether an imported case can come from a place: it lies abroad, or in Hong Kong, Macao or Taiwan."""
    return place.get("country") not in (None, HOME) or (place.get("adcode") or "")[:2] in SPECIAL


def stem(code: str) -> str:
    """The digits that the codes inside a division share."""
    if code.endswith("0000"):
        return code[:2]
    return code[:4] if code.endswith("00") else code


def _not_above(codes: Sequence[str], level: str) -> list[str]:
    """Those that such a word can be the whole of, or that lie in one."""
    return [code for code in codes if not _is_above(code, level)]


def _is_above(code: str, level: str) -> bool:
    """Whether a division is too large for a word such as 全市 or 全县 to be the whole of."""
    if level == "prefecture":
        return code.endswith("0000") and code[:2] not in MUNICIPALITIES
    return code.endswith("00") and (level == "county" or (level == "district" and code[:2] not in AUTONOMOUS))


def _is_city_of_a_county(code: str) -> bool:
    """Whether a code is that of a city at the level of counties (GB/T 2260: their last two digits are 81 and above)."""
    return int(code[4:]) >= FIRST_CITY or code[2:4] == DIRECT


def _district(code: str | None) -> str:
    """What 全区 is the whole of: a county-level district, or an autonomous region."""
    return "district" if code and code[:2] not in AUTONOMOUS else "province"


def _at_level(code: str, level: str) -> str:
    """Cut a code to a province or a prefecture; the four municipalities are both."""
    if level == "province" or code[:2] in SPECIAL:
        return code[:2] + "0000"
    if level == "district":
        return code[:2] + "0000" if code.endswith("00") else code
    if code[:2] in MUNICIPALITIES and (level == "prefecture" or code.endswith("00")):
        return code[:2] + "0000"
    return code[:4] + "00" if level == "prefecture" else code
