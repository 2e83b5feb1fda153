"""The attributes that the components give spaCy's documents and spans: one namespace, and short names for what is in it.

``doc._.tongbao``
    The document of the data contract: ``entities``, ``statements``, ``records``, ``checks``, ``notes``, and what was known before:
    ``id``, ``title``, ``region``, ``published``. Setting it takes such a dictionary.
``span._.tongbao``
    The entity or statement that a span stands for, a dictionary; None for a span of somebody else's.

``doc._.records`` and ``span._.adcode`` are short for ``doc._.tongbao["records"]`` and ``span._.tongbao["adcode"]``, and so for each field. A short name
that another package has taken stays that package's: a warning says so when the first component is made. Nothing here
reads the short names.

``doc._.tongbao_places``, one for each span group, are the document's entities of that kind: what ``requires`` and ``assigns`` of the
components speak of.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from spacy.tokens import Doc, Span, Token
from spacy.util import registry

from zh_tongbao.components.annotation import Entity, entity_of
from zh_tongbao.components.span_groups import GROUPS
from zh_tongbao.records import fields
from zh_tongbao.tokenizer.knowledge import CONTEXT, NAME
from zh_tongbao.tokenizer.working import fields_of, text_of

FINDINGS = ("entities", "statements", "records", "checks", "line_list", "contacts", "itinerary", "notes")
# Lists of what components found, whose offsets are those of the text.
NOTES = (*CONTEXT, "region_name", "title_places", "title_periods", "title_diseases")
# What is known of a document beside its text.
SPAN_FIELDS = tuple(
    name for name in dict.fromkeys((*fields.ENTITY.attributes, *fields.STATEMENT.attributes)) if name != "label"
)


class _Known:
    """Getter and setter of one thing that is known of a document: a class, because a closure cannot be pickled to a worker."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, doc: Doc, *value: Any) -> Any:
        if value:
            setattr(fields_of(doc), self.name, value[0])
            return None
        return getattr(fields_of(doc), self.name)


class _OfLabel:
    """Getter of a document's entities of one label."""

    def __init__(self, label: str):
        self.label = label

    def __call__(self, doc: Doc) -> list[Entity]:
        return [entity for entity in fields_of(doc).entities if entity["label"] == self.label]


class _OfSpan:
    """Getter of one field of the entity that a span stands for."""

    def __init__(self, name: str):
        self.name = name

    def __call__(self, span: Span) -> Any:
        entity = entity_of(span)
        return None if entity is None else entity.get(self.name)


def document_of(doc: Doc) -> dict[str, Any]:
    """What is known of a document and was found in it, as a document of the contract."""
    known = fields_of(doc)
    context = {name: getattr(known, name) for name in CONTEXT}
    return {**context, "text": text_of(doc)} | {name: getattr(known, name) for name in FINDINGS}


def take_document(doc: Doc, document: Mapping[str, Any]) -> None:
    """Take what a document of the contract says of this text."""
    known = fields_of(doc)
    for name in (*CONTEXT, *FINDINGS):
        if document.get(name) is not None:
            setattr(known, name, document[name])


def show(doc: Doc, language: str = "en") -> None:
    """``doc._.show()``: the view registered as ``tongbao.show.v1``, which is looked for when it is called."""
    registry.get("misc", "tongbao.show.v1")(doc, language)


def explain(doc: Doc, index: int | None = None, language: str = "en") -> Any:
    """``doc._.explain()``: the view registered as ``tongbao.explain.v1``, which is looked for when it is called."""
    return registry.get("misc", "tongbao.explain.v1")(doc, index, language)


OWN = (_Known, _OfLabel, _OfSpan)
FUNCTIONS = (document_of, entity_of, show, explain)


def register_extensions() -> None:
    """Declare the attributes, once; every factory calls it."""
    _declare(Doc, NAME, getter=document_of, setter=take_document)
    _declare(Span, NAME, getter=entity_of)
    if not Token.has_extension(NAME):
        Token.set_extension(NAME, default=None)  # where the document's is kept: Doc.from_json asks for it
    for name in (*NOTES, *FINDINGS):
        known = _Known(name)
        _declare(Doc, name, getter=known, setter=known)
    for label, group in GROUPS.items():
        _declare(Doc, f"{NAME}_{group}", getter=_OfLabel(label))
    for name in SPAN_FIELDS:
        _declare(Span, name, getter=_OfSpan(name))
    _declare(Doc, "show", method=show)
    _declare(Doc, "explain", method=explain)


_told: set[tuple[type, str]] = set()


def _declare(kind: type[Doc] | type[Span], name: str, **how: Any) -> None:
    if not kind.has_extension(name):
        kind.set_extension(name, **how)
        return
    _, method, getter, _ = kind.get_extension(name)
    mine = isinstance(getter, OWN) or getter in FUNCTIONS or method in FUNCTIONS
    if not mine and (kind, name) not in _told:
        _told.add((kind, name))
        where = kind.__name__.lower()
        warnings.warn(
            f"{where}._.{name} is another package's attribute and stays so; what zh_tongbao has under this name is in "
            f"{where}._.{NAME}",
            stacklevel=3,
        )
