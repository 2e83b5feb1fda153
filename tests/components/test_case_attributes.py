"""The case grammar: texts written for the project and the records that must come out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.components.case_attributes.clauses import Clauses
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
    line = f"{record['count']} {record['metric']} {record['measure']} {record['origin'] or '-'} {place} {parent}"
    return f"{line} derived" if record["derived"] else line


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
        assert record["parent"] is None or (
            0 <= record["parent"] < len(document["records"]) and record["parent"] != index
        )


def test_list_items_are_read_as_any_clause_is(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """The short way through a list (Clauses.read_member) makes the same records as the long one."""
    rows = [{key: case[key] for key in ("text", "published", "region", "title") if case.get(key)} for case in CASES]
    short = [document["records"] for document in extract(nlp, rows)]
    monkeypatch.setattr(Clauses, "read_member", lambda *_: False)
    assert [document["records"] for document in extract(nlp, rows)] == short


def test_account_that_the_document_states_whole(nlp: Language) -> None:
    text = "截至5月2日24时，江苏省现有确诊病例20例，累计治愈出院病例100例，累计死亡病例1例，累计报告确诊病例122例。"
    [document] = extract(nlp, [{"text": text, "published": "2022-05-03"}])
    assert document["checks"] == [
        {"parent": 3, "relation": "account", "expected": 122, "sum": 121, "ok": False, "parts": [0, 1, 2]}
    ]


def test_a_remark_that_names_a_part_keeps_the_count_of_the_whole_division(nlp: Language) -> None:
    text = "5月2日，全国新增本土病例3例（上海2例，均在普陀区；山西1例，在运城市）。"
    [document] = extract(nlp, [{"text": text, "published": "2022-05-03"}])
    assert [brief(record) for record in document["records"]] == [
        "3 confirmed new local 100000 -",
        "2 confirmed new local 310107 0:place",
        "2 confirmed new local 310000 - derived",
        "1 confirmed new local 140800 0:place",
        "1 confirmed new local 140000 - derived",
    ]


@pytest.mark.parametrize("published", ["9999-12-31", "0001-01-01", "2020-13-01", "yesterday"])
def test_a_day_of_publication_that_cannot_be_is_unknown(nlp: Language, published: str) -> None:
    doc = nlp.make_doc("4月2日，长春市新增确诊病例3例。昨日新增2例。")
    doc._.published = published
    assert [record["period"]["end"] for record in nlp(doc)._.records] == ["--04-03T00:00", "--04-03T00:00"]


@pytest.mark.parametrize("published", ["9999-12-31", "0001-01-01"])
def test_what_is_so_now_has_no_time_where_the_day_of_publication_cannot_be(nlp: Language, published: str) -> None:
    doc = nlp.make_doc("目前，长春市在院治疗病例3例。")
    doc._.published = published
    assert [(record["count"], record["period"]["end"]) for record in nlp(doc)._.records] == [(3, None)]


@pytest.mark.parametrize("moment", ["0001年1月1日8时", "9999年12月31日24时", "0000年12月31日"])
def test_the_calendar_does_not_end_the_pipeline(nlp: Language, moment: str) -> None:
    doc = nlp(f"截至{moment}，湖北省累计确诊病例5例，重症病例较前一天增加3例。")
    assert [record["count"] for record in doc._.records] == [5, 3]


def test_the_number_of_a_case_behind_a_word_with_a_mark_in_it(nlp: Language) -> None:
    records = nlp("上海市新增感染者3例。\n感染者和病人1、感染者和病人2，居住于黄浦区。")._.records
    assert [record["count"] for record in records] == [3, 2]
