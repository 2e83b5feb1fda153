"""``python -m zh_tongbao.project.clean FOLDER…``: empty the folders that the project's commands write to."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path


def clean(folders: Iterable[Path]) -> None:
    """Remove what is in the folders, and weasel's record of the commands that have run."""
    for folder in folders:
        if folder.is_dir():
            shutil.rmtree(folder)
            folder.mkdir()
    Path("project.lock").unlink(missing_ok=True)


if __name__ == "__main__":
    clean(map(Path, sys.argv[1:]))
