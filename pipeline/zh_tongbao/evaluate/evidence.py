"""Checking the evidence of fields: what decided a value, and where in the text it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeGuard, get_args

from zh_tongbao.errors import InputError
from zh_tongbao.records.field_values import Outside
from zh_tongbao.records.fields import EVIDENCE
from zh_tongbao.records.schema import Schema

OUTSIDE = get_args(Outside)


def check_evidence(item: Mapping[str, Any], schema: Schema, text: str, where: str) -> None:
    """Say what is wrong with the evidence of a record, an entity or a statement; one without any is right.

    Parameters:
        item: with its field ``evidence``, where it has one.
        schema: of its kind.
        text: of the document.
        where: of the item, for the message.

    Raises:
        InputError: names ``where``, the field and what must be.

    Example:
        >>> from zh_tongbao.evaluate.evidence import check_evidence
        >>> from zh_tongbao.records.fields import RECORD
        >>> record = {"metric": "death", "evidence": {"metric": {"start": 0, "end": 9, "via": "own"}}}
        >>> check_evidence(record, RECORD, "死亡", "a.jsonl, line 1, records[0]")
        Traceback (most recent call last):
        ...
        zh_tongbao.errors.InputError: a.jsonl, line 1, records[0], field 'evidence.metric': 0 to 9 is no span of a text of 2
    """
    evidence = item.get("evidence")
    if evidence is None:
        return
    if not isinstance(evidence, dict):
        raise InputError(f"{where}, field 'evidence': must be an object, by field")
    for name, given in evidence.items():
        place = f"{where}, field 'evidence.{name}'"
        if name not in schema.evidenced:
            raise InputError(f"{place}: no field that has evidence; those are {', '.join(sorted(schema.evidenced))}")
        value = item.get(name)
        if value is None:
            raise InputError(f"{place}: given, but {name!r} is null")
        if not (isinstance(value, list) and schema[name].role.each):
            _check_one(given, text, place)
            continue
        if not isinstance(given, list) or len(given) != len(value):
            raise InputError(f"{place}: must be a list of {len(value)}, one for each of {name!r}")
        for index, one in enumerate(given):
            _check_one(one, text, f"{place}[{index}]")


def _check_one(given: Any, text: str, where: str) -> None:
    if not isinstance(given, dict):
        raise InputError(f"{where}: must be an object with {', '.join(EVIDENCE.names)}")
    via, start, end = given.get("via"), given.get("start"), given.get("end")
    if not isinstance(via, str) or not EVIDENCE["via"].allows(via):
        raise InputError(f"{where}: via {via!r} is not one of {', '.join(EVIDENCE['via'].values)}")
    if via in OUTSIDE:
        if start is not None or end is not None:
            raise InputError(f"{where}: start and end must be null where via is {via}, which is not in the text")
    elif start is None or end is None:
        raise InputError(f"{where}: start and end may be null only where via is one of {', '.join(OUTSIDE)}")
    elif not _is_offset(start) or not _is_offset(end):
        raise InputError(f"{where}: start and end must be integers or null, found {start!r} and {end!r}")
    elif not 0 <= start < end <= len(text):
        raise InputError(f"{where}: {start} to {end} is no span of a text of {len(text)}")


def _is_offset(value: Any) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)
