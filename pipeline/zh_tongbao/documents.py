"""Between the data contract's documents (plain dictionaries) and spaCy's Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from zh_tongbao.components.annotation import CONTEXT, register_extensions
from zh_tongbao.components.working import text_of
from zh_tongbao.records.fields import Document

Row = Mapping[str, Any]


def make_doc(nlp: Language, row: Row) -> Doc:
    """Tokenize one input row and attach what is known about it.

    Parameters:
        nlp: the pipeline.
        row: ``text`` and, where known, ``id``, ``title``, ``region`` (adcode), ``published`` (``YYYY-MM-DD``).

    Returns:
        Doc: tokenized only; run it through the pipeline with ``nlp(doc)`` or ``nlp.pipe``.
    """
    register_extensions()
    doc = nlp.make_doc(row["text"])
    for name in CONTEXT:
        if row.get(name) is not None:
            doc._.set(name, row[name])
    return doc


def extract(nlp: Language, rows: Iterable[Row]) -> Iterator[Document]:
    """Run input rows through the pipeline and yield them as documents of the contract, in order.

    Example:
        >>> import spacy, zh_tongbao.documents
        >>> nlp = spacy.load("zh_tongbao")
        >>> row = {"id": "a", "text": "4月2日，长春市新增确诊病例3例。", "published": "2022-04-03"}
        >>> [document] = zh_tongbao.documents.extract(nlp, [row])
        >>> document["records"][0]["count"], document["records"][0]["place"]
        (3, {'text': '长春市', 'adcode': '220100'})
    """
    for doc in nlp.pipe(make_doc(nlp, row) for row in rows):
        yield to_document(doc)


def to_document(doc: Doc) -> Document:
    """What the pipeline found in one Doc, as one document of the contract."""
    return {
        "id": doc._.id,
        "title": doc._.title,
        "region": doc._.region,
        "published": doc._.published,
        "text": text_of(doc),
        "entities": doc._.entities,
        "statements": doc._.statements,
        "records": doc._.records,
        "checks": doc._.checks,
    }
