"""How cost grows: with the length of a document, the size of the corpus, of the vocabulary, and with worker processes."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from zh_tongbao.benchmark.texts import endless, one_text
from zh_tongbao.benchmark.timing import exponent, fastest
from zh_tongbao.cli.pipelines import Pipeline

LENGTHS = (1_000, 10_000, 100_000, 1_000_000, 5_000_000)
LISTS = (5_000, 40_000)
CORPORA = (100, 400, 1_600, 6_400)
VOCABULARIES = (5_000, 50_000, 200_000)
JOBS = (1, 2)
REPEATS = 3
MOST_LISTS = 100
LONG = 500_000
# Characters: what takes so long by itself is measured once.
RARE = (0x3400, 0x4DB5)
# Characters of which the words of a growing vocabulary are made: of an extension that bulletins do not use.


@dataclass(frozen=True)
class Curve:
    """One growth curve.

    Parameters:
        unit: what the sizes are.
        points: size and seconds for the same work; of a vocabulary and of jobs, seconds for the same texts.
        figure: what the curve is summed up in: ``exponent`` or ``ratio``.
        value: that figure.
        worst: which of several this is, the one with the highest figure.
    """

    unit: str
    points: tuple[tuple[int, float], ...]
    figure: str
    value: float
    worst: str | None = None


def by_length(texts: Sequence[str], config: str, most: int = LENGTHS[-1]) -> Curve:
    """One document of growing length; the exponent."""
    nlp = Pipeline(config)()
    points = []
    nlp(one_text(list(texts), LENGTHS[1]))
    for size in (size for size in LENGTHS if size <= most):
        text = one_text(list(texts), size)
        points.append((size, fastest(lambda text=text: nlp(text), 1 if size > LONG else REPEATS)))  # type: ignore[misc]
    return _by_exponent("characters of one document", points)


def by_list(texts: Sequence[str], config: str, lists: int = MOST_LISTS) -> Curve:
    """Documents that repeat one or two of their clauses without end; the exponent of the one that has the highest."""
    nlp = Pipeline(config)()
    curves = []
    for beginning, unit in endless(texts, lists):
        points = []
        for size in LISTS:
            text = beginning + unit * (size // len(unit))
            points.append((len(text), fastest(lambda text=text: nlp(text), REPEATS)))  # type: ignore[misc]
        curves.append(_by_exponent("characters of one list", points, unit))
    return max(curves, key=lambda curve: curve.value)


def by_corpus(texts: Sequence[str], config: str, most: int = CORPORA[-1]) -> Curve:
    """Growing numbers of documents through one process, by their characters; the exponent."""
    from zh_tongbao.documents import extract

    nlp = Pipeline(config)()
    points = []
    for size in (size for size in CORPORA if size <= most):
        rows = [{"text": text} for text in islice(cycle(texts), size)]
        characters = sum(len(row["text"]) for row in rows)
        points.append((characters, fastest(lambda rows=rows: sum(1 for _ in extract(nlp, rows)), REPEATS)))  # type: ignore[misc]
    return _by_exponent("characters of the corpus", points)


def by_vocabulary(texts: Sequence[str], config: str, most: int = VOCABULARIES[-1]) -> Curve:
    """The same texts with ever more slogans and officials of one's own; the ratio of the largest to the smallest."""
    points = []
    with TemporaryDirectory() as folder:
        for size in (size for size in VOCABULARIES if size <= most):
            path = Path(folder) / f"{size}.jsonl"
            path.write_text("".join(_entries(size)), encoding="utf-8")
            nlp = Pipeline(config, path)()
            for text in texts:
                nlp(text)
            points.append((size, fastest(lambda nlp=nlp: [nlp(text) for text in texts], REPEATS)))  # type: ignore[misc]
    return Curve("entries of one's own", tuple(points), "ratio", points[-1][1] / points[0][1])


def by_jobs(texts: Sequence[str], config: str, characters: int = 4_000_000) -> Curve:
    """The same corpus with one and two worker processes, from the first outcome on; how many times as fast two are."""
    from zh_tongbao.engine.local import LocalEngine

    rows = list(_rows_of(texts, characters))
    points = []
    for jobs in JOBS:
        outcomes = LocalEngine(Pipeline(config), jobs).run(iter(rows))
        next(outcomes)
        start = time.perf_counter()
        done = sum(1 for _ in outcomes)
        points.append((jobs, time.perf_counter() - start))
        assert done == len(rows) - 1
    return Curve("worker processes", tuple(points), "ratio", points[0][1] / points[-1][1])


CURVES: dict[str, Callable[[Sequence[str], str], Curve]] = {
    "length": by_length,
    "list": by_list,
    "corpus": by_corpus,
    "vocabulary": by_vocabulary,
    "jobs": by_jobs,
}


def _by_exponent(unit: str, points: Sequence[tuple[int, float]], worst: str | None = None) -> Curve:
    sizes, seconds = zip(*points)
    return Curve(unit, tuple(points), "exponent", exponent(sizes, seconds), worst)


def _rows_of(texts: Iterable[str], characters: int) -> Iterable[dict[str, str]]:
    done = 0
    for number, text in enumerate(cycle(texts)):
        if done >= characters:
            return
        done += len(text)
        yield {"id": str(number), "text": text}


def _entries(size: int) -> Iterable[str]:
    """Lines of a user's vocabulary: half officials, half slogans, of rare characters, the same for the same size."""
    chance = random.Random(size)
    made: set[str] = set()
    while len(made) < size:
        made.add("".join(chr(chance.randint(*RARE)) for _ in range(chance.choice((3, 4, 6, 8)))))
    for number, word in enumerate(sorted(made)):
        if number % 2:
            yield json.dumps({"kind": "official", "name": word, "titles": []}) + "\n"
        else:
            yield json.dumps({"kind": "slogan", "id": f"grown-{number}", "canonical": word}) + "\n"
