"""``doc.ents`` from the span groups and from what other components set there before.

Of the groups' spans, which nest and overlap, the outermost and longest stay. What ``doc.ents`` held before (an entity ruler,
a trained recognizer) is merged by a rule:

============  ======================================================================================================
``ours``      the groups' spans; of the others those that overlap none of them
``theirs``    the others; of the groups' spans those that overlap none of them
``longest``   of those that overlap the longest, the groups' among equals
``replace``   the groups' spans alone
============  ======================================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter

from spacy.pipeline import Pipe
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from zh_tongbao.components.annotation import spans_of
from zh_tongbao.components.phrases import let_go
from zh_tongbao.components.vocabulary_pipe import Scorer
from zh_tongbao.errors import InputError

OURS, THEIRS, LONGEST, REPLACE = RULES = ("ours", "theirs", "longest", "replace")

_outermost_first = itemgetter(0, 1)


class Ents(Pipe):
    """Write the flat view: of nested and overlapping spans the longest stays.

    Each entity has ``kb_id_`` and ``id_``: the code of a place, of a slogan, of a disease; empty where there is none.

    Parameters:
        name: name in the pipeline.
        spans_keys: the span groups to join.
        scorer: called by ``nlp.evaluate``.
        merge: what becomes of entities that ``doc.ents`` holds before: ``ours``, ``theirs``, ``longest`` or ``replace``.

    Raises:
        InputError: a rule that there is not.

    Example:
        >>> import spacy
        >>> nlp = spacy.blank("zh")
        >>> ruler = nlp.add_pipe("entity_ruler", config={"phrase_matcher_attr": "ORTH"})
        >>> ruler.add_patterns([{"label": "DRUG", "pattern": "板蓝根"}])
        >>> for name in ("tongbao_places", "tongbao_ents"):
        ...     component = nlp.add_pipe(name)
        >>> [(ent.text, ent.label_, ent.kb_id_) for ent in nlp("长春市板蓝根脱销。").ents]
        [('长春市', 'PLACE', '220100'), ('板蓝根', 'DRUG', '')]
    """

    def __init__(self, name: str, spans_keys: list[str], scorer: Scorer | None = None, merge: str = OURS):
        if merge not in RULES:
            raise InputError(f"component {name!r}, merge: {merge!r} is not one of {', '.join(RULES)}")
        self.name = name
        self.scorer = scorer
        self.spans_keys = spans_keys
        self.merge = merge

    def __call__(self, doc: Doc) -> Doc:
        """Set ``doc.ents`` and return the document."""
        spans = [
            (span.start, -span.end, span) for key in self.spans_keys if key in doc.spans for span in spans_of(doc, key)
        ]
        spans.sort(key=_outermost_first)
        ours = _outermost(spans)
        others = () if self.merge == REPLACE else doc.ents
        doc.set_ents(self._merged(ours, others) if others else ours)
        let_go(doc)
        return doc

    def _merged(self, ours: list[Span], others: Iterable[Span]) -> list[Span]:
        if self.merge == THEIRS:
            return _beside(list(others), ours)
        if self.merge == LONGEST:
            return list(filter_spans([*ours, *others]))  # the first among equals
        return _beside(ours, others)

    def __reduce__(self) -> tuple[type[Ents], tuple[str, list[str], Scorer | None, str]]:
        return Ents, (self.name, self.spans_keys, self.scorer, self.merge)


def _beside(first: list[Span], second: Iterable[Span]) -> list[Span]:
    """The first, and those of the second that overlap none of them."""
    taken = {token for span in first for token in range(span.start, span.end)}
    return first + [span for span in second if taken.isdisjoint(range(span.start, span.end))]


def _outermost(ordered: list[tuple[int, int, Span]]) -> list[Span]:
    """Drop what lies inside another span; where spans cross, choose as spaCy does (the longest)."""
    kept: list[Span] = []
    reached = 0
    for start, negative, span in ordered:
        end = -negative
        if start >= reached:
            kept.append(span)
            reached = end
        elif end > reached:
            return list(filter_spans([span for *_, span in ordered]))
    return kept
