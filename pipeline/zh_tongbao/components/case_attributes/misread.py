"""Numbers that count no case: the one of a zero (无一例), of a list (4.治愈出院2例), of a fraction (百分之三十), those of others."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.case_attributes.items import COUNT, Item
from zh_tongbao.components.case_attributes.numbers import Numbers
from zh_tongbao.components.case_attributes.stretches import any_of, terms_of
from zh_tongbao.vocab.tables import Row

DENIAL = 16
# Characters before a one that its denial can have (没有新增报告|一例).
SUBJECT = 10
# Characters between a one and its denial (一例|死亡病例|也没有).
LONGEST_LIST = 3
# Digits of an item's number.
POINT = "."
PLAIN = 2
# Characters of a word that may stand behind a count, too (80例以上); a longer one always tells a threshold (10例及以上).
OTHERS = frozenset({"state", "event", "case", "severity", "tie"})
FARTHEST = 4
# Characters between the word of a state and those whom it only describes (遇难|矿工|亲属).


class Misread:
    """Tell such numbers.

    Parameters:
        rows: the rows of case_terms.csv; read here: ``zero``, ``finds``, ``report``, ``measure``, ``even``, ``fraction``, ``slash`` and
            marks.
        numbers: reads numbers.
    """

    def __init__(self, rows: Iterable[Row], numbers: Numbers):
        rows = list(rows)
        zero = any_of(rows, "zero")
        new = any_of(
            [row for row in rows if row["kind"] != "measure" or row["value"] == "new"], "finds", "report", "measure"
        )
        self._ones = frozenset(numbers.one)
        self._denial = re.compile(rf"{zero}{new}* ?$")
        self._denied_behind = re.compile(rf"[^\W\d]{{0,{SUBJECT}}}?{any_of(rows, 'even')}{zero}")
        self._begin = terms_of(rows, "stop", "line", "semicolon")
        self._comma = terms_of(rows, "comma")
        self._open = terms_of(rows, "open")
        self._close = terms_of(rows, "close")
        self._listing = terms_of(rows, "listing")
        bounds, reaching, whose = (terms_of(rows, kind) for kind in ("bound", "reaching", "whose"))
        some = rf"(?:[0-9]+|[{''.join(map(re.escape, numbers.numerals))}]+)?"
        self._below = tuple(bounds)
        self._at_least = re.compile(any_of([row for row in rows if len(row["term"]) > PLAIN], "reaching"))
        self._areas_behind = re.compile(
            rf"{any_of(rows, 'reaching')}?{any_of(rows, 'whose')}{some}{any_of(rows, 'division_word')}"
        )
        self._fraction = tuple(terms_of(rows, "fraction"))
        self._slash = terms_of(rows, "slash")
        # What stands beside such a number, but for a one: speed, most numbers have none of these characters around them.
        self._before = self._slash | {word[-1] for word in (*bounds, *self._fraction)}
        self._behind = self._close | self._listing | self._slash | {POINT, *(word[0] for word in self._fraction)}
        self._behind_unit = {word[0] for word in reaching | whose}

    def told(self, view: str, match: re.Match[str]) -> bool:
        """Whether a number is one of them."""
        start, end = match.span("number")
        stop = match.end()
        plain = view[start - 1 : start] not in self._before and view[end : end + 1] not in self._behind
        if plain and view[stop : stop + 1] not in self._behind_unit and match["number"] not in self._ones:
            return False
        return (
            self.denied(view, match)
            or self.is_list_number(view, match)
            or self.is_threshold(view, match)
            or self.is_of_a_fraction(view, match)
        )

    def denied(self, view: str, match: re.Match[str]) -> bool:
        """Whether a count of one is part of a zero: 无一例, 未发现1例, 一例也没有."""
        if match["number"] not in self._ones:
            return False
        start, end = match.span()
        before = self._denial.search(view, max(0, start - DENIAL), start)
        return before is not None or self._denied_behind.match(view, end) is not None

    def is_list_number(self, view: str, match: re.Match[str]) -> bool:
        """Whether a number without a unit numbers an item, at the head of a line or sentence: 4. 4、 （4） 4）."""
        start, end = match.span("number")
        mark = view[end : end + 1]
        if end - start > LONGEST_LIST:
            return False
        if mark == POINT:
            return self.begins(view, start) or view[start - 1 : start] in self._comma | self._open
        if mark in self._close and view[start - 1 : start] in self._open:
            start -= 1
        return (mark in self._close or mark in self._listing) and self.begins(view, start)

    def is_threshold(self, view: str, match: re.Match[str]) -> bool:
        """Whether a number says which areas are meant: 低于200例的地市, 20例以上的有3个区."""
        if match["unit"] is None:
            return False
        start, end = match.span()
        behind = self._at_least.match(view, end) or self._areas_behind.match(view, end)
        return behind is not None or view.endswith(self._below, 0, start)

    def is_of_a_fraction(self, view: str, match: re.Match[str]) -> bool:
        """Whether a number is above or below the line of a fraction: 百分之三十, 10万分之3, 3/4."""
        start, end = match.span("number")
        if view.endswith(self._fraction, 0, start) or view.startswith(self._fraction, end):
            return True
        before = view[start - 1 : start] in self._slash and view[start - 2 : start - 1].isdigit()
        return before or (view[end : end + 1] in self._slash and view[end + 1 : end + 2].isdigit())

    def begins(self, view: str, position: int) -> bool:
        """Whether a line or a sentence begins here."""
        while position and view[position - 1] == " ":
            position -= 1
        return not position or view[position - 1] in self._begin


def leave_to_others(view: str, found: list[Item], word: tuple[int, int], following: Item) -> None:
    """Take away the word of a state that only says whose they are who are counted (遇难者家属50人).

    Parameters:
        view: the normalised text.
        found: the items so far; the last one goes where it is such a word.
        word: where the word for those others stands.
        following: the next count, place or period.
    """
    start, end = word
    last = found[-1] if found else None
    if last is None or last.kind not in OTHERS or start - last.end > FARTHEST:
        return
    if last.end == start or view[last.end : start].isalpha():
        found.pop()
        if following.kind == COUNT and following.start == end:
            found.append(Item("not_count", last.start, end, None))
