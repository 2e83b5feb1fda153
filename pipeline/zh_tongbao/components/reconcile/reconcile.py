"""The component ``tongbao_reconcile``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from spacy.pipeline import Pipe
from spacy.tokens import Doc

from zh_tongbao.components.annotation import Entity, annotate
from zh_tongbao.components.evidence import DOCUMENT, OWN
from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.errors import InputError
from zh_tongbao.tokenizer.working import fields_of, text_of

POLICIES = ("add", "agree", "replace")


class Reconcile(Pipe):
    """Put the entities of a trained recognizer (``doc.ents``) and those of the rules (``doc.spans``) together.

    It stands behind the recognizer and the rules and before ``tongbao_ents``; the entities that it has read it takes from ``doc.ents``. An entity that
    only the recognizer found carries what follows from its place: a title right before a name is that person's.

    Parameters:
        name: name in the pipeline.
        labels: the labels to reconcile; of the others the recognizer's entities are ignored.
        policy: ``add`` keeps the rules' and adds what overlaps none of them of its label; ``agree`` keeps those of the
            rules that the recognizer found too; ``replace`` takes the recognizer's alone.

    Raises:
        InputError: a label or a policy that there is not.
    """

    def __init__(self, name: str, labels: Iterable[str], policy: str):
        self.name = name
        self.reconciled = list(labels)
        self.policy = policy
        unknown = [label for label in self.reconciled if label not in GROUPS]
        if unknown:
            raise InputError(f"component {name!r}, labels: {unknown[0]!r} is not one of {', '.join(GROUPS)}")
        if policy not in POLICIES:
            raise InputError(f"component {name!r}, policy: {policy!r} is not one of {', '.join(POLICIES)}")

    def __call__(self, doc: Doc) -> Doc:
        """Reconcile one document."""
        text = text_of(doc)
        found: dict[str, list[Entity]] = {label: [] for label in self.reconciled}
        for span in doc.ents:
            if span.label_ in found:
                found[span.label_].append(_entity(span.start_char, span.end_char, span.label_, text))
        doc.set_ents([span for span in doc.ents if span.label_ not in found])  # these are in the span groups now
        for label, learned in found.items():
            ruled = [entity for entity in fields_of(doc).entities if entity["label"] == label]
            annotate(doc, GROUPS[label], self._choose(ruled, learned), labels=[label])
        _tie(fields_of(doc).entities)
        return doc

    def _choose(self, ruled: list[Entity], learned: list[Entity]) -> list[Entity]:
        by_span = {_span(entity): entity for entity in ruled}
        if self.policy == "replace":
            return [by_span.get(_span(entity), entity) for entity in learned]
        if self.policy == "agree":
            spans = {_span(entity) for entity in learned}
            return [entity for entity in ruled if _span(entity) in spans]
        return ruled + [entity for entity in learned if not any(_overlap(entity, other) for other in ruled)]

    def __reduce__(self) -> tuple[type[Reconcile], tuple[str, list[str], str]]:
        return Reconcile, (self.name, self.reconciled, self.policy)


def _entity(start: int, end: int, label: str, text: str) -> Entity:
    entity: dict[str, Any] = {"start": start, "end": end, "text": text[start:end], "label": label}
    if label == "OFFICIAL":
        entity |= {"name": text[start:end], "titles": []}
    elif label == "TITLE":
        entity["holder"] = None
    elif label == "PLACE":
        entity |= {"name": text[start:end], "path": [], "adcode": None, "level": "zone", "country": "CN"}
    return entity


def _tie(entities: list[Entity]) -> None:
    """Give a name that has no post the title that ends where it starts."""
    titles = {entity["end"]: entity for entity in entities if entity["label"] == "TITLE"}
    for entity in entities:
        title = titles.get(entity["start"])
        if entity["label"] == "OFFICIAL" and title is not None and title["holder"] is None:
            title["holder"] = entity["name"]
            title["evidence"] = {"holder": {"start": entity["start"], "end": entity["end"], "via": OWN}}
            for other in entities:
                if other["label"] == "OFFICIAL" and other["name"] == entity["name"]:
                    _give(other, title, OWN if other is entity else DOCUMENT)


def _give(official: Entity, title: Entity, via: str) -> None:
    """Add a post to somebody's titles, and where it stands to their evidence."""
    evidence = official.setdefault("evidence", {})
    words = dict.fromkeys(official["titles"]) | dict(zip(official["titles"], evidence.get("titles", ()), strict=False))
    words.setdefault(title["text"], {"start": title["start"], "end": title["end"], "via": via})
    official["titles"] = sorted(words, key=lambda post: (-len(post), post))
    if None not in words.values():  # of a title that somebody gave without evidence there is none to keep beside it
        evidence["titles"] = [words[post] for post in official["titles"]]


def _span(entity: Entity) -> tuple[int, int]:
    return entity["start"], entity["end"]


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["start"] < other["end"] and other["start"] < one["end"])
