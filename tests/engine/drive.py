"""A run into a folder as a process of its own, which tests kill: python drive.py FOLDER COUNT JOBS [CRASH]

CRASH is POINT:N and ends the process without a word at the Nth pass of a point: ``rename`` just before a part is written
into the journal, its files being in place; ``file`` in the midst of a part's files; ``finish`` before the last line.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import poisoned

from zh_tongbao.engine import batches, feed, part_files, run
from zh_tongbao.engine.local import LocalEngine
from zh_tongbao.engine.manifest import Manifest
from zh_tongbao.errors import InputError

POINTS: dict[str, tuple[Any, str]] = {
    "rename": (Manifest, "add"),
    "file": (part_files, "_stamp"),
    "finish": (Manifest, "finish"),
}


def rows(count: int, problems: list[str]) -> Any:
    for number in range(count):
        if number % 17 == 3:
            problems.append(f"row {number}: not usable")
            continue
        word = {5: "fail", 11: "x" * 300}.get(number % 40, "slow")
        yield {"id": f"d{number % 7}", "text": f"{word} {number} 例 3 4"}
    problems.append("the end is not usable")


def crash(point: str, times: int) -> None:
    owner, name = POINTS[point]
    original: Callable[..., Any] = getattr(owner, name)
    left = [times]

    def crashing(*arguments: Any) -> Any:
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return original(*arguments)

    setattr(owner, name, crashing)


def main() -> int:
    folder, count, jobs = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    if len(sys.argv) > 4:
        point, _, times = sys.argv[4].partition(":")
        crash(point, int(times))
    feed.ROWS = 20
    batches.ROWS = 5
    problems: list[str] = []
    engine = LocalEngine(poisoned.load, jobs, timeout=30, longest=200)
    try:
        run.run_to_folder(folder, rows(count, problems), problems, engine, {"a": 1}, resume=True)
    except InputError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
