"""How well found entities agree with annotated ones. Plain Python on entities of the contract.

An entity is found where label, start and end are the same. Annotated entities marked ``optional``, and found ones that
overlap such a one of their label, count neither way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from zh_tongbao.components.span_groups import SCORED_ATTRIBUTES
from zh_tongbao.records.matching import precision_recall

Entity = dict[str, Any]


def score_entities(documents: Iterable[tuple[Sequence[Entity], Sequence[Entity]]], name: str) -> dict[str, Any]:
    """Score found entities against annotated ones, document by document.

    Parameters:
        documents: pairs of annotated and found entities of one document each.
        name: what the keys of the scores begin with.

    Returns:
        ``{name}_p``, ``{name}_r``, ``{name}_f``; ``{name}_per_type`` with ``p``, ``r``, ``f`` for each label; and
        ``{name}_acc``, for each attribute (``PLACE.adcode``) the share of found entities that agree on it. An attribute
        that the annotation leaves out, and a null adcode, are not compared.

    Example:
        >>> from zh_tongbao.evaluate.entities import score_entities
        >>> annotated = {"start": 0, "end": 2, "label": "PLACE", "adcode": "220000"}
        >>> found = {"start": 0, "end": 2, "label": "PLACE", "adcode": "220200"}
        >>> scores = score_entities([([annotated], [found])], "places")
        >>> scores["places_f"], scores["places_acc"]
        (1.0, {'PLACE.adcode': 0.0})
    """
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    agree: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for annotated, every_found in documents:
        gold = {_key(entity): entity for entity in annotated if not entity.get("optional")}
        optional = [entity for entity in annotated if entity.get("optional")]
        found = {_key(entity): entity for entity in every_found}
        for key, entity in gold.items():
            counts[key[0]].update({"wanted": 1, "hit": key in found})
            if key in found:
                for attribute, same in _compare(entity, found[key]).items():
                    compared[attribute] += 1
                    agree[attribute] += same
        for key, entity in found.items():
            if key in gold or not any(_overlap(entity, other) for other in optional):
                counts[key[0]]["found"] += 1
    total: Counter[str] = Counter()
    for counted in counts.values():
        total.update(counted)
    types = {
        label: {figure[1:]: value for figure, value in precision_recall(counted, "").items()}
        for label, counted in sorted(counts.items())
    }
    return {
        **precision_recall(total, name),
        f"{name}_per_type": types,
        f"{name}_acc": {attribute: agree[attribute] / compared[attribute] for attribute in sorted(compared)},
    }


def _key(entity: Entity) -> tuple[str, int, int]:
    return entity["label"], entity["start"], entity["end"]


def _overlap(one: Entity, other: Entity) -> bool:
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return one["label"] == other["label"] and shared > 0


def _compare(gold: Entity, found: Entity) -> dict[str, bool]:
    same = {}
    for attribute in SCORED_ATTRIBUTES.get(gold["label"], ()):
        if attribute not in gold or (attribute == "adcode" and gold[attribute] is None):
            continue
        one, other = gold[attribute], found.get(attribute)
        if isinstance(one, list):
            one, other = set(one), set(other or ())
        same[f"{gold['label']}.{attribute}"] = one == other
    return same
