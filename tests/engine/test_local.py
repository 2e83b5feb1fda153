from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from typing import Any

import poisoned
import pytest

from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.engine import pool
from zh_tongbao.engine.batches import batches
from zh_tongbao.engine.local import LocalEngine
from zh_tongbao.engine.outcomes import Outcome
from zh_tongbao.engine.serial import SerialEngine
from zh_tongbao.errors import InputError

Row = dict[str, Any]

BULLETIN = "4月2日0—24时，吉林省新增本地确诊病例{}例（长春市2例，吉林市1例）。省委书记景俊海强调，要落实“四应四尽”。"


def rows(*texts: str) -> list[Row]:
    return [{"id": str(number), "text": text} for number, text in enumerate(texts)]


def run(engine: LocalEngine | SerialEngine, given: Any) -> list[Outcome]:
    return list(engine.run(given))


def words(outcomes: list[Outcome]) -> list[str | None]:
    return [outcome.reason or (outcome.document and outcome.document["text"]) for outcome in outcomes]


@pytest.mark.long
def test_the_output_is_that_of_one_process() -> None:
    load = partial(load_for_command, "bulletin_char.cfg")
    given = rows(*(BULLETIN.format(number) for number in range(150)), "", "截至4月2日，臺灣地區累計確診病例3例。")
    one, two = (run(engine, given) for engine in (SerialEngine(load), LocalEngine(load, 2, timeout=60)))
    assert len(one) == 152
    assert json.loads(json.dumps([vars(outcome) for outcome in two])) == json.loads(
        json.dumps([vars(outcome) for outcome in one])
    )


@pytest.mark.long
def test_poison_is_given_up_and_the_rest_goes_on() -> None:
    given = rows("a", "hang", "b", "die", "fail", "x" * 201, "c", "hang", "d")
    outcomes = run(LocalEngine(poisoned.load, 2, timeout=1.0, longest=200), given)
    assert words(outcomes) == ["a", "timeout", "b", "died", "exception", "unusable", "c", "timeout", "d"]
    assert [outcome.message for outcome in outcomes if outcome.document is None] == [
        "document '1': took longer than 1 seconds (--timeout-per-doc)",
        "document '3': 3 worker processes died over it (killed, or out of memory)",
        "document '4': the pipeline failed (RuntimeError: boom); please report it",
        "document '5': 201 characters are too many for one document (at most 200)",
        "document '7': took longer than 1 seconds (--timeout-per-doc)",
    ]


def test_two_hundred_megabytes_of_one_character_are_refused_at_once() -> None:
    began = time.monotonic()
    given = rows("a", "x" * 200_000_000, "b")
    outcomes = run(LocalEngine(poisoned.load, 1, timeout=60), given)
    assert words(outcomes) == ["a", "unusable", "b"]
    assert time.monotonic() - began < 30


def test_rows_are_read_only_as_they_are_needed() -> None:
    read = 0

    def endless() -> Iterator[Row]:
        nonlocal read
        while True:
            read += 1
            yield {"id": str(read), "text": "新增3例"}

    with closing(LocalEngine(poisoned.load, 2).run(endless())) as outcomes:
        for _ in range(1000):
            next(outcomes)
            time.sleep(0.0001)
    assert read <= 1000 + (pool.AHEAD * 2 + 2) * 64


def test_workers_are_replaced_before_they_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "CHARACTERS", 100)
    given = rows(*["slow text of some length"] * 150)
    assert words(run(LocalEngine(poisoned.load, 2), given)) == [row["text"] for row in given]


def test_no_rows_start_no_worker() -> None:
    assert run(LocalEngine(poisoned.stillborn, 2), []) == []


@pytest.mark.parametrize(
    ("load", "message"), [(poisoned.broken, "no such pipeline"), (poisoned.stillborn, "die while they load")]
)
def test_a_pipeline_that_cannot_be_loaded_is_one_error(load: Any, message: str) -> None:
    with pytest.raises(InputError, match=message):
        run(LocalEngine(load, 2), rows("a", "b"))


def test_batches_are_bounded_in_rows_and_characters() -> None:
    lengths = [3, 3, 3, 20, 1, 1, 1, 1]
    given = [{"text": "x" * length} for length in lengths]
    cut = [[len(row["text"]) for row in batch.rows] for batch in batches(given, 3, 7)]
    assert cut == [[3, 3], [3], [20], [1, 1, 1], [1]]
