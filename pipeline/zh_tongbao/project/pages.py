"""``python -m zh_tongbao.project.pages MEASURED OUT``: the documentation's pages on accuracy and speed.

Every figure on them comes from a file of MEASURED; a part whose file is not there is left out:

- ``conditions.json``, ``accuracy.json``: of ``zh_tongbao.project.measure``;
- ``ablation.json``, ``ablation_gold.json``: of ``zh_tongbao.project.ablation``;
- ``benchmark.txt``: what ``zh_tongbao.benchmark`` prints.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.project.ablation import markdown
from zh_tongbao.records.fields import RECORD

Row = dict[str, Any]

SETS = {
    "gold": (
        "Real documents, annotated by hand, that are not part of the repository. **The rules were written and corrected with these "
        "documents in sight**, so the figures say how much of what they were made for they do, not what to expect of a new text."
    ),
    "bulletins": "Invented documents, `training_data/bulletins.jsonl`; its data card says how they were made.",
    "written": (
        "Invented documents of many kinds, `training_data/written/`: more forms, other years and diseases, rare names. "
        "Annotated by hand and compared with the pipeline of that day; where it was wrong they were kept as a test of it."
    ),
}
# What each set of documents is, and what its figures mean.

FIELDS = (*RECORD.core, "parent")
ABLATIONS = {
    "ablation_gold.json": "On the gold documents",
    "ablation.json": "On invented texts with rare and minority names, `training_data/written/test.jsonl`",
}


def accuracy_page(folder: Path) -> str:
    """Return the page on accuracy as Markdown.

    Parameters:
        folder: with the measured files.

    Raises:
        InputError: one of the files that it needs is not there or not readable.
    """
    return "\n".join(_accuracy(folder)) + "\n"


def speed_page(folder: Path) -> str:
    """Return the page on speed as Markdown.

    Parameters:
        folder: with the measured files.

    Raises:
        InputError: one of the files that it needs is not there or not readable.
    """
    return "\n".join(_speed(folder)) + "\n"


def _accuracy(folder: Path) -> Iterator[str]:
    yield from ("# How accurate it is", "", _made("zh_tongbao.project.measure"), "", _conditions(folder), "")
    yield from (
        "P (precision) is the share of what was found that is right, R (recall) the share of what there is that was found, F1 their",
        "harmonic mean. An *exact* record has every core field right. Measure on your own texts with `tongbao evaluate GOLD --misses`.",
    )
    for name, scores in _read(folder / "accuracy.json").items():
        yield from ("", f"## {name}: {scores['documents']} documents", "", SETS.get(name, ""), "")
        yield from _scores(scores)
    parts = {name: heading for name, heading in ABLATIONS.items() if (folder / name).is_file()}
    if parts:
        yield from ("", "## Rules and a trained recognizer", "")
        yield "`configs/ner.cfg` trained by `python -m spacy project run train`, measured by `python -m zh_tongbao.project.ablation GOLD`."
        yield "The speeds are of one busy core: only their ratios mean something."
        for name, heading in parts.items():
            yield from ("", f"{heading}:", "", markdown(_read(folder / name)))


def _scores(scores: Row) -> Iterator[str]:
    yield from ("| | P | R | F1 |", "|---|---|---|---|")
    for name, row in scores.items():
        if isinstance(row, Mapping) and "f" in row:
            yield f"| {name} | {_figure(row['p'])} | {_figure(row['r'])} | {_figure(row['f'])} |"
    fields: Row = scores.get("fields", {})
    named = [(f"record.{name}", fields[name]) for name in FIELDS if name in fields]
    for row in scores.values():
        named.extend(row.get("accuracy", {}).items() if isinstance(row, Mapping) else ())
    if named:
        yield from ("", "Of what was found in the right place, the share whose field is right:", "")
        yield from (f"| {' | '.join(name for name, _ in named)} |", "|---" * len(named) + "|")
        yield f"| {' | '.join(_figure(value) for _, value in named)} |"


def _speed(folder: Path) -> Iterator[str]:
    yield from ("# How fast it is", "", _made("zh_tongbao.benchmark"), "", _conditions(folder), "")
    yield from (
        "Times on shared machines wander; the ratios of one run mean more than its seconds. What it printed:",
        "",
        "```text",
        _text(folder / "benchmark.txt").strip("\n"),
        "```",
        "",
        "Several processes (`--jobs`, see [Run on a cluster](howto/cluster.md)) hand rows and not Docs back; `nlp.pipe(n_process=…)` hands Docs",
        "back, which costs more than it gains.",
    )


def _made(module: str) -> str:
    return f"Measured by `python -m {module}`, written by `python -m zh_tongbao.project.pages`; do not edit this page."


def _conditions(folder: Path) -> str:
    return " · ".join(f"{name} {value}" for name, value in _read(folder / "conditions.json").items())


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _read(path: Path) -> Row:
    try:
        found: Row = json.loads(_text(path))
    except ValueError as error:
        raise InputError(f"{path}: no JSON ({error}); measure anew: python -m zh_tongbao.project.measure") from error
    return found


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read; measure first: python -m spacy project run measure") from error


def main(
    measured: Annotated[Path, typer.Argument(metavar="MEASURED", help="The folder with the measured files.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to write accuracy.md and speed.md to.")],
) -> None:
    """Write the documentation's pages on accuracy and speed from measured files."""
    pages = {"accuracy.md": accuracy_page(measured), "speed.md": speed_page(measured)}
    output.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (output / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
