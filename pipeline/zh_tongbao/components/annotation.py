"""What all components share: the view of a document, and where their findings are kept.

Findings are plain dictionaries in the form of the data contract, in ``doc._.entities`` (sorted by start, then longest
first), ``doc._.records`` and ``doc._.checks``; they survive ``to_bytes``, DocBin and worker processes. ``doc.spans``
holds the same entities as spaCy spans, group by group, and ``span._.adcode``, ``span._.titles`` … look their values up
in the document's entities.

Offsets are characters of the text as given; a span whose edge falls inside a token (a segmenter that joined the end of
a name to the next verb) has that token split, so that no finding depends on the segmenter (DESIGN 2).
"""

from __future__ import annotations

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from zh_tongbao.tokenizer.normaliser import Normaliser

Entity = dict[str, Any]

CONTEXT = ("id", "title", "region", "published")
SPAN_FIELDS = (
    "name",
    "titles",
    "holder",
    "path",
    "adcode",
    "level",
    "country",
    "canonical",
    "slogan_id",
    "record",
    "start_time",
    "end_time",
)

_last = threading.local()


def register_extensions() -> None:
    """Declare the ``doc._`` and ``span._`` attributes, once; every factory calls it."""
    for name in CONTEXT:
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=None)
    for name in ("entities", "records", "checks"):
        if not Doc.has_extension(name):
            Doc.set_extension(name, default=[])
    for name in SPAN_FIELDS:
        if not Span.has_extension(name):
            Span.set_extension(name, getter=_Lookup(name))


class _Lookup:
    """Getter of one contract field of a span: a class, because a closure cannot be pickled to a worker."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, span: Span) -> Any:
        entity = entity_of(span)
        return None if entity is None else entity.get(self.name)


def entity_of(span: Span) -> Entity | None:
    """The contract entity that a span of ``doc.spans`` stands for, or None."""
    entities: list[Entity] = span.doc._.entities
    first = bisect_left(entities, span.start_char, key=_start)
    for entity in entities[first:]:
        if entity["start"] != span.start_char:
            break
        if entity["end"] == span.end_char and entity["label"] == span.label_:
            return entity
    return None


def remember_view(doc: Doc, view: str) -> None:
    """Keep the normalised view of the document that was last tokenized, so that it is made once."""
    _last.doc, _last.view = doc, view


def view_of(doc: Doc, normaliser: Normaliser) -> str:
    """The normalised view of a document's text, index for index."""
    if getattr(_last, "doc", None) is not doc:
        remember_view(doc, normaliser(doc.text))
    view: str = _last.view
    return view


def annotate(doc: Doc, key: str, entities: Sequence[Entity], labels: Iterable[str] = ()) -> None:
    """Write a component's entities: ``doc.spans[key]`` and, among the others, ``doc._.entities``.

    Parameters:
        doc: the document.
        key: the span group; what it held before is replaced.
        entities: contract entities; ``start``, ``end`` and ``label`` are read here, the rest is kept as it is.
        labels: labels whose earlier entities are replaced; by default those of ``entities``.
    """
    replaced = set(labels) or {entity["label"] for entity in entities}
    ordered = sorted(entities, key=_order)
    spans = _spans(doc, ordered)
    if None in spans:
        split_tokens(doc, {edge for entity in ordered for edge in (entity["start"], entity["end"])})
        spans = _spans(doc, ordered)
    doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])
    kept = [entity for entity in doc._.entities if entity["label"] not in replaced]
    doc._.entities = sorted(kept + ordered, key=_order)


def _spans(doc: Doc, entities: Sequence[Entity]) -> list[Span | None]:
    return [doc.char_span(entity["start"], entity["end"], label=entity["label"]) for entity in entities]


def split_tokens(doc: Doc, edges: Iterable[int]) -> None:
    """Split every token that one of these character offsets falls inside; span groups keep their places."""
    starts = [token.idx for token in doc]
    known = set(starts)
    cuts: dict[int, list[int]] = {}
    for edge in sorted(edges):
        if edge in known:
            continue
        index = bisect_right(starts, edge) - 1
        if index >= 0 and edge < starts[index] + len(doc[index]):
            cuts.setdefault(index, []).append(edge - starts[index])
    if not cuts:
        return
    groups = {
        key: [(span.start_char, span.end_char, span.label, span.id) for span in group]
        for key, group in doc.spans.items()
    }
    with doc.retokenize() as retokenizer:
        for index, positions in cuts.items():
            token = doc[index]
            orths = [token.text[a:b] for a, b in pairwise([0, *positions, len(token)])]
            retokenizer.split(token, orths, heads=[(token, 0)] * len(orths))
    for key, rows in groups.items():
        spans = [doc.char_span(start, end, label=label, span_id=name) for start, end, label, name in rows]
        doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])


def _start(entity: Entity) -> int:
    start: int = entity["start"]
    return start


def _order(entity: Entity) -> tuple[int, int]:
    return entity["start"], -entity["end"]
