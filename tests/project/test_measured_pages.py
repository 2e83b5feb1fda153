"""The documentation's pages on accuracy and speed, from what was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.project import measure, pages

SCORES = {
    "documents": 2,
    "PLACE": {"p": 0.5, "r": 0.25, "f": 0.3333, "accuracy": {"PLACE.adcode": 1.0}},
    "record exact": {"p": None, "r": None, "f": None},
    "fields": {"metric": 0.75},
}


@pytest.fixture
def measured(tmp_path: Path) -> Path:
    (tmp_path / "accuracy.json").write_text(json.dumps({"mine": SCORES}))
    (tmp_path / "conditions.json").write_text(json.dumps({"day": "2022-04-02", "machine": "abacus"}))
    (tmp_path / "benchmark.txt").write_text("7 characters\n")
    return tmp_path


def test_figures_come_from_the_files(measured: Path, tmp_path: Path) -> None:
    pages.main(measured, tmp_path / "new" / "pages")
    accuracy, speed = ((tmp_path / "new" / "pages" / name).read_text() for name in ("accuracy.md", "speed.md"))
    assert "## mine: 2 documents" in accuracy
    assert "| PLACE | 0.500 | 0.250 | 0.333 |" in accuracy
    assert "| record exact | - | - | - |" in accuracy
    assert "| record.metric | PLACE.adcode |\n|---|---|\n| 0.750 | 1.000 |" in accuracy
    assert "recognizer" not in accuracy
    assert "```text\n7 characters\n```" in speed
    assert all("machine abacus" in page for page in (accuracy, speed))


def test_a_comparison_is_shown_where_it_was_made(measured: Path) -> None:
    row = {"labels": {label: {"p": 1, "r": 1, "f": 1} for label in ("OFFICIAL", "TITLE", "PLACE")}}
    (measured / "ablation.json").write_text(json.dumps({"rules": {**row, "characters_per_second": 1234}}))
    assert "| 1,234 |" in pages.accuracy_page(measured)


@pytest.mark.parametrize(
    ("name", "content"), [("accuracy.json", None), ("accuracy.json", "{"), ("conditions.json", None)]
)
def test_what_is_missing_or_broken_is_named(measured: Path, name: str, content: str | None) -> None:
    (measured / name).unlink() if content is None else (measured / name).write_text(content)
    with pytest.raises(InputError, match=f"{name}: .*measure"):
        pages.accuracy_page(measured)


def test_measuring_writes_what_the_pages_need(root: Path, tmp_path: Path) -> None:
    measure.main(tmp_path, [root / "training_data" / "weather" / "dev.jsonl"])
    found = json.loads((tmp_path / "accuracy.json").read_text())
    assert found["dev"]["documents"] == 3
    assert 0 < found["dev"]["PLACE"]["f"] <= 1
    (tmp_path / "benchmark.txt").write_text("")
    assert "## dev: 3 documents" in pages.accuracy_page(tmp_path)
    assert "cores" in pages.speed_page(tmp_path)
