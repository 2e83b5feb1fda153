from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.tokens import Doc, DocBin

from zh_tongbao.components.span_groups import ANNOTATED, GROUPS
from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.convert import convert, read_annotated
from zh_tongbao.evaluate.metrics import metrics_of

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = "全省新增3例，其中景俊海2例。"

RECORD = {
    "start": 4,
    "end": 6,
    "text": "3例",
    "count": 3,
    "metric": "confirmed",
    "measure": "new",
    "place": None,
    "period": None,
    "parent": None,
    "relation": None,
}


def document() -> dict[str, Any]:
    part = RECORD | {"start": 12, "end": 14, "text": "2例", "count": 2, "parent": 0, "relation": "place"}
    return {
        "id": "a",
        "published": "2022-04-03",
        "region": "220000",
        "text": TEXT,
        "entities": [{"start": 9, "end": 12, "text": "景俊海", "label": "OFFICIAL", "name": "景俊海", "titles": []}],
        "records": [dict(RECORD), part],
        "checks": [{"parent": 0, "relation": "place", "expected": 3, "sum": 2, "ok": False, "parts": [1]}],
    }


def save(folder: Path, *documents: Any, name: str = "a.jsonl") -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in documents), encoding="utf-8")
    return path


def plain(value: Any) -> Any:
    """spaCy's binary formats give tuples for lists."""
    return json.loads(json.dumps(value))


def reference_docs(nlp: Language, folder: Path, *documents: dict[str, Any]) -> list[Doc]:
    assert convert([save(folder, *documents)], folder / "a.spacy", nlp) == len(documents)
    return list(DocBin().from_disk(folder / "a.spacy").get_docs(nlp.vocab))


def test_everything_travels(nlp: Language, tmp_path: Path) -> None:
    [doc] = reference_docs(nlp, tmp_path, document())
    assert doc.text == TEXT
    assert (doc._.id, doc._.published, doc._.region, doc._.title) == ("a", "2022-04-03", "220000", None)
    assert plain(doc._.records) == document()["records"]
    assert plain(doc._.checks) == document()["checks"]
    assert [span.text for span in doc.spans["officials"]] == ["景俊海"]
    assert [span.text for span in doc.spans["cases"]] == ["3例", "2例"]
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("3例", "CASE"), ("景俊海", "OFFICIAL"), ("2例", "CASE")]
    assert set(doc.spans) == {group for label, group in GROUPS.items() if label in ANNOTATED}
    assert list(doc.spans["slogans"]) == []


def test_tokens_are_cut_at_annotated_edges(nlp: Language, tmp_path: Path) -> None:
    row = document() | {"text": "abc 12例", "records": [], "checks": [], "entities": []}
    row["entities"] = [{"start": 1, "end": 2, "text": "b", "label": "PLACE"}]
    [doc] = reference_docs(nlp, tmp_path, row)
    assert [span.text for span in doc.spans["places"]] == ["b"]
    assert doc.text == "abc 12例"


def test_only_what_is_annotated_has_a_group(nlp: Language, tmp_path: Path) -> None:
    [doc] = reference_docs(nlp, tmp_path, document() | {"annotated": ["OFFICIAL", "PLACE"]})
    assert set(doc.spans) == {"officials", "places"}


def test_optional_entities_are_kept_apart(nlp: Language, tmp_path: Path) -> None:
    row = document()
    row["entities"][0]["optional"] = True
    [doc] = reference_docs(nlp, tmp_path, row)
    assert list(doc.spans["officials"]) == []
    assert [entity["text"] for entity in doc._.entities if entity.get("optional")] == ["景俊海"]


