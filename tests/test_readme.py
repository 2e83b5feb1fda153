"""The READMEs' Python prints what they say; both give the same commands, which .ci/run runs."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

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
