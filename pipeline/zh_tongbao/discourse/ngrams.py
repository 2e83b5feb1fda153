"""Strings that texts repeat: how often, in how many documents, how freely they stand and how firmly they hold together.

Read :func:`repeated` first. Texts are one stream of character codes, 0 where nothing may reach across. Level by level a
string of *n* characters is looked at only where both its parts of *n* − 1 are frequent, so each pass is one sort of the
stream (the idea of Apriori: Agrawal and Srikant, 1994). ``freedom`` is the smaller of the entropies of what stands before
and behind (Huang and Powers, 2003): a piece of a longer phrase has nearly always the same neighbour. ``cohesion`` is the
smallest mutual information of any two parts (Chen et al., 2005; Luo and Sun, 2003).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

Array = Any  # numpy.ndarray; its stubs are not those of every version

SHORTEST, LONGEST = 2, 24


@dataclass(frozen=True)
class Stream:
    """Texts as codes.

    Parameters:
        codes: of each character; 0 breaks.
        documents: number of the document at each place.
        characters: by code.
    """

    codes: Array
    documents: Array
    characters: Sequence[str]

    @classmethod
    def of(cls, texts: Sequence[str], gap: str) -> Stream:
        """Join texts.

        Parameters:
            texts: one a document.
            gap: a character that breaks.
        """
        joined = gap + gap.join(texts) + gap
        points = numpy.frombuffer(joined.encode("utf-32-le"), dtype=numpy.uint32)
        known, codes = numpy.unique(points, return_inverse=True)
        characters = [chr(point) for point in known]
        first = characters.index(gap)
        codes = codes.astype(numpy.int64) + 1
        codes[codes == first + 1] = 0
        lengths = numpy.array([len(text) + 1 for text in texts], dtype=numpy.int64)
        documents = numpy.concatenate(
            [numpy.zeros(1, dtype=numpy.int64), numpy.repeat(numpy.arange(len(texts)), lengths)]
        )
        return cls(codes, documents, ["", *characters])

    def text(self, start: int, size: int) -> str:
        """The characters of a stretch."""
        return "".join(self.characters[code] for code in self.codes[start : start + size])


@dataclass(frozen=True)
class Repeated:
    """One string that repeats.

    Parameters:
        text: the string.
        places: where it starts in the stream.
        documents: how many hold it.
        freedom, cohesion: see the module.
    """

    text: str
    places: Array
    documents: int
    freedom: float
    cohesion: float


def repeated(stream: Stream, least: int, freedom: float, cohesion: float, longest: int = LONGEST) -> Iterator[Repeated]:
    """Yield the strings of a stream that stand in enough documents, freely, and hold together.

    Parameters:
        stream: the texts.
        least: documents that a string needs.
        freedom, cohesion: what it needs of each, in nats.
        longest: characters.
    """
    codes, size = stream.codes, len(stream.codes)
    if not (codes > 0).any():
        return
    ids = numpy.where(codes > 0, codes, -1)
    counts = [_counts(ids)]
    whole = int((codes > 0).sum())
    for length in range(SHORTEST, longest + 1):
        last = size - length + 1
        both = (ids[:last] >= 0) & (ids[1 : last + 1] >= 0)
        starts = numpy.flatnonzero(both)
        if not len(starts):
            return
        keys = ids[starts] * (len(stream.characters) + 1) + codes[starts + length - 1]
        _, named, number = numpy.unique(keys, return_inverse=True, return_counts=True)
        kept = number[named] >= least
        starts, named = starts[kept], named[kept]
        ids = numpy.full(size, -1, dtype=numpy.int64)
        ids[starts] = named
        counted = numpy.zeros(size, dtype=numpy.int32)
        counted[starts] = number[named]
        counts.append(counted)
        if len(starts) and length >= SHORTEST:
            yield from _sound(stream, starts, named, length, counts, whole, (least, freedom, cohesion))


def _counts(ids: Array) -> Array:
    number = numpy.bincount(ids[ids >= 0])
    return numpy.where(ids >= 0, number[numpy.maximum(ids, 0)], 0).astype(numpy.int32)


def _sound(
    stream: Stream,
    starts: Array,
    named: Array,
    length: int,
    counts: Sequence[Array],
    whole: int,
    needed: tuple[int, float, float],
) -> Iterator[Repeated]:
    """The strings of one length that are what is looked for."""
    least, freedom, cohesion = needed
    _, dense, number = numpy.unique(named, return_inverse=True, return_counts=True)
    documents = _distinct(dense, stream.documents[starts], len(number))
    free = numpy.minimum(
        _entropy(dense, stream.codes[starts - 1], number),
        _entropy(dense, stream.codes[numpy.minimum(starts + length, len(stream.codes) - 1)], number),
    )
    order = numpy.argsort(dense, kind="stable")
    edges = numpy.concatenate([[0], numpy.cumsum(number)])
    first = starts[order[edges[:-1]]]
    held = _cohesion(first, length, counts, number, whole)
    for index in numpy.flatnonzero((documents >= least) & (free >= freedom) & (held >= cohesion)):
        places = starts[order[edges[index] : edges[index + 1]]]
        yield Repeated(
            stream.text(int(first[index]), length),
            places,
            int(documents[index]),
            float(free[index]),
            float(held[index]),
        )


def _distinct(dense: Array, values: Array, size: int) -> Array:
    """How many different values each string has."""
    pairs = numpy.unique(dense * (int(values.max(initial=0)) + 1) + values)
    return numpy.bincount(pairs // (int(values.max(initial=0)) + 1), minlength=size)


def _entropy(dense: Array, neighbours: Array, number: Array) -> Array:
    """Entropy of the neighbours of each string; every break is a neighbour of its own."""
    inside = neighbours > 0
    most = int(neighbours.max(initial=0)) + 1
    pairs, times = numpy.unique(dense[inside] * most + neighbours[inside], return_counts=True)
    owner = pairs // most
    share = times / number[owner]
    found = numpy.bincount(owner, weights=-share * numpy.log(share), minlength=len(number))
    breaks = numpy.bincount(dense[~inside], minlength=len(number)) / number
    return found + breaks * numpy.log(number)


def _cohesion(first: Array, length: int, counts: Sequence[Array], number: Array, whole: int) -> Array:
    """The smallest mutual information of a string's beginning and end, over all cuts."""
    found = numpy.full(len(number), numpy.inf)
    for cut in range(1, length):
        one, two = counts[cut - 1][first], counts[length - cut - 1][first + cut]
        found = numpy.minimum(found, numpy.log(number * float(whole) / (one.astype(float) * two)))
    return found
