r"""Names of files as text that can be written anywhere: bytes that are no UTF-8 are written out, and can be read back.

On Linux a file's name is bytes. Python shows those that are no UTF-8 (a name in GBK, say) as lone surrogates, which no
encoding can write: not JSON, not Parquet, not a database. So each such byte becomes ``\xNN``, and so that nothing is
ambiguous, a name that holds one, or looks as if it did, has its backslashes doubled.
"""

from __future__ import annotations

import re

_SURROGATE = re.compile("[\ud800-\udfff]")
_ESCAPE = re.compile(r"\\(?:\\|x([89a-f][0-9a-f])|u(d[89a-f][0-9a-f]{2}))")
_FIRST_BYTE = 0xDC00  # what Python adds to a byte that it cannot decode (PEP 383)
_BYTES = range(0xDC80, 0xDD00)


def escaped(name: str) -> str:
    r"""Return a name of a file, or a part of one, as text without lone surrogates.

    Parameters:
        name: as Python gives it (``os.fsdecode``).

    Example:
        >>> import os
        >>> from zh_tongbao.io.names import escaped
        >>> print(escaped(os.fsdecode("疫情".encode("gbk"))), escaped("疫情"))
        \xd2\xdf\xc7\xe9 疫情
    """
    if not (_SURROGATE.search(name) or _ESCAPE.search(name)):
        return name
    return _SURROGATE.sub(lambda match: _written(ord(match.group())), name.replace("\\", "\\\\"))


def unescaped(text: str) -> str:
    r"""Return the name that :func:`escaped` wrote; ``os.fsencode`` gives its bytes.

    Example:
        >>> import os
        >>> from zh_tongbao.io.names import unescaped
        >>> os.fsencode(unescaped(r"\xd2\xdf\xc7\xe9")).decode("gbk")
        '疫情'
    """
    return _ESCAPE.sub(_meant, text)


def _written(code: int) -> str:
    return f"\\x{code - _FIRST_BYTE:02x}" if code in _BYTES else f"\\u{code:04x}"


def _meant(match: re.Match[str]) -> str:
    byte, unit = match.groups()
    if byte is not None:
        return chr(_FIRST_BYTE + int(byte, 16))
    return "\\" if unit is None else chr(int(unit, 16))
