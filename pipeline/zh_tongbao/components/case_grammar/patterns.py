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

TOKEN = re.compile(
    r"\s*(?:(?P<set>\[\^[^\]]*\])|(?P<alias><\w+>)|(?P<mark>[~_%&]?)(?P<name>[a-z][a-z_]*(?:=[a-z_0-9-]+)?)|(?P<other>\S))"
)
CLAIM = re.compile(r"(?P<group>\d|\*)(?:\.(?P<kind>\w+))?(?P<how>[=+~])(?P<role>\w+)")
MARKS = {"": ".", "~": "-", "_": "[_+]", "%": "n", "&": "[-=fn]"}
ANY = "any"
LONGEST = "{0,24}"
"""Items that a star stands for at most, so that no pattern is slower than the clause is long."""
COMMON = ("count", "place", "measure", "state", "comma", "stop")
FIRST = 0x100


class Told(NamedTuple):
    """One claim of a pattern: the items of a group, of one kind where one is named, play a role."""

    group: int
    kind: str
    role: str
    how: str


class Pattern(NamedTuple):
    """One row of the table.

    Parameters:
        name: of the row.
        compiled: the regular expression.
        claims: what it says of its groups.
        cue: characters of which one must be in a clause that can match; empty where any clause can: speed.
    """

    name: str
    compiled: re.Pattern[str]
    claims: tuple[Told, ...]
    cue: frozenset[str]


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

    def __init__(
        self,
        rows: Sequence[Row],
        kinds: Iterable[str],
        source: str = "clause_patterns.csv",
        like: Patterns | None = None,
    ):
        values: dict[str, set[str]] = {}
        for row in rows:
            for kind, value in re.findall(r"\b([a-z_]+)=([a-z_0-9-]+)", row["pattern"]):
                values.setdefault(kind, set()).add(value)
        self.alphabet: Alphabet = Alphabet(kinds, values) if like is None else like.alphabet
        self.aliases: dict[str, str] = {} if like is None else dict(like.aliases)
        self.cues: dict[str, frozenset[str]] = {} if like is None else dict(like.cues)
        self.patterns = list(self._compiled(rows, source))
        self.anywhere = [at for at, pattern in enumerate(self.patterns) if not pattern.cue]
        self.cued: dict[str, list[int]] = {}
        for at, pattern in enumerate(self.patterns):
            for character in pattern.cue:
                self.cued.setdefault(character, []).append(at)

    def of(self, written: str) -> Iterator[tuple[int, Pattern]]:
        """The patterns that a clause may match, in their order, with their numbers."""
        found = {at for character in set(written) for at in self.cued.get(character, ())}
        for at in sorted(found.union(self.anywhere)):
            yield at, self.patterns[at]

    def _compiled(self, rows: Sequence[Row], source: str) -> Iterator[Pattern]:
        for line, row in enumerate(rows, start=2):
            try:
                written = "".join(self._tokens(row["pattern"]))
                if row["claims"] == "=":
                    self.aliases[f"<{row['name']}>"] = f"(?:{written})"
                    self.cues[f"<{row['name']}>"] = self._cue(row["pattern"])
                    continue
                yield Pattern(
                    row["name"], re.compile(written), tuple(_claims(row["claims"])), self._cue(row["pattern"])
                )
            except (re.error, KeyError) as error:
                raise InputError(f"{source}, line {line}, column pattern: {row['pattern']!r}: {error}") from error

    def _cue(self, written: str) -> frozenset[str]:
        """The characters of which a clause must have one to match: the rarest of the sets that the pattern needs."""
        tokens: list[tuple[str, frozenset[str]]] = []
        for token in TOKEN.finditer(written):
            if token["alias"]:
                tokens.append(("", self.cues[token["alias"]]))
            elif token["name"] and token["name"] != ANY:
                tokens.append(("", frozenset(self.alphabet.of(token["name"]))))
            else:
                tokens.append((token["other"] or "", frozenset()))
        common = frozenset("".join(map(self.alphabet.of, COMMON)))
        return min(_needs(tokens), key=lambda some: (bool(some & common), len(some)), default=frozenset())

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


class _Group:
    """A group that is being read: of each of its alternatives, the sets of kinds that it needs."""

    def __init__(self, denied: bool = False):
        self.denied = denied
        self.alternatives: list[list[frozenset[str]]] = [[]]

    def needs(self) -> list[frozenset[str]]:
        """What the whole group needs: of alternatives, one of what each of them does."""
        if self.denied or not all(self.alternatives):
            return []
        if len(self.alternatives) == 1:
            return self.alternatives[0]
        return [frozenset().union(*(told[-1] for told in self.alternatives))]


def _needs(tokens: Sequence[tuple[str, frozenset[str]]]) -> list[frozenset[str]]:
    """The sets of characters, of each of which one must stand in what a pattern matches.

    Parameters:
        tokens: its tokens as written, those of kinds with their characters.
    """
    stack = [_Group()]
    for at, (token, characters) in enumerate(tokens):
        optional = at + 1 < len(tokens) and tokens[at + 1][0] in ("?", "*")
        if token == "(":
            stack.append(_Group([one for one, _ in tokens[at + 1 : at + 3]] == ["?", "!"]))
        elif token == "|":
            stack[-1].alternatives.append([])
        elif token == ")":
            told = stack.pop().needs()
            stack[-1].alternatives[-1] += [] if optional else told
        elif characters and not optional:
            stack[-1].alternatives[-1].append(characters)
    return stack[0].needs()


def _claims(written: str) -> Iterator[Told]:
    for claim in CLAIM.finditer(written):
        group = -1 if claim["group"] == "*" else int(claim["group"])
        yield Told(group, claim["kind"] or "", claim["role"], claim["how"])
