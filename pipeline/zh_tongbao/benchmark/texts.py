"""What is measured on: the given texts, or the sample bulletins, repeated; and lists that go on and on."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from itertools import cycle, pairwise
from pathlib import Path

from zh_tongbao.resources import samples

REPEATED = 40_000
CLAUSE = re.compile(r"\w+\W+")
DIGITS = re.compile(r"\d+")


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


def endless(texts: Sequence[str], most: int) -> list[tuple[str, str]]:
    """Beginnings of documents, each with the clauses that it ends with, to be repeated: the lists of an endless bulletin.

    One clause and two in a row are repeated, wherever a number stands in them; clauses that differ in their numbers alone
    count once.

    Parameters:
        texts: to take them from.
        most: how many; the same ones each time.

    Example:
        >>> from zh_tongbao.benchmark.texts import endless
        >>> endless(["Ab has 3, cd 4."], 9)
        [('Ab has 3, ', 'Ab has 3, '), ('Ab has 3, cd 4.', 'Ab has 3, cd 4.'), ('Ab has 3, cd 4.', 'cd 4.')]
    """
    found: dict[str, tuple[str, str]] = {}
    for text in texts:
        clauses = [match.span() for match in CLAUSE.finditer(text)]
        for (start, end), (_, next_end) in pairwise([*clauses, (0, 0)]):
            for stop in (end, next_end):
                unit = text[start:stop]
                if DIGITS.search(unit):
                    found.setdefault(DIGITS.sub("0", unit), (text[:stop], unit))
    lists = [found[shape] for shape in sorted(found)]
    return lists if len(lists) <= most else random.Random(most).sample(lists, most)
