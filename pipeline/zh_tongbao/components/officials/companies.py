"""Which heads of companies hold a public post: those of companies that the state owns, by the company's name.

A company is one of the state's by its own name (国家电网), by the country's name before it (中国…公司), or by what it does
for a city or province (地铁集团; with the place's name before it also 市投资集团, 兰州银行).
"""

from __future__ import annotations

from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.titles import Title
from zh_tongbao.components.officials.words import Vocabulary, Words

STATE = "state"


class Companies:
    """Recognise the companies of the state.

    Parameters:
        vocabulary: title_terms.csv: the kinds ``state_company``, ``company``, ``area`` and ``former``.
    """

    def __init__(self, vocabulary: Vocabulary):
        self._names = vocabulary.words("state_company", "")
        self._national = vocabulary.words("state_company", "national")
        self._public = vocabulary.words("state_company", "public")
        self._local = vocabulary.words("state_company", "local")
        self._banks = vocabulary.words("state_company", "bank")
        self._companies = vocabulary.words("company")
        self._areas = vocabulary.words("area")
        self._former = vocabulary.words("former")

    def heads(self, page: Page, title: Title) -> bool:
        """Whether a title that is one of a company's head names a company of the state."""
        view, start, end = page.view, title.start, title.stem
        if self._within(self._names, view, start, end):
            return True
        company = end - self._companies.before(view, end)
        start += self._former.at(view, start)
        if company == end:
            return False
        national = self._national.at(view, start)
        if (national and start + national < company) or self._within(self._public, view, start, end):
            return True
        place = page.places.end_at(start) or start + self._areas.at(view, start)
        behind = place + self._banks.at(view, place)
        return place > start and (behind == end or (behind == place and self._local.at(view, place) > 0))

    def ends_name(self, view: str, title: Title) -> bool:
        """Whether the company's name ends right before the rank."""
        return self._companies.before(view, title.stem) > 0 or self._names.before(view, title.stem) > 0

    @staticmethod
    def _within(words: Words, view: str, start: int, end: int) -> bool:
        return any(words.at(view, position, end) for position in range(start, end))
