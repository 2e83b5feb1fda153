"""JSON lines: one document of the contract a line, UTF-8."""

from __future__ import annotations

import json
import re
from typing import Any, BinaryIO

# Characters that JSON allows unescaped but that break lines in some readers or steer a terminal.
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")


class JsonLinesWriter:
    """Write every field of each document, in the contract's order.

    Parameters:
        stream: open for bytes.
    """

    def __init__(self, stream: BinaryIO):
        self._stream = stream

    def write(self, document: dict[str, Any]) -> None:
        """Write one line."""
        line = json.dumps(document, ensure_ascii=False)
        line = _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", line)
        self._stream.write(line.encode() + b"\n")

    def finish(self) -> None:
        """Nothing is left to write."""
