"""Where cases come from: local or imported, and from which country."""

from __future__ import annotations

from functools import cached_property

from zh_tongbao.components.case_attributes.areas import HOME, NATION, SPECIAL, Areas, is_abroad, stem
from zh_tongbao.components.case_attributes.claims import Said, said, said_by
from zh_tongbao.components.case_attributes.items import PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import TOP, Record, Scope, State
from zh_tongbao.components.case_attributes.words import Words

IMPORTED = "imported"
BY_DATE = "imported_domestic"
NEAR = 30
# Characters behind a word for imported cases that may tell of another part of the country.
PANDEMIC_SINCE = "2019-12"
ABROAD_SINCE = "2020-03"
# Month since which an imported case without a word for where from is one from abroad (CONTRACT.md, Conventions).


class Origins:
    """Decide the origin and the source of a count, and keep the one in force.

    Parameters:
        state: where the parser stands.
        areas: resolves places.
        words: word lists of the vocabulary.
        published: day of publication (``YYYY-MM-DD``), or None.
    """

    def __init__(self, state: State, areas: Areas, words: Words, published: str | None):
        self.records = state.records
        self.passage = state.passage
        self.areas = areas
        self.metrics = words.metrics
        self.source_codes = words.source_codes
        self.published = published
        self.opens = words.opens
        self.words = words

    @cached_property
    def other_disease(self) -> bool:
        """Whether the text is about another disease than the one of the pandemic."""
        return self.words.of_another_disease(self.areas.text)

    def of(self, reading: Reading, metric: str, total: Record | None, scope: Scope) -> Said | None:
        """The origin of a count: said, of its total, or in force."""
        if reading.origin:
            return self.named(reading)
        if reading.entered and metric in self.metrics.staged:
            return said(IMPORTED, reading.entered)
        if metric in self.metrics.acts:
            return None
        if total is not None:
            inherited: Said | None = total["origin"]
            return inherited
        if self.passage.observed in self.metrics.contacts and metric in self.metrics.of_observed:
            lead: Said | None = None if self.passage.lead is None else self.records[self.passage.lead]["origin"]
            return lead
        if scope.kind == TOP and reading.places and not reading.counted and self.passage.header is not None:
            header: Said | None = self.records[self.passage.header]["origin"]
            return header
        return None if reading.state in self.metrics.contacts else self.passage.origin

    def of_zero(self, origin: Said | None, reading: Reading, metric: str) -> Said | None:
        """The origin of a zero of deaths or grave cases: what is imported governs its sentence, 本地病例N例 governs nothing."""
        if not (metric in self.metrics.outcomes or reading.has_severity) or metric in self.metrics.acts:
            return origin
        governs = origin in self.passage.said or self.passage.measure != "new"
        return origin if origin == IMPORTED and governs else None

    def named(self, reading: Reading) -> Said | None:
        """The origin that a reading names; a bare 输入 is from abroad where it names a country, and since March 2020."""
        if not reading.origin_by_date:
            return reading.origin
        assert reading.origin is not None  # whose word is by date
        country = reading.source or reading.abroad
        if country is not None:
            return said(IMPORTED if is_abroad(country) else BY_DATE, reading.origin)
        if self.words.from_home.search(self.areas.text, end := reading.origin.end or 0, end + NEAR):
            return said(BY_DATE, reading.origin)
        if self._bracket_of_home(end):
            return said(BY_DATE, reading.origin)
        period = self.passage.period
        day = (period["end_time"] if period else None) or self.published or ""
        before_the_pandemic = not day.startswith("-") and "" < day[:7] < PANDEMIC_SINCE
        abroad = (
            day[:7] >= ABROAD_SINCE or self.other_disease or before_the_pandemic
        )  # no year: a hyphen, before all digits
        return said(IMPORTED if abroad else BY_DATE, reading.origin)

    def _bracket_of_home(self, offset: int) -> bool:
        """Whether a bracket behind the count tells of divisions of the country that lie elsewhere (输入病例12例（河北省7例…）)."""
        place = self.areas.next_place(offset)
        if place is None or place["start"] > offset + NEAR or not place.get("adcode") or is_abroad(place):
            return False
        home, code = self._home((), None), place["adcode"]
        opens = self.opens.fullmatch(self.areas.text, place["start"] - 1, place["start"])
        return bool(
            opens and home and home != NATION and not code.startswith(stem(home)) and not home.startswith(stem(code))
        )

    def sent(self, reading: Reading, total: Record | None) -> Reading:
        """A division of the country before 输入 is where cases came from (宁夏新增武汉输入病例), unless it is where they count."""
        sender = reading.sender
        code = sender.value.get("adcode") if sender is not None else None
        if sender is None or not code or is_abroad(sender.value):
            return reading
        places = tuple(item for item in reading.places if item is not sender)
        home = self._home(places, total)
        if home and (home == NATION or home.startswith(stem(code)) or code.startswith(stem(home))):
            return reading
        return reading.copy(places=places, origin=said(BY_DATE, sender), origin_by_date=False, sender=None)

    def inside(self, reading: Reading, total: Record | None) -> Reading:
        """来自 a division of the area that counts is where they are counted, and not where they came from."""
        source = reading.source or {}
        code = source.get("adcode")
        if not code or reading.places:
            return reading
        home = self._home((), total) or NATION
        if home == code or not code.startswith(stem(home)):
            return reading
        here = Item(PLACE, source["start"], source["end"], source)
        return reading.copy(source=None, sourced=None, places=(here,))

    def from_abroad(self, reading: Reading, total: Record | None) -> Reading:
        """Of an imported case a country is where it came from, not where it is counted."""
        country = reading.abroad
        if country is None:
            return reading
        places = tuple(item for item in reading.places if item.kind != PLACE or not is_abroad(item.value))
        code = self._home(places, total)
        if not code or (code[:2] in SPECIAL and country.get("country") == HOME):
            return reading
        return reading.copy(places=places, source=reading.source or country)

    def of_the_source(self, reading: Reading, total: Record, *, imported: bool) -> None:
        """In a list of where cases came from, a place that is abroad or outside the total's is a source.

        Parameters:
            reading: what the clause says.
            total: what the list is told of.
            imported: whether the list says that they were infected there (按感染来源分).
        """
        place = reading.places[-1] if reading.places else None
        if place is None or place.kind != PLACE or reading.source or reading.origin:
            return
        if is_abroad(place.value) or not self.areas.within(place, total):
            reading.source, reading.places = place.value, ()
            if imported and total["origin"] is None:
                reading.origin, reading.origin_by_date = said(IMPORTED, place), True

    def _home(self, places: tuple[Item, ...], total: Record | None) -> str | None:
        """The code of the area that counts cases from elsewhere: named beside where they are from, of the total, or in force."""
        here = self.areas.of_items(places, self.passage.place) or (total or {}).get("place") or self.passage.place
        code: str | None = (here or self.areas.fallback() or {}).get("adcode")
        return code

    def keep(self, origin: Said, reading: Reading) -> None:
        """Let the origin that a count names hold for those behind it."""
        passage = self.passage
        leads = passage.lead is None
        if leads and passage.until and reading.measure == "new":
            # What is new, told behind the totals of another origin, begins a section of its own.
            passage.origins = [origin]
        elif origin not in passage.origins and (leads or passage.origins):
            passage.origins.append(origin)
        if leads or passage.said:
            passage.said.add(origin)
            passage.here.add(origin)

    def source(self, reading: Reading) -> str | None:
        """The country that a case came from; Hong Kong, Macao and Taiwan by their own codes."""
        if reading.source is None:
            return None
        special = self.source_codes.get(reading.source.get("adcode") or "")
        country: str | None = special or reading.source.get("country")
        return None if country == "CN" or country is None else said_by(country, reading.source)
