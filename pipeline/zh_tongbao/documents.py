"""Between the data contract's documents (plain dictionaries) and spaCy's Doc."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from zh_tongbao.components.annotation import annotate
from zh_tongbao.components.ents.ents import Ents
from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.components.span_groups import ANNOTATED, GROUPS
from zh_tongbao.records.fields import Document
from zh_tongbao.records.schema import SPAN
from zh_tongbao.tokenizer.knowledge import CONTEXT, NAME
from zh_tongbao.tokenizer.working import fields_of, text_of

Row = Mapping[str, Any]


def make_doc(nlp: Language, row: Row) -> Doc:
    """Tokenize one input row and attach what is known about it.

    Parameters:
        nlp: the pipeline.
        row: ``text`` and, where known, ``id``, ``title``, ``region`` (adcode), ``published`` (``YYYY-MM-DD``).

    Returns:
        Doc: tokenized only; run it through the pipeline with ``nlp(doc)`` or ``nlp.pipe``.
    """
    if not Doc.has_extension(NAME):  # speed: a pipeline with a component of this package has declared them
        register_extensions()
    doc = nlp.make_doc(row["text"])
    for name in CONTEXT:
        if row.get(name) is not None:
            setattr(fields_of(doc), name, row[name])
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
    known = fields_of(doc)
    return {
        "id": known.id,
        "title": known.title,
        "region": known.region,
        "published": known.published,
        "text": text_of(doc),
        "entities": known.entities,
        "statements": known.statements,
        "records": known.records,
        "checks": known.checks,
        "line_list": known.line_list,
        "contacts": known.contacts,
        "itinerary": known.itinerary,
        "notes": known.notes,
    }


def reference_doc(nlp: Language, document: Row, ents: Sequence[str] = ()) -> Doc:
    """Make the annotated Doc of one document that :func:`zh_tongbao.evaluate.contract.check_document` passed.

    ``doc.spans`` has a group for each label that is annotated, also where there is nothing to mark, and none for a
    label that is not; optional entities are in ``doc._.entities`` alone. ``doc.ents`` is the flat view of the groups
    of the labels ``ents``, of all by default.
    """
    doc = make_doc(nlp, document)
    annotated = set(document["annotated"] or ANNOTATED)
    entities = list(document["entities"])
    if "records" in annotated:
        annotated.add("CASE")
        if not any(entity["label"] == "CASE" for entity in entities):
            entities.extend(_cases(document["records"]))
    for label, group in GROUPS.items():
        if label in annotated:
            marked = [entity for entity in entities if entity["label"] == label and not entity.get("optional")]
            annotate(doc, group, marked, labels=[label])
    optional = [entity for entity in entities if entity.get("optional")]
    known = fields_of(doc)
    known.entities = sorted(known.entities + optional, key=lambda entity: (entity["start"], -entity["end"]))
    known.records = document["records"]
    known.checks = document["checks"]
    return Ents("ents", [GROUPS[label] for label in ents or GROUPS])(doc)


def _cases(records: Sequence[Row]) -> Iterator[Row]:
    for index, record in enumerate(records):
        span = {key: record[key] for key in SPAN}
        yield {**span, "label": "CASE", "record": index, "optional": bool(record.get("optional"))}
