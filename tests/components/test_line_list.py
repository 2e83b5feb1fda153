"""``tongbao_line_list``: the single cases that a bulletin describes. Cases are in cases/line_list.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from zh_tongbao.components.line_list.line_list import MOST_PERSONS, TOO_MANY, LineList
from zh_tongbao.documents import extract, make_doc
from zh_tongbao.io.tables import TABLES
from zh_tongbao.records.fields import LINE

if TYPE_CHECKING:
    from spacy.language import Language

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "line_list.jsonl").open(encoding="utf-8")]
LEFT_OUT = {"start", "end", "id", "evidence", "date_report", "doubts", "record"}
NONE = [
    "3月9日，全省新增确诊病例12例，其中男性7例，年龄最小的3岁，最大的92岁。",
    "病例5—病例1834，居住于各区，均为闭环管控人员，复核后定为确诊病例。",
    "疫苗接种：12岁以上人群均可接种，患者除外。",
    "李某，男，1965年3月生，中共党员，因病医治无效逝世，享年57岁，他是首例患者的主治医生。",
    "25岁的王某夺得男子组冠军，现场无确诊病例。",
    "【1名4岁女童确诊】截至昨日，全市累计确诊病例20例。",
    "全市新增确诊病例5例。社区书记（女，52岁）值守多日晕倒，送医后已出院。",
    "无新增确诊病例，累计报告确诊病例60例。护士长陶某，女，38岁，2月12日赴武汉支援。",
    "县里一确诊患者的母亲，63岁，核酸检测阴性；同一患者的儿子，5岁，由村干部照看。",
    "警方通报：确诊病例张某（男，45岁）隐瞒行程，被立案侦查。",
]
LINKED = "病例1，男，39岁，住长春市宽城区柳影街道某小区3号楼，9日确诊。病例2，女，37岁，病例1的妻子，9日确诊。"


def shown(value: Any) -> Any:
    return value["text"] if isinstance(value, dict) else value


def brief(row: dict[str, Any]) -> dict[str, Any]:
    return {name: shown(value) for name, value in row.items() if name not in LEFT_OUT and value is not None}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_line_lists(nlp: Language, case: dict[str, Any]) -> None:
    [document] = extract(nlp, [{"id": "a", "text": case["text"], "published": case["published"]}])
    assert [brief(row) for row in document["line_list"]] == case["rows"]
    links = [
        [one["from"], one["to"] or one["to_label"], one["relation"], one["directed"]] for one in document["contacts"]
    ]
    assert links == case.get("links", [])
    steps = [
        [one["case"], one["start_time"], shown(one["place"]), one["vehicle"], one["event"]]
        for one in document["itinerary"]
    ]
    assert steps == case.get("steps", [])


@pytest.mark.parametrize("text", NONE)
def test_these_describe_nobody(nlp: Language, text: str) -> None:
    [document] = extract(nlp, [{"text": text, "published": "2022-03-10"}])
    assert document["line_list"] == document["contacts"] == document["itinerary"] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_every_value_has_its_words(nlp: Language, case: dict[str, Any]) -> None:
    [document] = extract(nlp, [{"id": "a", "text": case["text"], "published": case["published"]}])
    for row in document["line_list"]:
        filled = {name for name in LINE.evidenced if row.get(name) is not None}
        assert row["evidence"].keys() == filled
        for name, words in row["evidence"].items():
            outside = words["via"] in ("input", "title")
            assert (words["start"] is None) == outside, name
            assert outside or 0 <= words["start"] < words["end"] <= len(case["text"])


def test_a_case_is_one_of_the_count_before_it(nlp: Language) -> None:
    text = "4月2日，长春市新增本土确诊病例1例、无症状感染者1例。病例1，男，31岁，4月2日确诊。无症状感染者1，女，8岁。"
    [document] = extract(nlp, [{"text": text, "published": "2022-04-03"}])
    assert [(row["id"], row["record"], row["origin"]) for row in document["line_list"]] == [
        ("c1", 0, "local"),
        ("c2", 1, "local"),
    ]


def test_homes_are_told_no_finer_than_the_township_unless_asked(nlp: Language) -> None:
    row = {"text": LINKED, "published": "2022-03-10"}
    [document] = extract(nlp, [row])
    assert document["line_list"][0]["residence"] == {"text": "长春市宽城区柳影街道", "adcode": "220103"}
    pipe = nlp.get_pipe("line_list")
    assert isinstance(pipe, LineList)
    pipe.settings["fine_places"] = True
    try:
        [document] = extract(nlp, [row])
    finally:
        pipe.settings["fine_places"] = False
    assert document["line_list"][0]["residence"] == {"text": "长春市宽城区柳影街道某小区3号楼", "adcode": "220103"}


def test_what_cannot_be_is_named(nlp: Language) -> None:
    text = "病例1，男，139岁，3月8日发病，3月5日确诊，3月20日出院。"
    [document] = extract(nlp, [{"text": text, "published": "2022-03-10"}])
    assert [row.get("doubts") for row in document["line_list"]] in (
        [["date_outcome", "date_onset"]],
        [["age", "date_outcome", "date_onset"]],
    )


def test_spans_and_round_trip(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, {"id": "a", "text": LINKED, "published": "2022-03-10"}))
    spans = doc.spans["case_descriptions"]
    assert [span._.tongbao["id"] for span in spans] == ["a-c1", "a-c2"]
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert (again._.line_list, again._.contacts) == (doc._.line_list, doc._.contacts)


def test_a_part_of_a_document_keeps_its_cases_and_links(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, {"id": "a", "text": LINKED, "published": "2022-03-10"}))
    span = doc.spans["case_descriptions"][1]
    part = doc[span.start : span.end].as_doc(copy_user_data=True)
    [row] = part._.line_list
    assert (row["start"], row["sex"]) == (0, "female")
    [link] = part._.contacts
    assert part.text[link["evidence"]["start"] : link["evidence"]["end"]] == "病例1的妻子"


def test_invisible_characters_move_nothing(nlp: Language) -> None:
    text = LINKED.replace("，男", "，\u200b男")
    [document] = extract(nlp, [{"id": "a", "text": text, "published": "2022-03-10"}])
    words = [row["evidence"]["age"] for row in document["line_list"]]
    assert [text[one["start"] : one["end"]] for one in words] == ["39岁", "37岁"]


def test_rows_of_the_tables(nlp: Language) -> None:
    [document] = extract(nlp, [{"id": "a", "text": LINKED, "published": "2022-03-10"}])
    names = [column.name for column in TABLES["line_list"].columns]
    rows = [dict(zip(names, cells, strict=True)) for cells in TABLES["line_list"].rows(document, 4)]
    assert [(row["document"], row["row"], row["id"], row["residence.adcode"]) for row in rows] == [
        (4, 0, "a-c1", "220103"),
        (4, 1, "a-c2", None),
    ]
    [link] = TABLES["contacts"].rows(document, 4)
    assert link[:7] == (4, 0, "a-c2", "a-c1", None, "spouse", False)


PARTS = [
    "病例1",
    "病例2、3",
    "，",
    "。",
    "男",
    "女",
    "35岁",
    "的妻子",
    "之子",
    "3月5日",
    "次日",
    "发热",
    "确诊",
    "均为",
    "以上2例",
    "住长春市",
    "（",
    "）",
    "\n",
    "李某",
    "其",
    "由",
    "传染",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PARTS), max_size=25))
def test_offsets_stay_in_the_text_whatever_it_is(nlp: Language, parts: list[str]) -> None:
    text = "".join(parts)
    [document] = extract(nlp, [{"id": "a", "text": text, "published": "2022-03-10"}])
    ids = {row["id"] for row in document["line_list"]}
    for row in document["line_list"]:
        assert 0 <= row["start"] < row["end"] <= len(text)
        for words in row["evidence"].values():
            assert words["start"] is None or text[words["start"] : words["end"]]
    assert {link["from"] for link in document["contacts"]} <= ids
    assert {link["to"] for link in document["contacts"]} <= ids | {None}
    assert {step["case"] for step in document["itinerary"]} <= ids


def test_a_text_of_very_many_persons_is_read_up_to_one_of_them_and_says_so(nlp: Language) -> None:
    text = "".join(f"病例{number}，男，30岁，3月5日确诊。" for number in range(1, MOST_PERSONS + 3))
    [document] = extract(nlp, [{"id": "a", "text": text, "published": "2022-03-10"}])
    assert len(document["line_list"]) == MOST_PERSONS
    assert document["notes"] == [TOO_MANY.format(text.index(f"病例{MOST_PERSONS + 1}，"))]
