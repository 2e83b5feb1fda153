"""What is known of a document and was found in it, in one place: ``doc._.tongbao``.

It is one dictionary in ``doc.user_data``, so that it survives bytes, DocBin, JSON and worker processes, and takes no name from
other packages. spaCy keeps a document's attributes by name, and drops them when documents are cut or joined; those of a
character it moves along. So the dictionary is kept as an attribute of the first character: of a document that was cut or
joined the offsets tell how, and the findings are moved (:mod:`zh_tongbao.records.moving`) when they are first asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spacy.tokens import Doc

from zh_tongbao.records import fields
from zh_tongbao.records.moving import cut, join

NAME = "tongbao"
LENGTH = "length"
CONTEXT = fields.DOCUMENT.given
SINGLE = frozenset((*CONTEXT, "region_name", LENGTH))
# What is no list.

Key = tuple[str, str, int, None]


def _key(offset: int) -> Key:
    return ("._.", NAME, offset, None)


_FIRST = _key(0)


class Knowledge:
    """What is known of a document, as attributes: ``published``, ``records`` …; a list that nobody wrote is empty.

    Parameters:
        doc: the document.
    """

    __slots__ = ("_store",)

    def __init__(self, doc: Doc):
        object.__setattr__(self, "_store", store_of(doc))

    def is_of(self, doc: Doc) -> bool:
        """Whether this is what the document holds now."""
        data: dict[Any, Any] = doc.user_data
        return data.get(_FIRST) is self._store

    def __getattr__(self, name: str) -> Any:
        if name in SINGLE:
            return self._store.get(name)
        return self._store.setdefault(name, [])

    def __setattr__(self, name: str, value: Any) -> None:
        self._store[name] = value


def store_of(doc: Doc) -> dict[str, Any]:
    """The dictionary of a document, made or moved where it has to be."""
    data: dict[Any, Any] = doc.user_data
    store: dict[str, Any] | None = data.get(_FIRST)
    length = _length(doc)
    if store is None or store[LENGTH] != length:
        store = data[_FIRST] = _moved(data, length) | {LENGTH: length}
    return store


def _moved(data: dict[Any, Any], length: int) -> dict[str, Any]:
    """What the documents knew that this one was cut from or joined of, or what an attribute of the old name says."""
    parts = sorted(
        (key[2], data.pop(key))
        for key in list(data)
        if isinstance(key, tuple) and len(key) == 4 and key[:2] == _FIRST[:2] and key[2] is not None
    )
    if not parts:
        old = {name: data.get(("._.", name, None, None)) for name in CONTEXT}
        return {name: value for name, value in old.items() if isinstance(value, str)}
    offset, store = parts[0]
    if len(parts) == 1 and offset <= 0:
        return cut(store, -offset, -offset + length)
    return join(parts)


def take_context(doc: Doc) -> None:
    """Take what ``nlp.pipe(as_tuples=True)`` gives beside a text, where it is a dictionary with fields of the contract."""
    given = doc._context
    if isinstance(given, Mapping):
        store = store_of(doc)
        for name in CONTEXT:
            if isinstance(given.get(name), str) and store.get(name) is None:
                store[name] = given[name]


def _length(doc: Doc) -> int:
    """Characters of the text, which need not be made for it."""
    if not len(doc):
        return 0
    last = doc[len(doc) - 1]
    return last.idx + len(last) + len(last.whitespace_)
