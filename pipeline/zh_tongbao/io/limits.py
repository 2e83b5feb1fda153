"""How large input may be. Past these bounds a document is refused with a reason; memory stays bounded."""

from __future__ import annotations

from zh_tongbao.errors import InputError
from zh_tongbao.io.sources import Source

LONGEST = 10_000_000
# Characters of one document; no bulletin has a hundredth of it.

LARGEST = 4 * LONGEST
# Bytes of one file that is one document, and of one line of a .jsonl file.


def check_size(source: Source, largest: int | None = None) -> None:
    """Refuse a file that is too large to be one document, before it is read.

    Parameters:
        source: a file whose reader must hold it whole.
        largest: bytes; default :data:`LARGEST`.

    Raises:
        InputError: too large.
    """
    size, bound = source.size, LARGEST if largest is None else largest
    if size is not None and size > bound:
        raise InputError(f"{source.name}: {size:,} bytes are too many for one document (at most {bound:,}); split it")


def read_whole(source: Source, largest: int | None = None) -> bytes:
    """Read a file that is one document.

    Raises:
        InputError: it is too large.
        OSError: it cannot be read.
    """
    check_size(source, largest)
    bound = LARGEST if largest is None else largest
    with source.open() as stream:
        data = stream.read(bound + 1)
    if len(data) > bound:
        raise InputError(f"{source.name}: more than {bound:,} bytes are too many for one document; split it")
    return data
