"""Documents of the contract for the tests of political language, made by hand."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def document(text: str, published: str | None = None, **given: Any) -> Row:
    """A document without findings; keywords give its id, title, entities, statements."""
    return {"id": None, "title": None, "published": published, "text": text, "entities": [], "statements": []} | given


def entity(text: str, words: str, label: str, **fields: Any) -> Row:
    """The first place of these words in a text as an entity."""
    start = text.index(words)
    return {"start": start, "end": start + len(words), "text": words, "label": label, **fields}


def statement(text: str, words: str, speaker: str | None, kind: str = "person") -> Row:
    """The first place of these words in a text as somebody's."""
    start = text.index(words)
    return {
        "start": start,
        "end": start + len(words),
        "text": words,
        "speaker": speaker,
        "verb": None,
        "kind": kind,
        "slogans": [],
    }


def said(speaker: str | None, slogan: str, day: str | None, kind: str = "person", **given: Any) -> Row:
    """A document in which somebody says a slogan."""
    text = f"{speaker or '他'}说，要坚持{slogan}。"
    entities = [entity(text, slogan, "SLOGAN", canonical=slogan, slogan_id="known", policy_field="party")]
    return document(
        text, day, entities=entities, statements=[statement(text, f"要坚持{slogan}。", speaker, kind)], **given
    )
