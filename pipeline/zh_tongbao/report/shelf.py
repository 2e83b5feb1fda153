"""Many documents in one page of bounded size: packed, and unpacked in the browser a screenful at a time.

A page of a few documents holds each as markup. Above :data:`FEW` their markup is deflated in packs of :data:`PACK` (a
document's markup has much in common with its neighbours': it takes a tenth of the room), written in base64, and unpacked by
``static/shelf.js`` with the browser's own ``DecompressionStream``. Packs are made until :data:`ROOM` is full, documents
whose parts do not add up first; the others stand in the list by name, and the page says how many there are.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]

FEW = 60
PACK = 20
ROOM = 8_500_000
"""Characters of all packs."""

LONGEST_NAME = 120


@dataclass
class Shelf:
    """Documents packed.

    Parameters:
        packs: base64 of raw deflate of a JSON list of markup.
        index: for each document ``[name, day of publication, failing checks, pack, place in the pack]``; the pack of one that
            found no room is -1.
        left_out: how many found none.
    """

    packs: list[str] = field(default_factory=list)
    index: list[list[Any]] = field(default_factory=list)
    left_out: int = 0


def shelved(documents: Sequence[Row], markup_of: Callable[[int], str], room: int = ROOM) -> Shelf:
    """Pack documents.

    Parameters:
        documents: of the contract.
        markup_of: the markup of a document by its number.
        room: most characters of all packs.

    Example:
        >>> from zh_tongbao.report.shelf import shelved
        >>> documents = [{"id": "a"}, {"id": "b", "checks": [{"ok": False}]}]
        >>> shelved(documents, lambda number: f"<p>{number}</p>").index
        [['a', '', 0, 0, 1], ['b', '', 1, 0, 0]]
    """
    failing = [sum(not check["ok"] for check in document.get("checks") or ()) for document in documents]
    shelf = Shelf(index=[[_name(document, number), str(document.get("published") or ""), failing[number], -1, 0]
                         for number, document in enumerate(documents)])  # fmt: skip
    order = sorted(range(len(documents)), key=lambda number: not failing[number])
    for at in range(0, len(order), PACK):
        numbers = order[at : at + PACK]
        packed = deflated([markup_of(number) for number in numbers])
        if len(packed) > room:
            shelf.left_out = len(order) - at
            break
        room -= len(packed)
        for place, number in enumerate(numbers):
            shelf.index[number][3:] = [len(shelf.packs), place]
        shelf.packs.append(packed)
    return shelf


def deflated(value: Any) -> str:
    """A JSON value, deflated without a header and in base64."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    written = deflate.compress(text.encode(errors="surrogatepass")) + deflate.flush()
    return base64.b64encode(written).decode()


def _name(document: Row, number: int) -> str:
    return str(document.get("title") or document.get("id") or number + 1)[:LONGEST_NAME]
