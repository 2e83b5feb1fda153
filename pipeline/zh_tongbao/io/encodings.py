"""From bytes to text: UTF-8 with or without a byte order mark, else GB18030, else a clear refusal.

GB18030 reads nearly any bytes as *some* Chinese, a damaged UTF-8 file too. So bytes that are mostly good UTF-8 are
never handed to it: they are refused with the offset of the damage.
"""

from __future__ import annotations

from zh_tongbao.errors import InputError

UTF_8 = "utf-8"
GB18030 = "gb18030"

_BOM = b"\xef\xbb\xbf"
_REPLACEMENT = "\ufffd"
_THREE_BYTES = "\u0800"  # first character that UTF-8 writes in three bytes; GB18030 text hardly ever looks like one


def decode(data: bytes, name: str, offset: int = 0) -> tuple[str, str]:
    r"""Decode one document.

    Parameters:
        data: its bytes.
        name: file name (and line) for the message.
        offset: where in the file the bytes start, in bytes.

    Returns:
        The text, without a byte order mark but otherwise as it was, line ends included; and the encoding found.

    Raises:
        InputError: neither encoding; names the file and the offset of the first byte that does not fit.

    Example:
        >>> from zh_tongbao.io.encodings import decode
        >>> decode(b"\xbc\xaa\xc1\xd6", "a.txt")
        ('吉林', 'gb18030')
    """
    skipped = len(_BOM) if data.startswith(_BOM) else 0
    body = data[skipped:]
    try:
        return body.decode(UTF_8), UTF_8
    except UnicodeDecodeError as error:
        place = error.start
    if skipped or _mostly_utf8(body):
        raise InputError(
            f"{name}: damaged UTF-8 at byte {offset + skipped + place}; save the file again as UTF-8 or GB18030"
        )
    try:
        return body.decode(GB18030), GB18030
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name}: neither UTF-8 nor GB18030, byte {offset + error.start} fits neither; save it as UTF-8"
        ) from error


def _mostly_utf8(body: bytes) -> bool:
    text = body.decode(UTF_8, errors="replace")
    damaged = text.count(_REPLACEMENT)
    good = sum(character >= _THREE_BYTES for character in text) - damaged
    return good > damaged
