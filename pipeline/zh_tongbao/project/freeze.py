"""``python -m zh_tongbao.project.freeze FOLDER``: keep what the installed pipeline finds today, to hold changes against.

Read are the case texts of the tests, each file with its own config, and the files of ``--texts`` with each ``--config``.
``zh_tongbao.project.compare`` says what a later pipeline finds differently.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.project.frozen import MANIFEST, Read, Text, check_folder, readers, texts_of, write_part

Row = dict[str, Any]

DEFAULT = "bulletin.cfg"
CONFIGS = [DEFAULT, "disaster.cfg"]
NAMED = 5
# Errors that are told one by one before they are only counted.


def revision() -> str | None:
    """The commit of the checkout that the package runs from, with a mark where files were changed; None without git."""
    git = shutil.which("git")
    if git is None:
        return None
    command = [git, "-C", str(Path(__file__).parent), "describe", "--always", "--dirty"]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    return done.stdout.strip() or None


def case_files(folder: Path, configs: list[str]) -> Iterator[tuple[str, Path]]:
    """The files of case texts below a folder, each with its config: the one of the file's name, else the first.

    Example: ``disaster.jsonl`` is read with ``disaster.cfg`` where that is one of the configs.
    """
    named = {Path(config).stem: config for config in configs}
    for path in sorted(folder.rglob("*.jsonl")):
        yield named.get(path.stem, configs[0]), path


def part_name(config: str, path: Path) -> str:
    """File of the store for one file of texts, the same on every machine that names the file alike."""
    return f"{Path(config).stem}/{'-'.join(path.with_suffix('').parts[-2:]).strip('/')}.jsonl.gz"


def plan(cases: Path | None, texts: list[Path], configs: list[str]) -> dict[str, tuple[str, list[Text]]]:
    """What to read, by file of the store: the config, and the texts.

    Raises:
        InputError: a file cannot be read, two would be kept under one name, or there is no text at all.
    """
    chosen = list(case_files(cases, configs)) if cases is not None else []
    files = [file for path in texts for file in (sorted(path.rglob("*.jsonl")) if path.is_dir() else [path])]
    chosen += [(config, path) for path in files for config in configs]
    planned: dict[str, tuple[str, list[Text]]] = {}
    for config, path in chosen:
        name = part_name(config, path)
        if name in planned:
            raise InputError(f"{path}: would be kept as {name}, as another file is; rename it or its folder")
        found = list(texts_of(path))
        if found:
            planned[name] = (config, found)
        else:
            typer.echo(f"{path}: no row has a text")
    if not planned:
        raise InputError(f"{cases}: no texts below it; run this in the checkout, or name the folder with --cases")
    return planned


def keep(folder: Path, name: str, config: str, texts: list[Text], read: Read) -> Row:
    """Read texts, write one file of the store, and say how it went; returns its entry of the manifest."""
    errors: list[Row] = []

    def noted(rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if "error" in row:
                errors.append(row)
            yield row

    count = write_part(folder / name, noted(read(config, texts)))
    typer.echo(f"{name}: {count} texts")
    for row in errors[:NAMED]:
        typer.echo(f"{row['source']}, line {row['line']}: {row['error']}")
    if len(errors) > NAMED:
        typer.echo(f"{name}: {len(errors)} texts raised an error")
    return {"file": name, "config": config, "source": texts[0].source, "texts": count, "errors": len(errors)}


def main(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty, outside the checkout or ignored.")],
    config: Annotated[list[str], typer.Option(help="Configs that the texts are read with.")] = CONFIGS,
    texts: Annotated[list[Path], typer.Option(help="JSONL files of more texts, or folders of them.")] = [],  # noqa: B006
    cases: Annotated[Path | None, typer.Option(help="The folder with the case texts.")] = Path("tests"),
    jobs: Annotated[int, typer.Option(min=1, help="Processes.")] = os.cpu_count() or 1,
) -> None:
    """Store the installed pipeline's output over the case texts and other texts."""
    from zh_tongbao.project.measure import conditions

    check_folder(folder)
    with readers(jobs) as read:
        parts = [keep(folder, name, *one, read) for name, one in plan(cases, texts, config).items()]
    manifest = {"made": conditions() | {"revision": revision()}, "parts": parts}
    with atomic_output(folder / MANIFEST) as stream:
        stream.write(json.dumps(manifest, indent=1, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
