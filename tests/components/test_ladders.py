"""A field that the vocabulary alone adds: its ladder says from where a count takes it, its words what it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import zh_tongbao
from zh_tongbao.documents import extract

if TYPE_CHECKING:
    from spacy.language import Language

WORDS = [
    {"term": "台风", "kind": "hazard", "value": "typhoon", "note": ""},
    {"term": "泥石流", "kind": "hazard", "value": "debris-flow", "note": ""},
]
TEXT = "受台风影响，截至8月3日18时，永嘉县死亡3人，其中岩坦镇2人。泥石流造成1人失踪。龙泉市5人受伤。"


Read = Callable[[str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def read() -> Read:
    nlp: Language = zh_tongbao.load("disaster.cfg", config={"nlp.tokenizer.segmenter": "char"})
    pipe = nlp.get_pipe("case_attributes")
    tables = pipe.tables

    def records(rungs: str) -> list[dict[str, Any]]:
        ladder = {"term": "hazard", "kind": "ladder", "value": rungs, "note": ""}
        pipe.take(**(tables | {"terms": [*tables["terms"], ladder, *WORDS]}))
        [document] = extract(nlp, [{"text": TEXT, "published": "2023-08-04"}])
        found: list[dict[str, Any]] = document["records"]
        return found

    return records


@pytest.mark.parametrize(
    ("rungs", "expected"),
    [
        ("own total sentence passage", ["typhoon", "typhoon", "debris-flow", "debris-flow"]),
        ("own total sentence", ["typhoon", "typhoon", "debris-flow", None]),
        ("own", [None, None, "debris-flow", None]),
    ],
)
def test_rungs(read: Read, rungs: str, expected: list[str | None]) -> None:
    assert [record["hazard"] for record in read(rungs)] == expected


def test_its_words(read: Read) -> None:
    shown = [
        (TEXT[words["start"] : words["end"]], words["via"])
        for record in read("own total sentence passage")
        for words in [record["evidence"]["hazard"]]
    ]
    assert shown == [("台风", "sentence"), ("台风", "total"), ("泥石流", "own"), ("泥石流", "passage")]
