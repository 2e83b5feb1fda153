"""``tongbao doctor``: what is installed, what it was loaded from, and whether it finds in a sample what it should."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import typer

from zh_tongbao.cli.options import DEFAULT_CONFIG, ConfigName
from zh_tongbao.cli.pipelines import load_for_command
from zh_tongbao.cli.problems import BAD_INPUT
from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable
from zh_tongbao.resources import configs_dir, find_config_file

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

OK, MISSING, FAILED = "✓", "–", "✗"

CORE = ("spacy", "spacy-pkuseg", "ahocorasick-rs", "srsly", "typer", "rich")
EXTRAS = {
    "jieba": ("jieba",),
    "parquet": ("pyarrow",),
    "report": ("jinja2", "altair", "vl-convert-python"),
    "server": ("fastapi", "uvicorn"),
    "ocr": ("rapidocr-onnxruntime", "pypdfium2"),
}

Finding = tuple[str, str]
"""A mark and a line."""


def doctor(
    config: ConfigName = DEFAULT_CONFIG,
) -> None:
    """Check the installation and try a sample.

    Shows versions, the config and the vocabulary that are used, and whether a sample bulletin gives what it should.
    Exit status 2 if something is wrong.
    """
    sick = False
    for mark, line in examine(config):
        sick = sick or mark == FAILED
        print(f"{mark} {printable(line)}")
    if sick:
        raise typer.Exit(BAD_INPUT)


def examine(config: str) -> Iterator[Finding]:
    """Yield what is found, part by part; what cannot be found out any more is left out."""
    yield from versions()
    try:
        path = find_config_file(config)
        yield OK, f"config {path}"
        yield from vocabulary(configs_dir() / "vocab")
        began = perf_counter()
        nlp = load_for_command(config)
    except InputError as error:
        yield FAILED, str(error)
        return
    yield OK, f"pipeline {', '.join(nlp.pipe_names)}; loaded in {perf_counter() - began:.1f} s"
    try:
        yield from selftest(nlp, configs_dir() / "selftest.json")
    except InputError as error:
        yield FAILED, f"sample: {error}"
    except Exception as error:  # a pipeline of one's own may fail in any way
        yield FAILED, f"sample: the pipeline failed ({type(error).__name__}: {' '.join(str(error).split())})"


def versions() -> Iterator[Finding]:
    """The package, Python, and the libraries: those it needs, and those of each extra."""
    from zh_tongbao import __version__

    yield OK, f"zh-tongbao {__version__}, Python {platform.python_version()} on {sys.platform}"
    for name in CORE:
        found = _version(name)
        yield (OK, f"{name} {found}") if found else (FAILED, f"{name} is missing; reinstall zh-tongbao")
    for extra, names in EXTRAS.items():
        found_all = {name: _version(name) for name in names}
        if all(found_all.values()):
            yield OK, f"[{extra}] {', '.join(f'{name} {found}' for name, found in found_all.items())}"
        else:
            lacking = ", ".join(name for name, found in found_all.items() if not found)
            yield MISSING, f"[{extra}] not installed ({lacking}): pip install 'zh-tongbao[{extra}]'"


def vocabulary(folder: Path) -> Iterator[Finding]:
    """How many vocabulary files there are, and how large."""
    files = [path for path in folder.iterdir() if path.suffix in (".csv", ".jsonl")] if folder.is_dir() else []
    if not files:
        yield FAILED, f"vocabulary: no files in {folder}; reinstall zh-tongbao"
        return
    lines = sum(path.read_bytes().count(b"\n") for path in files)
    yield OK, f"vocabulary {folder}: {len(files)} files, {lines:,} lines"


def selftest(nlp: Language, path: Path) -> Iterator[Finding]:
    """Compare what the pipeline finds in the sample with what stands there.

    Parameters:
        nlp: the pipeline.
        path: a JSON file with ``input`` (an input row) and ``expected`` (see :func:`summary`).

    Raises:
        InputError: the file is not there or not readable.
    """
    from zh_tongbao.documents import make_doc, to_document

    try:
        sample = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({error}); reinstall zh-tongbao") from error
    began = perf_counter()
    found = summary(to_document(nlp(make_doc(nlp, sample["input"]))))
    seconds = perf_counter() - began
    for name, expected in sample["expected"].items():
        if found[name] == expected:
            yield OK, f"sample: {name}, {len(expected)} as expected"
        else:
            yield FAILED, f"sample: {name} should be {expected}, found {found[name]}"
    yield OK, f"sample: {len(sample['input']['text'])} characters in {seconds * 1000:.0f} ms"


def summary(document: Mapping[str, Any]) -> Row:
    """What is compared of a document: ``counts``, ``adcodes``, ``officials``, ``slogans``, ``checks``.

    Example:
        >>> from zh_tongbao.cli.doctor import summary
        >>> summary({"records": [{"count": 3}], "entities": [], "checks": []})["counts"]
        [3]
    """

    def values(label: str, field: str) -> list[str]:
        return sorted({e[field] for e in document["entities"] if e["label"] == label and e.get(field)})

    return {
        "counts": [record["count"] for record in document["records"]],
        "adcodes": values("PLACE", "adcode"),
        "officials": values("OFFICIAL", "name"),
        "slogans": values("SLOGAN", "canonical"),
        "checks": [[check["relation"], check["sum"], check["ok"]] for check in document["checks"]],
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
