"""Clause patterns: regular expressions over the kinds of items, from ``configs/vocab/clause_patterns.csv``.

A pattern is written with the names of kinds. ``place count`` is a place and a count behind it, whatever stands between;
``place ~count`` one right behind the other; ``bare _event`` with letters between that no table lists. ``measure=new`` is a measure of
this value, ``any`` any item of the clause, ``[^state case]`` any but these. The separators around the clause are items too, and up to
two items behind it can be looked at: ``bare open part``. Otherwise it is a regular expression: ``( )``, ``|``, ``?``, ``*``, ``(?! )``.

What a pattern claims is a list of ``group=role``: ``1=source`` gives every item of the first group the role ``source``,
``1.place=source`` the places in it alone, ``1+led`` a role beside its own, ``1~area_name`` makes one item of them, ``*=none`` all counts of the clause none. A row whose
claims are ``=`` only names a part of patterns, to be written ``<name>`` in those below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from zh_tongbao.components.case_grammar.structure import SEPARATORS
from zh_tongbao.errors import InputError
from zh_tongbao.vocab.tables import Row

TOKEN = re.compile(r"\s*(?:(?P<set>\[\^[^\]]*\])|(?P<alias><\w+>)|(?P<mark>[~_%&]?)(?P<name>[a-z][a-z_]*(?:=[a-z_0-9-]+)?)|(?P<other>\S))")
CLAIM = re.compile(r"(?P<group>\d|\*)(?:\.(?P<kind>\w+))?(?P<how>[=+~])(?P<role>\w+)")
MARKS = {"": ".", "~": "-", "_": "[_+]", "%": "n", "&": "[-=fn]"}
ANY = "any"
LONGEST = "{0,24}"
"""Items that a star stands for at most, so that no pattern is slower than the clause is long."""
FIRST = 0x100


class Told(NamedTuple):
    """One claim of a pattern: the items of a group, of one kind where one is named, play a role."""

    group: int
    kind: str
    role: str
    how: str


class Pattern(NamedTuple):
    """One row of the table."""

    name: str
    compiled: re.Pattern[str]
    claims: tuple[Told, ...]


class Alphabet:
    """A character for each kind, and for each kind and value that a pattern names.

    Parameters:
        kinds: all kinds of items.
        values: by kind, the values that patterns tell apart.
    """

    def __init__(self, kinds: Iterable[str], values: Mapping[str, Iterable[str]]):
        named = sorted({*kinds, *SEPARATORS, *values})
        self.kinds = {kind: chr(FIRST + at) for at, kind in enumerate(named)}
        self.values: dict[str, dict[str, str]] = {}
        at = FIRST + len(named)
        for kind in sorted(values):
            self.values[kind] = {}
            for value in sorted(set(values[kind])):
                self.values[kind][value] = chr(at)
                at += 1
        self.other = chr(at)
        self.separators = "".join(self.kinds[kind] for kind in SEPARATORS)

    def of(self, name: str) -> str:
        """The characters of a kind, or of a kind with a value, as the inside of a class."""
        kind, _, value = name.partition("=")
        if value:
            return self.values[kind][value]
        return self.kinds.get(kind, self.other) + "".join(self.values.get(kind, {}).values())


class Patterns:
    """The patterns of a table, in their order.

    Parameters:
        rows: ``name``, ``pattern``, ``claims``, ``example``.
        kinds: all kinds of items.
        source: the table's name, for errors.
        like: patterns whose alphabet and names these share.
    """

    def __init__(self, rows: Sequence[Row], kinds: Iterable[str], source: str = "clause_patterns.csv", like: Patterns | None = None):
        values: dict[str, set[str]] = {}
        for row in rows:
            for kind, value in re.findall(r"\b([a-z_]+)=([a-z_0-9-]+)", row["pattern"]):
                values.setdefault(kind, set()).add(value)
        self.alphabet = Alphabet(kinds, values) if like is None else like.alphabet
        self.aliases: dict[str, str] = {} if like is None else dict(like.aliases)
        self.patterns = list(self._compiled(rows, source))

    def _compiled(self, rows: Sequence[Row], source: str) -> Iterator[Pattern]:
        for line, row in enumerate(rows, start=2):
            try:
                written = "".join(self._tokens(row["pattern"]))
                if row["claims"] == "=":
                    self.aliases[f"<{row['name']}>"] = f"(?:{written})"
                    continue
                yield Pattern(row["name"], re.compile(written), tuple(_claims(row["claims"])))
            except (re.error, KeyError) as error:
                raise InputError(f"{source}, line {line}, column pattern: {row['pattern']!r}: {error}") from error

    def _tokens(self, written: str) -> Iterator[str]:
        for token in TOKEN.finditer(written):
            if token["set"]:
                named = "".join(self.alphabet.of(name) for name in token["set"][2:-1].split())
                yield f"(?:.[^{named}{self.alphabet.separators}])"
            elif token["alias"]:
                yield self.aliases[token["alias"]]
            elif token["name"] == ANY:
                yield f"(?:{MARKS[token['mark']]}[^{self.alphabet.separators}])"
            elif token["name"]:
                yield f"(?:{MARKS[token['mark']]}[{self.alphabet.of(token['name'])}])"
            elif token["other"] in ("~", "_"):
                raise KeyError(f"{token['other']} stands in front of the name of a kind")
            else:
                yield LONGEST if token["other"] == "*" else token["other"]


def _claims(written: str) -> Iterator[Told]:
    for claim in CLAIM.finditer(written):
        group = -1 if claim["group"] == "*" else int(claim["group"])
        yield Told(group, claim["kind"] or "", claim["role"], claim["how"])
