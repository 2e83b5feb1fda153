"""Names of programmes: short quotations that the word behind them says what they are (“宽带中国”战略).

Three kinds of words stand behind (slogan_shapes.csv): a ``name_head`` names a programme wherever it follows a quotation
(工程, 行动, 战略); a ``led_name_head`` is an everyday word (计划, 建设) and does so only where a ``name_lead`` stands before the
quotation (实施, 推进). Words of the kind ``name_modifier`` may stand between (专项), and a ``name_head_stop`` behind a head
makes it another word (战略协作). A quotation that stands right before a named one, with at most a mark of a list between,
is named by the same word. A quotation that ends in a ``name_end`` names itself (“春风行动”), unless a ``name_end_stop`` is in it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from zh_tongbao.components.slogans.terms import Terms

Span = tuple[int, int]

LONGEST_NAME = 14
FEWEST_DIGITS = 4
LONGEST_NEIGHBOUR = 8
SHORTEST_SIBLING = 3


class QuotedNames:
    """Tell which quotations are names of programmes.

    Parameters:
        terms: the words of slogan_shapes.csv and the marks of characters.csv.

    Example:
        >>> from zh_tongbao.components.slogans.quoted_names import QuotedNames
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> names = QuotedNames(Terms([{"kind": "name_head", "term": "战略"}]))
        >>> list(names.find("“宽带中国”战略", [(1, 5)]))
        [(1, 5)]
    """

    def __init__(self, terms: Terms):
        mark = terms.one_of("enumeration")
        # The list may go on without quotation marks before the word that names it (“海上福建”、生态省建设等战略).
        unquoted = rf"(?:{mark}\w{{1,{LONGEST_NEIGHBOUR}}}{terms.one_of('particle')})?"
        modified = rf"{terms.one_of('particle')}?{terms.any_of('name_modifier')}*"
        stop = rf"(?!{terms.any_of('name_head_stop')})"
        self._head = re.compile(rf".{unquoted}{modified}{terms.any_of('name_head')}{stop}")
        self._led_head = re.compile(rf".{modified}{terms.any_of('led_name_head')}{stop}")
        self._ends = terms.of("name_end")
        self._end_stop = re.compile(terms.any_of("name_end_stop"))
        self._joint = re.compile(rf".{mark}?.")
        self._leads = terms.of("name_lead")
        self._name = re.compile(rf"(?!\d{{1,{FEWEST_DIGITS - 1}}}$)(?:[\w·+ -]|{mark}){{2,{LONGEST_NAME}}}")
        self._number = re.compile(rf"{terms.one_of('numeral')}+")
        self._stop = frozenset(terms.of("formula_stop"))
        self._no_part = re.compile(terms.any_of("no_part"))

    def find(self, view: str, quotations: Sequence[Span]) -> Iterator[Span]:
        """Yield those of a text's quotations, given without their marks and in order, that are names."""
        row: list[Span] = []
        for place, (start, end) in enumerate(quotations):
            if not self._may_be(view[start:end]):
                row = []
                continue
            if self._names_itself(view[start:end]):
                yield start, end
            row.append((start, end))
            if self._head.match(view, end) or self._is_led(view, row[0][0], end):
                yield from row
                row = []
            elif place + 1 < len(quotations) and not self._is_joint(view, end, quotations[place + 1][0]):
                row = []

    def siblings(self, view: str, quotations: Sequence[Span], known: Collection[Span]) -> Iterator[Span]:
        """Yield the quotations in a row with a known formulation that are made like it (“一网通办”“一网统管”).

        Parameters:
            view: the normalised text.
            quotations: without their marks and in order.
            known: the known formulations.
        """
        sure = {span for span in quotations if span in known}
        if not sure:
            return
        for pairs in (quotations, quotations[::-1]):
            last: Span | None = None
            for span in pairs:
                joined = last is not None and self._is_joint(view, min(last, span)[1], max(last, span)[0])
                if joined and last in sure and span not in sure and self._is_alike(view, span, last or span):
                    sure.add(span)
                    yield span
                last = span

    def _is_alike(self, view: str, span: Span, other: Span) -> bool:
        quoted, model = view[slice(*span)], view[slice(*other)]
        same = sum(character in model for character in quoted)
        return len(quoted) == len(model) >= SHORTEST_SIBLING and same > 0 and self._may_be(quoted)

    def _may_be(self, quoted: str) -> bool:
        return (
            len(quoted) <= LONGEST_NAME
            and self._name.fullmatch(quoted) is not None
            and self._number.fullmatch(quoted) is None
            and quoted not in self._stop
            and self._no_part.search(quoted) is None
        )

    def _names_itself(self, quoted: str) -> bool:
        return quoted.endswith(self._ends) and self._end_stop.search(quoted) is None

    def _is_led(self, view: str, start: int, end: int) -> bool:
        return view.endswith(self._leads, 0, start - 1) and self._led_head.match(view, end) is not None

    def _is_joint(self, view: str, end: int, start: int) -> bool:
        return self._joint.fullmatch(view, end, start) is not None
