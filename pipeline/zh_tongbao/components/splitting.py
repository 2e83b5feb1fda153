"""Tokens cut where a finding begins or ends inside them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import pairwise

from spacy.tokens import Doc, SpanGroup

from zh_tongbao.tokenizer.working import working

ANNOTATIONS = ("ENT_IOB", "TAG", "POS", "MORPH", "LEMMA", "DEP", "SENT_START")
# What tokens can hold besides their words: a document that has any keeps its tokens when some are split.


def split_tokens(doc: Doc, edges: Iterable[int]) -> None:
    """Split every token that one of these character offsets falls inside; span groups keep their places.

    spaCy's retokenizer moves all that stands behind a token for each split, so that a long document costs by the square of
    its length. A document that holds nothing yet but words is made anew from the words in one pass instead.
    """
    kept = working(doc)
    starts = kept.starts
    cuts: dict[int, list[int]] = {}
    for edge in sorted(set(edges).difference(starts)):
        index = bisect_right(starts, edge) - 1
        if index >= 0 and edge < starts[index] + len(kept.words[index]):
            cuts.setdefault(index, []).append(edge - starts[index])
    if not cuts:
        return
    groups = {
        key: [(span.start_char, span.end_char, span.label, span.kb_id, span.id) for span in group]
        for key, group in doc.spans.items()
    }
    words, spaces = _cut(kept.words, kept.spaces, cuts)
    if doc.tensor.size or any(doc.has_annotation(name) for name in ANNOTATIONS):
        with doc.retokenize() as retokenizer:
            for index, positions in cuts.items():
                token = doc[index]
                orths = [token.text[a:b] for a, b in pairwise([0, *positions, len(token)])]
                retokenizer.split(token, orths, heads=[(token, 0)] * len(orths))
    else:
        _make_anew(doc, words, spaces)
    kept.forget_tokens()
    kept.take_words(words, spaces)
    for key, rows in groups.items():
        spans = [doc.char_span(start, end, label, code, span_id=name) for start, end, label, code, name in rows]
        doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])


def _cut(words: list[str], spaces: list[bool], cuts: dict[int, list[int]]) -> tuple[list[str], list[bool]]:
    """The words and spaces of a document, with some words cut at these offsets in them."""
    spaces = spaces or [False] * len(words)
    cut_words: list[str] = []
    cut_spaces: list[bool] = []
    reached = 0
    for index, positions in cuts.items():
        word = words[index]
        cut_words += words[reached:index]
        cut_words += [word[a:b] for a, b in pairwise([0, *positions, len(word)])]
        cut_spaces += spaces[reached:index]
        cut_spaces += [False] * len(positions)
        cut_spaces += spaces[index : index + 1]
        reached = index + 1
    return cut_words + words[reached:], cut_spaces + spaces[reached:]


def _make_anew(doc: Doc, words: list[str], spaces: list[bool]) -> None:
    """Give a document other words in place, and keep all that it holds beside its tokens; its span groups are emptied.

    As with spaCy's retokenizer, a Token that somebody took from the document before is not to be used any more.
    """
    hooks = doc.user_hooks, doc.user_token_hooks, doc.user_span_hooks
    cats, sentiment = doc.cats, doc.sentiment
    doc.__init__(doc.vocab, words=words, spaces=spaces, user_data=doc.user_data)  # type: ignore[misc]
    doc.user_hooks, doc.user_token_hooks, doc.user_span_hooks = hooks
    doc.cats, doc.sentiment = cats, sentiment
