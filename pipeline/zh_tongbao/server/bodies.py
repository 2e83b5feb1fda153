"""The body of a request: measured as bytes, then parsed, measured again, and only then made into a model.

Read :func:`parsed` first. What a body costs is not its bytes: four million of them hold a million empty objects, and a
model of each, or an error for each, is a thousand times as large. So values are counted before anything is built.
"""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from zh_tongbao.server.limits import Limits, Refusal

Model = TypeVar("Model", bound=BaseModel)

LONGEST_NAME = 40
# Characters of a field's name that an error repeats.

_OPENING, _CLOSING = b"[{", b"]}"
_NO_BRACKETS = bytes(set(range(256)) - set(_OPENING + _CLOSING))
_STEPS = {**dict.fromkeys(_OPENING, 1), **dict.fromkeys(_CLOSING, -1)}


def parsed(body: bytes, model: type[Model], limits: Limits) -> Model:
    """Return what a body says.

    Parameters:
        body: JSON in UTF-8.
        model: what it must be.
        limits: ``values``, ``items``, ``keys`` and ``depth`` are used.

    Raises:
        Refusal: 400 for what is not JSON, 413 for what is too much, 422 for what is not of the model.

    Example:
        >>> from zh_tongbao.server.bodies import parsed
        >>> from zh_tongbao.server.limits import Limits
        >>> from zh_tongbao.server.schemas import Input
        >>> parsed(b'{"text": "x"}', Input, Limits()).text
        'x'
        >>> parsed(b'{"text": 5}', Input, Limits())
        Traceback (most recent call last):
        ...
        zh_tongbao.server.limits.Refusal: field 'text': Input should be a valid string
    """
    check_bytes(body, limits)
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refusal(400, f"not valid JSON: byte {error.start} is no UTF-8") from None
    except json.JSONDecodeError as error:
        raise Refusal(400, f"not valid JSON: {error.msg} at character {error.pos}") from None
    except ValueError as error:  # an integer of thousands of digits
        raise Refusal(400, f"not valid JSON: {str(error).partition(';')[0]}") from None
    check_lengths(value, limits)
    try:
        return model.model_validate(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(part)[:LONGEST_NAME] for part in first["loc"])
        raise Refusal(422, f"field {where!r}: {first['msg']}" if where else first["msg"]) from None


def check_bytes(body: bytes, limits: Limits) -> None:
    """Refuse a body that would become too many values, or nests them too deep; nothing of it is parsed for that.

    Raises:
        Refusal: 413 for too many, 400 for too deep.

    Example:
        >>> from zh_tongbao.server.bodies import check_bytes
        >>> from zh_tongbao.server.limits import Limits
        >>> check_bytes(b"[" * 5, Limits(depth=4))
        Traceback (most recent call last):
        ...
        zh_tongbao.server.limits.Refusal: nested deeper than 4 levels
    """
    unescaped = body.replace(b"\\\\", b"").replace(b'\\"', b"")
    if unescaped.count(b'"') > 4 * limits.values:  # two for a key, two for a value
        raise _too_many(limits)
    structure = b"".join(unescaped.split(b'"')[::2])  # what stands outside strings
    if sum(structure.count(mark) for mark in (b",", b"[", b"{")) > limits.values:
        raise _too_many(limits)
    brackets = structure.translate(None, _NO_BRACKETS)
    if max(accumulate(_STEPS[bracket] for bracket in brackets), default=0) > limits.depth:
        raise Refusal(400, f"nested deeper than {limits.depth} levels")


def check_lengths(value: Any, limits: Limits) -> None:
    """Refuse parsed JSON in which a list or an object is too long.

    Raises:
        Refusal: 413; it names the field and both lengths.
    """
    waiting: list[tuple[tuple[str | int, ...], Any]] = [((), value)]
    while waiting:
        path, found = waiting.pop()
        if isinstance(found, list):
            most, what = limits.items, "items"
        elif isinstance(found, dict):
            most, what = limits.keys, "fields"
        else:
            continue
        if len(found) > most:
            where = ".".join(str(step)[:LONGEST_NAME] for step in path)
            raise Refusal(413, f"field {where!r}: {len(found):,} {what}, more than {most:,}; send less at a time")
        pairs = found.items() if isinstance(found, dict) else enumerate(found)
        waiting += [((*path, step), inner) for step, inner in pairs if isinstance(inner, list | dict)]


def _too_many(limits: Limits) -> Refusal:
    return Refusal(413, f"more than {limits.values:,} values; send less at a time")
