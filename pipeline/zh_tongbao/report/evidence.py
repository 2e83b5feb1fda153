"""The evidence of records and entities, packed into an attribute for the page's script (``static/evidence.js`` reads it).

Each value is ``field:start-end:via``, with ``via`` left out where it is ``own`` and the offsets where there are none.
Most values of a part come from its total with the same words: there ``field`` is enough, and ``^index``, in front of
all, says which record the total is. What the count's own expression gives is left out: the page marks that anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zh_tongbao.records.explaining import OF_COUNT

Row = dict[str, Any]

_WORD = re.compile(r"[a-z_]+")


def packed(item: Row, records: Sequence[Row] = ()) -> str:
    """Return the evidence of a record, an entity or a statement for the attribute ``data-v``; empty where it has none.

    Parameters:
        item: of a document of the contract; evidence of a list gives several values of one field.
        records: of the document, where the item is one of them.

    Example:
        >>> from zh_tongbao.report.evidence import packed
        >>> total = {"parent": None, "evidence": {"measure": {"start": 2, "end": 4, "via": "own"}}}
        >>> inherited = {"start": 2, "end": 4, "via": "total"}
        >>> part = {"parent": 0, "evidence": {"measure": inherited, "place": {"start": None, "end": None, "via": "title"}}}
        >>> packed(total, [total, part]), packed(part, [total, part])
        ('measure:2-4', '^0 measure place:title')
    """
    evidence: Mapping[str, Any] = item.get("evidence") or {}
    parent = item.get("parent") if records else None
    above: Mapping[str, Any] = (records[parent].get("evidence") or {}) if parent is not None else {}
    values = [
        value for field, told in evidence.items() if _WORD.fullmatch(field) for value in _values(field, told, above)
    ]
    return " ".join([*([f"^{parent}"] if values and parent is not None else []), *values])


def _values(field: str, told: Any, above: Mapping[str, Any]) -> Iterator[str]:
    for one in told if isinstance(told, list) else [told]:
        if one is None or not _WORD.fullmatch(one["via"]) or (field in OF_COUNT and one["via"] == "own"):
            continue
        start, end, via = one["start"], one["end"], one["via"]
        same = via == "total" and _stretch(above.get(field)) == (start, end)
        offsets = "" if same or start is None or end is None else f":{start}-{end}"
        how = "" if same or (offsets and via == "own") else f":{via}"
        yield f"{field}{offsets}{how}"


def _stretch(told: Any) -> tuple[Any, Any] | None:
    return (told["start"], told["end"]) if isinstance(told, dict) else None
