from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer.main

from zh_tongbao.cli.examples import EXAMPLES
from zh_tongbao.cli.main import app, run_app


def commands() -> Any:
    return typer.main.get_command(app).commands  # type: ignore[attr-defined]


def test_help_shows_every_command_and_the_examples(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["tongbao", "--help"])
    assert run_app(app) == 0
    shown = capsys.readouterr().out
    assert all(f"\n  {name} " in shown for name in commands())
    assert all(f"    {command}\n" in shown for _, command in EXAMPLES)
    assert "..." not in shown.split("Commands:")[1].split("Examples:")[0]


@pytest.mark.parametrize("example", [command for _, command in EXAMPLES])
def test_the_examples_are_what_the_commands_understand(example: str) -> None:
    program, name, *arguments = shlex.split(example)
    assert program == "tongbao"
    context = commands()[name].make_context(name, arguments)
    assert context.params


def test_the_shell_completes_commands() -> None:
    asked = {"_TONGBAO_COMPLETE": "complete_bash", "COMP_WORDS": "tongbao re", "COMP_CWORD": "1"}
    tongbao = Path(sys.executable).with_name("tongbao")
    answer = subprocess.run([tongbao], env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert answer.stdout.split() == ["report"]


def test_help_imports_nothing_heavy() -> None:
    script = (
        "import sys; from zh_tongbao.cli.main import app, run_app; sys.argv = ['tongbao', '--help']; run_app(app);"
        "print([name for name in ('spacy', 'numpy', 'pyarrow', 'altair', 'jinja2', 'fastapi') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.splitlines()[-1] == "[]"
