"""JSON lines: one document of the contract a line, UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

# Characters that JSON allows unescaped but that break lines in some readers, steer a terminal, turn the direction of
# what stands beside them, or cannot be encoded (lone surrogates).
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


class JsonLinesWriter:
    """Write every field of each document, in the contract's order.

    Parameters:
        stream: open for bytes.
    """

    def __init__(self, stream: BinaryIO):
        self._stream = stream

    def write(self, document: dict[str, Any]) -> None:
        """Write one line."""
        self._stream.write(json_line(document))

    def finish(self) -> None:
        """Nothing is left to write."""


def json_line(value: dict[str, Any]) -> bytes:
    """Return one line of JSON in UTF-8, with no character in it that breaks lines or steers a terminal."""
    line = json.dumps(value, ensure_ascii=False)
    line = _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", line)
    return line.encode() + b"\n"
