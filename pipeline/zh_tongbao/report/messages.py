"""Interface texts, one file a language in ``messages/``: key to text."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from zh_tongbao.errors import InputError

LANGUAGES = ("en", "zh")

_FOLDER = Path(__file__).parent / "messages"


@lru_cache(maxsize=len(LANGUAGES))
def messages(language: str) -> dict[str, str]:
    """Return the texts of one language.

    Parameters:
        language: one of :data:`LANGUAGES`.

    Raises:
        InputError: there is no such language.

    Example:
        >>> from zh_tongbao.report.messages import messages
        >>> messages("en")["metric.death"]
        'deaths'
    """
    if language not in LANGUAGES:
        raise InputError(f"--lang {language}: unknown language; take one of {', '.join(LANGUAGES)}")
    found: dict[str, str] = json.loads((_FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return found
