"""What an input row must look like, checked once for every reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.divisions import division, divisions
from zh_tongbao.io.encodings import note, restored
from zh_tongbao.records.fields import DOCUMENT

Row = dict[str, Any]

MISREAD = "UTF-8 that had been read as GBK"

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ADCODE = re.compile(r"[0-9]{6}")
_SURROGATE = re.compile("[\ud800-\udfff]")


def check_input(row: Mapping[str, Any], where: str, defaults: Mapping[str, Any] | None = None) -> Row:
    """Return the row with the contract's input fields alone, each checked.

    Parameters:
        row: ``text``, and where known ``id``, ``title``, ``published``, ``region``; other fields are dropped. Null and
            the empty string mean that a field is not known.
        where: file and line for the message.
        defaults: values of the same fields for rows that lack them.

    Raises:
        InputError: names ``where``, the field and what to do.

    Example:
        >>> from zh_tongbao.io.inputs import check_input
        >>> check_input({"text": "x", "published": "2022-02-30"}, "rows.jsonl, line 7")
        Traceback (most recent call last):
        ...
        zh_tongbao.errors.InputError: rows.jsonl, line 7, field 'published': '2022-02-30' is not a date like 2022-04-03
    """
    if row.get("text") is None:
        raise InputError(f"{where}, field 'text': missing; every row needs the bulletin's text")
    text, misread = restored(_string(row["text"], "text", where), where)
    checked: Row = {"text": text}
    if misread:
        note(where, [MISREAD])
    for field in DOCUMENT.given:
        value = row.get(field)
        if field == "id" and isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value in (None, ""):
            value = (defaults or {}).get(field)
        if value is not None:
            text = _string(value, field, where)
            checked[field] = restored(text, where)[0] if misread else text
    if "published" in checked:
        check_date(checked["published"], f"{where}, field 'published'")
    if "region" in checked:
        check_adcode(checked["region"], f"{where}, field 'region'")
    return checked


def check_date(value: str, where: str) -> str:
    """Return a calendar date ``YYYY-MM-DD``, or say that it is none.

    Raises:
        InputError: wrong form, or no such day.
    """
    try:
        if not _DATE.fullmatch(value):
            raise ValueError(value)
        date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f"{where}: {value!r} is not a date like 2022-04-03") from error
    return value


def check_adcode(value: str, where: str) -> str:
    """Return a division code that the gazetteer knows, or say that it does not.

    Raises:
        InputError: not six digits, or no division of that code.
    """
    if not _ADCODE.fullmatch(value):
        raise InputError(f"{where}: {value!r} is not an adcode, six digits like 220000")
    if divisions() and division(value) is None:
        raise InputError(f"{where}: no division has the adcode {value!r}; see configs/vocab/places.csv")
    return value


def _string(value: Any, field: str, where: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{where}, field {field!r}: must be a string, found {type(value).__name__}")
    if _SURROGATE.search(value):
        raise InputError(f"{where}, field {field!r}: holds half a surrogate pair, which is no character")
    return value