def test_training_data_converts(nlp: Language, root: Path, tmp_path: Path) -> None:
    assert convert([root / "training_data" / "bulletins.jsonl"], tmp_path / "a.spacy", nlp) >= 12


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    *keys, last = [int(key) if key.isdigit() else key for key in path.split(".")]

    def apply(row: Any) -> None:
        for key in keys:
            row = row[key]
        row[last] = value

    return apply


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        ("text", None, "line 1, field 'text': missing"),
        ("id", None, "line 1, field 'id': missing"),
        ("published", "2022-13-01", "field 'published': '2022-13-01' is not a date"),
        ("entities", {}, ""),
        ("entities", "x", "document 'a', field 'entities': must be a list of objects"),
        ("entities.0.end", 11, "entities[0], field 'text': '景俊海', but 9 to 11 is '景俊'"),
        ("entities.0.start", 8, "entities[0], field 'text'"),
        ("entities.0.start", -1, "entities[0], fields 'start', 'end': -1 to 12 is no span of a text of 15"),
        ("entities.0.end", 99, "entities[0], fields 'start', 'end': 9 to 99 is no span"),
        ("entities.0.end", 9, "entities[0], fields 'start', 'end': 9 to 9 is no span"),
        ("entities.0.start", 9.0, "entities[0], fields 'start', 'end': must be integers"),
        ("entities.0.label", "PERSON", "entities[0], field 'label': 'PERSON' is not one of OFFICIAL, TITLE"),
        ("records.0.metric", "sick", "records[0], field 'metric': 'sick' is not one of confirmed"),
        ("records.0.severity", "bad", "records[0], field 'severity': 'bad' is not one of null, mild"),
        ("records.0.count", -3, "records[0], field 'count': -3 is not"),
        ("records.0.count", "3", "records[0], field 'count': '3' is not"),
        ("records.0.place", "长春", "records[0], field 'place': must be an object or null"),
        ("records.0.text", "3", "records[0], field 'text': '3', but 4 to 6 is '3例'"),
        ("records.1.parent", 1, "records[1], field 'parent': 1 makes the record itself"),
        ("records.1.parent", 2, "records[1], field 'parent': 2 is not the index of one of the 2 records"),
        ("records.1.parent", True, "records[1], field 'parent': True is not the index"),
        ("records.1.relation", None, "records[1], field 'relation': must say how"),
        ("records.1.relation", "colour", "records[1], field 'relation': 'colour' is not one of"),
        ("records.1.parent", None, "records[1], field 'relation': given, but 'parent' is null"),
        ("checks.0.sum", 3, "checks[0], field 'sum': 3, but the records give 2"),
        ("checks.0.ok", True, "checks[0], field 'ok': True, but the records give False"),
        ("checks.0.parts", [0], "checks[0], field 'parts': records[0] is not a part of records[0] by place"),
        ("checks.0.parts", [], "checks[0], field 'parts': must be a list of record indices"),
        ("checks.0.parent", 7, "checks[0], field 'parent': 7 is not the index"),
        ("annotated", ["PLACES"], "field 'annotated': 'PLACES' is not one of OFFICIAL"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, path: str, value: Any, message: str) -> None:
    row = document()
    change(path, value)(row)
    file = save(tmp_path, row)
    if not message:
        assert list(read_annotated([file]))
        return
    with pytest.raises(InputError) as caught:
        list(read_annotated([file]))
    assert str(caught.value).startswith(str(file))
    assert message in str(caught.value)


def test_a_circle_of_parents_is_named(tmp_path: Path) -> None:
    row = document()
    row["records"][0] |= {"parent": 1, "relation": "other"}
    row["checks"] = []
    with pytest.raises(InputError, match=r"records\[0\], field 'parent': 1 makes the record a part of itself"):
        list(read_annotated([save(tmp_path, row)]))


def test_an_id_used_twice_is_named(tmp_path: Path) -> None:
    one, two = save(tmp_path, document(), name="1.jsonl"), save(tmp_path, document(), name="2.jsonl")
    with pytest.raises(
        InputError, match=r"2\.jsonl, line 1, document 'a', field 'id': the same as in .*1\.jsonl, line 1"
    ):
        list(read_annotated([one, two]))


def test_json_files_and_folders(tmp_path: Path) -> None:
    other, third = copy.deepcopy(document()) | {"id": "b"}, copy.deepcopy(document()) | {"id": "c"}
    save(tmp_path, document(), name="1.json")
    (tmp_path / "2.json").write_text(json.dumps([other, third], indent=1), encoding="utf-8")
    assert [row["id"] for row in read_annotated([tmp_path])] == ["a", "b", "c"]


def test_the_command_writes_nothing_when_a_document_is_wrong(tmp_path: Path) -> None:
    bad = save(tmp_path, document(), document())
    command = [sys.executable, "-m", "zh_tongbao.project.convert", str(bad), str(tmp_path / "o.spacy")]
    result = subprocess.run([*command, "--config", "bulletin_char.cfg"], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1
    assert "line 2, document 'a', field 'id'" in result.stderr
    assert not (tmp_path / "o.spacy").exists()


@pytest.mark.parametrize("metric", ["events", "rescued", "house_collapsed"])
def test_metrics_of_every_shipped_domain_are_taken(metric: str, tmp_path: Path) -> None:
    row = document()
    row["records"][0]["metric"] = metric
    [read] = read_annotated([save(tmp_path, row)])
    assert read["records"][0]["metric"] == metric


def test_metrics_of_a_domain_of_ones_own_are_taken_where_the_pipeline_declares_them(tmp_path: Path) -> None:
    row = document()
    row["records"][0]["metric"] = "inspected"
    path = save(tmp_path, row)
    assert len(list(read_annotated([path], {"inspected"}))) == 1
    with pytest.raises(InputError, match="'inspected' is not one of confirmed"):
        list(read_annotated([path]))


def test_a_pipeline_declares_the_metrics_of_its_words(nlp: Language) -> None:
    assert {"confirmed", "events"} <= metrics_of(nlp)
    assert "rescued" not in metrics_of(nlp)
