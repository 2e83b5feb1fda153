"""How often each slogan is used: by month, by speaker, by field of policy.

``per_10000`` is the number of mentions in 10,000 characters of the texts of the same time slice (of the whole corpus where
none is asked for): one measure for busy and quiet months. ``bursts`` are the weeks in which a slogan is used more often than
chance explains: its mentions of a week against a Poisson distribution whose mean is its share of the corpus times the
characters of that week, at a false discovery rate of one per cent over all weeks (Benjamini and Hochberg, 1995).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from zh_tongbao.discourse.corpus import SLICES, Corpus
from zh_tongbao.discourse.library import need
from zh_tongbao.errors import InputError
from zh_tongbao.records.schema import Column

Made = dict[str, Any]
Key = tuple[str | None, ...]

FIELDS = {"speaker": "speaker", "field": "policy_field", "kind": "kind", "no_speaker": "no_speaker"}
# What rows may be made by, besides time slices, with the column that it is in.

LEAST = 3
# Mentions in a week; fewer are no burst.

RATE = 0.01
UNIT = 10_000
DAYS = 7
MOST_BURSTS = 12


def check_keys(by: Sequence[str]) -> None:
    """Refuse what rows cannot be made by.

    Raises:
        InputError: names it and what there is; or more than one time slice.
    """
    for key in by:
        if key not in SLICES and key not in FIELDS:
            raise InputError(f"--by {key}: unknown; take some of {', '.join((*SLICES, *FIELDS))}")
    if len([key for key in by if key in SLICES]) > 1 or len(set(by)) < len(by):
        raise InputError(f"--by {','.join(by)}: take one time slice, and each word once")


def columns(by: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the rows of :func:`frequencies`."""
    return (
        Column("slogan"),
        Column("slogan_id"),
        Column("gloss"),
        *(Column(key) for key in by),
        Column("count", "integer"),
        Column("documents", "integer"),
        Column("per_10000", "number"),
        Column("per_document", "number"),
        Column("first", day=True),
        Column("last", day=True),
        Column("bursts", "strings"),
    )


def frequencies(corpus: Corpus, by: Sequence[str] = ()) -> list[Made]:
    """Count the slogans of a corpus.

    Parameters:
        corpus: documents.
        by: words of :data:`FIELDS` and at most one of :data:`~zh_tongbao.discourse.corpus.SLICES`.

    Returns:
        list: rows with :func:`columns`; the most frequent slogan first, with its slices in order of time.
            ``per_document`` is the share of the slice's documents that use it; ``bursts`` are stretches of days,
            ``2021-02-22/2021-03-07``.

    Raises:
        InputError: an unknown word, or scipy is not installed.

    Example:
        >>> from zh_tongbao.discourse.corpus import Corpus
        >>> from zh_tongbao.discourse.frequencies import frequencies
        >>> slogan = {"start": 0, "end": 4, "text": "动态清零", "label": "SLOGAN"}
        >>> document = {"published": "2022-04-03", "text": "动态清零。", "entities": [slogan], "statements": []}
        >>> [row] = frequencies(Corpus([document]), ["month"])
        >>> row["slogan"], row["month"], row["count"], row["per_10000"]
        ('动态清零', '2022-04', 1, 2000.0)
    """
    check_keys(by)
    size = next((key for key in by if key in SLICES), None)
    characters, documents = _sizes(corpus, size)
    counts: Counter[Key] = Counter()
    days: dict[Key, list[date]] = defaultdict(list)
    used: dict[Key, set[int]] = defaultdict(set)
    about: dict[str, Made] = {}
    for row in corpus.slogans:
        number = row["document"]
        key: Key = (row["canonical"], *(_value(corpus, row, name) for name in by))
        counts[key] += 1
        used[key].add(number)
        if corpus.days[number] is not None:
            days[key].append(corpus.days[number])  # type: ignore[arg-type]
        if row["canonical"] not in about or row["slogan_id"]:
            about[row["canonical"]] = row
    bursting = _bursts(corpus, by, size)
    totals: Counter[str | None] = Counter()
    for key, count in counts.items():
        totals[key[0]] += count
    at = by.index(size) + 1 if size else None
    found = []
    for key in sorted(counts, key=lambda key: (-totals[key[0]], *(part or "" for part in key))):
        slice_of = key[at] if at else None
        rest = key if at is None else (*key[:at], *key[at + 1 :])
        row = about[str(key[0])]
        found.append(
            {
                "slogan": key[0],
                "slogan_id": row["slogan_id"],
                "gloss": row["gloss"],
                **dict(zip(by, key[1:], strict=True)),
                "count": counts[key],
                "documents": len(used[key]),
                "per_10000": round(UNIT * counts[key] / max(1, characters[slice_of]), 4),
                "per_document": round(len(used[key]) / max(1, documents[slice_of]), 4),
                "first": min(days[key]).isoformat() if days[key] else None,
                "last": max(days[key]).isoformat() if days[key] else None,
                "bursts": _within(bursting.get(rest, []), days[key] if size else None),
            }
        )
    return found


