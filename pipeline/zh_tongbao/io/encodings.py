"""From bytes to text: UTF-8, UTF-16, GB18030 or Big5; what is not UTF-8 is said aloud, what is none is refused.

A byte order mark decides, then valid UTF-8; the rest is told apart by charset-normalizer. GB18030 reads nearly any
bytes as *some* Chinese, a damaged UTF-8 file too. So bytes that are mostly good UTF-8 are never handed to it: they are
refused with the offset of the damage. Texts shorter than :data:`SURE` bytes are too short to tell GB18030 from Big5 and
are taken for GB18030, the mainland's standard.
"""

from __future__ import annotations

import codecs
import logging
from collections.abc import Iterable, Iterator
from io import TextIOWrapper
from itertools import chain
from typing import BinaryIO

from zh_tongbao.errors import InputError

UTF_8 = "utf-8"
UTF_16 = "utf-16"
GB18030 = "gb18030"
BIG5 = "big5hkscs"
"""Python's name of Big5 with Hong Kong's supplement, which reads plain Big5 as well."""

SURE = 64
# Bytes below which the statistics of charset-normalizer say nothing (measured on bulletins: all right from 40 characters).

_log = logging.getLogger("zh_tongbao.io.encodings")
_BOM = codecs.BOM_UTF8
_BOMS_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CANDIDATES = {"gb18030": GB18030, "big5hkscs": BIG5, "utf_16_le": "utf-16-le", "utf_16_be": "utf-16-be"}
_REPLACEMENT = "\ufffd"
_THREE_BYTES = "\u0800"  # first character that UTF-8 writes in three bytes; GB18030 text hardly ever looks like one
_CHINESE = (chr(0x3000), chr(0x9FFF))  # the characters and marks of Chinese
_SAMPLE = 1 << 18  # bytes that are enough to tell encodings apart
_MISREAD_SAMPLE = 1_000  # characters that are enough to see that UTF-8 was read as GBK
_FEW_NULS = 4  # nobody writes that many NUL characters, all at even or all at odd places


def decode(data: bytes, name: str, offset: int = 0) -> tuple[str, str]:
    r"""Decode one document.

    Parameters:
        data: its bytes.
        name: file name (and line) for the message.
        offset: where in the file the bytes start, in bytes.

    Returns:
        The text, without a byte order mark but otherwise as it was, line ends included; and the encoding found.

    Raises:
        InputError: no known encoding; names the file and the offset of the first byte that does not fit.

    Example:
        >>> from zh_tongbao.io.encodings import decode
        >>> decode(b"\xbc\xaa\xc1\xd6", "a.txt")
        ('吉林', 'gb18030')
    """
    encoding = detect(data, name, offset)
    if encoding == UTF_8:
        return data[_skipped(data) :].decode(UTF_8), UTF_8
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: no known encoding (UTF-8, UTF-16, GB18030, Big5): byte {offset + error.start} does not fit "
            f"{encoding}; save it as UTF-8"
        ) from error


def detect(data: bytes, name: str, offset: int = 0) -> str:
    """Return the encoding of bytes; of those that fit none, GB18030, whose decoder then says what does not fit.

    Raises:
        InputError: damaged UTF-8.
    """
    if data.startswith(_BOMS_16):
        return UTF_16
    skipped = _skipped(data)
    body = data[skipped:]
    try:
        body.decode(UTF_8)
    except UnicodeDecodeError as error:
        if skipped or _mostly_utf8(body):
            raise InputError(
                f"{name}: damaged UTF-8 at byte {offset + skipped + error.start}; save the file again as UTF-8 or GB18030"
            ) from error
        return _told_apart(body)
    return UTF_8 if skipped else _nul_pattern(body) or UTF_8


def restored(text: str, where: str) -> tuple[str, bool]:
    """Return a text as it was meant that somebody has read as GBK though it was UTF-8, and saved so; any other as it is.

    Parameters:
        text: decoded.
        where: file and row for the message.

    Returns:
        The text, and whether it had to be restored.

    Raises:
        InputError: it was read so, and letters were lost then.

    Example:
        >>> from zh_tongbao.io.encodings import restored
        >>> restored("吉林".encode().decode("gb18030"), "a.txt"), restored("吉林", "a.txt")
        (('吉林', True), ('吉林', False))
    """
    if not _is_misread(text[:_MISREAD_SAMPLE].encode(GB18030, errors="replace")):
        return text, False
    try:
        return text.encode(GB18030).decode(UTF_8), True
    except UnicodeError:
        raise InputError(
            f"{where}: was UTF-8 and has been read as GBK, which has lost some of its letters; save it again as UTF-8 "
            "from where it comes from"
        ) from None


