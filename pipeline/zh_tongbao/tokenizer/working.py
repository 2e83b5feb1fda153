"""What the components of one pipeline share about the document that is passing through them."""

from __future__ import annotations

import threading
from itertools import accumulate
from operator import add
from typing import Any

from spacy.tokens import Doc, Span, SpanGroup

from zh_tongbao.tokenizer.invisible import INVISIBLE
from zh_tongbao.tokenizer.knowledge import Knowledge
from zh_tongbao.tokenizer.normaliser import Normaliser

_last = threading.local()


class Working:
    """What the components of one pipeline share about the document that is passing through them.

    A Doc builds its text anew at every ``doc.text`` and a Token at every ``doc[i]``; both cost more than most components.
    Here the text, its normalised view and the words are made once.

    Parameters:
        doc: the document.
        text: its text as given.
        view: the normalised view of the text, index for index; None until a component asks for it.
        invisible: whether the text holds characters that print nothing; looked for where it is not given.

    Attributes:
        stretches: its clauses and sentences, once a component has cut them.
        written: labels of the entities that a component has looked for.
        known: what is known of it and was found in it, once somebody has asked.
    """

    __slots__ = ("_spaces", "_words", "doc", "groups", "invisible", "known", "stretches", "text", "view", "written")

    def __init__(self, doc: Doc, text: str, view: str | None = None, *, invisible: bool | None = None):
        self.doc = doc
        self.text = text
        self.view = view
        self.stretches: Any = None
        self.groups: dict[str, tuple[SpanGroup, list[Span]]] = {}
        self.written: set[str] = set()
        self.known: Knowledge | None = None
        self.invisible = INVISIBLE.search(text) is not None if invisible is None else invisible
        self._words: list[str] | None = None
        self._spaces: list[bool] = []

    def take_words(self, words: list[str], spaces: list[bool]) -> None:
        """Take what the tokenizer has just made the document of; ``spaces`` is empty where no word has one."""
        self._words, self._spaces = words, spaces

    @property
    def words(self) -> list[str]:
        """The text of each token."""
        if self._words is None:
            self._words = [token.text for token in self.doc]
            self._spaces = [bool(token.whitespace_) for token in self.doc]
        return self._words

    @property
    def spaces(self) -> list[bool]:
        """Whether a blank follows each token; empty where none does."""
        return self._spaces if self.words else []

    @property
    def starts(self) -> list[int]:
        """The character offset at which each token starts."""
        lengths = map(len, self.words)
        if any(self._spaces):
            lengths = map(add, lengths, self._spaces)
        return list(accumulate(lengths, initial=0))[:-1]

    def forget_tokens(self) -> None:
        """The tokens have changed."""
        self._words = None
        self.groups = {}


def remember(doc: Doc, text: str, view: str, words: list[str], spaces: list[bool], *, invisible: bool) -> None:
    """Keep what the tokenizer knows of the document that it has just made."""
    kept = _last.working = Working(doc, text, view, invisible=invisible)
    kept.take_words(words, spaces)


def working(doc: Doc) -> Working:
    """What is known of the document that passes through the pipeline now."""
    kept: Working | None = getattr(_last, "working", None)
    if kept is None or kept.doc is not doc:
        kept = _last.working = Working(doc, doc.text)
    return kept


def fields_of(doc: Doc) -> Knowledge:
    """What is known of the document and was found in it.

    Of the document that passes through the pipeline it is looked up once, and then only asked whether it is still the same.
    """
    kept: Working | None = getattr(_last, "working", None)
    if kept is None or kept.doc is not doc:
        return Knowledge(doc)
    if kept.known is None or not kept.known.is_of(doc):
        kept.known = Knowledge(doc)
    return kept.known


def text_of(doc: Doc) -> str:
    """The document's text as given."""
    return working(doc).text


def view_of(doc: Doc, normaliser: Normaliser) -> str:
    """The normalised view of a document's text, index for index."""
    kept = working(doc)
    if kept.view is None:
        kept.view = normaliser(kept.text)
    return kept.view
