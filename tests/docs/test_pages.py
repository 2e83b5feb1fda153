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
from zh_tongbao.io.tables import TABLES
from zh_tongbao.project.pages import accuracy_page, speed_page
from zh_tongbao.records.fields import CHECK, DOCUMENT, ENTITY, EVIDENCE, RECORD, STATEMENT
from zh_tongbao.records.schema import Schema

DOCS = Path(__file__).resolve().parents[2] / "docs"
GENERATED = {"accuracy.md": accuracy_page, "speed.md": speed_page}
CHINESE = {"tutorial.zh.md": "tutorial.md"}
PAGES = sorted(page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md"))
PLAYED = [name for name in PAGES if name not in GENERATED and name not in CHINESE]


def text_of(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.docs
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


def words(text: str) -> set[str]:
    """What stands as code in a text."""
    return set(re.findall(r"`([\w.-]+)`", text))


def section(title: str) -> str:
    """A section of the page on the data contract."""
    return text_of("reference/data-contract.md").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows_of(title: str) -> list[tuple[str, str]]:
    """The rows of a section's first table: what its first cell names, and the rest."""
    table = re.search(r"\n\|[-|]+\|\n((?:\|.*\n?)+)", section(title))
    assert table
    return [(row.split(" | ")[0], row.partition(" | ")[2]) for row in table[1].splitlines()]


@pytest.mark.parametrize(("title", "schema"), [("Records", RECORD), ("Checks", CHECK)], ids=lambda one: str(one)[:8])
def test_the_contract_pages_tables_are_those_of_the_schema(title: str, schema: Schema) -> None:
    rows = rows_of(title)
    wanted = [field.name for field in schema if not field.role.annotation]
    assert sorted(name for names, _ in rows for name in words(names)) == sorted(wanted)
    for names, said in rows:
        for name in words(names):
            values = set(schema[name].values)
            if values and name != "metric" and schema is not CHECK:
                assert values <= words(said), name
                assert words(said) - values <= set(schema.names), name


def test_the_contract_page_has_every_way_of_evidence() -> None:
    assert [name for names, _ in rows_of("Evidence") for name in words(names)] == list(EVIDENCE["via"].values)
    assert set(EVIDENCE.names) <= words(section("Evidence"))


def test_the_contract_page_has_every_metric() -> None:
    [paragraph] = re.findall(r"Values of `metric` in the default pipeline:(.*?)\n\n", section("Records"), re.DOTALL)
    assert words(paragraph) == set(RECORD["metric"].values)


def test_the_contract_page_has_every_label_with_its_fields() -> None:
    rows = rows_of("Entities")
    assert sorted(name for names, _ in rows for name in words(names)) == sorted(ENTITY["label"].values)
    for names, said in rows:
        [label] = words(names)
        own = [field for field in ENTITY if label in field.role.labels]
        fields, values = {field.name for field in own}, {value for field in own for value in field.values}
        told = words(said.rpartition(" | ")[2])
        assert values <= told, label
        assert told - (values - fields) - {"records", "period"} == fields, label


def test_the_contract_page_has_every_field_of_statements_and_documents() -> None:
    values = {value for field in STATEMENT for value in field.values}
    assert words(section("Statements")) == {*STATEMENT.names, *values}
    assert words(section("Document")) - {"start"} == set(DOCUMENT.names)
    columns = {column.name for column in TABLES["evidence"].columns}
    assert columns <= words(section("Tables"))
    assert set(TABLES) <= words(section("Tables"))