def _is_misread(body: bytes) -> bool:
    """Whether the bytes that a text has in GB18030 are Chinese in UTF-8: of Chinese text hardly ever a letter's are.

    Some are letters of other scripts, as of Hangul, which tell nothing.
    """
    decoded = body.decode(UTF_8, errors="replace")
    good = sum(_CHINESE[0] <= character <= _CHINESE[1] for character in decoded)
    return good > 1 and 2 * good > decoded.count(_REPLACEMENT)


def note(name: str, encodings: Iterable[str]) -> None:
    """Tell (by logging, level INFO) in which encodings other than UTF-8 a file was read.

    Parameters:
        name: the file.
        encodings: what :func:`decode` found in it.
    """
    for encoding in sorted(set(encodings) - {UTF_8}):
        _log.info("%s: read as %s", name, encoding, extra={"source": name, "encoding": encoding})


def open_text(stream: BinaryIO, name: str) -> tuple[TextIOWrapper, str]:
    """Open a long text file of one encoding for reading piece by piece; the encoding is detected on its head.

    Parameters:
        stream: seekable, at its start.
        name: file name for the message.

    Raises:
        InputError: damaged UTF-8 in the head. Later damage raises UnicodeDecodeError while reading.
    """
    head = stream.read(_SAMPLE)
    stream.seek(0)
    whole = head[: head.rfind(b"\n") + 1] if len(head) == _SAMPLE else head
    encoding = detect(whole or head, name)
    note(name, [encoding])
    return TextIOWrapper(stream, encoding="utf-8-sig" if encoding == UTF_8 else encoding, newline=""), encoding


def byte_lines(stream: BinaryIO, name: str, longest: int) -> Iterator[bytes]:
    """The lines of a binary stream; those of UTF-16 with a byte order mark as UTF-8, since they cannot be cut as bytes.

    Parameters:
        stream: at its start.
        name: file name for messages.
        longest: bytes of a line; of a longer one these and one more are given, and the rest is skipped.

    Raises:
        InputError: UTF-16 that is damaged.
    """
    first = stream.readline(longest + 1)
    if not first.startswith(_BOMS_16):
        line = first
        while line:
            yield line
            while len(line) > longest and not line.endswith(b"\n"):
                line = stream.readline(longest + 1)
            line = stream.readline(longest + 1)
        return
    note(name, [UTF_16])
    decoder = codecs.getincrementaldecoder(UTF_16)()
    held: list[str] = []
    length = 0
    try:
        for block in chain([first], iter(lambda: stream.read(_SAMPLE), b"")):
            first_end, *more = decoder.decode(block).split("\n")
            held.append(first_end)
            length += len(first_end)
            for piece in more:
                yield ("".join(held) + "\n").encode()
                held, length = [piece], len(piece)
            if length > longest:  # more than that need not be held to know it
                held, length = ["".join(held)[: longest + 1]], longest + 1
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: damaged UTF-16 ({error.reason}); save it as UTF-8") from error
    if rest := "".join(held):
        yield rest.encode()


def _skipped(data: bytes) -> int:
    return len(_BOM) if data.startswith(_BOM) else 0


def _told_apart(body: bytes) -> str:
    if len(body) < SURE:
        return GB18030
    from charset_normalizer import from_bytes

    best = from_bytes(body, cp_isolation=list(_CANDIDATES)).best()
    return GB18030 if best is None else _CANDIDATES.get(best.encoding, GB18030)


def _nul_pattern(body: bytes) -> str | None:
    """UTF-16 without a byte order mark that happens to be valid UTF-8: ASCII, each character with a NUL beside it."""
    head = body[:_SAMPLE]
    if len(body) % 2 or head.count(0) < _FEW_NULS:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even and odd:
        return None
    return "utf-16-be" if even else "utf-16-le"


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode(UTF_8, errors="replace")
    damaged = text.count(_REPLACEMENT)
    good = sum(character >= _THREE_BYTES for character in text) - damaged
    return good > damaged
