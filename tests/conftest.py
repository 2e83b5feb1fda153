"""Fixtures that every test folder shares."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent

settings.register_profile("tests", deadline=None)
settings.load_profile("tests")
# Beside other processes a millisecond means nothing; what must not take long says so in processor time.

NEEDS = {
    "ray": ("ray", ("ray",)),
    "docs": ("docs", ("mkdocs", "material", "mkdocs_jupyter", "mkdocstrings", "nbclient", "ipykernel")),
    "browser": ("dev", ("playwright", "axe_playwright_python")),
    "packaging": ("dev", ("build", "hatchling", "hatch_fancy_pypi_readme", "setuptools", "twine", "wheel")),
}
# Of a marker, the extra that its tests need, and modules by which one sees that it is installed.


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip the tests whose extra is not installed, and say which it is."""
    for marker, (extra, modules) in NEEDS.items():
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            skip = pytest.mark.skip(reason=f"needs {missing[0]}: pip install '.[{extra}]'")
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(skip)


@pytest.fixture(scope="session")
def root() -> Path:
    """Top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with corpus, gold documents and division tables; skips the test where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval" / "gold").is_dir():
        pytest.skip("no ../shared beside this checkout")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline with the char segmenter, which loads and runs fastest. Do not change it: it is shared."""
    import spacy

    return spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})


@pytest.fixture
def tongbao_here(
    nlp: Language, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """The command in this process: a folder to stand in and arguments; gives what ``subprocess.run`` would.

    ``--config bulletin_char.cfg`` takes the pipeline of the fixture ``nlp``, which saves most of the time of a process.
    """
    from zh_tongbao.cli import pipelines
    from zh_tongbao.cli.main import app, run_app

    load = pipelines.load_for_command

    def loaded(config: str, *arguments: Any, vocab: Path | None = None, **options: Any) -> Language:
        return (
            nlp if config == "bulletin_char.cfg" and vocab is None else load(config, *arguments, vocab=vocab, **options)
        )

    monkeypatch.setattr(pipelines, "load_for_command", loaded)

    def call(folder: Path, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
        monkeypatch.chdir(folder)
        monkeypatch.setattr("sys.argv", ["tongbao", *map(os.fsdecode, arguments)])
        capfdbinary.readouterr()
        status = run_app(app)
        out, err = capfdbinary.readouterr()
        return subprocess.CompletedProcess(arguments, status, out, err)

    return call
