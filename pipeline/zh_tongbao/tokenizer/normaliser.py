"""A same-length view of a text in which every character has its usual form.

Full-width digits and letters become ASCII, ASCII brackets and commas become full width, the many dashes one dash,
the many spaces one space. One character stays one character, so that an offset into the view is an offset into the
text as given (DESIGN 6). Which character becomes which is vocabulary: configs/vocab/characters.csv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.vocab.tables import Row

MAP = "map"
RANGE = "range"


class Normaliser:
    """Map characters one to one.

    Parameters:
        rows: rows of kind ``map`` (``term`` becomes ``value``; both one character, or ``U+XXXX``) and of kind ``range``
            (``term`` is ``U+FF10-U+FF19``, ``value`` the first character of the range it is moved to).
            Rows of other kinds are ignored.

    Example:
        >>> from zh_tongbao.tokenizer.normaliser import Normaliser
        >>> Normaliser([{"term": "U+FF10-U+FF19", "kind": "range", "value": "0"}])("１２")
        '12'
    """

    def __init__(self, rows: Iterable[Row]):
        self.table: dict[str, str] = {}
        for row in rows:
            if row["kind"] == MAP:
                self.table[character(row["term"])] = character(row["value"])
            elif row["kind"] == RANGE:
                first, last = (ord(character(end)) for end in row["term"].split("-"))
                target = ord(character(row["value"]))
                for code in range(first, last + 1):
                    self.table[chr(code)] = chr(target + code - first)
        changed = "".join(map(re.escape, self.table))
        self._needed = re.compile(f"[{changed}]") if changed else re.compile(r"(?!)")

    def __call__(self, text: str) -> str:
        """Return the view: as long as the text, index for index."""
        return self._needed.sub(self._usual, text)  # speed: most characters are usual, and translate looks up each

    def _usual(self, match: re.Match[str]) -> str:
        return self.table[match[0]]


def character(cell: str) -> str:
    """One character, written as itself or as ``U+XXXX``."""
    return chr(int(cell[2:], 16)) if cell.startswith("U+") else cell
