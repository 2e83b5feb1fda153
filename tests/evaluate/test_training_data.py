"""The annotated documents keep the contract and their split."""

from __future__ import annotations

from pathlib import Path

import pytest
from srsly import read_jsonl

from zh_tongbao.evaluate.convert import read_annotated

SPLITS = ("train", "dev", "test")
HEAD_OF_STATE = {"总书记", "国家主席"}
# The one person who is in the set phrases of the genre and so in several documents.


@pytest.fixture(scope="module")
def written(root: Path) -> Path:
    return root / "training_data" / "written"


def test_every_document_keeps_the_contract(root: Path, written: Path) -> None:
    documents = list(read_annotated([root / "training_data" / "bulletins.jsonl", written]))
    assert len(documents) >= 92


def test_no_text_and_no_person_is_in_two_splits(written: Path) -> None:
    texts: dict[str, str] = {}
    people: dict[str, str] = {}
    for split in SPLITS:
        for document in read_jsonl(written / f"{split}.jsonl"):
            assert texts.setdefault(document["text"], split) == split
            for entity in document["entities"]:
                if entity["label"] == "OFFICIAL" and not HEAD_OF_STATE & set(entity["titles"]):
                    assert people.setdefault(entity["name"], split) == split, entity["name"]


def test_the_totals_that_fail_are_the_ones_that_say_so(written: Path) -> None:
    failing = {
        document["id"]
        for split in SPLITS
        for document in read_jsonl(written / f"{split}.jsonl")
        if not all(check["ok"] for check in document["checks"])
    }
    assert failing
    assert all(name.endswith("-broken") for name in failing)
