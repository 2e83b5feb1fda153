"""Files that a page sends, read as a file of that name would be."""

from __future__ import annotations

from zh_tongbao.errors import InputError
from zh_tongbao.io.held import Held
from zh_tongbao.io.readers import READERS

KINDS = frozenset(suffix for suffix in READERS if suffix not in ("", ".duckdb", ".sql"))
"""Suffixes of what may be sent; a database and a query are opened by their path, and so only where they lie."""


def uploaded(name: str, data: bytes) -> Held:
    """Return a file that was sent as a source.

    Parameters:
        name: of the file, as the sender has it.
        data: its bytes.

    Raises:
        InputError: no reader for files of such a name.

    Example:
        >>> from zh_tongbao.io.uploaded import KINDS, uploaded
        >>> uploaded("2022/a.TXT", b"x").name
        'a.TXT'
        >>> ".docx" in KINDS, ".sql" in KINDS
        (True, False)
    """
    source = Held(None, given=name, data=data)
    if source.suffix not in KINDS:
        raise InputError(f"{source.name}: unknown kind of file; send {', '.join(sorted(KINDS))}")
    return source
