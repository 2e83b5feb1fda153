"""Fit the weights of ``attach.csv`` to annotated documents, with the signs that the table says.

Every choice that the reader makes is an example: its candidates, the features of each, and the one that the annotation
says. The weights maximise the likelihood of the right candidates (a softmax over them and *none*), by gradient descent; a weight
never crosses zero, and is held near the one that the table has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from zh_tongbao.components.case_grammar.attach import Choice, Question, Weights
from zh_tongbao.vocab.tables import Row

ROUNDS, RATE, HOLD = 400, 0.5, 0.002


class Seen(NamedTuple):
    """One choice: the question, the spans of the part and of the candidates, and the features of each."""

    question: str
    part: tuple[int, int] | None
    candidates: tuple[tuple[int, int], ...]
    features: tuple[tuple[str, ...], ...]


class Recorder(Weights):
    """Weights that remember what they were asked; an opening is remembered for the first part that is told behind it."""

    def __init__(self, rows: Sequence[Row], name: str = "attach.csv"):
        super().__init__(rows, name)
        self.seen: list[Seen] = []

    def choose(self, question: str, ask: Question, candidates: Sequence[int]) -> Choice:
        """The best of the candidates, or none."""
        told = tuple(self.features(question, ask, at) for at in candidates)
        spans = tuple((ask.records[at].mention.item.start, ask.records[at].mention.item.end) for at in candidates)
        mention = getattr(ask, "mention", None)
        part = (mention.item.start, mention.item.end) if mention is not None else None
        self.seen.append(Seen(question, part, spans, told))
        return super().choose(question, ask, candidates)


class Example(NamedTuple):
    """A choice and the index of the right candidate; -1 for none."""

    question: str
    features: tuple[tuple[str, ...], ...]
    right: int


def examples(seen: Sequence[Seen], parents: Mapping[tuple[int, int], tuple[int, int] | None]) -> list[Example]:
    """The choices with what the annotation says.

    Parameters:
        seen: the choices of one document.
        parents: by the span of a count, the span of its parent, or None.
    """
    found: list[Example] = []
    for at, one in enumerate(seen):
        part = one.part
        if part is None:
            behind = (later.part for later in seen[at + 1 :] if later.question == "part")
            part = next(behind, None)
        if part is None or part not in parents:
            continue
        parent = parents[part]
        if parent is None and one.question == "open":
            continue
        if parent is not None and parent not in one.candidates:
            continue
        found.append(Example(one.question, one.features, one.candidates.index(parent) if parent is not None else -1))
    return found


def fit(rows: Sequence[Row], found: Sequence[Example], question: str) -> dict[str, float]:
    """The fitted weights of one question, by feature."""
    table = [row for row in rows if row["question"] == question]
    names = [row["feature"] for row in table]
    first = np.array([float(row["weight"]) for row in table])
    signs = np.array([1.0 if row["sign"] == "+" else -1.0 for row in table])
    place = {name: at for at, name in enumerate(names)}
    data = [(_matrix(one.features, place), one.right) for one in found if one.question == question]
    weights = first.copy()
    for _ in range(ROUNDS):
        gradient = HOLD * (weights - first)
        for matrix, right in data:
            scores = matrix @ weights
            shares = np.exp(scores - scores.max())
            shares /= shares.sum()
            shares[right] -= 1.0
            gradient += matrix.T @ shares / len(data)
        weights -= RATE * gradient
        weights = np.where(weights * signs < 0, 0.0, weights)
    return {name: round(float(weight), 2) for name, weight in zip(names, weights)}


def _matrix(features: Sequence[Sequence[str]], place: Mapping[str, int]) -> Any:
    """One row a candidate, the last one for none."""
    matrix = np.zeros((len(features) + 1, len(place)))
    for at, told in enumerate(features):
        for name in told:
            matrix[at, place[name]] = 1.0
    matrix[-1, place["none"]] = 1.0
    return matrix
