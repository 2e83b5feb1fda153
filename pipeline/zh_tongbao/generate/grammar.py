"""The templates: a grammar of texts with slots, read from JSON lines.

A line is one way to write what its ``name`` stands for::

    {"name": "document", "level": "province", "text": "{period day}，{issuer}新增确诊病例{count t metric=confirmed measure=new}。"}

``text`` is literal but for slots in braces: a kind, words and ``key=value`` settings. What each kind does is said in
:mod:`zh_tongbao.generate.composer`. ``weight`` (default 1) makes a way more likely; ``level`` and ``when`` keep it to
issuers of a level, or whose official name ends so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.tables import Schema, read_jsonl

SLOT = re.compile(r"\{([^{}]*)\}")
SCHEMA = Schema(required=("name",), optional=("text", "weight", "level", "when"))


@dataclass(frozen=True)
class Slot:
    """A place of a template that the composer fills: ``{count t metric=confirmed}``."""

    kind: str
    words: tuple[str, ...]
    settings: dict[str, str]


@dataclass(frozen=True)
class Way:
    """One way to write something: literal strings and slots, in order."""

    pieces: tuple[str | Slot, ...]
    weight: float
    level: str | None
    when: str | None

    def fits(self, level: str, name: str) -> bool:
        """Whether the way is for an issuer of this level and official name."""
        return self.level in (None, level) and (self.when is None or name.endswith(self.when))


class Grammar:
    """All ways of all names.

    Parameters:
        rows: lines of the template files.

    Raises:
        InputError: a slot without a kind, or one whose name no line has.

    Example:
        >>> from random import Random
        >>> from zh_tongbao.generate.grammar import Grammar
        >>> grammar = Grammar([{"name": "unit", "text": "例"}, {"name": "unit", "text": "人", "weight": 0}])
        >>> grammar.pick("unit", Random(1), "province", "").pieces
        ('例',)
    """

    def __init__(self, rows: Iterable[dict[str, Any]]):
        self.ways: dict[str, list[Way]] = {}
        for row in rows:
            way = Way(
                _pieces(row.get("text") or "", row["name"]), row.get("weight", 1), row.get("level"), row.get("when")
            )
            self.ways.setdefault(row["name"], []).append(way)
        for name, ways in self.ways.items():
            for way in ways:
                for piece in way.pieces:
                    if isinstance(piece, Slot) and piece.kind in ("use", "title"):
                        missing = [word for word in piece.words[:1] if word not in self.ways]
                        if missing:
                            raise InputError(f"templates, {name!r}: no line is named {missing[0]!r}")

    def pick(self, name: str, random: Random, level: str, issuer: str) -> Way:
        """Choose a way by weight among those that fit the issuer.

        Raises:
            InputError: no way of that name fits.
        """
        ways = [way for way in self.ways.get(name, ()) if way.fits(level, issuer)]
        if not ways:
            raise InputError(f"templates: no line {name!r} for an issuer of the level {level} ({issuer})")
        return random.choices(ways, [way.weight for way in ways])[0]


def read_grammar(folder: Path) -> Grammar:
    """Read every .jsonl file of a folder.

    Raises:
        InputError: no such folder or no such file in it, or a line that is not as it must be.
    """
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError(f"{folder}: no template files (*.jsonl) there")
    return Grammar(row for path in files for row in read_jsonl(path.resolve(), SCHEMA))


def _pieces(text: str, name: str) -> tuple[str | Slot, ...]:
    pieces: list[str | Slot] = []
    for index, part in enumerate(SLOT.split(text)):
        if index % 2 == 0:
            if part:
                pieces.append(part)
            continue
        words = part.split()
        if not words:
            raise InputError(f"templates, {name!r}: a slot without a kind")
        settings = dict(word.split("=", 1) for word in words[1:] if "=" in word)
        pieces.append(Slot(words[0], tuple(word for word in words[1:] if "=" not in word), settings))
    return tuple(pieces)
