"""What is measured on: the given texts, or the sample bulletins beside the package, repeated."""

from __future__ import annotations

import json
import sys
from itertools import cycle
from pathlib import Path

REPEATED = 40_000


def read_texts(path: Path | None) -> list[str]:
    """The texts of a JSON-lines file, or the sample bulletins beside the package, repeated."""
    if path is not None:
        with path.open(encoding="utf-8") as lines:
            return [row["text"] for row in map(json.loads, lines) if isinstance(row, dict) and row.get("text")]
    from zh_tongbao.resources import configs_dir

    folder = configs_dir().parent / "training_data" / "samples"
    samples = [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.txt"))]
    if not samples:
        sys.exit("benchmark: no sample texts in this installation: give a .jsonl file with texts")
    return samples * max(1, REPEATED // sum(map(len, samples)))


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
