"""Evidence in the page's markup: compact, whole, and harmless whatever the document says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from report.documents import bulletin, explained, hostile
from report.test_page import Elements, assert_quiet
from zh_tongbao.report.evidence import packed
from zh_tongbao.report.page import document_view

pytest.importorskip("jinja2")

HOSTILE = [json.loads(line)["text"] for line in (Path(__file__).parent / "cases_hostile.jsonl").open(encoding="utf-8")]


def rows(view: str) -> list[dict[str, str | None]]:
    return [attributes for attributes in Elements(view).named("li") if attributes.get("role") == "treeitem"]


def test_a_part_names_only_the_fields_that_its_total_gives() -> None:
    assert [row.get("data-v") for row in rows(document_view(explained()))] == [
        "metric:10-14 measure:8-10 place:5-8 period:0-4:sentence",
        "^0 metric measure place:19-22 period parent:17-19 relation:19-22",
        "^0 metric measure place:25-28 period parent:17-19:list relation:25-28",
    ]


def test_words_that_are_not_the_totals_are_written_out() -> None:
    row = explained()
    del row["records"][0]["evidence"]["measure"]
    assert "measure:8-10:total" in packed(row["records"][1], row["records"])


def test_marks_of_entities_carry_theirs() -> None:
    marks = Elements(document_view(explained())).named("mark")
    assert [mark["data-v"] for mark in marks if "data-v" in mark] == ["titles:31-33", "speaker:33-36:sentence"]


def test_a_document_without_evidence_has_none() -> None:
    assert "data-v" not in document_view(bulletin())


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_evidence_stays_in_its_attribute(text: str) -> None:
    document = hostile(text)
    evil: dict[str, Any] = {text: {"start": 0, "end": 1, "via": "own"}, "place": {"start": 0, "end": 1, "via": text}}
    document["records"][0]["evidence"] = {**evil, "measure": {"start": 0, "end": 1, "via": "own"}}
    document["records"][0]["relation"] = text
    view = document_view(document)
    assert_quiet(view)
    assert rows(view)[0]["data-v"] == "measure:0-1"


def test_a_dropped_line_feed_still_counts() -> None:
    assert '<i class="cr"></i>' in document_view({**bulletin(), "text": "甲\r\n乙" + bulletin()["text"]})
