"""The case grammar: texts written for the project and the records that must come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.documents import extract

if TYPE_CHECKING:
    from spacy.language import Language

CASES = [
    json.loads(line) for line in (Path(__file__).parent / "cases" / "case_attributes.jsonl").open(encoding="utf-8")
]
PIECES = st.sampled_from(
    [
        "新增",
        "确诊病例",
        "无症状感染者",
        "3例",
        "１２例",
        "1,234例",
        "其中",
        "（",
        "）",
        "，",
        "；",
        "。",
        "\n",
        "长春市",
        "吉林省",
        "均为",
        "含",
        "无",
        "截至4月2日24时",
        "各",
        "、",
        "重症",
        " ",
        "x",
        "\u3000",
    ]
)


def brief(record: dict[str, Any]) -> str:
    """One record as a line of a case file."""
    parent = "-" if record["parent"] is None else f"{record['parent']}:{record['relation']}"
    place = (record["place"] or {}).get("adcode")
    return f"{record['count']} {record['metric']} {record['measure']} {record['origin'] or '-'} {place} {parent}"


@pytest.mark.parametrize("case", CASES, ids=[case["why"][:40] for case in CASES])
def test_records(nlp: Language, case: dict[str, Any]) -> None:
    [document] = extract(nlp, [case])
    assert [brief(record) for record in document["records"]] == case["records"]


def test_failing_total_is_reported_and_kept(nlp: Language) -> None:
    row = {"text": "2022年5月2日0-24时，江苏省新增确诊病例9例，其中南京市3例、苏州市5例。"}
    [document] = extract(nlp, [row])
    assert document["checks"] == [
        {"parent": 0, "relation": "place", "expected": 9, "sum": 8, "ok": False, "parts": [1, 2]}
    ]


def test_year_that_nothing_gives_is_left_out(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": "4月2日0-24时，江苏省新增确诊病例9例。"}])
    assert document["records"][0]["period"] == {"start": "--04-02T00:00", "end": "--04-03T00:00"}


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text(nlp: Language, text: str) -> None:
    [document] = extract(nlp, [{"text": text}])
    assert document["text"] == text
    for entity in document["entities"]:
        assert text[entity["start"] : entity["end"]] == entity["text"]
    for index, record in enumerate(document["records"]):
        assert text[record["start"] : record["end"]] == record["text"]
        assert record["parent"] is None or 0 <= record["parent"] < index
