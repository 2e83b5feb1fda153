"""Days as people write them: in options, tables, names of files and the first lines of a text.

The words come from ``vocab/input_terms.csv``. A day is taken for the day of publication only where it cannot be another:
the one day in a file's name, or a day in a line of its own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from zh_tongbao.io.inputs import Row
from zh_tongbao.io.source import Source
from zh_tongbao.io.written_days import read_day, words

LINES = 6
LONGEST = 60
# The first lines of a text, and the characters of one that may hold nothing but a day.


def whole(source: Source, text: str, **known: str | None) -> Row:
    """Return the row of a file that is one document: called after the file, dated by its name or its first lines.

    Parameters:
        source: the file.
        text: its text.
        known: what the file itself says of it.

    Example:
        >>> from pathlib import Path
        >>> from zh_tongbao.io.given import whole
        >>> from zh_tongbao.io.source import Source
        >>> whole(Source(Path("20220401通报.txt")), "...")
        {'id': '20220401通报', 'text': '...', 'published': '2022-04-01'}
    """
    row: Row = {"id": source.stem, "text": text, **{name: value for name, value in known.items() if value}}
    published = row.get("published") or day_in_name(source.stem) or day_in_head(text)
    return {**row, "published": published} if published else row


def day_in_name(name: str) -> str | None:
    """The one day in a file's name; None where there is none, or several.

    Example:
        >>> from zh_tongbao.io.given import day_in_name
        >>> day_in_name("nhc-2021-03-01"), day_in_name("20220401通报"), day_in_name("2020-01-01_2020-01-31")
        ('2021-03-01', '2022-04-01', None)
    """
    found = {day for match in _patterns().name.finditer(name) if (day := read_day(match.group()))}
    return found.pop() if len(found) == 1 else None


def day_in_head(text: str) -> str | None:
    r"""The day in a line of its own among the first of a text, or behind a word for the time of publication.

    Example:
        >>> from zh_tongbao.io.given import day_in_head
        >>> day_in_head("...\n2022-04-03 08:15\n..."), day_in_head("on 2022-04-03 it was 3.")
        ('2022-04-03', None)
    """
    start = text[: LINES * LONGEST * 4]
    for line in start.splitlines()[:LINES]:
        found = _patterns().line.fullmatch(line.strip()) if len(line) <= LONGEST else None
        if found is not None:
            return read_day(found["day"])
    return None


class _Patterns(NamedTuple):
    name: re.Pattern[str]
    line: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    year, month, day = ("".join(map(re.escape, words(kind))) for kind in ("year", "month", "day"))
    written = rf"(?:19|20)[0-9]{{2}}[-/._{year}][0-9]{{1,2}}[-/._{month}][0-9]{{1,2}}[{day}]?"
    dated = "|".join(sorted(map(re.escape, words("dated")), key=len, reverse=True))
    return _Patterns(
        re.compile(rf"(?<![0-9])(?:{written}|(?:19|20)[0-9]{{6}})(?![0-9])"),
        re.compile(
            rf"(?:(?:{dated})\W{{0,3}})?(?P<day>{written})(?:[T\s]{{1,3}}[0-9]{{1,2}}:[0-9]{{2}}(?::[0-9]{{2}})?)?"
        ),
    )
