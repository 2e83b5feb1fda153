"""One input row through the pipeline, as every engine does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from zh_tongbao.errors import DocumentError
from zh_tongbao.io.limits import LONGEST
from zh_tongbao.io.traditional import as_given, simplified_view

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Row = dict[str, Any]


def extract_row(nlp: Language, row: Row, longest: int = LONGEST, note: Callable[[str], object] = lambda _: None) -> Row:
    """Run one checked input row through the pipeline.

    Parameters:
        nlp: the pipeline.
        row: ``text`` and, where known, ``id``, ``title``, ``published``, ``region``.
        longest: characters; a longer text is refused.
        note: called with what a person should know about how the text was read.

    Returns:
        A document of the contract. A text in traditional characters is read through its simplified view.

    Raises:
        DocumentError: the text is too long, or its simplified form has another length.
    """
    from zh_tongbao.documents import make_doc, to_document

    text = row["text"]
    if len(text) > longest:
        raise DocumentError(
            f"document {row.get('id')!r}: {len(text):,} characters are too many for one document (at most {longest:,})"
        )
    name = str(row.get("id"))
    view = simplified_view(text, name, note)
    if view is None:
        return {**to_document(_read(nlp, make_doc(nlp, row), note))}
    title = row.get("title")
    simplified = {**row, "text": view, "title": title and (simplified_view(title, name, note) or title)}
    return {**as_given({**to_document(_read(nlp, make_doc(nlp, simplified), note))}, text), "title": title}


def _read(nlp: Language, doc: Doc, note: Callable[[str], object]) -> Doc:
    """Run a Doc through the pipeline, and pass on what it notes."""
    from zh_tongbao.tokenizer.working import fields_of

    doc = nlp(doc)
    for text in fields_of(doc).notes:
        note(text)
    return doc
