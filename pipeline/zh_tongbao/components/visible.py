"""A document read without its invisible characters, and what is found told of the document as given.

A same-length view cannot leave a character out, and each lexicon, expression and name would have to allow one between any
two of its characters. So a component reads a document of the visible characters alone, made of the same tokens, and its
findings are moved back. A document that holds no such character, as nearly all, is read as it is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from typing import Any, NamedTuple

from spacy.tokens import Doc, SpanGroup

from zh_tongbao.components.extensions import FINDINGS, NOTES
from zh_tongbao.components.splitting import split_tokens
from zh_tongbao.tokenizer.invisible import visible, visible_offsets
from zh_tongbao.tokenizer.tokenizer import with_spaces
from zh_tongbao.tokenizer.working import Working, fields_of, working

Edges = Callable[[int, int], tuple[int, int]]

OFFSETS = (("start", "end"), ("speaker_start", "speaker_end"))
# The fields that are offsets, in pairs.
PAIRS = "slogans"
# The field that is a list of pairs of offsets.


class Stretch(NamedTuple):
    """One span of a group, without its document.

    Parameters:
        start, end: offsets.
        label: its label.
        name: its id.
        code: its ``kb_id``.
    """

    start: int
    end: int
    label: int
    name: int
    code: int


def read_visible(doc: Doc, read: Callable[[Doc], object]) -> Doc:
    """Let a component read a document without its invisible characters.

    Parameters:
        doc: the document; it holds the component's findings afterwards.
        read: what the component does to a document.
    """
    kept = working(doc)
    if not kept.invisible:
        read(doc)
        return doc
    text, offsets = kept.text, visible_offsets(kept.text)

    def inwards(start: int, end: int) -> tuple[int, int]:
        return bisect_left(offsets, start), bisect_left(offsets, end)

    def outwards(start: int, end: int) -> tuple[int, int]:
        return (offsets[start], offsets[end - 1] + 1) if start < end else (offsets[start - 1] + 1,) * 2

    shown = _shown(doc, kept)
    _copy_fields(doc, shown, visible(text), inwards)
    groups = {key: _stretches(group, inwards) for key, group in doc.spans.items()}
    _write_groups(shown, groups)
    read(shown)
    _copy_fields(shown, doc, text, outwards)
    written = {key: _stretches(group, _same) for key, group in shown.spans.items()}
    changed = {key: stretches for key, stretches in written.items() if stretches != groups.get(key)}
    _write_groups(doc, {key: [_moved_stretch(one, outwards) for one in found] for key, found in changed.items()})
    return doc


def _shown(doc: Doc, kept: Working) -> Doc:
    """A document of the visible characters, cut where the tokens of the other meet."""
    words: list[str] = []
    for index, word in enumerate(kept.words):
        words.append(visible(word))
        if kept.spaces and kept.spaces[index]:
            words.append(" ")
    whole, spaces = with_spaces([word for word in words if word])
    return Doc(doc.vocab, words=whole, spaces=spaces)


def _copy_fields(one: Doc, other: Doc, text: str, edges: Edges) -> None:
    """Give one document what the other knows, with the offsets and the wording of its own text."""
    known, told = fields_of(one), fields_of(other)
    for name in NOTES:
        value = getattr(known, name)
        if value is not None:
            setattr(told, name, value)
    for name in FINDINGS:
        setattr(told, name, _moved(getattr(known, name), text, edges))


def _moved(item: Any, text: str, edges: Edges) -> Any:
    """A finding, or a list of them, with other offsets."""
    if isinstance(item, list):
        return [_moved(one, text, edges) for one in item]
    if not isinstance(item, dict):
        return item
    moved = {key: _moved(value, text, edges) for key, value in item.items()}
    for first, last in OFFSETS:
        if isinstance(item.get(first), int) and isinstance(item.get(last), int):
            moved[first], moved[last] = edges(item[first], item[last])
    if isinstance(item.get("start"), int) and "text" in item:
        moved["text"] = text[moved["start"] : moved["end"]]
    if isinstance(item.get(PAIRS), list):
        moved[PAIRS] = [list(edges(*pair)) for pair in item[PAIRS]]
    return moved


def _same(start: int, end: int) -> tuple[int, int]:
    return start, end


def _stretches(group: SpanGroup, edges: Edges) -> list[Stretch]:
    return [Stretch(*edges(span.start_char, span.end_char), span.label, span.id, span.kb_id) for span in group]


def _moved_stretch(one: Stretch, edges: Edges) -> Stretch:
    start, end = edges(one.start, one.end)
    return one._replace(start=start, end=end)


def _write_groups(doc: Doc, groups: dict[str, list[Stretch]]) -> None:
    split_tokens(doc, {edge for found in groups.values() for one in found for edge in one[:2]})
    for key, found in groups.items():
        spans = [doc.char_span(one.start, one.end, label=one.label, kb_id=one.code, span_id=one.name) for one in found]
        doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])
