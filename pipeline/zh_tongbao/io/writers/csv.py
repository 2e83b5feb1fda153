r"""CSV that opens in a spreadsheet as what it is.

UTF-8 with a byte order mark (without it Excel takes Chinese for Latin-1), ``\r\n`` line ends (RFC 4180), null as an
empty cell, booleans as ``true`` and ``false``. A text cell that a spreadsheet would run as a formula (it starts with
``=``, ``+``, ``-``, ``@``, their full-width forms, a tab or a line break) gets an apostrophe in front; a reader that
wants the text as it was takes it off again. Numbers stay numbers, negative ones too.

Source: OWASP, CSV Injection, https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any, BinaryIO

from zh_tongbao.io.record_rows import COLUMNS, Cell, record_rows
from zh_tongbao.io.wording import LABELS, Wording

_FULL_WIDTH = 0xFEE0  # from an ASCII character to its full-width form
_OPERATORS = "=+-@"
FORMULA_STARTS = (*_OPERATORS, *(chr(ord(sign) + _FULL_WIDTH) for sign in _OPERATORS), "\t", "\r", "\n")


UNUSED = "\ud800"
# To escape with: no text has it, so nothing is escaped. Without one Python 3.10 writes no null character.


class CsvWriter:
    """Write each document's records as rows under one header.

    Parameters:
        stream: open for bytes.
        wording: words for people, in columns of their own behind the others.
    """

    def __init__(self, stream: BinaryIO, wording: Wording | None = None):
        self._stream = stream
        self._wording = wording
        self._buffer = io.StringIO(newline="")
        self._rows = csv.writer(self._buffer, escapechar=UNUSED)
        self._rows.writerow([column.name for column in (*COLUMNS, *(LABELS if wording else ()))])
        self._encoding = "utf-8-sig"

    def write(self, document: dict[str, Any]) -> None:
        """Write the document's records."""
        self._rows.writerows([safe_cell(cell) for cell in self._worded(row)] for row in record_rows(document))
        self._flush()

    def finish(self) -> None:
        """Write the header where there was no document."""
        self._flush()

    def _worded(self, row: tuple[Cell, ...]) -> tuple[Cell, ...]:
        if self._wording is None:
            return row
        return (*row, *self._wording.labels(dict(zip((column.name for column in COLUMNS), row))))

    def _flush(self) -> None:
        text = self._buffer.getvalue()
        if text:
            self._stream.write(text.encode(self._encoding))
            self._encoding = "utf-8"
            self._buffer.seek(0)
            self._buffer.truncate()


def safe_cell(cell: Cell) -> str | int | float:
    """Return what stands in the file for one value.

    Example:
        >>> from zh_tongbao.io.writers.csv import safe_cell
        >>> safe_cell("=1+1"), safe_cell(-1), safe_cell(None)
        ("'=1+1", -1, '')
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, list):
        cell = "; ".join(map(str, cell))
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
