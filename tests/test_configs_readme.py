"""configs/README.md explains every column, kind and key that the vocabulary files use."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from zh_tongbao.resources import configs_dir

VOCAB = sorted((configs_dir() / "vocab").glob("*.csv"))
OBJECTS = sorted((configs_dir() / "vocab").glob("*.jsonl"))


def explained(name: str) -> set[str]:
    """The words set in code type in the sections whose heading names the file."""
    text = (configs_dir() / "README.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    mine = [section for section in sections if f"`{name}`" in section.splitlines()[0]]
    assert mine, f"configs/README.md has no section for {name}"
    return {word for section in mine for word in re.findall(r"`([^`]+)`", section)}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [row for row in csv.DictReader(lines) if not next(iter(row.values())).startswith("#")]


@pytest.mark.parametrize("path", VOCAB, ids=lambda path: path.name)
def test_columns_and_kinds_are_explained(path: Path) -> None:
    rows = rows_of(path)
    used = set(rows[0]) | {row["kind"] for row in rows if "kind" in row}
    assert sorted(used - explained(path.name)) == []


@pytest.mark.parametrize("path", OBJECTS, ids=lambda path: path.name)
def test_keys_are_explained(path: Path) -> None:
    used = {key for line in path.read_text(encoding="utf-8").splitlines() if line for key in json.loads(line)}
    assert sorted(used - explained(path.name)) == []


def test_properties_of_metrics_are_explained() -> None:
    rows = [row for name in ("case_terms.csv", "disaster_terms.csv") for row in rows_of(configs_dir() / "vocab" / name)]
    words = {word for row in rows if row["kind"] in ("metric", "grade") for word in row["value"].split()}
    forms = {"of": "of=NAME", "or": "or=NAME", "units": r"units=U\|V", "counts": "counts=U"}
    used = {forms[word.split("=")[0]] if "=" in word else word for word in words}
    assert used
    assert sorted(used - explained("case_terms.csv")) == []


def test_metrics_of_the_disaster_vocabulary_are_explained() -> None:
    rows = rows_of(configs_dir() / "vocab" / "disaster_terms.csv")
    metrics = {row["value"] for row in rows if row["kind"] in ("state", "event")}
    assert sorted(metrics - explained("disaster_terms.csv")) == []
