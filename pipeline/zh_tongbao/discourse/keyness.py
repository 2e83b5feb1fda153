"""What a part of a corpus says more often, or less often, than another: log-likelihood and effect size.

Source: Dunning, Accurate methods for the statistics of surprise and coincidence (1993), in the two-cell form of Rayson and
Garside (2000); the effect size is Hardie's log ratio (2014): 1 is twice as often, −1 half as often. A frequency of zero
counts as one half there. ``q`` is the false discovery rate of Benjamini and Hochberg.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from zh_tongbao.discourse.corpus import Corpus
from zh_tongbao.discourse.library import need
from zh_tongbao.discourse.selection import Selection, chosen
from zh_tongbao.errors import InputError
from zh_tongbao.records.schema import Column

Made = dict[str, Any]

UNITS = ("slogans", "words")
COLUMNS = (
    Column("term"),
    Column("target", "integer"),
    Column("reference", "integer"),
    Column("target_per_10000", "number"),
    Column("reference_per_10000", "number"),
    Column("log_likelihood", "number"),
    Column("log_ratio", "number"),
    Column("p", "number"),
    Column("q", "number"),
)
UNIT = 10_000
LEAST = 3
HALF = 0.5


def keyness(
    corpus: Corpus,
    target: Selection,
    reference: Selection | None = None,
    of: str = "slogans",
    least: int = LEAST,
) -> list[Made]:
    """Compare two parts of a corpus.

    Parameters:
        corpus: documents.
        target: the part in question; with a speaker, his statements alone.
        reference: what it is compared with; by default the rest.
        of: ``slogans``, or ``words`` as the pipeline's word cutter has them.
        least: how often a term must stand in both together.

    Returns:
        list: rows with :data:`COLUMNS`, the most characteristic of the target first, those of the reference last.
            Frequencies are in 10,000 characters of slogans, in 10,000 words of words.

    Raises:
        InputError: an unknown unit, an empty part, or scipy is not installed.
    """
    if of not in UNITS:
        raise InputError(f"--of {of}: unknown; take one of {', '.join(UNITS)}")
    stats, special = need("scipy.stats", "keyness"), need("scipy.special", "keyness")
    wanted, rest = _sides(corpus, target, reference)
    (found, size), (other, other_size) = (_counted(corpus, rows, of) for rows in (wanted, rest))
    for name, total in (("--target", size), ("--reference", other_size)):
        if not total:
            raise InputError(f"{name}: no text of the corpus is meant by it")
    rows = []
    for term in sorted(set(found) | set(other)):
        one, two = found[term], other[term]
        if one + two < least:
            continue
        share = (one + two) / (size + other_size)
        surprise = 2 * float(special.xlogy(one, one / (size * share)) + special.xlogy(two, two / (other_size * share)))
        ratio = _log_ratio(max(one, HALF) / size, max(two, HALF) / other_size)
        rows.append(
            {
                "term": term,
                "target": one,
                "reference": two,
                "target_per_10000": round(UNIT * one / size, 4),
                "reference_per_10000": round(UNIT * two / other_size, 4),
                "log_likelihood": round(surprise, 3),
                "log_ratio": round(ratio, 3),
                "p": float(stats.chi2.sf(surprise, 1)),
            }
        )
    for row, rate in zip(rows, stats.false_discovery_control([row["p"] for row in rows]) if rows else ()):
        row["q"] = float(rate)
    return sorted(rows, key=lambda row: (-_signed(row), row["term"]))


def _signed(row: Made) -> float:
    return float(row["log_likelihood"] if row["log_ratio"] >= 0 else -row["log_likelihood"])


def _log_ratio(one: float, two: float) -> float:
    from math import log2

    return log2(one / two)


def _sides(corpus: Corpus, target: Selection, reference: Selection | None) -> tuple[list[Made], list[Made]]:
    """The stretches of text of both parts: whole documents, or statements where one asks who speaks."""
    said = target.of_speakers or (reference is not None and reference.of_speakers)
    rows = corpus.statements if said else [_whole(corpus, number) for number in range(len(corpus.documents))]
    wanted = chosen(corpus, rows, target)
    if reference is not None:
        return wanted, chosen(corpus, rows, reference)
    return wanted, [row for row in rows if not target.holds(corpus, row)]


def _whole(corpus: Corpus, number: int) -> Made:
    text = corpus.documents[number]["text"]
    return corpus.heads(number) | {"start": 0, "end": len(text), "text": text}


def _counted(corpus: Corpus, rows: Iterable[Made], of: str) -> tuple[Counter[str], int]:
    """How often each term stands in stretches of text, and how long they are."""
    counts: Counter[str] = Counter()
    size = 0
    if of == "words":
        cut = _cutter()
        for row in rows:
            words = cut(row["text"])
            counts.update(word for word in words if word.isalpha())
            size += len(words)
        return counts, size
    by_document: dict[int, list[tuple[int, int]]] = {}
    for row in rows:
        by_document.setdefault(row["document"], []).append((row["start"], row["end"]))
        size += row["end"] - row["start"]
    for slogan in corpus.slogans:
        stretches = by_document.get(slogan["document"], ())
        if any(start <= slogan["start"] and slogan["end"] <= end for start, end in stretches):
            counts[slogan["canonical"]] += 1
    return counts, size


@lru_cache(maxsize=1)
def _cutter() -> Callable[[str], list[str]]:
    """The pipeline's word cutter."""
    from zh_tongbao.loading import load_pipeline

    nlp = load_pipeline()
    return lambda text: [word.text for word in nlp.make_doc(text)]
