"""Known formulas of several parts, however the parts are joined.

The vocabulary writes a formula of several parts with one kind of mark (守初心、担使命、找差距、抓落实); texts join the same parts
by other marks, by mixed ones, by a blank or by nothing, put a conjunction before the last, and give parts quotation marks
of their own. Here a formula is the sequence of its parts, and all of these are the formula:

- joined by any separator: 守初心、担使命，找差距、抓落实; 守初心担使命找差距抓落实;
- with a conjunction (slogan_shapes.csv, kind ``list_conjunction``) before the last part: 数字产业化和产业数字化;
- quoted part by part: each quotation is a slogan of its own then (“打虎”“拍蝇”“猎狐”), as no span holds a quotation mark;
  so is what stands in the same formula without marks (“港人治港”、高度自治);
- with one part more that is made like the last one: as long, and most of its characters the same in the same places
  (心往一处想、劲往一处使、汗往一处流).

Two or more of its parts, where all are of four characters at least, are a formula of their own, without an id.
A formula that counts in some context only is left to the ruler and ``formulations``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ahocorasick_rs import AhoCorasick

from zh_tongbao.components.slogans.terms import Terms
from zh_tongbao.vocab.readers import surface_forms
from zh_tongbao.vocab.tables import Row

Span = tuple[int, int]

BLANK = " "
# A part more is made like the last one where more than this share of its characters is the same.
ALIKE = 0.5
# A first part of one character stands everywhere: such a formula is found as it is written only, by the ruler.
SHORTEST_FIRST = 2
# Shorter parts stand in other lists as well.
SHORTEST_OF_RUN = 4


class Lists:
    """Find the formulas of a vocabulary that have several parts, in a normalised view.

    Parameters:
        slogans: rows of slogans.jsonl.
        terms: words by kind: ``list_conjunction``, ``list_mark``, and the marks ``opening``, ``closing``, ``straight``, ``separator``.

    Example:
        >>> from zh_tongbao.components.slogans.lists import Lists
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> lists = Lists([{"id": "wu", "canonical": "外防输入、内防反弹"}], Terms([{"kind": "separator", "term": "、"}]))
        >>> [span for span, row in lists.find("做好外防输入 内防反弹，外防输入内防反弹")]
        [(2, 11), (12, 20)]
    """

    def __init__(self, slogans: Iterable[Row], terms: Terms):
        separator = terms.one_of("separator")
        closes = terms.one_of("closing", "straight")
        opens = terms.one_of("opening", "straight")
        self._split = re.compile(separator)
        self._enumeration = re.compile(terms.one_of("enumeration"))
        marks = terms.one_of("separator", "list_mark")
        self._plain = re.compile(f"{closes}?(?:{marks}|{BLANK})?{opens}?")
        self._last = re.compile(f"{closes}?{separator}?{terms.any_of('list_conjunction')}{opens}?")
        self._part = re.compile(terms.but("particle"))
        self._quotes = frozenset(terms.of("opening", "closing", "straight"))
        self._by_form: dict[str, Row] = {}
        formulas: dict[str, dict[tuple[str, ...], Row | None]] = {}
        runs: set[tuple[str, tuple[str, ...]]] = set()
        for row in slogans:
            for form in surface_forms({"canonical": row["canonical"], "variants": row.get("variants")}):
                self._by_form[form] = row
                first, *others = self._split.split(form)
                if others and not row.get("context") and len(first) >= SHORTEST_FIRST and self._quotes.isdisjoint(form):
                    formulas.setdefault(first, {})[tuple(others)] = row
                    if min(map(len, (first, *others))) >= SHORTEST_OF_RUN:
                        runs.update((part, tuple(others[number:])) for number, part in enumerate([first, *others[:-1]]))
        for first, tail in runs:
            formulas.setdefault(first, {}).setdefault(tail, None)
        self._formulas = [(len(first), list(of.items())) for first, of in formulas.items()]
        self._automaton = AhoCorasick(list(formulas)) if formulas else None

    def find(self, view: str) -> Iterator[tuple[Span, Row | None]]:
        """Yield start and end of each formula found, with its row; they may overlap.

        The row is None for a part in quotation marks of its own that the vocabulary does not hold alone.
        """
        if self._automaton is None:
            return
        for index, start, end in self._automaton.find_matches_as_indexes(view, overlapping=True):
            for others, row in self._formulas[index][1]:
                parts = self._follow(view, start, end, others)
                if parts is not None:
                    yield from self._spans(view, parts, row)
                elif len(others) > 1 and (run := self._run(view, start, end, others)) is not None:
                    yield run, None

    def _run(self, view: str, start: int, end: int, others: tuple[str, ...]) -> Span | None:
        """Two or more parts of a formula, long ones, between enumeration marks, and not the rest (职普融通、产教融合)."""
        if min(end - start, *map(len, others)) < SHORTEST_OF_RUN:
            return None
        last = end
        for part in others:
            match = self._enumeration.match(view, last)
            if match is None or not view.startswith(part, match.end()):
                break
            last = match.end() + len(part)
        return (start, last) if last > end else None

    def _follow(self, view: str, start: int, end: int, others: tuple[str, ...]) -> list[Span] | None:
        """The parts of one formula from its first on, or None where they do not all follow."""
        parts = [(start, end)]
        last = len(others) - 1
        for number, part in enumerate(others):
            at = self._next(view, end, part, self._plain)
            if at is None and number == last:
                at = self._next(view, end, part, self._last)
            if at is None:
                return None
            end = at + len(part)
            parts.append((at, end))
        return parts

    def _next(self, view: str, end: int, part: str, joint: re.Pattern[str]) -> int | None:
        """Where a part begins behind a joint."""
        match = joint.match(view, end)
        return match.end() if match is not None and view.startswith(part, match.end()) else None

    def _spans(self, view: str, parts: list[Span], row: Row | None) -> Iterator[tuple[Span, Row | None]]:
        """The formula as one span, or one span for each stretch between quotation marks."""
        stretches = [list(parts[0])]
        for start, end in parts[1:]:
            if self._quotes.isdisjoint(view[stretches[-1][1] : start]):
                stretches[-1][1] = end
            else:
                stretches.append([start, end])
        if len(stretches) == 1:
            yield (parts[0][0], self._more(view, parts)), row
            return
        for start, end in stretches:
            yield (start, end), self._by_form.get(view[start:end])

    def _more(self, view: str, parts: list[Span]) -> int:
        """The end of a formula with all the parts behind it that are made like its last one."""
        start, end = parts[-1]
        size = end - start
        while (match := self._split.match(view, end)) is not None:
            other = view[match.end() : match.end() + size]
            same = sum(one == another for one, another in zip(view[start:end], other))
            reach = match.end() + size
            if not ALIKE * size < same < size or not other.isalpha() or self._part.match(view, reach):
                break
            start, end = match.end(), reach
        return end
