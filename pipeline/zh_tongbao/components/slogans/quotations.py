"""Slogans that no list holds yet, found by their shape inside quotation marks.

- **Numbered formula**: a numeral and what it counts (“四个带头”, “四早”), a numeral before each part (“一企一策”, “两优一先”),
  or plus signs (“1+6+N”, “互联网+监管”). No date (numerals alone, as “五一”, or two of them first), and no word of the
  kinds ``formula_stop`` (whole) and ``formula_stop_part`` (inside): idioms, festivals, seasons, rivers, things that are merely
  counted.
- **Programme**: parts of about one length between enumeration marks (“提级管控、统一指挥、分类施策”). A short one (four
  parts of one character, three or more of two, two of three) needs the name of what it is behind the quotation (原则, 要求) or a word
  of following it before (坚持, 落实).
  Commas alone join no programme: what they join are verses, mottoes and somebody's words.

- **Named programme**: a short quotation right before what it names (“宽带中国”战略, “净网2021”专项行动, “3820”工程), or, where that
  word is an everyday one, between a verb of carrying out and the word (实施“春蕾”计划). In a row of quotations all are
  named by what stands behind the last (“海上福建”“清新福建”、生态省建设等战略).
- **Measures by their number**: “31条”, “严5条”, “金融十六条”.

What stands beside the quotation says that it is a name or a theme and no slogan: a ship, a medal, a prize (kind
``no_slogan_behind``), a question, a proverb, the theme of a meeting (``no_programme_name``, ``no_slogan_before``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from zh_tongbao.components.slogans.quoted_names import QuotedNames
from zh_tongbao.components.slogans.terms import Terms

Span = tuple[int, int]

LONGEST_QUOTE = 90
SPREAD = 2
SHORT_PART = 2
LONGEST_PART = 12
# By the length of the shortest.
FEWEST_PARTS = {1: 4, SHORT_PART: 3}
LONGEST_FORMULA = 8
LONGEST_PLUS = 20
SHORT_PROGRAMME = 7


class Quotations:
    """Find slogan-shaped quotations in a normalised view.

    Parameters:
        terms: the words of slogan_shapes.csv and the marks of characters.csv.

    Example:
        >>> from zh_tongbao.components.slogans.quotations import Quotations
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> rows = [("opening", "“"), ("closing", "”"), ("numeral", "五"), ("counting", "五"), ("measure", "个")]
        >>> quotations = Quotations(Terms({"kind": kind, "term": term} for kind, term in rows))
        >>> list(quotations.find("“五个带头”，不是“五五”"))
        [(1, 5)]
    """

    def __init__(self, terms: Terms):
        marks = re.escape("".join(terms.of("opening", "closing", "straight")))
        pairs = [*zip(terms.of("opening"), terms.of("closing")), *zip(terms.of("straight"), terms.of("straight"))]
        # One expression a pair of marks: an expression that begins with one fixed character is searched much faster.
        self._quoted = [
            re.compile(rf"{re.escape(first)}([^{marks}\n]{{2,{LONGEST_QUOTE}}}){re.escape(last)}")
            for first, last in pairs
        ]
        self._names = QuotedNames(terms)
        self._before = terms.of("no_slogan_before")
        self._behind = terms.of("no_slogan_behind")
        particle = terms.one_of("particle")
        behind = rf"\W?{particle}?\w{{0,4}}?"
        kinds = ("programme_name", "quoted_programme_name")
        self._named = re.compile(behind + terms.any_of(*kinds))
        self._named_single = re.compile(behind + terms.any_of(*kinds, "single_programme_name"))
        self._misnamed = re.compile(rf"\W?{particle}?\w{{0,2}}{terms.any_of('no_programme_name')}")
        self._enumeration = re.compile(terms.one_of("enumeration"))
        self._separator = re.compile(terms.one_of("separator"))
        self._no_part = re.compile(terms.any_of("no_part"))
        self._no_part_end = terms.of("no_part_end")
        word, measured = terms.but("numeral"), rf"{terms.one_of('measure')}[^\W\d]{{1,5}}"
        self._formula = re.compile(
            rf"{terms.one_of('counting')}(?:{measured}|{word})|(?:{terms.one_of('numeral')}{word}{{1,2}}){{2,4}}"
        )
        self._measures = re.compile(
            rf"[^\W\d]{{0,4}}?(?:\d{{1,3}}|{terms.one_of('counting')}{terms.one_of('numeral')}{{0,2}}){terms.one_of('quotation_measure')}"
        )
        self._lead_in = terms.of("lead_in")
        self._formula_first = frozenset([*"0123456789", *terms.of("numeral", "counting")])
        self._formula_stop = frozenset(terms.of("formula_stop"))
        self._formula_stop_part = re.compile(terms.any_of("formula_stop_part"))
        plus, word = terms.one_of("plus"), r"[^\W\d_]{1,6}"
        headed = rf"{terms.any_of('plus_head')}{plus}{word}(?:{plus}{word}){{0,3}}"
        self._plus = re.compile(rf"\d+(?:\+\d+)*(?:\+[A-Z])+|{headed}|(?:[A-Z\d]*[A-Z]\d*|[^\W\da-zA-Z_]){{2,6}}{plus}")

    def find(self, view: str, known: Collection[Span] = ()) -> Iterator[Span]:
        """Yield start and end of each quotation that is a slogan by its shape or its neighbours, without its marks.

        Parameters:
            view: the normalised text.
            known: the known formulations in it: what is quoted beside one of them and made like it is one of the family.
        """
        for quoted in self._quoted:
            spans = [match.span(1) for match in quoted.finditer(view)]
            if spans:
                yield from self._names.find(view, spans)
                yield from self._names.siblings(view, spans, known)
            for start, end in spans:
                if not (self._is_formula(view[start:end]) or self._is_programme(view, start, end)):
                    continue
                if not view.startswith(self._behind, end + 1) and not view.endswith(self._before, 0, start - 1):
                    yield start, end

    def parts(self, view: str, start: int, end: int) -> list[Span]:
        """The stretches between the separators of a span."""
        edges = [start, *(edge for match in self._separator.finditer(view, start, end) for edge in match.span()), end]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def _is_formula(self, quoted: str) -> bool:
        if len(quoted) > LONGEST_FORMULA:
            return len(quoted) <= LONGEST_PLUS and self._plus.fullmatch(quoted) is not None
        if self._measures.fullmatch(quoted):
            return quoted not in self._formula_stop and self._formula_stop_part.search(quoted) is None
        if self._plus.fullmatch(quoted):
            return True
        if quoted[0] not in self._formula_first:
            return False
        return (
            self._formula.fullmatch(quoted) is not None
            and quoted not in self._formula_stop
            and self._formula_stop_part.search(quoted) is None
        )

    def _is_programme(self, view: str, start: int, end: int) -> bool:
        if self._enumeration.search(view, start, end) is None:
            return False
        parts = self._separator.split(view[start:end])
        lengths = [len(part) for part in parts]
        shortest, longest = min(lengths), max(lengths)
        if longest > LONGEST_PART or longest - shortest > (SPREAD if shortest >= SHORT_PART else 0):
            return False
        if len(parts) < FEWEST_PARTS.get(shortest, 0):
            return False
        named = self._named if shortest >= SHORT_PART else self._named_single
        if (shortest <= SHORT_PART or sum(lengths) <= SHORT_PROGRAMME) and not (
            named.match(view, end) or view.endswith(self._lead_in, 0, start - 1)
        ):
            return False
        return (
            all(map(str.isalpha, parts))
            and not all(part.endswith(self._no_part_end) for part in parts)
            and self._no_part.search(view, start, end) is None
            and self._misnamed.match(view, end) is None
        )
