"""``tongbao extract --vocab``: a user's own words on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zh_tongbao.cli.main import app, run_app

TEXT = "4月2日，北国春城新增确诊病例3例。"


@pytest.mark.parametrize(
    ("row", "status", "message"),
    [
        ({"kind": "place", "alias": "北国春城", "code": "220100"}, 0, ""),
        ({"kind": "place", "alias": "北国春城"}, 2, "mine.jsonl, line 1, field 'code': missing"),
    ],
)
def test_own_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    row: dict[str, str],
    status: int,
    message: str,
) -> None:
    mine, text, out = tmp_path / "mine.jsonl", tmp_path / "text.txt", tmp_path / "out.jsonl"
    mine.write_text(json.dumps(row) + "\n", encoding="utf-8")
    text.write_text(TEXT, encoding="utf-8")
    arguments = ["tongbao", "extract", text, "--vocab", mine, "--config", "bulletin_char.cfg", "-o", out]
    arguments += ["--published", "2022-04-03"]
    monkeypatch.setattr("sys.argv", [str(argument) for argument in arguments])
    assert run_app(app) == status
    errors = capsys.readouterr().err.splitlines()
    assert message in "".join(errors)
    assert len(errors) == (1 if status else 0)
    if not status:
        assert json.loads(out.read_text(encoding="utf-8"))["records"][0]["place"]["adcode"] == "220100"
