"""Known formulations: which of the places where a known form stands are slogans, and what they mean.

The forms of slogans.jsonl are found in the text, by the ruler or by the component itself (:mod:`zh_tongbao.components.phrases`). Here

- a form inside a longer word that merely holds it is dropped (slogan_shapes.csv, kind ``blocker``: 双循环 in 双循环赛制);
- a formulation whose words are an ordinary phrase as well (``context: quoted``) counts only as a whole quotation, or as
  the first or last item of a quoted list;
- a formulation that ends in a noun which is a verb as well (``context: noun``; 长江经济带发展) does not count where it is one:
  something is done in the place, 在 stands before it in the clause, and behind it stands what is done (kinds ``locative`` and
  ``noun_follower``; 在长江经济带发展绿色产业, but 在长江经济带发展中);
- a pattern that a user gave the ruler counts as it is; with the id of a known formulation it is an alias of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from zh_tongbao.components.phrases import Phrase
from zh_tongbao.components.slogans.terms import Terms
from zh_tongbao.vocab.readers import surface_forms
from zh_tongbao.vocab.tables import Row

Span = tuple[int, int]

LABEL = "SLOGAN"
QUOTED = "quoted"
NOUN = "noun"
LONGEST_CLAUSE = 60


class Formulations:
    """Decide which of the places where a form stands are formulations.

    Parameters:
        slogans: rows of slogans.jsonl.
        terms: words by kind: ``blocker``, and the marks ``opening``, ``closing``, ``straight``, ``separator``.

    Example:
        >>> from zh_tongbao.components.slogans.formulations import Formulations
        >>> from zh_tongbao.components.slogans.terms import Terms
        >>> marks = Terms([{"kind": "opening", "term": "“"}, {"kind": "closing", "term": "”"}])
        >>> formulations = Formulations([{"id": "two-mountains", "canonical": "两山", "context": "quoted"}], marks)
        >>> formulations.stands("“两山”理念", 1, 3), formulations.stands("翻过两山之间", 2, 4)
        (True, False)
    """

    def __init__(self, slogans: Iterable[Row], terms: Terms):
        self._rows: dict[str, Row] = {}
        self._by_id: dict[str, Row] = {}
        for row in slogans:
            self._by_id[row["id"]] = row
            self._rows.update(dict.fromkeys(slogan_forms(row), row))
        self._blockers = {
            form: [(blocker, blocker.index(form)) for blocker in terms.of("blocker") if form in blocker]
            for form in self._rows
        }
        self._edges: dict[str, list[tuple[str, int, str]]] = {}
        for edge in terms.of("edge"):
            tail = max((form for form in self._rows if edge.endswith(form)), key=len, default="")
            for form in self._rows:
                if form in edge and not edge.endswith(form):
                    self._edges.setdefault(form, []).append((edge, edge.index(form), tail))
        self._opens = frozenset(terms.of("opening", "straight"))
        self._closes = frozenset(terms.of("closing", "straight"))
        self._joins = frozenset(terms.of("separator"))
        self._clause_marks = (*(self._joins - set(terms.of("enumeration"))), *terms.of("sentence_mark"))
        self._locative = terms.of("locative")
        self._followers = terms.of("noun_follower")

    def find(self, known: Iterable[Phrase], text: str, view: str) -> dict[Span, Row]:
        """Return start and end of each formulation among some phrases, with its row; they may overlap.

        Parameters:
            known: where known forms, and what a ruler adds to them, stand.
            text: as given.
            view: its normalised view.
        """
        found: dict[Span, Row] = {}
        for start, end, _, name in known:
            row = self._rows.get(text[start:end])
            if row is None:
                row = self._by_id.get(name) or {"id": name or None, "canonical": text[start:end]}
            elif (tail := self._tail(view, start, end)) is not None:
                start, end = tail
                row = self._rows[view[start:end]]
            elif not self.stands(view, start, end):
                continue
            found[start, end] = row
        return found

    def _tail(self, view: str, start: int, end: int) -> Span | None:
        """The formulation that is meant where a form is but the beginning of other words (全面深化|改革开放)."""
        for edge, at, tail in self._edges.get(view[start:end], ()):
            if tail and at <= start and view.startswith(edge, start - at) and not self._is_blocked(view, start, end):
                last = start - at + len(edge)
                return last - len(tail), last
        return None

    def stands(self, view: str, start: int, end: int) -> bool:
        """Whether a known form is the formulation where it stands in a normalised text."""
        form = view[start:end]
        row = self._rows.get(form)
        if row is None:  # a form that is not in its usual writing
            return True
        if self._is_blocked(view, start, end):
            return False
        context = row.get("context")
        if context == NOUN:
            return not self._is_verb(view, start, end)
        return context != QUOTED or self._is_quoted(view, start, end)

    def _is_blocked(self, view: str, start: int, end: int) -> bool:
        """Whether a known form is but a piece of a longer word."""
        blockers = self._blockers[view[start:end]]
        return any(view.startswith(blocker, start - at) for blocker, at in blockers if at <= start)

    def _is_verb(self, view: str, start: int, end: int) -> bool:
        clause = view[max(0, start - LONGEST_CLAUSE) : start]
        clause = clause[1 + max((clause.rfind(mark) for mark in self._clause_marks), default=-1) :]
        return (
            any(term in clause for term in self._locative)
            and view[end : end + 1].isalpha()
            and not view.startswith(self._followers, end)
        )

    def _is_quoted(self, view: str, start: int, end: int) -> bool:
        before, after = view[start - 1 : start], view[end : end + 1]
        opened, closed = before in self._opens, after in self._closes
        return (opened and closed) or (opened and after in self._joins) or (closed and before in self._joins)


def slogan_forms(row: Row) -> set[str]:
    """Canonical form and variants of one vocabulary row."""
    return surface_forms({"canonical": row["canonical"], "variants": row.get("variants")})
