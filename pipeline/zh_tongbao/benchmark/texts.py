"""What is measured on: the given texts, or the sample bulletins, repeated."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path

from zh_tongbao.resources import samples

REPEATED = 40_000


def read_texts(path: Path | None) -> list[str]:
    """The texts of a JSON-lines file, or the sample bulletins, repeated."""
    if path is not None:
        with path.open(encoding="utf-8") as lines:
            return [row["text"] for row in map(json.loads, lines) if isinstance(row, dict) and row.get("text")]
    texts = samples()
    return texts * max(1, REPEATED // sum(map(len, texts)))


def one_text(texts: list[str], size: int) -> str:
    """One document of so many characters: the texts, one after the other and again.

    Example:
        >>> from zh_tongbao.benchmark.texts import one_text
        >>> one_text(["ab", "c"], 7).split()
        ['ab', 'c', 'ab']
    """
    pieces, length = [], 0
    for text in cycle(texts):
        pieces.append(text)
        length += len(text) + 1
        if length >= size:
            return "\n".join(pieces)[:size]
    raise ValueError("there are no texts")
