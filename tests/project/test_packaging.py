"""The packages that project.yml builds: installed apart from the checkout they give what the repository gives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.documents import extract
from zh_tongbao.errors import InputError
from zh_tongbao.project.package import main, performance

if TYPE_CHECKING:
    from spacy.language import Language

LOAD = """
import json, sys, spacy
nlp = spacy.load("zh_tests_bulletin")
from zh_tongbao.documents import extract
import zh_tongbao
rows = json.load(sys.stdin)
print(json.dumps([zh_tongbao.__file__, nlp.meta, list(extract(nlp, rows))]))
"""


@pytest.fixture(scope="module")
def installed(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheels, installed into a folder of their own."""
    folder = tmp_path_factory.mktemp("packaging")
    nlp.to_disk(folder / "model")
    metrics = folder / "metrics.json"
    metrics.write_text(json.dumps({"records_f": 0.5, "spans_places_f": 0.25, "speed": 1, "records_acc": {}}))
    main(folder / "model", folder / "packages", "tests_bulletin", "0.2.0", metrics)
    names = sorted(path.name for path in (folder / "packages").iterdir())
    assert [name.split("-")[0] for name in names] == ["zh_tests_bulletin"] * 2 + ["zh_tongbao"] * 2
    wheels = [str(path) for path in (folder / "packages").glob("*.whl")]
    target = folder / "site"
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        "--target",
        str(target),
        *wheels,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return target


def test_the_installed_pipeline_gives_the_same(installed: Path, root: Path, nlp: Language) -> None:
    texts = sorted((root / "training_data" / "samples").glob("*.txt"))
    rows = [{"id": path.stem, "text": path.read_text(encoding="utf-8"), "published": "2022-04-07"} for path in texts]
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        input=json.dumps(rows),
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        encoding="utf-8",
        cwd=installed.parent,
        check=True,
    )
    file, meta, documents = json.loads(done.stdout)
    assert Path(file).is_relative_to(installed)
    assert documents == json.loads(json.dumps(list(extract(nlp, rows))))
    assert meta["version"] == "0.2.0"
    assert meta["performance"] == {"records_f": 0.5, "spans_places_f": 0.25}
    assert meta["license"] == "MIT"
    assert meta["sources"]
    assert meta["requirements"] == ["zh-tongbao>=0.1.0"]


@pytest.mark.parametrize(
    ("missing", "message"),
    [("model", "make it with: python -m spacy project run assemble"), ("metrics", "project run evaluate")],
)
def test_what_is_missing_names_the_command_that_makes_it(missing: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=message):
        if missing == "model":
            main(tmp_path / "model", tmp_path / "packages", "x", "0.1.0", None)
        else:
            performance(tmp_path / "metrics.json")


@pytest.mark.parametrize("name", ["zh_x", "a-b"])
def test_a_name_that_cannot_be(name: str, tmp_path: Path) -> None:
    from zh_tongbao.project.package import pipeline_source

    figures: dict[str, Any] = {}
    with pytest.raises(InputError, match="must be an identifier"):
        pipeline_source(tmp_path, tmp_path, name, "0.1.0", figures)
