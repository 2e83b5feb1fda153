"""``python -m zh_tongbao.project.mutate``: which conditions of the grammar no case text needs.

Each condition (:mod:`.conditions` says what is one) is forced one way, true and then false, one at a time, and the case texts
that run its lines are read anew. A mutant is killed where a case line's verdict would change: its records, in the fields that the
case tests compare, or its failing checks; also where it raises, or takes too long. The others survive: no case needs
the condition to go both ways, for it does nothing (then it can go) or a case is missing. Cases that are expected to fail take no part,
nor do conditions that run when a module is imported.

With ``--whole`` a mutant is killed, too, where a field changes that no case line says (the words of a place, a check that holds).

Conditions that are marked as there for speed alone (:mod:`.conditions`) are forced, too, and told apart; the figures are
without them.

Two figures are told: survivors of all mutants (a condition makes two), and conditions with a survivor of all conditions.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.project.conditions import Condition
from zh_tongbao.project.mutants import LATE, NOT_RUN, Mutant, Run
from zh_tongbao.project.verdicts import read_cases

Row = dict[str, Any]

PACKAGES = ["zh_tongbao.components.case_attributes"]
SOURCE = 90
# Characters of a condition that are shown.


def chosen(only: list[str]) -> Callable[[Path, Condition], bool]:
    """Which conditions ``--only`` asks for: ``FILE`` or ``FILE:LINE``, the file by the end of its path.

    Raises:
        InputError: the line is no number.
    """
    wanted: list[tuple[str, int | None]] = []
    for one in only:
        file, colon, line = one.partition(":")
        if colon and not line.isdecimal():
            raise InputError(f"--only {one}: {line!r} is no line; give FILE or FILE:LINE")
        wanted.append((file, int(line) if colon else None))

    def wants(path: Path, condition: Condition) -> bool:
        return not wanted or any(
            f"/{path.as_posix()}".endswith(f"/{file}")
            and (line is None or condition.line <= line <= condition.end_line)
            for file, line in wanted
        )

    return wants


def summary(mutants: list[Mutant], left_out: int) -> Row:
    """The figures of a run and its survivors, as plain data; the form of ``--json``."""
    marked = [mutant for mutant in mutants if mutant.condition.speed]
    mutants = [mutant for mutant in mutants if not mutant.condition.speed]
    survivors = [mutant for mutant in mutants if mutant.survives]
    conditions = {(mutant.path, mutant.condition.slot) for mutant in mutants}
    with_one = {(mutant.path, mutant.condition.slot) for mutant in survivors}
    return {
        "conditions": len(conditions),
        "not_forced": left_out,
        "mutants": len(mutants),
        "survivors": len(survivors),
        "not_run": sum(mutant.outcome == NOT_RUN for mutant in mutants),
        "too_late": sum(mutant.outcome == LATE for mutant in mutants),
        "survivors_percent": _percent(len(survivors), len(mutants)),
        "conditions_with_survivor": len(with_one),
        "conditions_with_survivor_percent": _percent(len(with_one), len(conditions)),
        "list": [_shown(mutant) for mutant in survivors],
        "for_speed": {
            "conditions": len({(mutant.path, mutant.condition.slot) for mutant in marked}),
            "mutants": len(marked),
            "survivors": sum(mutant.survives for mutant in marked),
            "list": [_shown(mutant) for mutant in marked if mutant.survives],
        },
    }


def _shown(mutant: Mutant) -> Row:
    return {
        "file": str(mutant.path),
        "line": mutant.condition.line,
        "column": mutant.condition.column,
        "kind": mutant.condition.kind,
        "source": mutant.condition.source,
        "forced": mutant.way,
        "texts": mutant.reached,
    }


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def main(
    package: Annotated[list[str], typer.Option(help="Dotted names of packages or modules.")] = PACKAGES,
    cases: Annotated[Path, typer.Option(help="The folder with the case lines.")] = Path("tests/components/cases"),
    only: Annotated[list[str], typer.Option(help="FILE or FILE:LINE: only its conditions.")] = [],  # noqa: B006
    whole: Annotated[
        bool, typer.Option(help="Compare all fields and checks, not only those that a case line says.")
    ] = False,
    keep: Annotated[Path | None, typer.Option("--json", help="Write figures and survivors to this file.")] = None,
) -> None:
    """Force each condition one way and list those that no case text tells from the program."""
    began = time.monotonic()
    wanted = chosen(only)
    texts = read_cases(cases, package, whole=whole)
    if not texts:
        raise InputError(f"{cases}: no case lines with records; run this in the checkout, or give --cases")
    run = Run(package, texts)
    mutants: list[Mutant] = []
    for mutant in run.mutants(wanted):
        mutants.append(mutant)
        if mutant.survives:
            one = mutant.condition
            reached = f"{mutant.reached} texts" if mutant.reached else "no text gets there"
            mark = ", marked as there for speed" if one.speed else ""
            where = f"{mutant.path.name}:{one.line}"
            typer.echo(f"{where}: {mutant.way}: {one.kind} {one.source[:SOURCE]}  ({reached}{mark})")
    run.check()
    figures = summary(mutants, len(run.unreachable))
    if not mutants:
        raise InputError("no condition to force; look at --package and --only")
    typer.echo(
        f"{figures['survivors']} of {figures['mutants']} mutants survive ({figures['survivors_percent']} %); "
        f"{figures['conditions_with_survivor']} of {figures['conditions']} conditions have a survivor "
        f"({figures['conditions_with_survivor_percent']} %); {len(texts)} texts, {time.monotonic() - began:.0f} s"
    )
    if (speed := figures["for_speed"])["conditions"]:
        typer.echo(
            f"besides, {speed['conditions']} conditions are there for speed alone: "
            f"{speed['survivors']} of their {speed['mutants']} mutants survive"
        )
    if keep is not None:
        with atomic_output(keep) as stream:
            stream.write(json.dumps(figures, ensure_ascii=False, indent=1).encode() + b"\n")


if __name__ == "__main__":
    from zh_tongbao.cli.main import run_app

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(main)
    sys.exit(run_app(app))
