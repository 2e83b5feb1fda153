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


def texts(command: Any) -> list[str]:
    """Every text of a command's help: its paragraphs, and what it says of its parameters."""
    paragraphs = [" ".join(paragraph.split()) for paragraph in (command.help or "").split("\n\n")]
    return [*paragraphs, *(parameter.help for parameter in command.params if getattr(parameter, "help", None))]


def test_every_text_of_the_help_is_there_in_chinese() -> None:
    from zh_tongbao.cli.languages import translations

    known = translations()
    said = [text for command in (typer.main.get_command(app), *commands().values()) for text in texts(command)]
    wishes = [wish for wish, _ in EXAMPLES]
    assert [text for text in (*said, *wishes) if text not in known] == []


@pytest.mark.parametrize("name", [None, "extract", "report", "serve"])
def test_help_in_chinese(name: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from zh_tongbao.cli.languages import width_of

    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setattr("sys.argv", list(filter(None, ["tongbao", name, "--help"])))
    assert run_app(app) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("用法：")
    assert "选项：" in shown
    assert "显示本说明后退出。" in shown
    assert not any(english in shown for english in ("Usage", "Options", "[default: ", "Show this message"))
    assert max(map(width_of, shown.splitlines())) <= 80 or name is not None
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert run_app(app) == 0
    assert capsys.readouterr().out.startswith("Usage:")
