"""``python -m zh_tongbao.project.log FILE -m MODULE ARGUMENT…``: run Python with these arguments, show and keep what it prints.

weasel runs commands without a shell, so without ``tee``; and it skips only commands that have an output.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str]) -> int:
    """Run it; the exit status is that of the command. FILE is written only where the command succeeds.

    Parameters:
        arguments: FILE, and what to give Python.
    """
    target, command = Path(arguments[0]), [sys.executable, *arguments[1:]]
    target.parent.mkdir(parents=True, exist_ok=True)
    kept: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8") as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            kept.append(line)
    if process.returncode == 0:
        target.write_text("".join(kept), encoding="utf-8")
    return process.returncode


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: python -m zh_tongbao.project.log FILE -m MODULE ARGUMENT...")
    sys.exit(main(sys.argv[1:]))
