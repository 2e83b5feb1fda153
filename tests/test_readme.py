"""The READMEs' Python prints what they say; both give the same commands, which .ci/run runs."""

from __future__ import annotations

import doctest
import json
import re
from pathlib import Path

import pytest
import typer.main

import snippets
from zh_tongbao.cli.main import app
from zh_tongbao.project import ablation

READMES = ("README.md", "README.zh-CN.md")


def blocks(path: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", READMES)
def test_python_blocks_print_what_they_say(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)  # one block writes a file
    code = "\n".join(blocks(root / name, "python"))
    examples = doctest.DocTestParser().get_doctest(code, {}, name, name, 0)
    assert len(examples.examples) > 5
    results = doctest.DocTestRunner(optionflags=doctest.REPORT_NDIFF).run(examples)
    assert results.failed == 0


@pytest.mark.parametrize("name", READMES)
def test_commands_print_what_it_says(root: Path, tmp_path: Path, name: str) -> None:
    """What stands on the first screen too: a bulletin, its rows, and the words of a value."""
    shown = "".join(f"```console\n{block}```\n" for block in blocks(root / name, "console"))
    first = blocks(root / name, "sh")[0].rpartition("&& .venv/bin/")[2].strip()
    assert f"$ {first} | head" in shown
    assert "--explain" in shown
    assert snippets.played(shown, tmp_path) == shown


@pytest.mark.parametrize("name", READMES)
def test_usage_lines_name_options_that_there_are(root: Path, name: str) -> None:
    commands = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    bare = "".join(snippets.blocks((root / name).read_text(encoding="utf-8"), ""))
    usage = re.findall(r"^tongbao (\w+)((?:.*\n)(?: +\[.*\n)*)", bare, re.MULTILINE)
    assert len(usage) > 6
    for command, rest in usage:
        known = {option for parameter in commands[command].params for option in parameter.opts}
        assert set(re.findall(r"(?<![\w-])--?[a-z][\w-]*", rest)) <= known, command


def test_tables_of_the_recognizer_are_the_measured_ones(root: Path) -> None:
    text = (root / "docs" / "howto" / "trained-or-ruled.md").read_text(encoding="utf-8")
    for file in ("ablation.json", "ablation_gold.json"):
        assert ablation.markdown(json.loads((root / "docs" / "measured" / file).read_text(encoding="utf-8"))) in text


@pytest.mark.parametrize("name", READMES)
def test_figures_beside_other_tools_are_the_measured_ones(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    gold = json.loads((root / "docs" / "measured" / "accuracy.json").read_text(encoding="utf-8"))["gold"]
    assert f"F1 | {gold['PLACE']['f']:.3f} |" in text.replace("F1：", "F1 ").replace(": F1", " F1")
    assert f"{gold['OFFICIAL']['f']:.3f} | .859" in text


def test_both_languages_give_the_same_two_commands(root: Path) -> None:
    english, chinese = (blocks(root / name, "sh") for name in READMES)
    assert len(english) == 2
    assert english == chinese


def test_the_commands_name_files_that_exist(root: Path) -> None:
    text = "".join((root / name).read_text(encoding="utf-8") for name in READMES)
    samples = set(re.findall(r"training_data/samples/[\w.-]+\w", text))
    assert samples
    assert all((root / sample).is_file() for sample in samples)


@pytest.mark.parametrize("name", [*READMES, "CONTRIBUTING.md", "training_data/README.md"])
def test_links_lead_somewhere(root: Path, name: str) -> None:
    page = root / name
    links = re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (page.parent / link).exists()] == []
