"""Known formulations: every form of slogans.jsonl, found in one Aho-Corasick pass over the normalised text.

- Enumeration marks count as one: a form written A、B is found as A，B, as A B (headlines) and as AB, so a row lists only
  variants that differ in words.
- Blockers (slogan_shapes.csv, kind ``blocker``) take part in the pass: longer words that merely hold a form.
- A formulation whose words are an ordinary phrase as well (``context: quoted``) counts only as a whole quotation, or as
  the first or last item of a quoted list.
- A form that begins or ends with a digit or a Latin letter does not count inside a longer number or word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from zh_tongbao.components.slogans.terms import Terms
from zh_tongbao.vocab.readers import surface_forms
from zh_tongbao.vocab.tables import Row

Span = tuple[int, int]

QUOTED = "quoted"


class Formulations:
    """Find known formulations in a normalised view.

    Parameters:
        slogans: rows of slogans.jsonl.
        terms: words by kind: ``blocker``, and the marks ``opening``, ``closing``, ``straight``, ``separator``, ``blank``.
        normalise: makes a text's normalised view.

    Source: Aho and Corasick, Communications of the ACM 18(6), 1975.

    Example:
        >>> from zh_tongbao.components.slogans.formulations import Formulations
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> marks = Terms([{"kind": "separator", "term": "、"}, {"kind": "separator", "term": "，"}])
        >>> row = {"id": "import-and-rebound", "canonical": "外防输入、内防反弹"}
        >>> found = Formulations([row], marks, str).find("外防输入，内防反弹；外防输入内防反弹")
        >>> sorted(found)
        [(0, 9), (10, 18)]
    """

    def __init__(self, slogans: Iterable[Row], terms: Terms, normalise: Callable[[str], str]):
        self._normalise = normalise
        self._opens = frozenset(terms.of("opening", "straight"))
        self._closes = frozenset(terms.of("closing", "straight"))
        self._join, *self._other_joins = terms.of("separator", "blank") or ("",)
        self._joins = frozenset(self._join)
        self._rows: dict[str, Row] = {}
        for row in slogans:
            for form in slogan_forms(row):
                self._rows.update(dict.fromkeys(self._written(form), row))
        forms = sorted({*self._rows, *map(self._folded, terms.of("blocker"))})
        self._automaton = (
            AhoCorasick(forms, matchkind=MatchKind.LeftmostLongest, implementation=Implementation.DFA)
            if forms
            else None
        )
        self._meant = [self._rows.get(form) for form in forms]
        self._quoted = [row is not None and row.get("context") == QUOTED for row in self._meant]
        self._edged = [_is_latin(form[0]) or _is_latin(form[-1]) for form in forms]

    def __contains__(self, text: str) -> bool:
        """Whether a text is one of the known forms."""
        return self._folded(text) in self._rows

    def find(self, view: str) -> dict[Span, Row]:
        """Return start and end of each formulation with its row, in text order and without overlap."""
        found: dict[Span, Row] = {}
        if self._automaton is None:
            return found
        folded = self._fold(view)
        for index, start, end in self._automaton.find_matches_as_indexes(folded):
            row = self._meant[index]
            if row is None or (self._quoted[index] and not self._is_quoted(folded, start, end)):
                continue
            if self._edged[index] and (_runs_on(folded, start) or _runs_on(folded, end)):
                continue
            found[start, end] = row
        return found

    def _fold(self, view: str) -> str:
        for mark in self._other_joins:
            view = view.replace(mark, self._join)
        return view

    def _folded(self, text: str) -> str:
        """The normalised text with every mark between parts as the first of them; as long as the text."""
        return self._fold(self._normalise(text))

    def _written(self, form: str) -> set[str]:
        """A form as it is looked up: its parts joined by a mark or by nothing."""
        folded = self._folded(form)
        return {folded, folded.replace(self._join, "")} if self._join else {folded}

    def _is_quoted(self, folded: str, start: int, end: int) -> bool:
        before, after = folded[start - 1 : start], folded[end : end + 1]
        opened, closed = before in self._opens, after in self._closes
        return (opened and closed) or (opened and after in self._joins) or (closed and before in self._joins)


def slogan_forms(row: Row) -> set[str]:
    """Canonical form and variants of one vocabulary row."""
    return surface_forms({"canonical": row["canonical"], "variants": row.get("variants")})


def _is_latin(character: str) -> bool:
    return character.isascii() and character.isalnum()


def _runs_on(view: str, position: int) -> bool:
    """Whether a number or a Latin word runs across this position."""
    return 0 < position < len(view) and _is_latin(view[position - 1]) and _is_latin(view[position])
