"""Found documents beside annotated ones: all scores, and every miss with what stands around it. Plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from zh_tongbao.components.span_groups import ANNOTATED, GROUPS, SCORED_ATTRIBUTES
from zh_tongbao.evaluate.entities import score_entities
from zh_tongbao.records.matching import compare_records, match_records, score_records, scored_indices

Row = dict[str, Any]
Pair = tuple[Row, Row]

LABELS = tuple(label for label in GROUPS if label != "CASE")
# The labels scored as entities; a CASE is a record's count expression and is scored there.

CONTEXT = 12
# Characters shown on each side of a miss.


@dataclass(frozen=True)
class Miss:
    """One thing that the pipeline has otherwise than the annotation.

    Parameters:
        document: id.
        kind: ``PLACE missed``, ``TITLE.holder``, ``record spurious``, ``record.origin`` …
        detail: the text, or what is annotated and what was found.
        context: the text around it, the span in brackets.
    """

    document: str
    kind: str
    detail: str
    context: str


def annotated_for(document: Row) -> set[str]:
    """The labels, and ``records``, that a document is annotated for."""
    return set(document.get("annotated") or ANNOTATED)


def scores(pairs: Sequence[Pair]) -> Row:
    """Score documents: a table of each label's and the records' figures.

    Parameters:
        pairs: annotated and found document of each.

    Returns:
        For each label ``p``, ``r``, ``f`` and ``accuracy`` by attribute; under ``record mention`` and ``record exact``
        the same figures, and under ``fields`` the accuracy of each field of matched records. What nothing is annotated for
        is left out.
    """
    table: Row = {}
    for label in LABELS:
        entities = [
            (
                [e for e in gold["entities"] if e["label"] == label],
                [e for e in found["entities"] if e["label"] == label],
            )
            for gold, found in pairs
            if label in annotated_for(gold)
        ]
        if entities:
            scored = score_entities(entities, "x")
            table[label] = {figure: scored[f"x_{figure}"] for figure in "prf"} | {"accuracy": scored["x_acc"]}
    records = [
        (gold["records"], found["records"], annotated_for(gold))
        for gold, found in pairs
        if "records" in annotated_for(gold)
    ]
    if records:
        scored = score_records(records)
        table["record mention"] = {figure: scored[f"records_{figure}"] for figure in "prf"}
        table["record exact"] = {figure: scored[f"records_exact_{figure}"] for figure in "prf"}
        table["fields"] = scored["records_acc"]
    return table


def misses(pairs: Iterable[Pair]) -> Iterator[Miss]:
    """Yield what the found documents have otherwise, document by document."""
    for gold, found in pairs:
        scored = annotated_for(gold)
        for label in LABELS:
            if label in scored:
                yield from _entity_misses(gold, found, label)
        if "records" in scored:
            yield from _record_misses(gold, found)


def _entity_misses(gold: Row, found: Row, label: str) -> Iterator[Miss]:
    wanted = [entity for entity in gold["entities"] if entity["label"] == label]
    offered = {(e["start"], e["end"]): e for e in found["entities"] if e["label"] == label}
    optional = [entity for entity in wanted if entity.get("optional")]
    spans = {(entity["start"], entity["end"]) for entity in wanted if not entity.get("optional")}
    for entity in wanted:
        other = offered.get((entity["start"], entity["end"]))
        if entity.get("optional"):
            continue
        if other is None:
            yield _miss(gold, entity, f"{label} missed", entity["text"])
            continue
        for attribute in SCORED_ATTRIBUTES.get(label, ()):
            if attribute not in entity or (attribute == "adcode" and entity[attribute] is None):
                continue
            one, two = entity[attribute], other.get(attribute)
            same = set(one) == set(two or ()) if isinstance(one, list) else one == two
            if not same:
                yield _miss(gold, entity, f"{label}.{attribute}", f"annotated {one!r}, found {two!r}")
    for span, entity in offered.items():
        if span not in spans and not any(e["start"] < span[1] and span[0] < e["end"] for e in optional):
            yield _miss(gold, entity, f"{label} spurious", entity["text"])


def _record_misses(gold: Row, found: Row) -> Iterator[Miss]:
    wanted, annotated = gold["records"], annotated_for(gold)
    indices = scored_indices(found["records"], annotated)
    offered = [found["records"][index] for index in indices]
    matched = match_records(wanted, offered, annotated)
    gold_of = {indices[j]: i for i, j in matched.items()}
    for i, record in enumerate(wanted):
        if record.get("optional"):
            continue
        if i not in matched:
            yield _miss(gold, record, "record missed", record["text"])
            continue
        other = offered[matched[i]]
        for field, same in compare_records(record, other, gold_of, annotated).items():
            if not same:
                yield _miss(
                    gold, record, f"record.{field}", f"annotated {record.get(field)!r}, found {other.get(field)!r}"
                )
    taken = set(matched.values())
    for j, record in enumerate(offered):
        if j not in taken:
            yield _miss(gold, record, "record spurious", record.get("text", ""))


def _miss(document: Row, item: Row, kind: str, detail: str) -> Miss:
    text, start, end = document["text"], item["start"], item["end"]
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return Miss(document["id"], kind, detail, " ".join(f"{before}[{text[start:end]}]{after}".split()))
