"""The package is a spaCy pipeline in every way that spaCy saves, loads and runs one, with the same output each time."""

from __future__ import annotations

import contextlib
import gc
import json
import pickle
import subprocess
import sys
import warnings
import zipfile
from collections.abc import Callable
from importlib.metadata import distribution
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import spacy
from spacy.language import Language

import zh_tongbao
from zh_tongbao.documents import extract, make_doc, to_document
from zh_tongbao.errors import InputError
from zh_tongbao.resources import configs_dir

TEXTS = [
    "4月2日0—24时，吉林省新增本地确诊病例3例（长春市2例，吉林市1例）。",
    "4月2日，吉林省委书记景俊海强调，要坚持动态清零，落实“四应四尽”。习近平总书记指出……",
    "",
    " \u3000\n",
]
PIPES = [
    "ruler",
    "places",
    "officials",
    "slogans",
    "statements",
    "periods",
    "diseases",
    "case_attributes",
    "line_list",
    "ents",
]


def rows() -> list[dict[str, Any]]:
    return [{"id": str(n), "text": text, "published": "2022-04-03"} for n, text in enumerate(TEXTS)]


def output(nlp: Language) -> Any:
    """What the pipeline finds, as JSON has it; spaCy's binary formats give tuples for lists."""
    return json.loads(json.dumps(list(extract(nlp, rows()))))


@pytest.fixture(scope="module")
def expected(nlp: Language) -> Any:
    return output(nlp)


def from_disk(nlp: Language, folder: Path) -> Language:
    nlp.to_disk(folder / "model")
    return spacy.load(folder / "model")


def from_bytes(nlp: Language, _: Path) -> Language:
    return spacy.util.load_model_from_config(nlp.config, auto_fill=False).from_bytes(nlp.to_bytes())


def from_pickle(nlp: Language, _: Path) -> Language:
    loaded: Language = pickle.loads(pickle.dumps(nlp))
    return loaded


def from_package(_: Language, __: Path) -> Language:
    return spacy.load("zh_tongbao", config={"nlp": {"tokenizer": {"segmenter": "char"}}})


def from_config(_: Language, __: Path) -> Language:
    return zh_tongbao.load("bulletin_char.cfg")


def from_assemble(_: Language, folder: Path) -> Language:
    command = [sys.executable, "-m", "spacy", "assemble", configs_dir() / "bulletin_char.cfg", folder / "model"]
    subprocess.run(command, check=True, capture_output=True, cwd=folder)
    return spacy.load(folder / "model")


def test_an_assembled_pipeline_says_what_it_requires(tmp_path: Path) -> None:
    meta = from_assemble(spacy.blank("zh"), tmp_path).meta
    assert (meta["name"], meta["requirements"]) == ("tongbao_pipeline", ["zh-tongbao>=0.1.0,<0.2.0"])


@pytest.mark.parametrize(
    "load", [from_package, from_config, from_disk, from_bytes, from_pickle, from_assemble], ids=lambda way: way.__name__
)
def test_every_way_of_loading_gives_the_same(
    nlp: Language, expected: Any, tmp_path: Path, load: Callable[[Language, Path], Language]
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # W036: a ruler without patterns
        loaded = load(nlp, tmp_path)
        assert output(loaded) == expected
    assert loaded.pipe_names == PIPES
    assert len(loaded.get_pipe("ruler")) == len(nlp.get_pipe("ruler")) > 0


def test_the_default_pipeline_finds_the_same_with_its_segmenter(expected: Any) -> None:
    assert output(spacy.load("zh_tongbao")) == expected


def test_one_pipeline_after_another_finds_the_same(nlp: Language, expected: Any) -> None:
    """Batches, order and what was read before change nothing."""
    shuffled = list(reversed(rows())) * 3
    found = {document["id"]: document for document in extract(nlp, shuffled)}
    assert json.loads(json.dumps([found[row["id"]] for row in rows()])) == expected


WORKERS = """
import json, multiprocessing, sys
import zh_tongbao
from zh_tongbao.documents import make_doc, to_document

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    rows = json.loads(sys.stdin.read())
    nlp = zh_tongbao.load("bulletin_char.cfg")
    docs = nlp.pipe([make_doc(nlp, row) for row in rows], n_process=2, batch_size=1)
    print(json.dumps([to_document(doc) for doc in docs]))
"""


@pytest.mark.parametrize("method", ["fork", "spawn"])
@pytest.mark.long
def test_two_processes_find_the_same(expected: Any, tmp_path: Path, method: str) -> None:
    if method == "fork" and sys.platform in ("win32", "darwin"):
        pytest.skip("no safe fork here")
    script = tmp_path / "workers.py"
    script.write_text(WORKERS, encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-W", "ignore", script, method],
        input=json.dumps(rows()),
        capture_output=True,
        text=True,
        check=True,
        encoding="utf-8",
    )
    assert json.loads(result.stdout) == expected


def test_docs_travel_as_bytes(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, rows()[0]))
    copy = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert json.loads(json.dumps(to_document(copy))) == json.loads(json.dumps(to_document(doc)))
    assert [span._.adcode for span in copy.spans["places"]] == [span._.adcode for span in doc.spans["places"]]


def test_the_config_is_whole(nlp: Language) -> None:
    assert nlp.config["nlp"]["pipeline"] == PIPES
    assert set(nlp.config["components"]) == set(PIPES)
    assert nlp.config["initialize"]["components"]["ruler"]["patterns"]["@readers"] == "tongbao.patterns.v1"
    assert nlp.meta["name"] == "tongbao_bulletin"
    assert nlp.meta["version"] == zh_tongbao.__version__


def test_importing_the_package_is_cheap() -> None:
    code = "import sys, zh_tongbao; print('spacy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "False"


def test_every_entry_point_leads_to_something() -> None:
    points = [point for point in distribution("zh-tongbao").entry_points if point.group.startswith("spacy_")]
    assert len(points) >= 12
    for point in points:
        kind = {"spacy_displacy_colors": dict, "spacy_models": ModuleType}.get(point.group, Callable)
        assert isinstance(point.load(), kind), point


def test_both_configs_differ_in_the_tokenizer_alone() -> None:
    one, other = (spacy.util.load_config(configs_dir() / name) for name in ("bulletin.cfg", "bulletin_char.cfg"))
    for config in (one, other):
        config["nlp"].pop("tokenizer")
        config["initialize"].get("tokenizer", {}).pop("pkuseg_model", None)
        config["paths"].pop("segmenter_model", None)
    assert one == other


@pytest.mark.packaging
def test_the_wheel_contains_the_configs(root: Path, tmp_path: Path) -> None:
    from hatchling.builders import wheel

    [path] = wheel.WheelBuilder(str(root)).build(directory=str(tmp_path), versions=["standard"])
    inside = set(zipfile.ZipFile(path).namelist())
    shipped = {
        f"zh_tongbao/configs/{file.relative_to(root / 'configs').as_posix()}"
        for file in (root / "configs").rglob("*")
        if file.is_file()
    }
    assert shipped <= inside
    assert "zh_tongbao/py.typed" in inside
    assert not [name for name in inside if name.startswith(("tests/", "training_data/"))]


@pytest.mark.parametrize("config", ["bulletin_char.cfg", "none.cfg"])
def test_loading_leaves_the_cycle_collector_as_it_was(config: str) -> None:
    with contextlib.suppress(InputError):
        zh_tongbao.load(config)
    assert gc.isenabled()
