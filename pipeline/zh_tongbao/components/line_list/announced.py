"""What the counts of a text say of its cases: which count each is one of, and with it status and origin."""

from __future__ import annotations

import re
from typing import Any

from zh_tongbao.components.line_list.model import PASSAGE, Case, Value
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.components.line_list.words import Lexis

Record = dict[str, Any]

METRICS = ("confirmed", "asymptomatic", "suspected")
UNSPLIT = "infection"
NEW = "new"
IMPORTED = "imported"
CHINA = "CN"
HOME = 1
# A row of one case may be announced by a count of one.


class Announced:
    """Find the counts that announce cases.

    Parameters:
        words: the vocabulary.
    """

    def __init__(self, words: Lexis):
        self._from = re.compile(rf"{words.any('from')}[^{words.clause_marks}]{{0,4}}$|{words.any('lives_link')}$")
        self._native = re.compile(words.any("native"))
        self._journey = re.compile(words.any("journey"))

    def _counts(self, page: Page, case: Case, metric: str | None = None) -> list[Record]:
        """The new counts in front of a case, nearest first."""
        metrics = (metric,) if metric else METRICS
        return [
            record
            for record in reversed(page.records)
            if record["start"] < case.start
            and record["measure"] == NEW
            and record["metric"] in metrics
            and record["count"]
        ]

    def status(self, page: Page, case: Case) -> None:
        """The status of the cases that are announced."""
        counts = self._counts(page, case)
        if counts:
            nearest = counts[0] if len({record["metric"] for record in counts}) == 1 else counts[-1]
            case.take("case_status", Value(nearest["metric"], *_words(nearest, "metric"), PASSAGE))

    def origin(self, page: Page, case: Case) -> None:
        """The origin that all counts of its status share."""
        counts = self._counts(page, case, case.value("case_status")) or self._counts(page, case)
        origins = {record["origin"] for record in counts}
        if len(origins) == 1 and counts[-1]["origin"]:
            start, end = _words(counts[-1], "origin")
            if start is not None:
                case.take("origin", Value(counts[-1]["origin"], start, end, PASSAGE))
        elif IMPORTED in origins and self._countries(page, case):
            country = self._countries(page, case)[0]
            case.take("origin", Value(IMPORTED, country["start"], country["end"]))

    def record(self, page: Page, case: Case) -> None:
        """The count that the case is one of."""
        counts = self._counts(page, case, case.value("case_status")) or self._counts(page, case, UNSPLIT)
        origin = case.value("origin")
        fitting = [record for record in counts if record["origin"] == origin] or counts
        if fitting:
            index = next(index for index, record in enumerate(page.records) if record is fitting[-1])
            case.take("record", Value(index, fitting[-1]["start"], fitting[-1]["end"], PASSAGE))

    def disease(self, page: Page, case: Case) -> Value | None:
        """The disease of the nearest count before."""
        for record in self._counts(page, case):
            start, end = _words(record, "disease")
            if record.get("disease") and record["disease"]["code"] and start is not None:
                return Value(record["disease"], start, end, PASSAGE)
        return None

    def source(self, page: Page, case: Case) -> None:
        """The country that an imported case came from: where the journey began, else whose citizen it is."""
        if case.value("origin") != IMPORTED:
            return
        for country in self._countries(page, case):
            case.take("source", Value(country["country"], country["start"], country["end"]))

    def _countries(self, page: Page, case: Case) -> list[dict[str, Any]]:
        """The foreign countries of a description: those of journeys first, then those of citizens."""
        own = case.pieces[0]
        abroad = [
            place
            for place in page.places_in(own.start, own.end)
            if place.get("level") == "country" and place.get("country") not in (None, CHINA)
        ]
        citizens = [place for place in abroad if self._native.match(page.view, place["end"])]
        return [place for place in abroad if place not in citizens] + citizens


def _words(record: Record, name: str) -> tuple[int | None, int | None]:
    """The words that a field of a count comes from."""
    found = (record.get("evidence") or {}).get(name) or {}
    return found.get("start"), found.get("end")
