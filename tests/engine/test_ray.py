"""The engine on Ray gives what one process gives; a cluster of two cores is started on this machine once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import poisoned
import pytest

from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.engine.serial import SerialEngine
from zh_tongbao.errors import InputError

if TYPE_CHECKING:
    from zh_tongbao.engine.outcomes import Outcome

pytestmark = pytest.mark.ray

TEXT = "4月2日0—24时，吉林省新增本地确诊病例{}例（长春市2例，吉林市1例）。"


@pytest.fixture(scope="module", autouse=True)
def cluster() -> Iterator[None]:
    import ray

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))  # where the actors find the poisoned pipeline
        ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        yield
        ray.shutdown()


def run(load: Any, *texts: str, **options: Any) -> list[Outcome]:
    from zh_tongbao.engine.ray_actors import RayEngine

    rows = [{"id": str(number), "text": text} for number, text in enumerate(texts)]
    return list(RayEngine(load, 2, **options).run(rows))


def test_the_output_is_that_of_one_process() -> None:
    load = partial(load_for_command, "bulletin_char.cfg")
    texts = [TEXT.format(number) for number in range(150)]
    one = SerialEngine(load).run([{"id": str(number), "text": text} for number, text in enumerate(texts)])
    two = run(load, *texts)
    assert json.loads(json.dumps([vars(outcome) for outcome in two])) == json.loads(
        json.dumps([vars(outcome) for outcome in one])
    )


def test_poison_is_given_up_and_the_rest_goes_on() -> None:
    outcomes = run(poisoned.load, "a", "hang", "b", "die", "fail", "x" * 201, "c", timeout=1.5, longest=200)
    found = [outcome.reason or (outcome.document or {})["text"] for outcome in outcomes]
    assert found == ["a", "timeout", "b", "died", "exception", "unusable", "c"]


def test_documents_before_and_behind_killers_are_not_given_up_with_them() -> None:
    """What an actor has done but not yet handed over when it is killed is done again, and not taken for the cause."""
    outcomes = run(poisoned.load, "a", "b", "die", "c", "d", "die", "e")
    found = [outcome.reason or (outcome.document or {})["text"] for outcome in outcomes]
    assert found == ["a", "b", "died", "c", "d", "died", "e"]


def test_a_pipeline_that_cannot_be_loaded_is_one_error() -> None:
    with pytest.raises(InputError, match="no such pipeline"):
        run(poisoned.broken, "a")


def test_the_command_starts_a_cluster_of_its_own(tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(number), "text": TEXT.format(number)}) for number in range(20)]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    command = [sys.executable, "-m", "zh_tongbao", "extract", str(tmp_path / "rows.jsonl"), "--config"]
    results = [
        subprocess.run(
            [*command, "bulletin_char.cfg", "--published", "2022-04-03", *more],
            capture_output=True,
            text=True,
            check=False,
        )
        for more in ([], ["--engine", "ray", "--jobs", "2"])
    ]
    assert [(result.returncode, result.stderr) for result in results] == [(0, ""), (0, "")]
    assert results[0].stdout == results[1].stdout


def test_no_cluster_at_an_address_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    command = [sys.executable, "-m", "zh_tongbao", "extract", str(tmp_path / "x.txt"), "--engine", "ray"]
    result = subprocess.run(
        [*command, "--ray-address", "127.0.0.1:1"], capture_output=True, text=True, check=False, timeout=120
    )
    assert result.returncode == 2
    assert result.stderr.splitlines()[-1].startswith("tongbao: --ray-address 127.0.0.1:1: no cluster there")
