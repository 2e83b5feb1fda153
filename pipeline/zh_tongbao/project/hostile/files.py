"""Hostile files: each is given to ``tongbao extract`` beside a good one, which must come out whatever the other does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from zh_tongbao.project.hostile import bombs
from zh_tongbao.project.hostile.bombs import BOMBS, GOOD, Bomb
from zh_tongbao.project.hostile.check import BROKEN, KILLED, READ, REFUSED, Check, Finding
from zh_tongbao.project.hostile.measure import CONFIG, Ran, tongbao

SECONDS = 10.0
# That a file may take to be read.

MOST_SECONDS = 120.0
MOST_MEMORY = 6_000_000_000
# At which a run is ended by us: it should have ended itself long before.

MOST_MEGABYTES = 2_300.0
# Of the largest process: 2,000 for reading, and what Python and the pipeline take.

LEFT = (2, 3)
# Exit statuses: what was named is bad, or something that lies in it.

_KILLED = ("took longer than", "died", "more memory")


def checks(folder: Path, long: bool) -> Iterator[Check]:
    """Yield a check for each bomb.

    Parameters:
        folder: in which files may be written.
        long: also those that take more than a second to make or to read.
    """
    for bomb in BOMBS:
        if long or not bomb.slow:
            yield Check(bomb.name, partial(_check, bomb, folder / bomb.name.replace(".", "_")))


def _check(bomb: Bomb, folder: Path) -> Finding:
    (folder / "in").mkdir(parents=True)
    (folder / "victim.txt").write_text(GOOD, encoding="utf-8")
    path = folder / "in" / bomb.name
    make = [
        sys.executable,
        "-m",
        bombs.__name__,
        bomb.name,
        str(path),
    ]  # in a process of its own: its memory is not ours
    subprocess.run(make, check=True)
    good = folder / "good.txt"
    good.write_text(GOOD, encoding="utf-8")
    before = _tree(folder)
    named = path.parent if bomb.by_folder else path
    arguments = ["extract", named, good, "--format", "jsonl", "--config", CONFIG, "--timeout-per-doc", SECONDS]
    ran = tongbao([str(argument) for argument in arguments], folder, MOST_SECONDS, MOST_MEMORY)
    finding = _finding(ran, bomb)
    if not finding.broken and _tree(folder) != before:
        return Finding(BROKEN, ran.seconds, ran.megabytes, broken="files were written")
    return finding


def _finding(ran: Ran, bomb: Bomb) -> Finding:
    reads = ran.status == 0 and not [line for line in ran.said if "note:" not in line]
    problem = next((line for line in ran.said if "note:" not in line), "")
    outcome = READ if reads else KILLED if any(word in problem for word in _KILLED) else REFUSED
    broken = _broken(ran, bomb, outcome)
    return Finding(BROKEN if broken else outcome, ran.seconds, ran.megabytes, problem[-60:], broken)


def _broken(ran: Ran, bomb: Bomb, outcome: str) -> str:
    """How a run broke what is promised of every input, or of this one."""
    if ran.late:
        return f"did not end within {MOST_SECONDS:g} seconds"
    if ran.status not in (0, *LEFT):
        return f"exit status {ran.status}: {' '.join(ran.said)[-100:]}"
    if any("Traceback" in line for line in ran.said):
        return "a traceback"
    if outcome != READ and (ran.status not in LEFT or not all(line.startswith("tongbao: ") for line in ran.said)):
        return f"exit status {ran.status} with: {' '.join(ran.said)[-100:]}"
    if ran.megabytes > MOST_MEGABYTES:
        return f"more than {MOST_MEGABYTES:,.0f} MB"
    rows = [json.loads(line) for line in ran.output.splitlines()]
    if not any(row["id"] == "good" and row["text"] == GOOD for row in rows):
        return "the good file beside it is lost"
    if bomb.secret and any(bomb.secret in row["text"] for row in rows):
        return "shows what is not in it"
    return "" if outcome in bomb.outcomes else f"should be {' or '.join(bomb.outcomes)}, is {outcome}"


def _tree(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
