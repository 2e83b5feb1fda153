"""Every data file that is shipped has its source and licence in one table."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path


def test_every_file_has_a_source(root: Path) -> None:
    table = (root / "configs" / "SOURCES.md").read_text(encoding="utf-8")
    patterns = [
        name for row in re.findall(r"^\| (`[^|]*) \|", table, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)
    ]
    files = [path.relative_to(root / "configs").as_posix() for path in (root / "configs").rglob("*") if path.is_file()]
    assert [name for name in files if not any(fnmatch(name, pattern) for pattern in patterns)] == []
    assert [pattern for pattern in patterns if not any(fnmatch(name, pattern) for name in files)] == []
