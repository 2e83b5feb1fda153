"""Checking annotated documents against the data contract, so that a slip is found where it was made."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeGuard

from zh_tongbao.components.span_groups import ANNOTATABLE, GROUPS
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.evidence import check_evidence
from zh_tongbao.evaluate.metrics import declared_metrics
from zh_tongbao.io.inputs import check_input
from zh_tongbao.records.checks import BESIDE, KINDS
from zh_tongbao.records.fields import CHECK, ENTITY, RECORD, STATEMENT, Comparison
from zh_tongbao.records.following import CHANGE, count_that_follows
from zh_tongbao.records.schema import Schema

Row = dict[str, Any]

METRICS = RECORD["metric"].values
VALUES: Mapping[str, Sequence[str | None]] = RECORD.values
"""The values that a field of a record may have."""
NAMES_A_METRIC = ("metric", "of")
"""Fields whose values other domains have more of."""
UNCOUNTED = ("change", "rate", "share", "rank")
"""Measures whose number may count nobody."""
COMPARISON = Schema.of(Comparison)
INDICES = tuple(field.name for field in COMPARISON if field.role.number == "index")
AGAINST = COMPARISON.values["against"]


def check_document(row: Row, where: str, metrics: Collection[str] = ()) -> Row:
    """Return an annotated document with every list that the contract names, or say what is wrong with it.

    Parameters:
        row: ``id``, ``text``, ``entities``, ``records``, ``checks``, and the input fields; ``annotated``, where not all
            labels are annotated, names those that are.
        where: file and line for the message.
        metrics: those of a domain of one's own, beside the contract's and those of the shipped vocabularies.

    Raises:
        InputError: names ``where``, the document's id and the field.
    """
    document = check_input(row, where)
    if "id" not in document:
        raise InputError(f"{where}, field 'id': missing; every annotated document needs one")
    where = f"{where}, document {document['id']!r}"
    for field in ("entities", "records", "checks"):
        document[field] = _objects(row, field, where)
    document["annotated"] = row.get("annotated")
    for name in document["annotated"] or ():
        _one_of(name, ANNOTATABLE, f"{where}, field 'annotated'")
    text, records = document["text"], document["records"]
    for index, entity in enumerate(document["entities"]):
        place = f"{where}, entities[{index}]"
        _one_of(entity.get("label"), tuple(GROUPS), f"{place}, field 'label'")
        _check_span(entity, text, place)
        check_evidence(entity, ENTITY, text, place)
        if entity["label"] == "CASE":
            _check_index(entity.get("record"), records, f"{place}, field 'record'")
    rooted: set[int] = set()
    for index, record in enumerate(records):
        place = f"{where}, records[{index}]"
        _check_span(record, text, place)
        _check_record(record, place, metrics)
        _check_parent(index, records, place, rooted)
        _check_compared(record, records, place)
        check_evidence(record, RECORD, text, place)
    for index, statement in enumerate(_objects(row, "statements", where)):
        check_evidence(statement, STATEMENT, text, f"{where}, statements[{index}]")
    for index, check in enumerate(document["checks"]):
        _check_check(check, records, f"{where}, checks[{index}]")
    return document


def _objects(row: Row, field: str, where: str) -> list[Row]:
    found = row.get(field) or []
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise InputError(f"{where}, field {field!r}: must be a list of objects")
    return found


def _check_span(item: Row, text: str, where: str) -> None:
    start, end = item.get("start"), item.get("end")
    if not _is_integer(start) or not _is_integer(end):
        raise InputError(f"{where}, fields 'start', 'end': must be integers, found {start!r} and {end!r}")
    if not 0 <= start < end <= len(text):
        raise InputError(f"{where}, fields 'start', 'end': {start} to {end} is no span of a text of {len(text)}")
    for edge in (start, end):
        if _cuts_number(text, edge):
            raise InputError(f"{where}, fields 'start', 'end': {edge} cuts the number {_number_at(text, edge)!r}")
    if item.get("text") != text[start:end]:
        raise InputError(f"{where}, field 'text': {item.get('text')!r}, but {start} to {end} is {text[start:end]!r}")


def _cuts_number(text: str, edge: int) -> bool:
    """Whether a number that the tokenizer keeps whole runs across this position."""
    return 0 < edge < len(text) and _is_digit(text[edge - 1]) and _is_digit(text[edge])


def _number_at(text: str, edge: int) -> str:
    start = end = edge
    while start and _is_digit(text[start - 1]):
        start -= 1
    while end < len(text) and _is_digit(text[end]):
        end += 1
    return text[start:end]


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()


def _check_record(record: Row, where: str, metrics: Collection[str]) -> None:
    for field, allowed in VALUES.items():
        value = record.get(field)
        if value in allowed or (field in NAMES_A_METRIC and (value in metrics or value in declared_metrics())):
            continue
        _one_of(value, allowed, f"{where}, field {field!r}")
    _check_number(record, where)
    for one in RECORD:
        if one.kind == "object" and not isinstance(record.get(one.name), dict | None):
            raise InputError(f"{where}, field {one.name!r}: must be an object or null")


def _check_number(record: Row, where: str) -> None:
    """A record has a count, and the same as its value, or says something of counts and has a value alone."""
    count, value = record.get("count"), record.get("value")
    if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise InputError(f"{where}, field 'value': {value!r} is not a number")
    if count is None and value is not None and record["measure"] in UNCOUNTED:
        return
    if not _is_integer(count) or (count < 0 and record["measure"] != "change"):
        raise InputError(f"{where}, field 'count': {count!r} is not a number of people, an integer from 0 up")
    if value is not None and value != count:
        raise InputError(f"{where}, field 'value': {value!r}, but 'count' is {count!r}")


def _check_compared(record: Row, records: list[Row], where: str) -> None:
    compared = record.get("compared")
    if compared is None:
        return
    for name in INDICES:
        if compared.get(name) is not None:
            _check_index(compared[name], records, f"{where}, field 'compared.{name}'")
    _one_of(compared.get("against"), AGAINST, f"{where}, field 'compared.against'")


def _check_parent(index: int, records: list[Row], where: str, rooted: set[int]) -> None:
    """A parent must be another record, name how the part belongs to it, and not lead back in a circle.

    Records in ``rooted`` are known to lead to none; this one's line is added.
    """
    parent = records[index].get("parent")
    if parent is None:
        if records[index].get("relation") is not None:
            raise InputError(f"{where}, field 'relation': given, but 'parent' is null")
        return
    if records[index].get("relation") is None:
        raise InputError(f"{where}, field 'relation': must say how the record is a part of records[{parent}]")
    seen = {index}
    while parent is not None:
        _check_index(parent, records, f"{where}, field 'parent'")
        if parent in rooted:
            break
        if parent in seen:
            circle = "itself" if parent == index and len(seen) == 1 else "a part of itself"
            raise InputError(f"{where}, field 'parent': {records[index]['parent']} makes the record {circle}")
        seen.add(parent)
        parent = records[parent].get("parent")
    rooted |= seen


def _check_check(check: Row, records: list[Row], where: str) -> None:
    _check_index(check.get("parent"), records, f"{where}, field 'parent'")
    _one_of(check.get("relation"), CHECK["relation"].values, f"{where}, field 'relation'")
    parts = check.get("parts")
    if not isinstance(parts, list) or not parts:
        raise InputError(f"{where}, field 'parts': must be a list of record indices")
    for part in parts:
        _check_index(part, records, f"{where}, field 'parts'")
        if check["relation"] in BESIDE:
            continue  # they stand side by side
        if records[part].get("parent") != check["parent"] or records[part].get("relation") != check["relation"]:
            raise InputError(
                f"{where}, field 'parts': records[{part}] is not a part of records[{check['parent']}] "
                f"by {check['relation']}"
            )
    expected, total = _reckoned(check, records)
    for field, value in (("expected", expected), ("sum", total), ("ok", expected == total)):
        if check.get(field) != value:
            raise InputError(f"{where}, field {field!r}: {check.get(field)!r}, but the records give {value!r}")


def _reckoned(check: Row, records: list[Row]) -> tuple[Any, Any]:
    """What a check must say: the total's count, and the sum of the parts."""
    if check["relation"] == KINDS:  # follows from the table of diseases, not from the records
        return check.get("expected"), check.get("sum")
    expected = records[check["parent"]]["count"]
    if check["relation"] == CHANGE:
        base, change = records[check["parts"][0]], records[check["parts"][-1]]
        return expected, count_that_follows(change, base["count"], expected)
    return expected, sum(records[part]["count"] for part in check["parts"])


def _check_index(value: Any, records: list[Row], where: str) -> None:
    if not _is_integer(value) or not 0 <= value < len(records):
        raise InputError(f"{where}: {value!r} is not the index of one of the {len(records)} records")


def _one_of(value: Any, allowed: Sequence[str | None], where: str) -> None:
    if value not in allowed:
        names = ", ".join("null" if name is None else name for name in allowed)
        raise InputError(f"{where}: {value!r} is not one of {names}")


def _is_integer(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
