"""Frozen outputs and how later ones differ from them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.project import compare, freeze, frozen
from zh_tongbao.project.causes import Causes, kind_of, shape_of
from zh_tongbao.project.differences import differences

TEXTS = [
    {"id": "a", "published": "2022-04-03", "text": "4月2日，长春市新增确诊病例3例，其中宽城区2例、绿园区1例。"},
    {"id": "b", "published": "2022-04-03", "text": "4月2日，吉林市新增确诊病例5例。"},
    {"id": "c", "published": "2022-04-03", "text": "4月2日，四平市新增确诊病例6例。"},
]


def run(module: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"zh_tongbao.project.{module}", *map(str, arguments)]
    return subprocess.run(command, check=False, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs for :data:`TEXTS`, frozen by two processes."""
    folder = tmp_path_factory.mktemp("frozen")
    cases = folder / "tests"
    cases.mkdir()
    lines = [json.dumps(row, ensure_ascii=False) for row in TEXTS]
    (cases / "cases.jsonl").write_text("\n".join([*lines, '{"no": "text"}']), encoding="utf-8")
    config = "bulletin_char.cfg"
    done = run("freeze", folder / "base", "--cases", cases, "--config", config, "--jobs", "2")
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "base"


def changed(store: Path, folder: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """A copy of the store whose documents were changed."""
    manifest = frozen.read_manifest(store)
    for part in manifest["parts"]:
        rows = list(frozen.read_part(store / part["file"]))
        for row in rows:
            change(row["document"])
        frozen.write_part(folder / part["file"], rows)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def summary(old: Path, new: Path, *, fields: list[str] | None = None) -> dict[str, Any]:
    return compare.compare(old, new, Causes(2, fields or []), 1).summary()


def test_what_is_kept(store: Path) -> None:
    [part] = frozen.read_manifest(store)["parts"]
    assert (part["texts"], part["errors"], part["config"]) == (3, 0, "bulletin_char.cfg")
    rows = list(frozen.read_part(store / part["file"]))
    assert [row["line"] for row in rows] == [1, 2, 3]
    assert [record["count"] for record in rows[0]["document"]["records"]] == [3, 2, 1]


def test_the_same_pipeline_is_identical(store: Path) -> None:
    done = run("compare", store, "--jobs", "1")
    assert (done.returncode, done.stdout) == (0, "3 texts compared, 0 read otherwise\n")


def test_differences_by_cause_with_contexts(store: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        if document["id"] != "a":
            document["records"][0]["place"] = {"text": "吉林省", "adcode": "220000"}
        else:
            del document["records"][1]
            document["records"][1]["severity"] = "mild"

    done = run("compare", store, changed(store, tmp_path, change), "--json", tmp_path / "out.json")
    assert done.returncode == 1
    assert "2x in 2 texts: records place: prefecture -> province" in done.stdout
    assert "市新增确诊病例«5例»" in done.stdout
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found["different"] == 3
    records = {(one["field"], one["old"], one["new"]): one for one in found["causes"] if one["kind"] == "records"}
    assert set(records) == {
        ("place", "prefecture", "province"),
        ("vanished", "confirmed new", "null"),
        ("severity", "null", "mild"),
    }
    [shape] = records["place", "prefecture", "province"]["shapes"]
    assert (shape["count"], shape["shape"]) == (2, "PLACE 新增确诊病例[0例]。")
    [example] = records["severity", "null", "mild"]["shapes"][0]["examples"]
    assert "绿园区«1例»" in example["context"]


def test_a_record_less_moves_no_parent(store: Path) -> None:
    [part] = frozen.read_manifest(store)["parts"]
    old = next(frozen.read_part(store / part["file"]))["document"]
    new = json.loads(json.dumps(old))
    new["records"].insert(0, {**old["records"][0], "start": 0, "end": 1, "text": "4", "count": 4})
    for record in new["records"][2:]:
        record["parent"] += 1
    for entity in new["entities"]:
        if entity["label"] == "CASE":
            entity["record"] += 1
    new["checks"] = [check | {"parent": 1, "parts": [2, 3]} for check in old["checks"]]
    assert [(one.kind, one.field) for one in differences(old, new)] == [("records", "appeared")]


def test_fields_that_one_side_alone_has_are_told_and_no_difference(store: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["weather"] = []
        for record in document["records"]:
            record["certainty"] = {"count": "high"}

    done = run("compare", store, changed(store, tmp_path, change))
    assert done.returncode == 0
    assert "fields that the new outputs alone have: document weather, records certainty" in done.stdout


def test_chosen_fields(store: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["records"][0] |= {"severity": "mild", "origin": "local"}

    other = changed(store, tmp_path, change)
    assert [one["field"] for one in summary(store, other, fields=["origin"])["causes"]] == ["origin"]
    assert run("compare", store, other, "--ignore", "origin", "--ignore", "severity").returncode == 0


def test_texts_of_one_side_are_counted(store: Path, tmp_path: Path) -> None:
    def change(document: dict[str, Any]) -> None:
        document["text"] += "。" * (document["id"] == "a")

    found = summary(store, changed(store, tmp_path, change))
    assert (found["compared"], found["only_in_old"], found["only_in_new"], found["causes"]) == (2, 1, 1, [])


def test_an_error_is_an_outcome(nlp: Any) -> None:
    row = frozen.read_one(nlp, frozen.Text("f", 1, {"text": 3}))
    assert row["error"].startswith(("TypeError", "ValueError"))


def test_bad_input(store: Path, root: Path, tmp_path: Path) -> None:
    done = run("compare", tmp_path / "none", store)
    assert done.returncode == 2
    assert "freeze" in done.stderr
    assert done.stderr.count("\n") == 1
    (tmp_path / "wrong.jsonl").write_text('{"text": "a"}\n{', encoding="utf-8")
    done = run("freeze", tmp_path / "new", "--cases", tmp_path)
    assert done.returncode == 2
    assert "wrong.jsonl, line 2: not JSON" in done.stderr
    assert not (tmp_path / "new").exists()
    with pytest.raises(InputError, match="holds something already"):
        frozen.check_folder(store)
    if (root / ".git").exists():
        with pytest.raises(InputError, match="inside a checkout"):
            frozen.check_folder(root / "tests" / "frozen")
        frozen.check_folder(root / "output" / "frozen")


def test_case_files_have_the_config_of_their_name(root: Path) -> None:
    found = {path.stem: config for config, path in freeze.case_files(root / "tests", freeze.CONFIGS)}
    assert found["disaster"] == "disaster.cfg"
    assert found["diseases"] == "bulletin.cfg"


@pytest.mark.parametrize(
    ("field", "value", "kind"),
    [
        ("place", {"text": "四川", "adcode": "510000"}, "province"),
        ("place", {"text": "罗坊乡", "adcode": None}, "no code"),
        ("period", {"start": None, "end": "2022-04-03T00:00"}, "until"),
        ("start_time", "2022-04-02T00:00", "moment"),
        ("unit", "人次", "人次"),
        ("parent", {"record": "3例"}, "a record"),
        ("derived", True, "true"),
    ],
)
def test_kinds_of_values(field: str, value: Any, kind: str) -> None:
    assert kind_of(field, value) == kind


def test_shape_of_a_clause() -> None:
    text = "昨日，四平市新增1,234例（12例）"
    entities = [{"start": 3, "end": 6, "label": "PLACE"}]
    start = text.index("1,234")
    assert shape_of({"text": text, "entities": entities}, start, start + 6) == "PLACE 新增[0例]（"
