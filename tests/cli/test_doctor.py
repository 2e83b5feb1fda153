from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao import __version__
from zh_tongbao.cli import doctor as doctor_command
from zh_tongbao.cli.main import app, run_app

if TYPE_CHECKING:
    from spacy.language import Language


@pytest.fixture
def doctor(nlp: Language, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Run the command in this process, with the pipeline already loaded; gives status and lines."""
    monkeypatch.setattr(doctor_command, "load_for_command", lambda _: nlp)

    def call(*arguments: str) -> tuple[int, list[str]]:
        monkeypatch.setattr("sys.argv", ["tongbao", "doctor", *arguments])
        return run_app(app), capsys.readouterr().out.splitlines()

    return call


def test_a_healthy_installation(doctor: Any) -> None:
    status, lines = doctor()
    assert status == 0
    assert lines[0].startswith(f"✓ zh-tongbao {__version__}, Python 3.")
    assert [line for line in lines if line.startswith("✗")] == []
    assert "✓ sample: checks, 3 as expected" in lines


def test_a_missing_extra_is_no_illness(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(doctor_command.EXTRAS, "report", ("jinja2", "no-such-thing"))
    status, lines = doctor()
    assert status == 0
    assert "– [report] not installed (no-such-thing): pip install 'zh-tongbao[report]'" in lines


def test_a_missing_library_is(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_command, "CORE", ("spacy", "no-such-thing"))
    status, lines = doctor()
    assert status == 2
    assert "✗ no-such-thing is missing; reinstall zh-tongbao" in lines


def test_a_config_that_is_not_there(doctor: Any) -> None:
    status, lines = doctor("--config", "nowhere.cfg")
    assert status == 2
    assert lines[-1].startswith("✗ nowhere.cfg: no such file")


def test_a_sample_that_gives_something_else(nlp: Language, tmp_path: Path) -> None:
    sample = {"input": {"text": "4月2日，长春市新增确诊病例3例。"}, "expected": {"counts": [3], "adcodes": ["220200"]}}
    path = tmp_path / "selftest.json"
    path.write_text(json.dumps(sample), encoding="utf-8")
    found = list(doctor_command.selftest(nlp, path))
    assert found[0] == ("✓", "sample: counts, 1 as expected")
    assert found[1] == ("✗", "sample: adcodes should be ['220200'], found ['220100']")


def test_a_pipeline_that_fails(doctor: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: str) -> Any:
        class Broken:
            pipe_names = ("a",)

        return Broken()

    monkeypatch.setattr(doctor_command, "load_for_command", broken)
    status, lines = doctor()
    assert status == 2
    assert lines[-1].startswith("✗ sample: the pipeline failed (AttributeError")
