"""The package works on other systems than the one it is tested on, as far as this one can tell."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zh_tongbao.engine import manifest
from zh_tongbao.errors import InputError

POSIX = {"fcntl", "grp", "posix", "pty", "pwd", "resource", "termios", "tty"}
FORKING = "project/hostile"
# Measures hostile input in forked processes; a tool of the project and not of its users.


def always_imported(tree: ast.AST) -> Iterator[str]:
    """Modules that are imported wherever the file is: not those of a function or behind a condition."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_no_file_needs_what_only_some_systems_have(root: Path) -> None:
    package = root / "pipeline" / "zh_tongbao"
    files = [path for path in package.rglob("*.py") if FORKING not in path.as_posix()]
    assert len(files) > 200
    found = {path.name: POSIX & set(always_imported(ast.parse(path.read_text(encoding="utf-8")))) for path in files}
    assert {name: modules for name, modules in found.items() if modules} == {}
    assert set(always_imported(ast.parse("import fcntl\ndef f(): import pwd"))) & POSIX == {"fcntl"}


@pytest.mark.parametrize("fails", [False, True])
def test_a_run_locks_its_journal_without_fcntl(fails: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[int, int]] = []

    def locking(_: int, mode: int, count: int) -> None:
        calls.append((mode, count))
        if fails:
            raise PermissionError

    monkeypatch.setitem(sys.modules, "fcntl", None)
    monkeypatch.setitem(sys.modules, "msvcrt", SimpleNamespace(locking=locking, LK_NBLCK=2))  # type: ignore[arg-type]
    monkeypatch.setattr(manifest, "sleep", lambda _: None)
    if fails:
        with pytest.raises(InputError, match="another run is writing to this folder"):
            manifest.Manifest(tmp_path)
        assert calls == [(2, 1)] * manifest.TRIES
    else:
        manifest.Manifest(tmp_path)
        assert calls == [(2, 1)]


def test_memory_is_said_not_to_be_measured_without_resource(monkeypatch: pytest.MonkeyPatch) -> None:
    from zh_tongbao.benchmark.memory import peak_of_this_process

    assert peak_of_this_process() > 1
    monkeypatch.setitem(sys.modules, "resource", None)
    with pytest.raises(InputError, match="memory is not measured here"):
        peak_of_this_process()


@pytest.mark.long
def test_nothing_depends_on_the_locale(root: Path, tmp_path: Path) -> None:
    """Every command that reads and writes files, where the locale knows no Chinese; no file is opened in its encoding."""
    sample = root / "training_data" / "samples" / "jilin-2022-04-07.txt"
    environment = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    environment.pop("PYTHONIOENCODING", None)

    def tongbao(*arguments: Any) -> str:
        command = [sys.executable, "-X", "warn_default_encoding", "-m", "zh_tongbao", *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, env=environment)
        assert done.returncode == 0, done.stderr
        warned = [line for line in done.stderr.splitlines() if "EncodingWarning" in line and "zh_tongbao" in line]
        assert warned == []
        return done.stdout

    char = ("--config", "bulletin_char.cfg")
    tongbao("extract", sample, "-o", tmp_path / "通报.jsonl", *char)
    written = (tmp_path / "通报.jsonl").read_text(encoding="utf-8")
    assert "长春市" in written
    tongbao("extract", sample, "-o", tmp_path / "run", *char)
    assert "长春市".encode() in tongbao("series", tmp_path / "通报.jsonl").encode()
    tongbao("audit", tmp_path / "run")
    tongbao("report", sample, "-o", tmp_path / "页.html", *char)
    assert "长春市" in (tmp_path / "页.html").read_text(encoding="utf-8")


def test_python_versions_are_said_once(root: Path) -> None:
    """requires-python, the classifiers and the tools' target agree."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib  # pytest brings it
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    project = settings["project"]
    named = [found[1] for line in project["classifiers"] if (found := re.fullmatch(r".* :: (3\.\d+)", line))]
    assert named == ["3.10", "3.11", "3.12", "3.13"]
    assert project["requires-python"] == f">={named[0]}"
    assert settings["tool"]["ruff"]["target-version"] == f"py{named[0].replace('.', '')}"
    assert ".".join(map(str, sys.version_info[:2])) in named
