"""To the annotation tools and back: what goes out comes home; what a tool wrote is read; what is wrong is said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.convert import read_annotated
from zh_tongbao.exchange.__main__ import FORMATS, exchange

TOOLS = [name for name in FORMATS if name != "contract"]
TEXT = "省长王大山到\n长春市。"
SPANS = [(0, 2, "TITLE"), (2, 5, "OFFICIAL"), (7, 10, "PLACE")]


@pytest.fixture
def written(root: Path) -> Path:
    return root / "training_data" / "written" / "dev.jsonl"


@pytest.mark.parametrize("tool", TOOLS)
def test_out_and_home_again_nothing_is_lost(tool: str, written: Path, tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "home.jsonl"
    assert exchange(written, out, "contract", tool) == 17
    exchange(out, home, tool, "contract", onto=written)
    before = {document["id"]: document for document in read_annotated([written])}
    after = {document["id"]: document for document in read_annotated([home])}
    assert after == before


@pytest.mark.parametrize("tool", TOOLS)
def test_spans_come_home_without_the_original(tool: str, written: Path, tmp_path: Path) -> None:
    out, home = tmp_path / "out", tmp_path / "home.jsonl"
    exchange(written, out, "contract", tool)
    exchange(out, home, tool, "contract")
    for before, after in zip(sorted(read_annotated([written]), key=_id), sorted(read_annotated([home]), key=_id)):
        spans = {(e["start"], e["end"], e["label"]) for e in before["entities"] if e["label"] != "CASE"}
        assert {(e["start"], e["end"], e["label"]) for e in after["entities"]} == spans
        assert "records" not in after["annotated"]


def _id(document: dict[str, Any]) -> str:
    return str(document["id"])


EXPORTS: dict[str, Any] = {
    "prodigy": [
        {
            "text": TEXT,
            "spans": [
                {"start": start, "end": end, "label": label, "token_start": 0, "token_end": 0}
                for start, end, label in SPANS
            ],
            "_input_hash": 1,
            "answer": "accept",
        },
        {"text": TEXT, "spans": [], "answer": "reject"},
    ],
    "doccano": [
        {
            "id": 7,
            "text": TEXT,
            "Comments": [],
            "entities": [
                {"id": 1, "label": label, "start_offset": start, "end_offset": end} for start, end, label in SPANS
            ],
            "relations": [],
        }
    ],
}


@pytest.mark.parametrize("tool", EXPORTS)
def test_an_export_of_the_tool_itself(tool: str, tmp_path: Path) -> None:
    path = tmp_path / "export.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in EXPORTS[tool]), encoding="utf-8")
    [document] = FORMATS[tool][0](path)
    assert [(e["start"], e["end"], e["label"]) for e in document["entities"]] == SPANS


def test_a_label_studio_export_takes_the_last_annotation_that_counts(tmp_path: Path) -> None:
    result = [
        {"type": "labels", "value": {"start": s, "end": e, "labels": [label], "text": TEXT[s:e]}}
        for s, e, label in SPANS
    ]
    annotations = [{"result": []}, {"result": result}, {"result": [], "was_cancelled": True}]
    path = tmp_path / "export.json"
    path.write_text(json.dumps([{"id": 5, "data": {"text": TEXT}, "annotations": annotations}]), encoding="utf-8")
    [document] = FORMATS["label-studio"][0](path)
    assert document["id"] == "5"
    assert [(e["start"], e["end"], e["label"]) for e in document["entities"]] == SPANS


def test_brat_relations_and_notes_are_skipped(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    notes = "T1\tPLACE 7 10\t长春市\nR1\tIn Arg1:T1 Arg2:T1\n#1\tAnnotatorNotes T1\tx\n"
    (tmp_path / "a.ann").write_text(notes, encoding="utf-8")
    [document] = FORMATS["brat"][0](tmp_path)
    assert [(e["text"], e["label"]) for e in document["entities"]] == [("长春市", "PLACE")]


@pytest.mark.parametrize(
    ("tool", "content", "message"),
    [
        ("prodigy", '{"text": "a", "spans": [{"start": 0, "end": 9, "label": "PLACE"}]}', "0 to 9 is no span"),
        ("prodigy", '{"text": "a", "spans": [{"start": 0, "end": 1, "label": "CITY"}]}', "'CITY' is not one of"),
        ("prodigy", '{"text": "a", "spans": [{"start": 0}]}', "lacks one of start, end and label"),
        ("prodigy", "{", "line 1: not valid JSON"),
        ("doccano", '{"text": 1, "label": []}', "field 'text': must be a string"),
        ("doccano", '{"text": "a", "label": {}}', None),
        ("label-studio", "{}", "expected a list of tasks"),
        ("label-studio", "[{}]", "task 1, field 'data': missing"),
        ("brat", "x", "name the folder"),
    ],
)
def test_what_is_wrong_with_an_export(tool: str, content: str, message: str | None, tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_text(content, encoding="utf-8")
    if message is None:
        assert len(list(FORMATS[tool][0](path))) == 1
        return
    with pytest.raises(InputError, match=message):
        list(FORMATS[tool][0](path))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("T1\tPLACE 0 1;2 3\tx", "a span in several pieces"),
        ("T1 PLACE 0 1 x", "expected T1, a tab"),
        ("T1\tPLACE 0 99\tx", "is no span"),
    ],
)
def test_what_is_wrong_with_a_brat_line(line: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "a.ann").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        list(FORMATS["brat"][0](tmp_path))


def test_a_document_that_did_not_go_out_or_has_changed(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(json.dumps({"text": "a", "meta": {"id": "x"}}), encoding="utf-8")
    with pytest.raises(InputError, match="document 'x', field 'id': not in"):
        exchange(out, tmp_path / "home.jsonl", "prodigy", "contract", onto=written)
    first = next(iter(read_annotated([written])))
    out.write_text(json.dumps({"text": "a", "meta": {"id": first["id"]}}), encoding="utf-8")
    with pytest.raises(InputError, match="not the text of the original"):
        exchange(out, tmp_path / "home.jsonl", "prodigy", "contract", onto=written)


def test_an_unknown_format(written: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--to word: is not one of contract, prodigy"):
        exchange(written, tmp_path / "x", "contract", "word")
