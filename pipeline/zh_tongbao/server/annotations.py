"""Corrected documents: checked against the data contract, with checks that fit their records."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import INDICES, check_document
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.records.checks import checks_of
from zh_tongbao.records.fields import DOCUMENT, RECORD

Row = dict[str, Any]

WHERE = "annotation"
CASE = "CASE"
UNCHANGED = ("statements", "line_list", "contacts", "itinerary", "notes")
# Lists that come back as they were sent, where they were.


def revised(document: Row, remove: int | None = None) -> Row:
    """Return a document in the form of the training data, as the contract wants it.

    Evidence of a record that does not hold any more is left out; that of a value that somebody set is for the caller to
    leave out, who alone knows which.

    Parameters:
        document: of the contract, perhaps edited; it is not changed.
        remove: index of a record to take out; what was a part of it stands by itself then.

    Raises:
        InputError: something in it breaks the contract; the message names the field.

    Example:
        >>> from zh_tongbao.server.annotations import revised
        >>> revised({"id": "a", "text": "x", "entities": [], "records": []}, remove=0)
        Traceback (most recent call last):
        ...
        zh_tongbao.errors.InputError: annotation, document 'a': there is no record 0 to remove, only 0 records
    """
    row = {**document, "id": document.get("id") or "bulletin", "checks": []}
    if remove is not None:
        if remove >= len(row["records"]):
            raise InputError(
                f"{WHERE}, document {row['id']!r}: there is no record {remove} to remove, only {len(row['records'])} records"
            )
        row["records"] = _without(row["records"], remove)
        row["line_list"] = [_counted_by(case, remove) for case in row.get("line_list") or ()]
    row["records"] = [_with_its_value(record) for record in row["records"]]
    row["entities"] = _with_cases(row["entities"], row["records"])
    row["records"] = _with_true_evidence(row["records"])
    for name in ("entities", "statements"):
        row[name] = [_with_fitting_evidence(item) for item in row.get(name) or ()]
    checked = check_document(row, WHERE)
    found = {
        **{name: checked.get(name) for name in DOCUMENT.given},
        "text": checked["text"],
        "entities": checked["entities"],
        "records": checked["records"],
        "checks": checks_of([_whole(record) for record in checked["records"]]),
    }
    return found | {name: row[name] for name in UNCHANGED if document.get(name) is not None}


def _counted_by(case: Row, removed: int) -> Row:
    """A case that is described, with the index of the count that it is one of when a record is gone."""
    index = case.get("record")
    if index is None or index < removed:
        return case
    return case | {"record": None if index == removed else index - 1}


def store(document: Row, folder: Path) -> str:
    """Write a document to a file of its own, named after its id and its text; a later version takes its place.

    Returns:
        str: the file's name.

    Raises:
        OSError: it cannot be written.
    """
    stem = re.sub(r"[^\w.-]+", "_", document["id"]).strip("._")[:60] or "bulletin"
    digest = hashlib.sha256(document["text"].encode()).hexdigest()[:12]
    name = f"{stem}-{digest}.jsonl"
    with atomic_output(folder / name) as stream:
        stream.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")
    return name


def _whole(record: Row) -> Row:
    """The record with every field that checks look at; a period that was not annotated has no ends."""
    return {**RECORD.blank(), **record, "period": record.get("period") or {"start": None, "end": None}}


def _with_fitting_evidence(item: Row) -> Row:
    """An object without the evidence of fields that are null now: what was corrected has none."""
    if not item.get("evidence"):
        return item
    return {**item, "evidence": {name: one for name, one in item["evidence"].items() if item.get(name) is not None}}


def _without(records: list[Row], index: int) -> list[Row]:
    kept = []
    for record in records[:index] + records[index + 1 :]:
        parent = record.get("parent")
        if parent == index:
            record = {**record, "parent": None, "relation": None}
        elif parent is not None and parent > index:
            record = {**record, "parent": parent - 1}
        kept.append(_renumbered(record, index))
    return kept


def _renumbered(record: Row, removed: int) -> Row:
    """A record whose comparison has the indices of the records that are left."""
    compared = record.get("compared")
    if not compared:
        return record
    indices = {name: compared.get(name) for name in INDICES}
    left = {name: None if at in (None, removed) else at - (at > removed) for name, at in indices.items()}
    return {**record, "compared": {**compared, **left}}


def _with_its_value(record: Row) -> Row:
    """A record with the value of its count, which somebody may have corrected."""
    count = record.get("count")
    return record if count is None or record.get("value") is None else {**record, "value": float(count)}


def _with_true_evidence(records: list[Row]) -> list[Row]:
    """The records without evidence that a correction has made untrue.

    A value that was taken out has no words, and one comes from its total only as long as the total says the same.
    """
    return [
        {**record, "evidence": _true_evidence(record, records)} if record.get("evidence") else record
        for record in records
    ]


def _true_evidence(record: Row, records: list[Row]) -> Row:
    parent = record.get("parent")
    total = records[parent] if isinstance(parent, int) and 0 <= parent < len(records) else None

    def holds(field: str, told: Any) -> bool:
        if record.get(field) is None:
            return False
        if not isinstance(told, dict) or told.get("via") != "total":
            return True
        return total is not None and (field in ("count", "value") or total.get(field) == record[field])

    return {field: told for field, told in record["evidence"].items() if holds(field, told)}


def _with_cases(entities: list[Row], records: list[Row]) -> list[Row]:
    """The entities with one CASE a record, in the contract's order."""
    cases = [
        {"start": record["start"], "end": record["end"], "text": record["text"], "label": CASE, "record": index}
        for index, record in enumerate(records)
    ]
    others = [entity for entity in entities if entity["label"] != CASE]
    return sorted([*others, *cases], key=lambda entity: (entity["start"], -entity["end"]))
