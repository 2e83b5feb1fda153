"""What all the tools know of a document: its text and labelled spans."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.comparison import LABELS
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.records.fields import DOCUMENT

Row = dict[str, Any]
Span = tuple[int, int, str]
"""Start, end, label."""

GIVEN = tuple(name for name in DOCUMENT.given if name != "id")


def spans_of(document: Row) -> list[Span]:
    """The spans of a document that tools can show; a count expression belongs to its record and stays behind."""
    return [(e["start"], e["end"], e["label"]) for e in document["entities"] if e["label"] in LABELS]


def given_of(document: Row) -> Row:
    """The document's context, for the formats that have room for it."""
    return {name: document[name] for name in GIVEN if document.get(name) is not None}


def document_of(name: Any, text: Any, spans: Iterable[Span], given: Row, where: str) -> Row:
    """Make a document of the contract, annotated for entities alone.

    Parameters:
        name: its id.
        text: its text.
        spans: the labelled spans.
        given: ``title``, ``region``, ``published``, where known.
        where: file and place for messages.

    Raises:
        InputError: a label that the contract does not have, or offsets that do not fit the text.
    """
    if not isinstance(text, str):
        raise InputError(f"{where}, field 'text': must be a string, found {type(text).__name__}")
    entities = [
        {"start": start, "end": end, "text": text[start:end], "label": label}
        for start, end, label in sorted(set(spans), key=_order)
    ]
    row = {"id": str(name), "text": text, "entities": entities, "records": [], "checks": [], "annotated": list(LABELS)}
    return check_document({**{key: given[key] for key in GIVEN if given.get(key)}, **row}, where)


def keep_what_is_known(document: Row, original: Row) -> Row:
    """Give a document that comes back from a tool what the tool has no room for.

    Attributes of the entities that are as they were, the records and the checks come from the original, and so does
    what it is annotated for.

    Raises:
        InputError: the two have not the same text.
    """
    if document["text"] != original["text"]:
        raise InputError(
            f"document {document['id']!r}, field 'text': not the text of the original; offsets would be wrong"
        )
    known = {(e["start"], e["end"], e["label"]): e for e in original["entities"]}
    entities = [known.get((e["start"], e["end"], e["label"]), e) for e in document["entities"]]
    entities += [e for e in original["entities"] if e["label"] not in LABELS]
    return {**original, "entities": sorted(entities, key=lambda e: (e["start"], -e["end"]))}


def _order(span: Span) -> tuple[int, int, str]:
    return span[0], -span[1], span[2]
