"""Parts of a corpus, named on a command line: ``month=2021-07``, ``speaker=李克强``, ``day=2021-07-01..2021-09-30``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from zh_tongbao.discourse.corpus import SLICES, Corpus
from zh_tongbao.errors import InputError

KEYS = (*SLICES, "speaker", "region", "id", "title")
RANGE = ".."


@dataclass(frozen=True)
class Selection:
    """Which rows of a corpus are meant.

    Parameters:
        conditions: key and value; all must hold, of several with one key any.

    Example:
        >>> from zh_tongbao.discourse.selection import selection
        >>> selection("month=2021-07,speaker=李克强").conditions
        (('month', '2021-07'), ('speaker', '李克强'))
    """

    conditions: tuple[tuple[str, str], ...]

    def holds(self, corpus: Corpus, row: dict[str, Any]) -> bool:
        """Whether a row of a table of the corpus is meant; only a statement or a slogan has a speaker."""
        keys = {key for key, _ in self.conditions}
        return all(
            any(_is(corpus, row, key, value) for other, value in self.conditions if other == key) for key in keys
        )

    @property
    def of_speakers(self) -> bool:
        """Whether it asks who speaks."""
        return any(key == "speaker" for key, _ in self.conditions)


def selection(written: str) -> Selection:
    """Read a selection.

    Parameters:
        written: ``key=value`` parts with commas between them; keys are those of :data:`KEYS`. A time slice may be a range,
            ``2021-07..2021-09``, open at either end; a title is any that holds the value.

    Raises:
        InputError: a part that is none, or an unknown key.
    """
    conditions = []
    for part in written.split(","):
        key, mark, value = part.strip().partition("=")
        if not mark or not value:
            raise InputError(f"selection {part!r}: write key=value, with one of {', '.join(KEYS)} as key")
        if key not in KEYS:
            raise InputError(f"selection {part!r}: unknown key; take one of {', '.join(KEYS)}")
        conditions.append((key, value))
    return Selection(tuple(conditions))


def _is(corpus: Corpus, row: dict[str, Any], key: str, value: str) -> bool:
    number = row["document"]
    if key in SLICES:
        name = corpus.slice_of(number, key)
        first, mark, last = value.partition(RANGE)
        if not mark:
            return name == value
        return name is not None and first <= name and (not last or name <= last)
    if key == "speaker":
        return row.get("speaker") == value
    given = str(corpus.documents[number].get(key) or "")
    return value in given if key == "title" else given == value


def chosen(corpus: Corpus, rows: Iterable[dict[str, Any]], wanted: Selection) -> list[dict[str, Any]]:
    """The rows that a selection means."""
    return [row for row in rows if wanted.holds(corpus, row)]
