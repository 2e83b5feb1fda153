"""No figure on the gold documents falls below the floor that was reached. Skipped where the documents are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.documents import extract
from zh_tongbao.evaluate.entities import score_entities
from zh_tongbao.records.matching import score_records

if TYPE_CHECKING:
    from spacy.language import Language

FLOOR: dict[str, dict[str, float]] = json.loads((Path(__file__).parent / "gold_floor.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def gold(shared: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((shared / "eval" / "gold").glob("*.json"))]


@pytest.fixture(scope="module")
def found(gold: list[dict[str, Any]], nlp: Language) -> list[dict[str, Any]]:
    inputs = ("id", "text", "published", "title", "region")
    return list(extract(nlp, [{name: row[name] for name in inputs if row.get(name)} for row in gold]))


@pytest.fixture(scope="module")
def figures(found: list[dict[str, Any]], shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    predicted = tmp_path_factory.mktemp("gold") / "found.jsonl"
    predicted.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    command = [sys.executable, shared / "eval" / "score.py", predicted, shared / "eval" / "gold", "--json"]
    result = subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8")
    scores: dict[str, Any] = json.loads(result.stdout)
    return scores


@pytest.mark.parametrize(
    ("measure", "figure"), [(measure, figure) for measure, floors in FLOOR.items() for figure in floors]
)
def test_figure_is_not_below_its_floor(figures: dict[str, Any], measure: str, figure: str) -> None:
    assert (figures[measure][figure] or 0.0) >= FLOOR[measure][figure]


def test_our_record_scores_are_those_of_the_gold_script(
    gold: list[dict[str, Any]], found: list[dict[str, Any]], figures: dict[str, Any]
) -> None:
    ours = score_records(
        (row["records"], other["records"], row["annotated"])
        for row, other in zip(gold, found)
        if "records" in row["annotated"]
    )
    for name, measure in (("records", "record mention"), ("records_exact", "record exact")):
        for figure in "prf":
            assert ours[f"{name}_{figure}"] == pytest.approx(figures[measure][figure], abs=5e-4)
    for field, accuracy in ours["records_acc"].items():
        assert accuracy == pytest.approx(figures[f"record.{field}"]["accuracy"], abs=5e-4)


@pytest.mark.parametrize("label", ["OFFICIAL", "TITLE", "PLACE", "SLOGAN"])
def test_our_entity_scores_are_those_of_the_gold_script(
    gold: list[dict[str, Any]], found: list[dict[str, Any]], figures: dict[str, Any], label: str
) -> None:
    def of_label(row: dict[str, Any]) -> list[dict[str, Any]]:
        return [entity for entity in row["entities"] if entity["label"] == label]

    pairs = [(of_label(row), of_label(other)) for row, other in zip(gold, found) if label in row["annotated"]]
    ours = score_entities(pairs, "ours")
    for figure in "prf":
        assert ours[f"ours_{figure}"] == pytest.approx(figures[label][figure], abs=5e-4)
    for attribute, accuracy in ours["ours_acc"].items():
        assert accuracy == pytest.approx(figures[attribute]["accuracy"], abs=5e-4)
