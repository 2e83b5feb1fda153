"""Tokens that a finding's edge falls inside are split: what the document holds stays, and its length costs no more."""

from __future__ import annotations

from time import process_time
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.tokens import Doc, Span, SpanGroup

from zh_tongbao.components.annotation import annotate
from zh_tongbao.components.extensions import register_extensions
from zh_tongbao.components.splitting import split_tokens

if TYPE_CHECKING:
    from spacy.language import Language

WORDS = ["四平市长", "说", "新增", "12例", "。"]
SPACES = [False, True, False, False, False]


def made(spaces: list[bool] | None = None, times: int = 1) -> Doc:
    register_extensions()
    flags = (spaces or [False] * len(WORDS)) * times
    return Doc(spacy.blank("zh").vocab, words=WORDS * times, spaces=flags, user_data={"known": 1})


@pytest.mark.parametrize("spaces", [None, SPACES], ids=["no blanks", "blanks"])
@pytest.mark.parametrize("annotated", [False, True], ids=["words alone", "with tags"])
def test_splitting_keeps_everything_else(spaces: list[bool] | None, annotated: bool) -> None:
    doc = made(spaces)
    text = doc.text
    if annotated:
        for token in doc:
            token.tag_ = "X"
    doc.cats, doc.user_hooks["vector_norm"] = {"a": 1.0}, len
    doc.spans["old"] = SpanGroup(doc, name="old", spans=[Span(doc, 2, 4, "COUNT", span_id="x")])
    start = text.index("12")
    split_tokens(doc, [2, 3, start, start + 2, 1_000, 0])
    assert doc.text == text
    assert [token.text for token in doc] == ["四平", "市", "长", "说", "新增", "12", "例", "。"]
    assert [token.tag_ for token in doc] == ["X" if annotated else ""] * len(doc)
    [span] = doc.spans["old"]
    assert (span.text, span.label_, span.id_) == (f"{text[start - 2 : start]}12例", "COUNT", "x")
    assert (doc.cats, doc.user_data["known"], doc.user_hooks["vector_norm"]) == ({"a": 1.0}, 1, len)


def test_a_split_document_survives_bytes_and_takes_more() -> None:
    doc = made()
    annotate(doc, "places", [{"start": 0, "end": 3, "text": "四平市", "label": "PLACE"}])
    annotate(doc, "titles", [{"start": 2, "end": 4, "text": "市长", "label": "TITLE"}])
    assert [(key, span.text) for key in doc.spans for span in doc.spans[key]] == [
        ("places", "四平市"),
        ("titles", "市长"),
    ]
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [token.text for token in again] == ["四平", "市", "长", "说", "新增", "12例", "。"]


def test_time_does_not_grow_with_the_square() -> None:
    seconds = []
    for times in (1_000, 8_000):
        doc = made(times=times)
        size = len(doc.text) // times
        began = process_time()
        split_tokens(doc, [number * size + 2 for number in range(times)])
        seconds.append(process_time() - began)
    assert len(doc) == 8_000 * 6
    assert seconds[1] < 24 * seconds[0] + 0.1


def test_what_a_component_found_before_is_replaced_though_its_spans_are_gone(nlp: Language) -> None:
    doc = nlp("4月2日，吉林省新增确诊病例3例。")
    before = doc._.entities
    doc.spans.clear()
    for _, component in nlp.pipeline:
        doc = component(doc)
    assert doc._.entities == before
