"""How well found records agree with annotated ones. Plain Python on documents of the contract.

A found record stands for an annotated one when their count expressions overlap; among several, the pair with the same
count comes first, then the one that agrees on most core fields, then the one that overlaps most. A record is *exact*
when it agrees on every core field. Annotated records marked ``optional`` and found records that are ``derived`` count
neither way. Nor does what a document is not annotated for: the disease of a record without ``diseases``, and rates,
shares, ranks, percentages and events without ``diseases`` or ``rates``.

Read :func:`score_records` first.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import eq
from typing import Any

from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import value_at

Record = Mapping[str, Any]

_OF_DISEASES = frozenset({"disease", "excludes"})
# Fields that are compared in documents annotated for ``diseases``.

_COUNTS_NOBODY = frozenset({"rate", "share", "rank"})
# Measures of what is no count.

_UNMATCHED = -1


def score_records(
    documents: Iterable[tuple[Sequence[Record], Sequence[Record], Collection[str]]],
) -> dict[str, Any]:
    """Score found records against annotated ones, document by document.

    Parameters:
        documents: of each the annotated records, the found ones, and what it is annotated for.

    Returns:
        ``records_p``, ``records_r``, ``records_f`` (a record was found at all), ``records_exact_p``, ``_r``, ``_f``
        (with every core field) and ``records_acc``, for each field the share of matched records that agree on it.
        A figure that nothing was counted for is None; fields that no document is annotated for are left out.

    Example:
        >>> from zh_tongbao.records.matching import score_records
        >>> annotated = {"start": 0, "end": 2, "count": 3, "metric": "confirmed"}
        >>> found = {"start": 0, "end": 2, "count": 3, "metric": "death"}
        >>> scores = score_records([([annotated], [found], {"records"})])
        >>> scores["records_f"], scores["records_exact_f"], scores["records_acc"]["metric"]
        (1.0, 0.0, 0.0)
    """
    mentions: Counter[str] = Counter()
    exact: Counter[str] = Counter()
    agree: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    known: set[str] = set()
    for gold, every_found, annotated in documents:
        known.update(scored_fields(annotated))
        indices = scored_indices(every_found, annotated)
        found = [every_found[index] for index in indices]
        pairs = match_records(gold, found, annotated)
        scored = {i: j for i, j in pairs.items() if not gold[i].get("optional")}
        wanted = sum(not record.get("optional") for record in gold)
        offered = len(found) - (len(pairs) - len(scored))
        gold_of = {indices[j]: i for i, j in pairs.items()}
        hits = 0
        for i, j in scored.items():
            fields = compare_records(gold[i], found[j], gold_of, annotated)
            compared.update(fields.keys())
            agree.update(field for field, same in fields.items() if same)
            hits += all(fields.get(field, True) for field in RECORD.core)
        _count(mentions, len(scored), offered, wanted)
        _count(exact, hits, offered, wanted)
    accuracy = {
        field: agree[field] / compared[field] if compared[field] else None
        for field in RECORD.compared
        if field in known or not known
    }
    return {
        **precision_recall(mentions, "records"),
        **precision_recall(exact, "records_exact"),
        "records_acc": accuracy,
    }


def scored_fields(annotated: Collection[str]) -> tuple[str, ...]:
    """The fields that are compared in a document annotated for this."""
    return tuple(field for field in RECORD.compared if "diseases" in annotated or field not in _OF_DISEASES)


def scored_indices(found: Sequence[Record], annotated: Collection[str]) -> list[int]:
    """Indices of the found records that count in a document annotated for this."""
    everything = "diseases" in annotated or "rates" in annotated
    return [
        index
        for index, record in enumerate(found)
        if not record.get("derived") and (everything or counts_people(record))
    ]


def counts_people(record: Record) -> bool:
    """Whether a record is a count, of what documents were annotated for before there were rates and events."""
    counted = record.get("count") is not None and record.get("measure") not in _COUNTS_NOBODY
    return counted and record.get("metric") != "events"


def match_records(gold: Sequence[Record], found: Sequence[Record], annotated: Collection[str]) -> dict[int, int]:
    """Pair annotated with found records, best agreement first, each used once.

    Parameters:
        gold: annotated records.
        found: those found that count.
        annotated: what the document is annotated for.

    Returns:
        dict: index into ``gold`` to index into ``found``.
    """
    by_start = sorted(range(len(found)), key=lambda j: int(found[j]["start"]))
    starts = [found[j]["start"] for j in by_start]
    longest = max((record["end"] - record["start"] for record in found), default=0)
    names = [field for field in scored_fields(annotated) if field in RECORD.core]
    core = [[_value(record, field) for field in names] for record in found]
    candidates = []
    for i, record in enumerate(gold):
        wanted = [_value(record, field) for field in names]
        near = slice(bisect_left(starts, record["start"] - longest), bisect_left(starts, record["end"]))
        for j in by_start[near]:
            other = found[j]
            shared = min(record["end"], other["end"]) - max(record["start"], other["start"])
            if shared > 0:
                fields = sum(map(eq, wanted, core[j]))
                same_count = record.get("count") == other.get("count")
                candidates.append((not same_count, -fields, -shared, i, j))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def precision_recall(counts: Counter[str], name: str) -> dict[str, float | None]:
    """``{name}_p``, ``{name}_r`` and ``{name}_f`` from counts of ``hit``, ``found`` and ``wanted``; None for 0/0."""
    hit, found, wanted = counts["hit"], counts["found"], counts["wanted"]
    return {
        f"{name}_p": hit / found if found else None,
        f"{name}_r": hit / wanted if wanted else None,
        f"{name}_f": 2 * hit / (found + wanted) if found + wanted else None,
    }


def _count(counts: Counter[str], hit: int, found: int, wanted: int) -> None:
    counts.update({"hit": hit, "found": found, "wanted": wanted})


def compare_records(
    gold: Record, found: Record, gold_of: dict[int, int], annotated: Collection[str]
) -> dict[str, bool]:
    """Field by field, whether two matched records agree; what was not annotated is not compared."""
    same = {}
    for field in scored_fields(annotated):
        if field == "period" and gold.get("period") is None:
            continue
        same[field] = _value(gold, field) == _value(found, field)
        if field == "parent" and found.get(field) is not None:
            same[field] = gold.get(field) == gold_of.get(found[field], _UNMATCHED)
    return same


def _value(record: Record, field: str) -> Any:
    """What is compared of a field: of a place its adcode, of a period both ends; of what counts nobody the number."""
    if field == "count" and record.get("count") is None:
        value = record.get("value")
        return None if value is None else [round(value, 6)]  # no number of people, so unlike any count
    paths = RECORD.identity[field]
    return record.get(field) if paths == (field,) else [value_at(record, path) for path in paths]
