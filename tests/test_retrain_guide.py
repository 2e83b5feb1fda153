"""The ten commands for a genre of one's own, run on the tiny data that they name (with a shorter training)."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import snippets

PAGE = Path("docs") / "howto" / "retrain.md"


def commands(root: Path) -> list[str]:
    [block] = snippets.blocks((root / PAGE).read_text(encoding="utf-8"), "sh")
    return block.strip().splitlines()


def test_there_are_ten(root: Path) -> None:
    assert len(commands(root)) == 10


@pytest.mark.packaging
@pytest.mark.long
def test_they_end_with_a_package(root: Path, tmp_path: Path) -> None:
    for name in ("training_data", "configs", "pyproject.toml"):
        (tmp_path / name).symlink_to(root / name)
    for line in commands(root)[2:]:
        words = shlex.split(line.replace("--training.max_steps 200", "--training.max_steps 10"))
        words[0] = sys.executable if words[0].endswith("/python") else words[0]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, encoding="utf-8")
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    made = sorted(path.name for path in (tmp_path / "output" / "own" / "packages").glob("*.whl"))
    assert [name.split("-")[0] for name in made] == ["zh_own_recognizer", "zh_tongbao"]
