"""The packages that project.yml builds: installed apart from the checkout they give what the repository gives."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import venv
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.documents import extract
from zh_tongbao.errors import InputError
from zh_tongbao.loading import package_meta
from zh_tongbao.project.package import build, main, performance

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = [pytest.mark.packaging, pytest.mark.long]

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
    assert meta["requirements"] == ["zh-tongbao>=0.1.0,<0.2.0"]


def test_the_packages_can_be_uploaded(installed: Path) -> None:
    """Strictly ours; ``spacy package`` does not say that its description is Markdown, which is a warning."""
    for name, strict in (("zh_tongbao", ["--strict"]), ("zh_tests_bulletin", [])):
        packages = sorted(map(str, (installed.parent / "packages").glob(f"{name}-*")))
        assert len(packages) == 2
        command = [sys.executable, "-m", "twine", "check", *strict, *packages]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout


def test_the_long_description_has_no_links_that_lead_nowhere(installed: Path, root: Path) -> None:
    [place] = installed.glob("zh_tongbao-*.dist-info/METADATA")
    metadata = place.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)]*)\)", metadata)
    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    named = re.findall(r" \(`(docs/[^`#]+|\w+(?:\.[\w-]+)?\.md)(?:#[^`]*)?`\)", metadata)
    assert "docs/tutorial.md" in named
    assert [name for name in named if not (root / name).exists()] == []
    assert "Requires-Python: >=3.10" in metadata
    assert all(
        line.partition(", ")[2].startswith("https://") for line in re.findall("^Project-URL: .*", metadata, re.M)
    )


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


@pytest.fixture(scope="module")
def saved_wheel(nlp: Language, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that spaCy's own command makes of a pipeline that was loaded and saved, with nothing said about it."""
    folder = tmp_path_factory.mktemp("saved")
    nlp.to_disk(folder / "saved")
    (folder / "out").mkdir()
    command = [sys.executable, "-m", "spacy", "package", "saved", "out", "--build", "none"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    [source] = (folder / "out").iterdir()
    build(source, folder / "dist")  # as --build wheel, but with what is installed: nothing is downloaded
    [wheel] = (folder / "dist").glob("*.whl")
    return wheel


def test_a_saved_pipeline_does_not_take_the_place_of_the_library(saved_wheel: Path) -> None:
    assert saved_wheel.name.startswith("zh_tongbao_bulletin-")
    with zipfile.ZipFile(saved_wheel) as wheel:
        [place] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = wheel.read(place).decode()
        assert not [name for name in wheel.namelist() if name.startswith("zh_tongbao/")]
    required = {line.removeprefix("Requires-Dist: ") for line in metadata.splitlines() if line.startswith("Requires-D")}
    assert "zh-tongbao<0.2.0,>=0.1.0" in required or "zh-tongbao>=0.1.0,<0.2.0" in required


BESIDE = """
import spacy
saved = spacy.load("zh_tongbao_bulletin")
own = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
for nlp in (saved, own):
    print([record["count"] for record in nlp("4月2日，吉林省新增本地确诊病例3例（长春市2例，吉林市1例）。")._.records], nlp.pipe_names)
"""


def test_both_are_installed_beside_each_other(saved_wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    [site] = (tmp_path / "venv").rglob("site-packages")
    lines = [path for path in sys.path if path and Path(path).is_dir() and not path.endswith("tests")]
    (site / "installed.pth").write_text("\n".join(lines), encoding="utf-8")
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-index"]
    subprocess.run([*install, "--no-deps", str(saved_wheel)], check=True, capture_output=True)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", BESIDE],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        check=False,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr
    one, other = done.stdout.splitlines()
    assert one == other
    assert one.startswith("[3, 2, 1]")


def test_pip_names_the_library_where_it_is_missing(saved_wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "venv", with_pip=False)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "-q", "--no-index", str(saved_wheel)]
    refused = subprocess.run(install, capture_output=True, encoding="utf-8", check=False)
    assert refused.returncode
    assert "No matching distribution found for zh-tongbao" in refused.stderr


def test_a_pipeline_that_was_saved_under_the_old_name_loads(nlp: Language, tmp_path: Path) -> None:
    import spacy

    nlp.to_disk(tmp_path / "saved")
    path = tmp_path / "saved" / "meta.json"
    meta = json.loads(path.read_text(encoding="utf-8"))
    del meta["requirements"]
    path.write_text(json.dumps({**meta, "name": "tongbao"}), encoding="utf-8")
    assert spacy.load(tmp_path / "saved").meta["name"] == "tongbao"


def test_configs_give_names_that_a_package_can_have() -> None:
    names = [package_meta(stem)["name"] for stem in ("bulletin", "disaster", "My.Own 2", "通报")]
    assert names == ["tongbao_bulletin", "tongbao_disaster", "tongbao_my_own_2", "tongbao_pipeline"]
