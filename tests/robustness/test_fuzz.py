"""A short run of the fuzzer, and that it would see a failure."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import fuzz
import pytest

if TYPE_CHECKING:
    from spacy.language import Language

CHARACTERS = 150_000
CRASHED = [
    "病例1—病例" + "9" * 5_000 + "，居住于嘉定区",
    "5例、4.3日 ",
    "1名感染者出院",
    "无感染者病例5，居住于拉萨",
    "无感染者转确诊",
    "万剂次病例",
    "感染者死亡（】(兵库县5轻型3日",
]  # what earlier runs found


def test_random_and_mutated_texts(nlp: Language) -> None:
    lines: list[str] = []
    texts = list(fuzz.texts_of([fuzz.CORPUS]))
    assert len(texts) >= 6
    assert fuzz.fuzz(nlp, texts, CHARACTERS, 20220403, lines.append) == [], lines


@pytest.mark.parametrize("text", CRASHED, ids=[text[:8] for text in CRASHED])
def test_what_once_failed(nlp: Language, text: str) -> None:
    assert fuzz.attempt(nlp, {"text": text}) is None


def test_a_failure_is_found_made_short_and_told_once(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    periods = nlp.get_pipe("periods")

    def failing(doc: object) -> object:
        if "于" in str(doc):
            raise RuntimeError("boom")
        return type(periods).__call__(periods, doc)  # type: ignore[operator]

    monkeypatch.setattr(
        nlp, "_components", [(name, failing if name == "periods" else pipe) for name, pipe in nlp._components]
    )
    lines: list[str] = []
    [(cause, row)] = fuzz.fuzz(nlp, list(fuzz.texts_of([fuzz.CORPUS])), 20_000, 1, lines.append)
    assert cause.startswith("RuntimeError: boom (test_fuzz.py:")
    assert row == {"text": "于"}


def test_the_same_seed_gives_the_same_texts() -> None:
    from mutation import Mutator

    one, two = Mutator(["新增3例。"], 5), Mutator(["新增3例。"], 5)
    assert [one.text() for _ in range(50)] == [two.text() for _ in range(50)]


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="pip install 'zh-tongbao[fuzz]'")
def test_the_target_runs_under_atheris(tmp_path: Path) -> None:
    command = [sys.executable, str(Path(fuzz.__file__)), "--atheris", "-runs=300", "-max_len=400", "-seed=1"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=300)
    assert result.returncode == 0, result.stderr[-2000:]
    assert "Done 300" in result.stderr
