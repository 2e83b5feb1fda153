"""The documentation's pages: every block does what the page says, and what is written down in two places agrees."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer.main

import snippets
from zh_tongbao.cli.main import app
from zh_tongbao.evaluate.contract import VALUES
from zh_tongbao.evaluate.span_groups import GROUPS
from zh_tongbao.io.record_rows import COLUMNS
from zh_tongbao.project.pages import accuracy_page, speed_page

DOCS = Path(__file__).resolve().parents[2] / "docs"
GENERATED = {"accuracy.md": accuracy_page, "speed.md": speed_page}
CHINESE = {"tutorial.zh.md": "tutorial.md"}
PAGES = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
PLAYED = [name for name in PAGES if name not in GENERATED and name not in CHINESE]


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in PLAYED if "```" in text_of(name)])
def test_everything_comes_out_as_the_page_says(name: str, tmp_path: Path) -> None:
    assert snippets.played(text_of(name), tmp_path) == text_of(name)


def test_playing_a_page_finds_what_is_wrong(tmp_path: Path) -> None:
    page = '```json title="a.json"\n1\n```\n```console\n$ cat a.json\n2\n```\n```python\n>>> 1 + 1\n3\n```\n'
    assert snippets.played(page, tmp_path) == page.replace("json\n2", "json\n1").replace("1\n3", "1\n2")


@pytest.mark.parametrize("chinese", CHINESE)
def test_the_translation_has_the_same_blocks(chinese: str) -> None:
    ours, theirs = (
        [block[0] for block in snippets.BLOCK.finditer(text_of(name))] for name in (chinese, CHINESE[chinese])
    )
    assert len(theirs) > 10
    assert ours == theirs


@pytest.mark.parametrize("name", PAGES)
def test_no_block_escapes_the_test(name: str) -> None:
    fences = re.findall(r"^[ \t]*(?:```|~~~).*$", text_of(name), re.MULTILINE)
    assert len(fences) == 2 * len(list(snippets.BLOCK.finditer(text_of(name))))


def test_the_tutorial_installs_as_the_readme_does(root: Path) -> None:
    pyproject = (root / "pyproject.toml").read_text(encoding="utf-8")
    [first] = snippets.blocks(text_of("tutorial.md"), "sh")
    make, install, activate = first.splitlines()
    readme = snippets.blocks((root / "README.md").read_text(encoding="utf-8"), "sh")[0]
    assert readme.startswith(f"{make} && .venv/bin/pip install . && ")
    extras = re.fullmatch(r"\.venv/bin/pip install '\.\[([\w,]+)\]'", install)
    assert extras
    assert all(f"\n{extra} = [" in pyproject for extra in extras[1].split(","))
    assert activate == "source .venv/bin/activate"


def commands() -> dict[str, Any]:
    found: dict[str, Any] = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    return found


def in_running_text() -> list[Any]:
    """The commands that stand in running text, as ``tongbao extract …``."""
    found = []
    for name in PAGES:
        outside = snippets.BLOCK.sub("", text_of(name))
        found += [pytest.param(code, id=f"{name}: {code}") for code in re.findall(r"`(tongbao [a-z][^`]*)`", outside)]
    return found


@pytest.mark.parametrize("command", in_running_text())
def test_commands_in_running_text_are_understood(command: str) -> None:
    _, name, *arguments = shlex.split(command)
    assert commands()[name].make_context(name, arguments).params


def test_the_command_line_page_has_every_command() -> None:
    page = text_of("reference/command-line.md")
    assert all(f"\n$ tongbao {name} --help\n" in page for name in commands())


@pytest.mark.parametrize("name", GENERATED)
def test_measured_pages_are_made_of_the_measured_files(name: str) -> None:
    assert text_of(name) == GENERATED[name](DOCS / "measured")


def test_the_contract_page_names_every_field_and_value() -> None:
    page = text_of("reference/data-contract.md")
    said = set(re.findall(r"`([\w.-]+)`", page))
    fields = {part for column in COLUMNS for part in column.name.split(".")}
    values = {value for allowed in VALUES.values() for value in allowed if value}
    assert sorted((fields | values | set(GROUPS)) - said - {"record"}) == []
