"""Formulations that no list holds: strings that documents repeat, ranked by what formulations have in common.

How a corpus is read:

1. **Masked.** Names and posts of officials are struck out, and the formulations that the list knows.
2. **Strings** that recur in enough documents, with free edges and firm parts, are candidates (:mod:`~zh_tongbao.discourse.ngrams`).
   Words of the news itself, particles at the edges and bare numbers leave them out (discovery_terms.csv).
3. **Signs** speak for each: how many documents and speakers use it, how often it stands behind a verb that frames formulations
   (坚持, 贯彻), before a noun that follows them (战略), in quotation marks or in somebody's words; its shape (parallel parts,
   repeated characters, a number first, A+, A不B); and whether it is used more often later than before (novelty).
4. **Variants.** Frames are taken off; strings that hold one another and are about as frequent are one row.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from zh_tongbao.discourse.candidates import Candidate, Reader
from zh_tongbao.discourse.corpus import Corpus, statement_of
from zh_tongbao.discourse.discovery_words import DiscoveryWords, discovery_words
from zh_tongbao.io.record_rows import clauses
from zh_tongbao.records.schema import Column

Made = dict[str, Any]

COLUMNS = (
    Column("rank", "integer"),
    Column("formulation"),
    Column("variants", "strings"),
    Column("score", "number"),
    Column("count", "integer"),
    Column("documents", "integer"),
    Column("weeks", "integer"),
    Column("speakers", "integer"),
    Column("novelty", "number"),
    Column("quoted", "number"),
    Column("framed", "number"),
    Column("first", day=True),
    Column("first_id"),
    Column("first_speaker"),
    Column("contexts", "strings"),
)
MOST = 300
LEAST = 3
ALIKE = 0.6
# Of two strings that hold one another: mentions of the rarer one, as a share of the other's, from which they are one.

MOST_VARIANTS, MOST_CONTEXTS = 8, 3
SPEAKERS_READ = 200
# Mentions of a formulation whose speakers are looked for.


@dataclass
class _Group:
    """Strings that are one formulation."""

    core: str
    members: list[Candidate] = field(default_factory=list)
    score: float = -math.inf

    @property
    def best(self) -> Candidate:
        """The member that is used most; the longest of those."""
        return max(self.members, key=lambda one: (len(one.places), len(one.text)))


def discover(
    corpus: Corpus,
    since: date | None = None,
    *,
    most: int = MOST,
    least: int = LEAST,
    hidden: bool = False,
    words: DiscoveryWords | None = None,
) -> list[Made]:
    """Find formulations.

    Parameters:
        corpus: documents.
        since: the day that new ones are new from; by default novelty is that of the corpus' second half, and counts little.
        most: rows.
        least: documents that a formulation needs.
        hidden: read as if there were no list of formulations, to see what would be found again.
        words: the vocabulary; the shipped one by default.

    Returns:
        list: rows with :data:`COLUMNS`, the best first. ``novelty`` is the logarithm (base 2) of how many times more often
            it is used since that day than before.

    Raises:
        InputError: the vocabulary is broken.
    """
    known = words or discovery_words()
    reader = Reader(corpus, known, hidden=hidden)
    candidates = list(reader.candidates(least))
    later = reader.later(since)
    weight = known.weights["novelty" if since is None else "novelty_since"]
    groups: dict[str, _Group] = {}
    together = {one.text: one for one in candidates}
    for one in candidates:
        core = _core(one, together, known)
        group = groups.setdefault(core, _Group(core))
        group.members.append(one)
        group.score = max(group.score, reader.score(one) + weight * later.novelty(one.places))
    kept = _apart(sorted(groups.values(), key=lambda group: (-group.score, group.core)), most)
    return [_row(corpus, reader, number, group, later.novelty) for number, group in enumerate(kept, start=1)]


def _core(one: Candidate, together: dict[str, Candidate], words: DiscoveryWords) -> str:
    """A string without its frames, and without the noun behind it where it is used without that as well."""
    text = words.unframed(one.text)
    for tail in words.tails:
        shorter = together.get(text.removesuffix(tail))
        if text.endswith(tail) and shorter is not None and len(shorter.text) >= words.shortest:
            if shorter.documents >= one.documents * words.commoner:
                return shorter.text
            break
    return text


def _apart(ordered: Iterable[_Group], most: int) -> list[_Group]:
    """The best groups; one that holds another, or lies in it, and is about as frequent, joins it."""
    kept: list[_Group] = []
    for group in ordered:
        count = max(len(one.places) for one in group.members)
        for other in kept:
            if group.core in other.core or other.core in group.core:
                size = max(len(one.places) for one in other.members)
                if min(count, size) > ALIKE * max(count, size):
                    other.members += group.members
                    break
        else:
            if len(kept) == most:
                break
            kept.append(group)
    return kept


def _row(corpus: Corpus, reader: Reader, rank: int, group: _Group, novelty: Any) -> Made:
    best = group.best
    text = reader.words.unframed(best.text)
    places = [reader.place(int(place)) for place in best.places]
    places.sort(key=lambda place: (corpus.days[place[0]] or date.max, place))
    said = [(number, _speaker(corpus, number, start, len(best.text))) for number, start in places[:SPEAKERS_READ]]
    weeks = {corpus.slice_of(number, "week") for number, _ in places} - {None}
    first = places[0][0]
    return {
        "rank": rank,
        "formulation": text,
        "variants": _variants(group, text),
        "score": round(group.score, 3),
        "count": len(places),
        "documents": best.documents,
        "weeks": len(weeks),
        "speakers": len({speaker for _, speaker in said if speaker}),
        "novelty": round(novelty(best.places), 2),
        "quoted": round(best.quoted, 3),
        "framed": round(best.framed, 3),
        "first": day.isoformat() if (day := corpus.days[first]) else None,
        "first_id": corpus.documents[first].get("id"),
        "first_speaker": next((speaker for _, speaker in said if speaker), None),
        "contexts": _contexts(corpus, places, len(best.text)),
    }


def _speaker(corpus: Corpus, number: int, start: int, size: int) -> str | None:
    statements = corpus.documents[number]["statements"]
    index = statement_of({"start": start, "end": start + size}, statements)
    if index is None:
        return None
    return corpus.people.speaker(statements[index]["speaker"], statements[index].get("kind"))


def _variants(group: _Group, text: str) -> list[str]:
    ordered = sorted(group.members, key=lambda one: (-len(one.places), one.text))
    return [one.text for one in ordered if one.text != text][:MOST_VARIANTS]


def _contexts(corpus: Corpus, places: Sequence[tuple[int, int]], size: int) -> list[str]:
    found: dict[str, None] = {}
    for number, start in places:
        found.setdefault(clauses()(corpus.documents[number]["text"], start, start + size))
        if len(found) == MOST_CONTEXTS:
            break
    return list(found)
