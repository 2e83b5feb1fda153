"""Files that are either whole or not there."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

SHOWN = 40
# Characters of the name that the temporary one keeps: names are bounded in bytes, and a character has up to four.


@contextmanager
def atomic_output(path: Path) -> Iterator[BinaryIO]:
    """Open a file for writing under a temporary name beside it, and rename it when the block ends well.

    When the block raises, the temporary file is removed and what stood at ``path`` before stays. A device or a named
    pipe (``/dev/null``) cannot be renamed onto and is written to directly. Links are followed, and an existing file's
    permissions kept.

    Parameters:
        path: the file; its folder must exist.

    Raises:
        OSError: no such folder, no permission, disk full.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as stream:
            yield stream
        return
    temporary = target.with_name(f".{target.name[:SHOWN]}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
