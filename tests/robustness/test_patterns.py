"""No text makes a regular expression slow: time grows with length, for strings made from each expression to be its worst.

The expressions of tokenizer and components are tried through the pipeline, since they read windows and begin at set places;
those of readers, writers, report and server search the strings themselves. Growth is fourfold; what is quadratic takes
sixteen times as long. The bound lies between, and a measurement that breaks it is taken again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from time import process_time
from typing import TYPE_CHECKING, Any

import patterns
import pytest

if TYPE_CHECKING:
    from spacy.language import Language

SHORT = 3_000
TIMES = 4
MOST = 8.0
TRIES = 4
ENDS = ("、", "中\0")
INNER = ("zh_tongbao.tokenizer.tokenizer", "zh_tongbao.tokenizer.normaliser", "zh_tongbao.components.")

Attack = tuple[str, str]


@pytest.fixture(scope="module")
def compiled() -> dict[str, re.Pattern[Any]]:
    return patterns.compiled_patterns()


def grown(run: Callable[[str], object], attack: Attack, end: str, short: int) -> float:
    """How many times as long the fourfold string takes; the smallest of the measurements, as far as they are needed."""
    before, pump = attack
    texts = [before + pump * (size // len(pump)) + end for size in (short, TIMES * short)]
    least = [float("inf")] * 2
    for _ in range(TRIES):
        for at, text in enumerate(texts):
            began = process_time()
            run(text)
            least[at] = min(least[at], process_time() - began)
        if least[1] <= MOST * least[0] or least[1] < 0.005:
            break
    return least[1] / least[0] if least[1] >= 0.005 else 0.0


def test_every_pattern_is_found(compiled: dict[str, re.Pattern[Any]]) -> None:
    modules = {name.partition(":")[0] for name in compiled}
    assert {"zh_tongbao.components.case_attributes.quantities", "zh_tongbao.tokenizer.tokenizer"} <= modules
    assert any(name.endswith(".LONE_NUMBER") for name in compiled)
    assert len(compiled) > 90


@pytest.mark.long
def test_the_pipeline_is_linear(nlp: Language, compiled: dict[str, re.Pattern[Any]]) -> None:
    attacks: dict[Attack, str] = {}
    for name, pattern in compiled.items():
        if name.startswith(INNER):
            for attack in patterns.attacks(pattern):
                attacks.setdefault(attack, name)
    assert len(attacks) > 60
    slow = [
        (name, attack, end, round(factor, 1))
        for attack, name in attacks.items()
        for end in ENDS
        if (factor := grown(nlp, attack, end, SHORT)) > MOST
    ]
    assert not slow


def test_the_other_patterns_are_linear(compiled: dict[str, re.Pattern[Any]]) -> None:
    slow = []
    for name, pattern in compiled.items():
        if name.startswith(INNER):
            continue
        for attack in patterns.attacks(pattern):
            factor = grown(searcher(pattern), attack, "\0", 5_000)
            if factor > MOST:
                slow.append((name, attack, round(factor, 1)))
    assert not slow


def searcher(pattern: re.Pattern[Any]) -> Callable[[str], object]:
    if isinstance(pattern.pattern, str):
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return lambda text: sum(1 for _ in pattern.finditer(text.encode()))


@pytest.mark.parametrize("source", [r"\n\s*\d+\s*\n", r"(?:再\w+、)+。", r"(?:a+)+b"])
def test_a_slow_pattern_would_be_seen(source: str) -> None:
    pattern = re.compile(source)
    short = 16 if source.endswith("b") else 1_500
    factors = [
        grown(searcher(pattern), attack, "\0", short if short > 16 else 5) for attack in patterns.attacks(pattern)
    ]
    assert max(factors) > MOST
