"""What is known of one case while a text is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

OWN, LIST, PASSAGE, TITLE, INPUT = "own", "list", "passage", "title", "input"


class Piece(NamedTuple):
    """A stretch of text that tells of cases.

    Parameters:
        start, end: character offsets.
        via: how it reaches them: ``own``, ``list`` (told of several), ``passage`` (told before all).
    """

    start: int
    end: int
    via: str = OWN


class Label(NamedTuple):
    """How a case is called.

    Parameters:
        start, end: character offsets.
        number: its number.
        status: what the word says of the case, or empty.
        word: the label without its number.
    """

    start: int
    end: int
    number: int
    status: str
    word: str


class Run(NamedTuple):
    """Labels that are named one behind the other, or a range of them.

    Parameters:
        start, end: character offsets of the whole.
        labels: the labels; of a range its two ends.
        ranged: whether all between the two are meant.
    """

    start: int
    end: int
    labels: tuple[Label, ...]
    ranged: bool


class Anchor(NamedTuple):
    """Words for a sex and an age that are told of one person.

    Parameters:
        start, end: character offsets of the whole.
        sex, age: where they stand; None where one is not told.
        gender: ``male``, ``female``, or empty.
        years: the number, in ``unit``.
        unit: ``years``, ``months`` or ``days``; empty without an age.
    """

    start: int
    end: int
    sex: tuple[int, int] | None
    age: tuple[int, int] | None
    gender: str
    years: int
    unit: str


class Value(NamedTuple):
    """The value of a field with the words that decided it; None for offsets where no words of the text did."""

    value: Any
    start: int | None
    end: int | None
    via: str = OWN


@dataclass(eq=False)
class Case:
    """One case.

    Parameters:
        start, end: its description.
        head: where what is told of it begins: its label, its name, or its sex and age.
        label: how it is called, or None.
        anchor: its sex and age, or None.
        name: where its surname stands, which is used to find links and never written.
        kin: the word for a relative in front of its bracketed label (his wife (case 7, aged 38)), or None.
        listed: its number in a list, where it has no label.
        turn: which of its fellows it is, from 0.
        fellows: the cases that are described by the same words.
        pieces: what tells of it, its own description first.
        headings: the line above it.
        fields: what was read.
    """

    start: int
    end: int
    head: int
    label: Label | None = None
    anchor: Anchor | None = None
    name: tuple[int, int] | None = None
    kin: tuple[int, int] | None = None
    listed: int | None = None
    turn: int = 0
    fellows: list[Case] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    headings: list[Piece] = field(default_factory=list)
    fields: dict[str, Value] = field(default_factory=dict)

    def take(self, name: str, value: Value | None) -> None:
        """Set a field that has no value yet."""
        if value is not None and name not in self.fields:
            self.fields[name] = value

    def value(self, name: str) -> Any:
        """The value of a field, or None."""
        found = self.fields.get(name)
        return found.value if found else None


class Link(NamedTuple):
    """One edge between two cases.

    Parameters:
        source: the case that it is told of; the infector of a directed one.
        target: the other case of the text, or None.
        label: how the other one is called where it is none of the text.
        relation: what the source is to the target.
        directed: whether the source infected the target.
        start, end: character offsets of the words.
    """

    source: Case
    target: Case | None
    label: str | None
    relation: str
    directed: bool
    start: int
    end: int
