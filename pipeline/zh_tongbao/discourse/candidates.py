"""Strings of a corpus that may be formulations, with what their contexts say of them."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy

from zh_tongbao.discourse.corpus import OFFICIAL, SLOGAN, TITLE, Corpus
from zh_tongbao.discourse.discovery_words import DiscoveryWords
from zh_tongbao.discourse.ngrams import Array, Repeated, Stream, repeated

GAP = "\n"
FREEDOM, COHESION = 0.6, 1.0
# What a string needs of each (nats); found where most of the list's formulations lie above.

MOST_FREEDOM, MOST_COHESION, MOST_FRAMED = 3.0, 8.0, 0.6
# More of it says no more.

READ = 60
# Mentions of a string whose surroundings are read.

QUOTED = 0.3
# Share of mentions in quotation marks from which a string needs no closed edges and no length.

MASKED = 0.5
NEAR = 6
MOST_NOVELTY = 3.0


@dataclass(frozen=True)
class Candidate:
    """A string with what its surroundings say.

    Parameters:
        text, places, documents, freedom, cohesion: as of a string that repeats.
        quoted, framed, tailed, said: shares of its mentions.
    """

    text: str
    places: Array
    documents: int
    freedom: float
    cohesion: float
    quoted: float
    framed: float
    tailed: float
    said: float


@dataclass(frozen=True)
class Later:
    """How much of a corpus, and of a string, is later than a day.

    Parameters:
        late: by place in the stream, whether its document is.
        share: of all characters.
    """

    late: Array
    share: float

    def novelty(self, places: Array) -> float:
        """The logarithm of how many times more often a string is used later; bounded at either side."""
        after = float(self.late[places].sum())
        before = len(places) - after
        if not 0 < self.share < 1:
            return 0.0
        ratio = ((after + 0.5) / self.share) / ((before + 0.5) / (1 - self.share))
        return max(-MOST_NOVELTY, min(MOST_NOVELTY, math.log2(ratio)))


class Reader:
    """A corpus as one stream.

    Parameters:
        corpus: documents.
        words: the vocabulary.
        hidden: whether known formulations are read like any words.
    """

    def __init__(self, corpus: Corpus, words: DiscoveryWords, *, hidden: bool):
        self.words = words
        self._corpus = corpus
        outside = re.compile(rf"[^\w{re.escape(words.joint + words.plus)}]")
        texts = [document["text"] for document in corpus.documents]
        self._view = GAP + GAP.join(texts) + GAP
        self._starts = [1]
        for text in texts:
            self._starts.append(self._starts[-1] + len(text) + 1)
        masked = [self._masked(number, text, hidden=hidden) for number, text in enumerate(texts)]
        self._stream = Stream.of([outside.sub(GAP, text) for text in masked], GAP)
        self._said = numpy.zeros(len(self._stream.codes), dtype=bool)
        self._named = numpy.zeros(len(self._stream.codes), dtype=bool)
        for number, document in enumerate(corpus.documents):
            start = self._starts[number]
            for statement in document["statements"]:
                self._said[start + statement["start"] : start + statement["end"]] = True
            for entity in document["entities"]:
                if entity["label"] in (OFFICIAL, TITLE):
                    self._named[start + entity["start"] : start + entity["end"]] = True

    def _masked(self, number: int, text: str, *, hidden: bool) -> str:
        """A text without the formulations that the list knows."""
        if hidden:
            return text
        parts: list[str] = []
        position = 0
        for entity in self._corpus.documents[number]["entities"]:
            if entity["label"] == SLOGAN and entity.get("slogan_id") and entity["start"] >= position:
                parts += [text[position : entity["start"]], GAP * (entity["end"] - entity["start"])]
                position = entity["end"]
        return "".join([*parts, text[position:]])

    def place(self, position: int) -> tuple[int, int]:
        """The document of a place in the stream, and the offset in it."""
        number = bisect_right(self._starts, position) - 1
        return number, position - self._starts[number]

    def later(self, since: date | None) -> Later:
        """Which part of the corpus is later than a day, by default its second half."""
        days = self._corpus.days
        known = sorted(day for day in days if day is not None)
        if since is None and known:
            since = known[len(known) // 2]
        late = [since is not None and day is not None and day >= since for day in days]
        flags = numpy.array([*late, False])[numpy.minimum(self._stream.documents, len(late))]
        read = self._stream.codes > 0
        return Later(flags, float(flags[read].mean()) if read.any() else 0.0)

    def candidates(self, least: int) -> Iterator[Candidate]:
        """Yield the strings that may be formulations.

        Parameters:
            least: documents that one needs.
        """
        for found in repeated(self._stream, least, FREEDOM, COHESION):
            text = found.text
            if text[0] in self.words.joint or text[-1] in self.words.joint or self.words.is_ordinary(text):
                continue
            places = found.places[:: len(found.places) // READ + 1]
            if self._named[places].mean() > MASKED:
                continue
            quoted = _share(self._is_quoted(int(place), len(text)) for place in places)
            if quoted < QUOTED and (len(text) < self.words.shortest or self.words.has_open_edge(text)):
                continue
            yield self._read(found, places, quoted)

    def _read(self, found: Repeated, places: Array, quoted: float) -> Candidate:
        view, size = self._view, len(found.text)
        frames, tails = self.words.frames, self.words.tails
        return Candidate(
            found.text,
            found.places,
            found.documents,
            found.freedom,
            found.cohesion,
            quoted,
            _share(view[max(0, place - NEAR) : place].endswith(frames) for place in places),
            _share(view[place + size : place + size + NEAR].startswith(tails) for place in places),
            float(self._said[places].mean()),
        )

    def _is_quoted(self, place: int, size: int) -> bool:
        before, behind = self._view[place - 1], self._view[place + size : place + size + 1]
        return before in self.words.opens and behind != "" and behind in self.words.closes

    def score(self, one: Candidate) -> float:
        """What the signs of a string count for, together."""
        weights = self.words.weights
        signs = {
            "documents": math.log(one.documents),
            "freedom": min(one.freedom, MOST_FREEDOM),
            "cohesion": min(one.cohesion, MOST_COHESION),
            "quoted": one.quoted,
            "framed": min(one.framed, MOST_FRAMED),
            "tailed": one.tailed,
            "said": one.said,
        }
        return sum(weights[sign] * value for sign, value in signs.items()) + self.words.shape(one.text)


def _share(there: Any) -> float:
    flags = list(there)
    return sum(flags) / len(flags) if flags else 0.0
