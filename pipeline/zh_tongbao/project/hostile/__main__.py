"""Run hostile input through tongbao and see whether it keeps its promises.

Prints a line a check: outcome, seconds, memory at most. Exit status 1 if a promise is broken.
"""

from __future__ import annotations

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from zh_tongbao.cli.main import run_app
from zh_tongbao.errors import InputError
from zh_tongbao.project.hostile import files, shapes
from zh_tongbao.project.hostile.check import BROKEN, Check, Family, Finding

FAMILIES: dict[str, Family] = {"files": Family(files.checks, together=2), "shapes": Family(shapes.checks)}
"""Families of checks by name; a new one is a module here and a line."""

app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def main(
    family: Annotated[
        list[str] | None, typer.Option(metavar="|".join(FAMILIES), help="Only this one; may be given several times.")
    ] = None,
    long: Annotated[bool, typer.Option("--long", help="All checks, and texts of up to a million characters.")] = False,
) -> int:
    """Run hostile input through tongbao; exit status 1 if a promise is broken."""
    broken = 0
    for name in family or FAMILIES:
        if name not in FAMILIES:
            raise InputError(f"--family {name}: unknown family; take one of {', '.join(FAMILIES)}")
        chosen = FAMILIES[name]
        with TemporaryDirectory() as folder, ThreadPoolExecutor(chosen.together) as threads:
            checks = list(chosen.checks(Path(folder), long))
            for check, finding in zip(checks, threads.map(_run, checks)):
                broken += bool(finding.broken)
                print(line(f"{name}: {check.name}", finding), flush=True)
    print(f"{broken or 'no'} promises broken")
    return 1 if broken else 0


def _run(check: Check) -> Finding:
    start = time.perf_counter()
    try:
        return check.run()
    except Exception as error:  # a check that fails by itself is no promise kept
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        return Finding(BROKEN, time.perf_counter() - start, broken=reason)


def line(name: str, finding: Finding) -> str:
    """One line of the table.

    Example:
        >>> from zh_tongbao.project.hostile.__main__ import line
        >>> from zh_tongbao.project.hostile.check import Finding
        >>> line("files: bomb.zip", Finding("refused", 1.2, 149.0))
        'files: bomb.zip                    refused                   1.2 s    149 MB'
    """
    seconds = "" if finding.seconds is None else f"{finding.seconds:.1f} s"
    megabytes = "" if finding.megabytes is None else f"{finding.megabytes:.0f} MB"
    told = f"BROKEN: {finding.broken}" if finding.broken else finding.note
    return f"{name:34} {finding.outcome:20} {seconds:>8} {megabytes:>9}  {told}".rstrip()


if __name__ == "__main__":
    sys.exit(run_app(app))
