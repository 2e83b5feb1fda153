"""What all components share: the view of a document, and where their findings are kept.

Findings are plain dictionaries in the form of the data contract, in ``doc._.entities`` (sorted by start, then longest
first), ``doc._.statements``, ``doc._.records`` and ``doc._.checks`` (:mod:`zh_tongbao.components.extensions`). ``doc.spans`` holds the same
entities as spaCy spans, group by group, with their code in ``kb_id_`` and ``id_``; ``span._.tongbao`` is the entity of a span.

Offsets are characters of the text as given; a span whose edge falls inside a token (a segmenter that joined the end of
a name to the next verb) has that token split, so that no finding depends on the segmenter (DESIGN 2).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from zh_tongbao.components.evidence import Stretches
from zh_tongbao.components.relations import PLACE, SLOGAN, persons, tell_speakers, without_namesakes
from zh_tongbao.components.splitting import split_tokens
from zh_tongbao.tokenizer.working import fields_of, working

Entity = dict[str, Any]

STATEMENT = "STATEMENT"
DESCRIPTION = "CASE_DESCRIPTION"
# Of spans that stand for no entity: for a statement, for the first case that a stretch describes.


def entity_of(span: Span) -> Entity | None:
    """The contract entity that a span of ``doc.spans`` stands for, or None."""
    if span.label_ == DESCRIPTION:
        rows: list[Entity] = fields_of(span.doc).line_list
        return next((one for one in rows if (one["start"], one["end"]) == (span.start_char, span.end_char)), None)
    if span.label_ == STATEMENT:
        statements: list[Entity] = fields_of(span.doc).statements
        return next((one for one in statements if (one["start"], one["end"]) == (span.start_char, span.end_char)), None)
    entities: list[Entity] = fields_of(span.doc).entities
    first = bisect_left(entities, span.start_char, key=_start)
    for entity in entities[first:]:
        if entity["start"] != span.start_char:
            break
        if entity["end"] == span.end_char and entity["label"] == span.label_:
            return entity
    return None


def annotate(doc: Doc, key: str, entities: Sequence[Entity], labels: Iterable[str] = ()) -> None:
    """Write a component's entities: ``doc.spans[key]`` and, among the others, ``doc._.entities``.

    What they mean for the findings of other components is in :mod:`~zh_tongbao.components.relations`.

    Parameters:
        doc: the document.
        key: the span group; what it held before is replaced.
        entities: contract entities; ``start``, ``end`` and ``label`` are read here, the rest is kept as it is.
        labels: labels whose earlier entities are replaced; by default those of ``entities``.
    """
    found = fields_of(doc)
    replaced = set(labels) or {entity["label"] for entity in entities}
    working(doc).written |= replaced
    kept = [entity for entity in found.entities if entity["label"] not in replaced]
    ordered = _ordered(entities)
    if PLACE in replaced:
        ordered = without_namesakes(ordered, persons(kept))
    elif names := persons(ordered):
        before, kept = kept, without_namesakes(kept, names)
        if len(kept) < len(before):
            write_spans(doc, "places", [entity for entity in kept if entity["label"] == PLACE])
    write_spans(doc, key, ordered)
    found.entities = _ordered(kept + ordered) if kept and ordered else kept or ordered


def annotate_statements(doc: Doc, key: str, statements: Sequence[Entity], stretches: Stretches) -> None:
    """Write ``doc._.statements`` and their spans, and tie them to the document's slogans.

    Parameters:
        doc: the document.
        key: the span group; what it held before is replaced.
        statements: sorted by start, then longest first; each has ``evidence`` of its speaker.
        stretches: the document's clauses and sentences.
    """
    slogans = [entity for entity in fields_of(doc).entities if entity["label"] == SLOGAN]
    tell_speakers(slogans, statements, stretches)
    write_spans(doc, key, [{"start": one["start"], "end": one["end"], "label": STATEMENT} for one in statements])
    fields_of(doc).statements = list(statements)


def write_spans(doc: Doc, key: str, ordered: Sequence[Entity]) -> None:
    """Write a group of spans; tokens are split where an edge falls inside one.

    Parameters:
        doc: the document.
        key: the span group; what it held before is replaced.
        ordered: ``start``, ``end`` and ``label`` of each, sorted by start.
    """
    spans = _spans(doc, ordered)
    if None in spans:
        split_tokens(doc, {edge for entity in ordered for edge in (entity["start"], entity["end"])})
        spans = _spans(doc, ordered)
    whole = [span for span in spans if span is not None]
    group = doc.spans[key] = SpanGroup(doc, name=key, spans=whole)
    working(doc).groups[key] = group, whole


def spans_of(doc: Doc, key: str) -> list[Span]:
    """The spans of one group; those that a component has just made are not made again."""
    group: SpanGroup = doc.spans[key]
    known = working(doc).groups.get(key)
    return known[1] if known is not None and known[0] is group and len(known[1]) == len(group) else list(group)


def _spans(doc: Doc, entities: Sequence[Entity]) -> list[Span | None]:
    """The spans; None for one whose edge falls inside a token."""
    if not entities:
        return []
    strings = doc.vocab.strings
    label_ids = {label: strings.add(label) for label in {entity["label"] for entity in entities}}
    char_span = doc.char_span
    return [
        char_span(entity["start"], entity["end"], label_ids[entity["label"]], code, span_id=code)
        for entity, code in zip(entities, map(strings.add, map(code_of, entities)), strict=True)
    ]


def code_of(entity: Entity) -> str:
    """The stable id of what an entity means, empty where it has none: a division's or a country's code, a slogan's id."""
    code = entity.get("adcode") or entity.get("slogan_id") or entity.get("code")
    return code or (entity["country"] if entity.get("level") == "country" else "") or ""


_start = itemgetter("start")
_end = itemgetter("end")


def _ordered(entities: Iterable[Entity]) -> list[Entity]:
    """By start, then longest first."""
    ordered = sorted(entities, key=_end, reverse=True)
    ordered.sort(key=_start)
    return ordered
