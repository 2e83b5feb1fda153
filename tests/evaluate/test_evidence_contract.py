"""Evidence of fields: what is right, and each slip named with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]

TEXT = "4月2日，乙市新增确诊病例3例。市长张三强调，要早发现。"


def span(written: str, **more: Any) -> Row:
    start = TEXT.index(written)
    return {"start": start, "end": start + len(written), "text": written, **more}


def words(written: str, via: str = "own") -> Row:
    start = TEXT.index(written)
    return {"start": start, "end": start + len(written), "via": via}


def document() -> Row:
    """A document with evidence of every kind."""
    default = {"start": None, "end": None, "via": "default"}
    record = RECORD.blank() | span("3例", count=3, unit="例", metric="confirmed", measure="new")
    record["place"] = {"text": "乙市", "adcode": None}
    record["evidence"] = {
        "count": words("3例"),
        "metric": words("确诊病例"),
        "measure": words("新增", "sentence"),
        "place": {"start": None, "end": None, "via": "input"},
    }
    person = span(
        "张三",
        label="OFFICIAL",
        name="张三",
        titles=["市长"],
        evidence={"titles": [words("市长")], "name": words("张三")},
    )
    statement = span(
        "要早发现", speaker="张三", verb="强调", kind="person", evidence={"speaker": words("张三"), "kind": default}
    )
    return {"id": "a", "text": TEXT, "entities": [person], "records": [record], "checks": [], "statements": [statement]}


def test_what_is_right_passes_and_so_does_a_document_without_any() -> None:
    assert check_document(document(), "x")["records"][0]["evidence"]["count"]["via"] == "own"
    bare = document()
    for item in (*bare["entities"], *bare["records"], *bare["statements"]):
        del item["evidence"]
    check_document(bare, "x")


@pytest.mark.parametrize("via", ["own", "total", "list", "sentence", "passage", "document"])
def test_each_way_inside_the_text(via: str) -> None:
    right = document()
    right["records"][0]["evidence"]["metric"]["via"] = via
    check_document(right, "x")


@pytest.mark.parametrize("via", ["title", "input", "default"])
def test_each_way_outside_the_text(via: str) -> None:
    right = document()
    right["records"][0]["evidence"]["metric"] = {"start": None, "end": None, "via": via}
    check_document(right, "x")


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("records.0.evidence", [], "records[0], field 'evidence': must be an object, by field"),
        ("records.0.evidence.colour", words("3例"), "field 'evidence.colour': no field that has evidence; those are compared,"),
        ("records.0.evidence.text", words("3例"), "field 'evidence.text': no field that has evidence"),
        ("records.0.evidence.origin", words("3例"), "field 'evidence.origin': given, but 'origin' is null"),
        ("records.0.evidence.count", "3例", "field 'evidence.count': must be an object with start, end, via"),
        ("records.0.evidence.count.via", "guess", "via 'guess' is not one of own, total, list,"),
        ("records.0.evidence.count.via", None, "via None is not one of"),
        ("records.0.evidence.count.via", ["own"], "via ['own'] is not one of"),
        ("records.0.evidence.count.via", "default", "start and end must be null where via is default"),
        ("records.0.evidence.count.start", None, "start and end may be null only where via is one of title, input, default"),
        ("records.0.evidence.count.end", 999, "13 to 999 is no span of a text of"),
        ("records.0.evidence.count.end", 13, "13 to 13 is no span"),
        ("records.0.evidence.count.start", -1, "-1 to 15 is no span"),
        ("records.0.evidence.count.start", "0", "start and end must be integers or null, found '0'"),
        ("records.0.evidence.count.start", True, "start and end must be integers or null, found True"),
        ("records.0.evidence.place.end", 3, "start and end must be null where via is input"),
        ("entities.0.evidence.titles", words("市长"), "entities[0], field 'evidence.titles': must be a list of 1"),
        ("entities.0.evidence.titles", [], "must be a list of 1, one for each of 'titles'"),
        ("entities.0.evidence.titles.0.via", "hearsay", "field 'evidence.titles'[0]: via 'hearsay'"),
        ("statements.0.evidence.speaker.end", 99, "statements[0], field 'evidence.speaker': 18 to 99 is no span"),
        ("statements", "x", "field 'statements': must be a list of objects"),
    ],
)  # fmt: skip
def test_a_slip_is_named(path: str, value: Any, message: str) -> None:
    wrong = copy.deepcopy(document())
    *keys, last = path.split(".")
    place: Any = wrong
    for key in keys:
        place = place[int(key)] if isinstance(place, list) else place[key]
    place[last] = value
    with pytest.raises(InputError) as caught:
        check_document(wrong, "a.jsonl, line 1")
    assert str(caught.value).startswith("a.jsonl, line 1, document 'a', ")
    assert message in str(caught.value)
