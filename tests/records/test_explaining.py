from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from report.documents import bulletin, explained
from zh_tongbao.documents import extract
from zh_tongbao.records.explaining import AROUND, LONGEST, VIA, entity_lines, readable, record_lines
from zh_tongbao.report.messages import messages

if TYPE_CHECKING:
    from spacy.language import Language

TEXTS = [
    "4月2日0—24时，全省新增本地确诊病例3例，其中轻型2例（长春市2例），其余1例。\n截至4月2日24时，累计死亡病例2例。",
    "2022年4月2日，四平市无新增确诊病例，新增无症状感染者20例，均在隔离管控中发现。",
]


def document(text: str, start: int | None, end: int | None, via: str = "own") -> dict[str, Any]:
    evidence = {"measure": {"start": start, "end": end, "via": via}}
    return {"text": text, "records": [{"start": 0, "end": 1, "text": "x", "metric": "death", "evidence": evidence}]}


def test_a_field_a_line_without_what_the_count_says_itself() -> None:
    assert [str(line) for line in record_lines(explained(), 2)] == [
        "metric confirmed · …，吉林省新增[确诊病例]3例，其中长… · from its total",
        "measure new · …2日，吉林省[新增]确诊病例3例… · from its total",
        "place 四平市 220300 · …长春市2例、[四平市]0例。省长王… · in its own clause",
        "period 2022-04-02 · [4月2日]，吉林省新增… · from its total",
        "parent 3例 (record 0) · …诊病例3例，[其中]长春市2例、… · from the list it stands in",
        "relation place · …长春市2例、[四平市]0例。省长王… · in its own clause",
    ]


def test_a_count_that_is_worked_out_has_a_line() -> None:
    row = explained()
    row["records"][2]["evidence"]["count"] = {"start": 13, "end": 15, "via": "total"}
    assert next(iter(record_lines(row, 2))).field == "count"


@pytest.mark.parametrize("via", ["title", "input", "default"])
def test_words_outside_the_text_are_none(via: str) -> None:
    [line] = record_lines(document("x", None, None, via), 0)
    assert (line.words, line.reach) == ("", VIA[via])
    assert str(line).endswith(f" · {VIA[via]}")


def test_context_ends_with_the_line_of_the_text() -> None:
    [line] = record_lines(document("前一行\n全市新增三例\n后一行", 6, 8), 0)
    assert (line.before, line.words, line.after) == ("全市", "新增", "三例")


def test_long_words_are_cut_in_the_middle() -> None:
    [line] = record_lines(document("甲" * 500 + "乙", 0, 501), 0)
    assert len(line.words) == LONGEST + 1
    assert line.words.endswith("乙")


@given(st.text(max_size=40), st.integers(0, 40), st.integers(0, 40))
def test_words_are_those_of_the_text(text: str, start: int, length: int) -> None:
    if start + length > len(text):
        return
    [line] = record_lines(document(text, start, start + length), 0)
    assert line.words == text[start : start + length]
    assert f"{line.before.removeprefix('…')}{line.words}{line.after.removesuffix('…')}" in text or "…" in text
    assert len(line.before) <= AROUND + 1 >= len(line.after) or "…" in text


def test_entities_say_where_posts_and_speakers_come_from() -> None:
    row = explained()
    lines = [str(line) for entity in row["entities"] for line in entity_lines(row, entity)]
    assert lines == [
        "titles 省长 · …四平市0例。[省长]王小明强调“… · in its own clause",
        "speaker 王小明 · …市0例。省长[王小明]强调“动态清… · from the same sentence",
    ]


def test_what_an_entitys_own_words_say_needs_no_line() -> None:
    entity = {"start": 0, "end": 2, "path": ["甲"], "evidence": {"path": {"start": 0, "end": 2, "via": "own"}}}
    assert entity_lines({"text": "甲市"}, entity) == []


def test_a_document_without_evidence() -> None:
    assert readable(bulletin(), 0) == "record 0: 3例 confirmed\n  no evidence was kept"
    assert readable({"text": "", "records": []}) == "records none"


def test_a_record_that_is_not_there_is_named() -> None:
    assert readable(explained(), -1) == readable(explained(), 2)
    with pytest.raises(IndexError, match="there is no record 3: the document has 3, numbered from 0"):
        readable(explained(), 3)


@pytest.mark.parametrize("text", TEXTS)
def test_every_value_that_the_pipeline_found_is_explained(nlp: Language, text: str) -> None:
    [found] = extract(nlp, [{"text": text, "published": "2022-04-03", "region": "220000"}])
    assert found["records"]
    for index, record in enumerate(found["records"]):
        lines = {line.field: line for line in record_lines(found, index)}
        for field in ("metric", "measure", "place", "period", "origin", "severity", "parent", "relation"):
            assert (field in lines) == (record[field] is not None), (index, field)
        for line in lines.values():
            assert line.start is None or text[line.start : line.end] == line.words


def test_ways_have_words_in_every_language() -> None:
    english = messages("en")
    assert {via: english[f"via.{via}"] for via in VIA} == dict(VIA)
    assert {key for key in messages("zh") if key.startswith("via.")} == {f"via.{via}" for via in VIA}
