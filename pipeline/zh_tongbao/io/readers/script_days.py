"""The day of publication that a saved page notes in its script, where its text leaves that to the script (WeChat)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from functools import lru_cache

from zh_tongbao.io.written_days import read_day, words

CHINA = timezone(timedelta(hours=8))
_SECONDS = re.compile(r"1[0-9]{9}")


def day_in_script(page: str) -> str | None:
    """The first day that stands behind one of the words for it (``script_day`` in ``vocab/input_terms.csv``).

    Parameters:
        page: HTML.

    Example:
        >>> from zh_tongbao.io.readers.script_days import day_in_script
        >>> day_in_script('<script>var ct = "1648780000";</script>'), day_in_script("<p>ct</p>")
        ('2022-04-01', None)
    """
    for match in _pattern().finditer(page):
        written = match.group(1)
        if _SECONDS.fullmatch(written):
            return datetime.fromtimestamp(int(written), CHINA).date().isoformat()
        if (day := read_day(written)) is not None:
            return day
    return None


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, words("script_day")), key=len, reverse=True))
    return re.compile(rf"(?<![\w.-])(?:{names})[\"']?\s{{0,3}}[=:]\s{{0,3}}[\"']([0-9][-0-9/: T]{{7,25}})[\"']")
