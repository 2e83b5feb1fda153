"""Texts in traditional characters, read through a simplified view of the same length (OpenCC, ``t2s``).

The pipeline's vocabulary is in simplified characters. A text whose Han characters are to a fair share outside GB 2312
(the set of simplified Chinese) is taken for traditional, and what is found in its view is given back with the offsets
and the wording of the text as it was given. Norm forms (``name``, ``path``, ``canonical``, ``place.text``) stay simplified.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Protocol

from zh_tongbao.errors import DocumentError

Row = dict[str, Any]

FEWEST = 3
SHARE = 0.05
# Characters outside GB 2312, and their share of the Han characters, from which on a text is taken for traditional.
# Mainland bulletins stay below (rare characters of names); traditional texts have a tenth and far more.

SAMPLE = 20_000
# Characters from the start of a text that decide.

VIEWED = "traditional characters, read through a simplified view"
UNREAD = "traditional characters, of which little is read: pip install 'zh-tongbao[traditional]'"
# What is noted about a text.

_NOT_HAN = re.compile(f"[^{chr(0x4E00)}-{chr(0x9FFF)}]+")


class Converter(Protocol):
    """What OpenCC's converter does."""

    def convert(self, text: str) -> str:
        """Return the text in simplified characters."""


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters.

    Example:
        >>> from zh_tongbao.io.traditional import is_traditional
        >>> is_traditional("截至4月2日，臺灣地區累計確診病例3例"), is_traditional("截至4月2日，台湾地区累计确诊病例3例")
        (True, False)
    """
    han = _NOT_HAN.sub("", text[:SAMPLE])
    outside = len(han) - len(han.encode("gb2312", "ignore")) // 2
    return outside >= FEWEST and outside >= SHARE * len(han)


def simplified_view(text: str, name: str, note: Callable[[str], object]) -> str | None:
    """Return the text in simplified characters where it is a traditional one, else None.

    Parameters:
        text: as given.
        name: the document, for messages.
        note: called with :data:`VIEWED`, or with :data:`UNREAD` where OpenCC is not installed and the text must be
            read as it is.

    Raises:
        DocumentError: the simplified form is not as long as the text, so that offsets would not fit.
    """
    if not is_traditional(text):
        return None
    converter = _converter()
    if converter is None:
        note(UNREAD)
        return None
    view = converter.convert(text)
    if len(view) != len(text):
        raise DocumentError(
            f"document {name!r}: its simplified form has {len(view)} characters, the text {len(text)}, so that offsets "
            "would not fit; convert it to simplified characters first"
        )
    note(VIEWED)
    return view


def as_given(document: Row, text: str) -> Row:
    """Return a document found in a simplified view, its wording that of the text as given.

    Parameters:
        document: of the contract; it is not changed.
        text: as given, as long as the document's.
    """
    spelled: Row = {
        field: [{**item, "text": text[item["start"] : item["end"]]} for item in document[field]]
        for field in ("entities", "records", "statements")
        if field in document
    }
    for name, fields in SPELLED.items():
        if name in document:
            spelled[name] = [_spelled(item, fields, document["text"], text) for item in document[name]]
    return {**document, "text": text, **spelled}


def _spelled(item: Row, fields: tuple[str, ...], view: str, text: str) -> Row:
    """An object whose words have no offsets of their own, as the text spells them: they stand in the stretch that it is told in."""
    changed = dict(item)
    for field in fields:
        value = item.get(field)
        own = (item.get("evidence") or {}).get(field) or {}
        where = own if own.get("start") is not None else item.get("evidence") if "start" not in item else item
        words = value.get("text") if isinstance(value, dict) else value
        if not words or not where or where.get("start") is None:
            continue
        place = view.find(words, where["start"], where["end"])
        if place >= 0:
            given = text[place : place + len(words)]
            changed[field] = {**value, "text": given} if isinstance(value, dict) else given
    return changed


SPELLED = {
    "line_list": ("case_label", "residence", "native_place", "disease"),
    "contacts": ("to_label",),
    "itinerary": ("place", "vehicle"),
}
# By list, the fields whose values are words of the text.


@lru_cache(maxsize=1)
def _converter() -> Converter | None:
    try:
        from opencc import OpenCC
    except ImportError:
        return None
    converter: Converter = OpenCC("t2s")
    return converter
