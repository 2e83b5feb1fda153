"""Composed documents: the same seed, the same file; every annotation right; what is wrong with a template is said."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zh_tongbao.errors import InputError
from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.generate.__main__ import main
from zh_tongbao.generate.composer import compose
from zh_tongbao.generate.facts import Facts, split_number
from zh_tongbao.generate.grammar import Grammar, read_grammar

ROOT = Path(__file__).parents[2]
TEMPLATES = read_grammar(ROOT / "training_data" / "templates")


def documents(seed: int, number: int) -> list[dict[str, Any]]:
    random = Random(seed)
    return list(compose(TEMPLATES, Facts(ROOT / "configs" / "vocab", random), number, random))


def test_a_seed_gives_the_same_file(tmp_path: Path) -> None:
    for name in ("one.jsonl", "two.jsonl"):
        main(ROOT / "training_data" / "templates", tmp_path / name, number=20, seed=5)
    assert (tmp_path / "one.jsonl").read_bytes() == (tmp_path / "two.jsonl").read_bytes()


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 10_000))
def test_every_document_keeps_the_contract(seed: int) -> None:
    for document in documents(seed, 20):
        check_document(document, "generated")
        json.dumps(document)


def test_what_is_needed_to_learn_from_is_there() -> None:
    made = documents(1, 400)
    labels = {entity["label"] for document in made for entity in document["entities"]}
    assert labels == {"OFFICIAL", "TITLE", "PLACE", "SLOGAN", "CASE", "PERIOD"}
    checks = [check["ok"] for document in made for check in document["checks"]]
    assert 0 < checks.count(False) < 0.2 * len(checks)
    held = [e for document in made for e in document["entities"] if e["label"] == "TITLE" and e["holder"]]
    assert all(
        any(
            e["label"] == "OFFICIAL" and e["name"] == title["holder"] and title["text"] in e["titles"]
            for e in d["entities"]
        )
        for d in made
        for title in d["entities"]
        if title["label"] == "TITLE" and title["holder"]
    )
    assert held


@given(st.integers(1, 500), st.integers(1, 12), st.integers())
def test_the_parts_of_a_number_are_it(total: int, parts: int, seed: int) -> None:
    numbers = split_number(total, parts, Random(seed))
    assert sum(numbers) == total
    assert all(number > 0 for number in numbers)
    assert len(numbers) == min(total, parts)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"name": "document", "text": "{use nothing}", "level": "province"}], "no line is named 'nothing'"),
        ([{"name": "document", "text": "{}", "level": "province"}], "a slot without a kind"),
        ([{"name": "document", "text": "{wonder}", "level": "province"}], "no slot is of the kind 'wonder'"),
        ([{"name": "document", "text": "{parts t}", "level": "province"}], "no count is named 't' before it"),
        ([{"name": "other", "text": "a"}], "no line 'document' with a level"),
    ],
)
def test_what_is_wrong_with_a_template(rows: list[dict[str, Any]], message: str) -> None:
    random = Random(1)
    with pytest.raises(InputError, match=message):
        list(compose(Grammar(rows), Facts(ROOT / "configs" / "vocab", random), 1, random))
