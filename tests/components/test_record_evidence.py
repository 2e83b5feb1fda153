"""The words that each value of a record comes from, and how they reach it (CONTRACT R71).

A line of ``cases/record_evidence.jsonl`` is one record of one text: ``why``, ``text``, where it matters ``published``,
``region`` and ``title``, the index of the ``record``, and its whole ``evidence`` as ``words via`` of each field; ``-``
stands for no words of the text.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.components.case_attributes.claims import Stretch, assumed, found, given, said
from zh_tongbao.documents import extract

if TYPE_CHECKING:
    from spacy.language import Language

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases" / "record_evidence.jsonl").open(encoding="utf-8")
    if line
]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_evidence(nlp: Language, case: dict[str, Any]) -> None:
    [document] = extract(nlp, [case])
    evidence = document["records"][case["record"]]["evidence"]
    shown = {
        field: f"{'-' if words['start'] is None else case['text'][words['start'] : words['end']]} {words['via']}"
        for field, words in evidence.items()
    }
    assert shown == {field: words for field, words in case["evidence"].items() if words}


def test_a_value_is_what_it_stands_for() -> None:
    measure = said("new", Stretch(3, 5))
    assert measure == "new"
    assert {measure: 1}["new"] == 1
    assert (measure.start, measure.end, measure.via) == (3, 5, None)
    assert (assumed("new").start, assumed("new").via) == (None, "default")
    assert found({"adcode": "220000"}, Stretch(0, 3)) == given({"adcode": "220000"}, "title")


def test_records_hold_plain_values(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": "2022年4月2日，吉林省新增本地确诊病例约3例（长春市2例）。"}])
    for record in document["records"]:
        for value in (*record.values(), *(record["place"] or {}).values(), *record["period"].values()):
            assert type(value) in (str, int, float, bool, dict, list, type(None))