def _value(corpus: Corpus, row: Made, name: str) -> str | None:
    if name in SLICES:
        return corpus.slice_of(row["document"], name)
    value = row[FIELDS[name]]
    return None if value is None else str(value)


def _sizes(corpus: Corpus, size: str | None) -> tuple[Counter[str | None], Counter[str | None]]:
    """Characters and documents of each time slice; of the whole corpus under None where no slices are asked for."""
    characters: Counter[str | None] = Counter()
    documents: Counter[str | None] = Counter()
    for number, document in enumerate(corpus.documents):
        name = corpus.slice_of(number, size) if size else None
        characters[name] += len(document["text"])
        documents[name] += 1
    return characters, documents


def _bursts(corpus: Corpus, by: Sequence[str], size: str | None) -> dict[Key, list[tuple[date, date]]]:
    """By slogan, and whatever else rows are made by but time, the stretches of its bursts."""
    weeks: Counter[date] = Counter()
    for number, document in enumerate(corpus.documents):
        day = corpus.days[number]
        if day is not None:
            weeks[_monday(day)] += len(document["text"])
    whole = sum(weeks.values())
    if len(weeks) < 2:
        return {}
    counts: dict[Key, Counter[date]] = defaultdict(Counter)
    for row in corpus.slogans:
        day = corpus.days[row["document"]]
        if day is not None:
            key = (row["canonical"], *(_value(corpus, row, name) for name in by if name != size))
            counts[key][_monday(day)] += 1
    tested = [
        (key, week, count, sum(found.values()) * weeks[week] / whole)
        for key, found in counts.items()
        for week, count in found.items()
        if count >= LEAST
    ]
    stats = need("scipy.stats", "slogans")
    chances = stats.poisson.sf([count - 1 for _, _, count, _ in tested], [mean for _, _, _, mean in tested])
    adjusted = stats.false_discovery_control(chances) if tested else []
    stretches: dict[Key, list[tuple[date, date]]] = defaultdict(list)
    for (key, week, _, _), chance in sorted(zip(tested, adjusted), key=lambda one: one[0][1]):
        if chance <= RATE:
            _join(stretches[key], week)
    return stretches


def _join(stretches: list[tuple[date, date]], week: date) -> None:
    last = week + timedelta(days=DAYS - 1)
    if stretches and stretches[-1][1] + timedelta(days=1) == week:
        stretches[-1] = (stretches[-1][0], last)
    else:
        stretches.append((week, last))


def _within(stretches: Iterable[tuple[date, date]], days: Sequence[date] | None) -> list[str]:
    """Stretches in words; where days are given, those that hold one of them."""
    chosen = [
        (first, last) for first, last in stretches if days is None or any(first <= day <= last for day in days)
    ]  # fmt: skip
    return [f"{first.isoformat()}/{last.isoformat()}" for first, last in chosen[:MOST_BURSTS]]


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
