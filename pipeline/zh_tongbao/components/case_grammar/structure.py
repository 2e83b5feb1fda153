"""The structures that the passes hand on. None of them is changed once it is made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.items import BARE, COUNT, Item

COUNTED = frozenset({COUNT, BARE, "zero"})
NAMES = frozenset({"state", "event", "case", "severity", "conversion", "new_state"})
"""Kinds of words that name what is counted."""
SEPARATORS = frozenset({"stop", "line", "semicolon", "comma", "listing", "open", "close"})


class Words(NamedTuple):
    """A stretch of the text, half-open; -1 where words of the title, or none, gave a value."""

    start: int
    end: int


class Claim(NamedTuple):
    """A word, a pattern or a rung claims a value for a field of a count.

    Parameters:
        field: of the record.
        value: what is claimed.
        words: the item or stretch that says so; None where nothing in the text does.
        rule: the rung of the ladder as it is written in the table.
        rung: how the words reach the count (``own``, ``total``, …).
    """

    field: str
    value: Any
    words: Any
    rule: str
    rung: str


class Link(NamedTuple):
    """A count is a part of another.

    Parameters:
        part, total: indices of records.
        relation: how it is a part.
        score: what the features of the total came to.
        runner_up: the score of the next best total, or of none.
        mark: the word or bracket that makes it a part.
    """

    part: int
    total: int
    relation: str
    score: float
    runner_up: float
    mark: Any


class Bracket(NamedTuple):
    """A bracket.

    Parameters:
        number: from 1.
        outer: the bracket around it; 0 for none.
        host: the number of the clause in front of it; -1 for none.
        mark: its opening mark.
        interrupts: whether it stands inside a clause.
        held: of such a one, the items of the clause in front of it.
        headed: whether it stands right behind the mark that ends a headline, and tells its parts (#云南确诊5例#（其中…）).
    """

    number: int
    outer: int
    host: int
    mark: Item
    interrupts: bool
    held: tuple[Item, ...] = ()
    headed: bool = False


class Clause(NamedTuple):
    """What stands between two separators.

    Parameters:
        number: in reading order.
        items: without the separators.
        before, after: the kinds of the separators around it.
        sentence, half: numbers of its sentence and of the stretch between semicolons.
        bracket: the number of the bracket it stands in; 0 for none.
        ahead: up to two items behind the separator that ends it.
        start, end: offsets.
        begin: where the separator in front of it ends.
    """

    number: int
    items: tuple[Item, ...]
    before: str
    after: str
    sentence: int
    half: int
    bracket: int
    ahead: tuple[Item, ...]
    start: int
    end: int
    begin: int


class Layout(NamedTuple):
    """The clauses of a document, its brackets by number, and the offsets at which its sentences end."""

    clauses: tuple[Clause, ...]
    brackets: Mapping[int, Bracket]
    sentences: tuple[int, ...]


class Mention(NamedTuple):
    """A count and what its own clause says of it.

    Parameters:
        number: in reading order.
        item: the number, or the word for none.
        clause: where it stands.
        says: by role, the item that plays it.
        places: the places that are counted, outermost first.
        rules: the names of the patterns that said so.
    """

    number: int
    item: Item
    clause: Clause
    says: Mapping[str, Item]
    places: tuple[Item, ...]
    rules: tuple[str, ...]

    @property
    def amount(self) -> int:
        """How many; 0 where there is none."""
        return 0 if self.item.kind == "zero" else int(self.item.value)


class Record(NamedTuple):
    """A count with all that is known of it.

    Parameters:
        mention: what its own clause says.
        claims: by field, what won.
        values: by field, the values alone.
        link: what it is a part of, or None.
        case: what it was resolved in, to be resolved anew with what a modifier adds.
    """

    mention: Mention
    claims: Mapping[str, Claim]
    values: Mapping[str, Any]
    link: Link | None
    case: Any


class Remark(NamedTuple):
    """A clause without a count that may say something of counts before it.

    Parameters:
        frame: how it is read.
        target: the count that it stands behind.
        fresh: whether it stands in a bracket of that count that has no count of its own yet.
        inside: whether it stands in a bracket of a count.
        counted: whether the bracket has counts.
        sentence, half, previous: how many records there were when its sentence, its half, and the sentence before began.
        made: how many there were at the clause.
        levels: how many lists and brackets are open.
        block: the records of the case numbers that are open.
    """

    frame: Any
    target: int
    fresh: bool
    inside: bool
    counted: bool
    sentence: int
    half: int
    previous: int
    made: int
    levels: int
    block: tuple[int, ...]
