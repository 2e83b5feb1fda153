"""Messages, old Word documents and pictures that are built to take memory or time."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

SIDE = 60_000
# Dots of a picture that is one colour: 3.6 thousand million, in some kilobytes.


def huge_picture(path: Path) -> None:
    """A picture whose head promises more dots than fit into memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", SIDE, SIDE, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1_000_000))) + chunk(b"IEND", b"")
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def many_parts(path: Path) -> None:
    """A message with so many attachments, of kinds that nobody reads."""
    part = b'--x\r\nContent-Disposition: attachment; filename="a.bin"\r\n\r\nx\r\n'
    path.write_bytes(
        b"Subject: x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\n1\r\n" + part * 5_000 + b"--x--"
    )


def hollow(path: Path) -> None:
    """The signature of an old Word document, and zeros."""
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1_000_000))
