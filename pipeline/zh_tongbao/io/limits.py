"""How large input may be, and what reading it may take. Past these bounds it is refused with a reason.

Sizes are of what is unpacked, never of what was packed: a thousandth of a file can be enough to hold it.
"""

from __future__ import annotations

from zh_tongbao.errors import InputError
from zh_tongbao.io.source import Source

LONGEST = 10_000_000
# Characters of one document; no bulletin has a hundredth of it.

LARGEST = 4 * LONGEST
# Bytes of one file that is one document, and of one line of a .jsonl file; characters of one row of a table.

TIMES = 200
# A compressed file may unpack to LARGEST, or to so many times its own size, whichever is more: text rarely to twenty.

VALUES = 1_000_000
# Values and brackets of one line of JSON: each takes many times its three bytes of memory.

FETCHED = 2_000_000_000
# Bytes of one file behind a web address.

SECONDS = 60.0
# Until the next row of a file is there, where nobody says otherwise.

MEMORY = 2_000_000_000
# Bytes that the process may take in which files are read that have to be unpacked or parsed.


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


class Unpacked:
    """Counts what comes out of a compressed file, and refuses it when that is out of proportion.

    Parameters:
        name: of the file, for the message.
        packed: its size in bytes.

    Example:
        >>> from zh_tongbao.io.limits import Unpacked
        >>> Unpacked("bomb.zip", 1_000).add(50_000_000)
        Traceback (most recent call last):
        ...
        zh_tongbao.errors.InputError: bomb.zip: unpacks to more than 40,000,000 bytes, over 200 times its size; unpack it first
    """

    def __init__(self, name: str, packed: int):
        self._name = name
        self._most = max(LARGEST, TIMES * packed)
        self._sum = 0

    def add(self, size: int) -> None:
        """Count bytes (characters of text) that came out.

        Raises:
            InputError: together they are too many.
        """
        self._sum += size
        if self._sum > self._most:
            raise InputError(
                f"{self._name}: unpacks to more than {self._most:,} bytes, over {TIMES} times its size; unpack it first"
            )


def check_length(count: int, name: str) -> None:
    """Refuse a text that has become too long to be one document.

    Parameters:
        count: characters so far.
        name: of the file, for the message.

    Raises:
        InputError: more than :data:`LARGEST`.
    """
    if count > LARGEST:
        raise InputError(f"{name}: more than {LARGEST:,} characters are too many for one document; split it")
