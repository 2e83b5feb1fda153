"""``python -m zh_tongbao.project.package MODEL OUT --name NAME --version VERSION``: wheels and source distributions.

Two packages: ``zh-tongbao`` itself, and with ``spacy package`` the saved pipeline, which requires it. Both are built with
what is installed (no isolated environment, so nothing is downloaded). ``pip install OUT/*.whl`` in an empty environment
installs them, and ``spacy.load("zh_NAME")`` loads the pipeline.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.printable import printable

SHOWN = ("ents_p", "ents_r", "ents_f", "records_p", "records_r", "records_f", "records_exact_f")
# Figures of the metrics file that go into ``meta.json`` as they are; of the span groups those ending so.

SPAN_FIGURES = ("_p", "_r", "_f")


def main(
    model: Annotated[Path, typer.Argument(metavar="MODEL", help="The saved pipeline.")],
    output: Annotated[Path, typer.Argument(metavar="OUT", help="Folder for the packages; what is in it is replaced.")],
    name: Annotated[str, typer.Option(help="Name of the pipeline; its package is called zh_NAME.")],
    version: Annotated[str, typer.Option(help="Its version.")] = "0.1.0",
    metrics: Annotated[Path | None, typer.Option(help="Scores to put into meta.json.")] = None,
) -> None:
    """Build the packages."""
    from zh_tongbao.resources import configs_dir

    if not (model / "meta.json").is_file():
        raise InputError(f"{model}: no saved pipeline there; make it with: python -m spacy project run assemble")
    here = Path("pyproject.toml")
    project = here.resolve().parent if here.is_file() else configs_dir().parent
    if not (project / "pyproject.toml").is_file():
        raise InputError(f"{project}: not a checkout of the project, so zh-tongbao cannot be built from it")
    shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True)
    with TemporaryDirectory() as work:
        source = pipeline_source(model, Path(work), name, version, performance(metrics) if metrics else {})
        for folder in (project, source):
            build(folder, output)
    for path in sorted(output.iterdir()):
        typer.echo(f"{printable(str(path))} ({path.stat().st_size / 1e6:.1f} MB)")


def performance(metrics: Path) -> dict[str, Any]:
    """The figures of a metrics file that ``meta.json`` shows.

    Raises:
        InputError: no such file; the message names the command that makes it.
    """
    if not metrics.is_file():
        raise InputError(f"{metrics}: missing; make it with: python -m spacy project run evaluate")
    figures: dict[str, Any] = json.loads(metrics.read_text(encoding="utf-8"))
    return {
        key: value for key, value in figures.items()
        if key in SHOWN or (key.startswith("spans_") and key.endswith(SPAN_FIGURES))
    }  # fmt: skip


def pipeline_source(model: Path, work: Path, name: str, version: str, figures: dict[str, Any]) -> Path:
    """Write the source of the pipeline's package with ``spacy package``; returns its folder.

    Parameters:
        model: the saved pipeline.
        work: folder to write in.
        name, version: of the package.
        figures: the ``performance`` of its ``meta.json``.
    """
    from spacy.cli.package import package

    from zh_tongbao.loading import package_meta, requirement

    if name.startswith("zh_") or not name.isidentifier():
        raise InputError(f"--name {name}: must be an identifier without zh_, which is put before it (my_bulletins)")
    copy = work / "model"
    shutil.copytree(model, copy)
    meta = json.loads((copy / "meta.json").read_text(encoding="utf-8"))
    described = package_meta(name)
    meta |= {key: described[key] for key in ("description", "author", "license", "sources") if not meta.get(key)}
    meta |= {"name": name, "version": version, "performance": figures, "requirements": [requirement()]}
    (copy / "meta.json").write_text(json.dumps(meta, indent=2, ensure_ascii=False), encoding="utf-8")
    (work / "source").mkdir()
    package(copy, work / "source", name=name, version=version, create_sdist=False, create_wheel=False, silent=True)
    return work / "source" / f"zh_{name}-{version}"


def build(folder: Path, output: Path) -> None:
    """Build sdist and wheel of one source folder.

    Raises:
        InputError: it does not build; with the last line that the builder says.
    """
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(output.resolve()), str(folder)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        said = [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        raise InputError(f"{folder}: does not build: {said[-1] if said else 'no reason given'}")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
