"""Text from outside, made safe to show on a terminal."""

from __future__ import annotations

import re

# C0 and C1 controls, DEL, line and paragraph separators, soft hyphen, zero-width and bidirectional controls, tags,
# interlinear annotation, surrogates.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def printable(text: str) -> str:
    r"""Return one line in which every character that could steer a terminal or hide text is written out.

    Example:
        >>> from zh_tongbao.io.printable import printable
        >>> printable("a\x1b[31mb")
        'a\\x1b[31mb'
    """
    return _UNSAFE.sub(lambda match: ascii(match.group())[1:-1], text)
