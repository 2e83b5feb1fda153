"""What an input row must look like, checked once for every reader."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.divisions import around, division, divisions, named
from zh_tongbao.io.encodings import note, restored
from zh_tongbao.io.written_days import read_day
from zh_tongbao.records.fields import DOCUMENT

Row = dict[str, Any]

NAMED = 4
# Divisions of one name that a message lists.

MISREAD = "UTF-8 that had been read as GBK"

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
        checked["published"] = check_date(checked["published"], f"{where}, field 'published'")
    if "region" in checked:
        checked["region"] = check_region(checked["region"], f"{where}, field 'region'")
    return checked


def check_date(value: str, where: str) -> str:
    """Return a calendar date ``YYYY-MM-DD``, however it is written, or say that it is none.

    Raises:
        InputError: wrong form, or no such day.
    """
    found = read_day(value)
    if found is None:
        raise InputError(f"{where}: {value!r} is not a date like 2022-04-03")
    return found


def check_region(value: str, where: str) -> str:
    """Return the code of a division, given as its code or its name, or say that there is none.

    Raises:
        InputError: no division of that code or name, or several.

    Example:
        >>> from zh_tongbao.io.inputs import check_region
        >>> check_region("吉林省长春市", "--region")
        '220100'
    """
    if _ADCODE.fullmatch(value):
        if divisions() and division(value) is None:
            raise InputError(f"{where}: no division has the adcode {value!r}; see configs/vocab/places.csv")
        return value
    codes = named(value)
    if not codes:
        raise InputError(f"{where}: {value!r} is not an adcode, six digits like 220000, nor the name of a division")
    if len(codes) > 1:
        choice = ", ".join(
            f"{code} {''.join(found.name for found in reversed([*around(code)]))}" for code in codes[:NAMED]
        )
        more = f" and {len(codes) - NAMED} more" if len(codes) > NAMED else ""
        raise InputError(f"{where}: {value!r} may be {choice}{more}; take one of these codes")
    return codes[0]


def _string(value: Any, field: str, where: str) -> str:
    if not isinstance(value, str):
        raise InputError(f"{where}, field {field!r}: must be a string, found {type(value).__name__}")
    if _SURROGATE.search(value):
        raise InputError(f"{where}, field {field!r}: holds half a surrogate pair, which is no character")
    return value
