"""Lives in office: dates before a post, and the person whose life a line tells.

孙七同志1988年起任县委书记，1992年3月到1996年10月任副市长; 李四，1931年出生，…任县长; 李四，男，…任县长.
"""

from __future__ import annotations

import re

from zh_tongbao.components.officials.words import Vocabulary

LONGEST_DATE = 24
YEAR = 4


class Lives:
    """Recognise the dates and the first words of a life in office.

    Parameters:
        vocabulary: title_terms.csv: the kinds ``date_unit``, ``date_range``, ``sex`` and ``born``.
    """

    def __init__(self, vocabulary: Vocabulary):
        units, ranges, sexes, born = (
            _choice(vocabulary.terms(kind)) for kind in ("date_unit", "date_range", "sex", "born")
        )
        self._date = re.compile(rf"(?:\d+(?:{units})+(?:{ranges})?)+$")
        self._subject = re.compile(rf"\W(?:(?:{sexes})\W|\d{{{YEAR}}}(?:\d|{units})*(?:{born}))")

    def before_date(self, view: str, position: int) -> int:
        """Where the date or stretch of time that ends here begins; the position itself where there is none."""
        date = self._date.search(view, max(0, position - LONGEST_DATE), position)
        return date.start() if date else position

    def begins(self, view: str, position: int) -> bool:
        """Whether a life is told behind the name that ends here: （男，…, ，1931年出生，…."""
        return self._subject.match(view, position) is not None


def _choice(terms: frozenset[str]) -> str:
    return "|".join(sorted(map(re.escape, terms), key=len, reverse=True)) or "(?!)"
