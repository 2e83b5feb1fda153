"""The word lists that the grammar asks for beside the items themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_attributes.numbers import MYRIAD, Numbers
from zh_tongbao.components.case_attributes.stretches import any_of, terms_of, values_of
from zh_tongbao.vocab.tables import Row

LONGEST_NAME = 14
# Characters between a number of outbreaks and the word for them (3宗|上呼吸道感染|爆发).
LONGEST_LINE = 8
# Characters between the end of a route and the word for a train (…至福州南|D301次列车).
UNITS = ("unit", "case_unit", "dose_unit", "course_unit")


class Words:
    """What case_terms.csv says beyond one value a word.

    Parameters:
        rows: the rows of case_terms.csv.
    """

    def __init__(self, rows: Iterable[Row]):
        rows = list(rows)
        self.metrics = Metrics(rows)
        self.ladders = {term: frozenset(value.split()) for term, value in values_of(rows, "ladder").items()}
        self.rungs = {term: frozenset(value.split()) for term, value in values_of(rows, "rungs").items()}
        self.once = frozenset(term for term, value in values_of(rows, "part").items() if value == "once")
        self.units = values_of(rows, *UNITS)
        self.other_units = terms_of(rows, "other_unit", "percent")
        self.corrections = terms_of(rows, "correction")
        self.never_compared = re.compile(any_of(rows, "never_compared"))
        numerals = values_of(rows, "numeral")
        self.large = {term: int(value) for term, value in numerals.items() if int(value) >= MYRIAD}
        self.rates = sorted(((term, int(many)) for term, many in values_of(rows, "per_people").items()), key=_longest)
        self.changes = {term: int(value) for term, value in values_of(rows, "change").items()}
        change, same = any_of(rows, "change"), any_of(rows, "same")
        self.changed = re.compile(rf"(?P<change>{change})\s?(?P<by>[0-9]{{1,12}}(?:\.[0-9]{{1,6}})?)%?|{same}")
        self.people = sorted({int(people) for people in values_of(rows, "per_people").values()}, reverse=True)
        self.several = re.compile(any_of(rows, "several"))
        self.fillers = re.compile(any_of(rows, "filler"))
        self.blanks = terms_of(rows, "no_number")
        self.case_units = frozenset(values_of(rows, "case_unit").values())
        one = rf"[{Numbers.of(rows).one}]{any_of(rows, *UNITS)}"
        finds = rf"{any_of(rows, 'finds')}*"
        self.found = re.compile(rf"{finds}(?:{one})?")
        self.no_case = re.compile(rf"{any_of(rows, 'finds')}+[{Numbers.of(rows).one}]{any_of(rows, 'case_unit')}")
        self.ending = re.compile(rf"\s?(?:{one})?{any_of(rows, 'even')}?")
        self.ended = re.compile(rf"{finds}(?![^\W\d_])")
        self.toll_leads = tuple(values_of([row for row in rows if row["value"] == "befalls"], "toll_lead"))
        self.so_far = re.compile(any_of(rows, "so_far"))
        self.opens = re.compile(any_of(rows, "open"))
        self.listing = re.compile(any_of(rows, "listing"))
        self.ruled_out = re.compile(any_of(rows, "ruled_out") + "$")
        gap = rf"(?!{any_of(rows, 'involves')})(?:(?!{any_of(rows, 'case')})[^\W\d]){{0,{LONGEST_NAME}}}?"
        self.outbreak = re.compile(gap + any_of(rows, "outbreak"))
        self.admitted = terms_of(rows, "admitted")
        self.agents = terms_of(rows, "agent")
        self.event_units = frozenset(values_of(rows, "event_unit"))
        self.road = re.compile(rf"{any_of(rows, 'road')}(?!{any_of(rows, 'road_stop')})")
        self.estate = re.compile(any_of(rows, "estate"))
        self.estate_articles = tuple(terms_of(rows, "estate_article"))
        self.persons = re.compile(rf"[^\W\d]*?{any_of(rows, 'person')}")
        self.institution = re.compile(any_of(rows, "institution"))
        self.route = re.compile(any_of(rows, "route"))
        self.line = re.compile(rf"[^\W_]{{0,{LONGEST_LINE}}}?{any_of(rows, 'vehicle')}")
        self.dateline = re.compile(any_of(rows, "dateline"))
        endings = values_of(rows, "division_ending")
        people = any_of(rows, "no_area")
        self.area_name = _ending(endings, people)
        self.short_name = re.compile(rf"(?<=[^\w\s])(?![^\W\d]{{0,8}}{people}$)[^\W\d_]{{2,6}}$")
        self.first_name = _ending((term for term, value in endings.items() if value == "first"), people)
        self.source_codes = values_of(rows, "source_code")
        self.from_home = re.compile(any_of(rows, "from_home"))
        self._epidemic = re.compile(any_of(rows, "epidemic"))
        self._diseases = re.compile(any_of(rows, "disease"))
        self.disease_before = re.compile(any_of(rows, "disease") + "$")

    def of_another_disease(self, text: str) -> bool:
        """Whether a text names a disease and not the one of the pandemic, whose imported cases are told by the month."""
        return self._diseases.search(text) is not None and self._epidemic.search(text) is None


def _longest(row: tuple[str, int]) -> int:
    return -len(row[0])


def _ending(terms: Iterable[str], others: str) -> re.Pattern[str]:
    """A name that ends so, at the end of a stretch of text, and in none of these other words (教师)."""
    endings = "|".join(map(re.escape, sorted(terms, key=len, reverse=True))) or "(?!)"
    return re.compile(rf"(?<![^\W\d])(?![^\W\d]{{0,6}}{others}$)[^\W\d]{{1,7}}(?:{endings})$")
