"""Officials over time: the posts that a corpus gives them, from which day to which, and who appears with whom.

A post's first and last day are the first and the last publication that names it with the person: what the corpus sees, not
when somebody took office.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from zh_tongbao.discourse.corpus import OFFICIAL, Corpus, of_label
from zh_tongbao.discourse.posts import posts_of_person
from zh_tongbao.records.schema import Column

Made = dict[str, Any]

COLUMNS = (
    Column("name"),
    Column("post"),
    Column("organisation"),
    Column("rank"),
    Column("written", "strings"),
    Column("documents", "integer"),
    Column("first", day=True),
    Column("last", day=True),
    Column("mentions", "integer"),
    Column("first_seen", day=True),
    Column("last_seen", day=True),
    Column("appears_with", "strings"),
)
MOST_WITH = 10
MOST_TOGETHER = 60
# Officials of one document whose pairs are counted; a list of delegates says little of who works with whom.


@dataclass
class _Seen:
    """What a corpus says of one person."""

    mentions: int = 0
    documents: set[int] = field(default_factory=set)
    titles: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))


def officials(corpus: Corpus) -> list[Made]:
    """The posts of the officials of a corpus.

    Parameters:
        corpus: documents.

    Returns:
        list: rows with :data:`COLUMNS`, one a post, and one without a post for an official who has none; who is in
            most documents first. ``post`` is the normal form, ``written`` its forms as written; ``mentions``,
            ``first_seen`` and ``last_seen`` are the person's; ``appears_with`` names who is in most documents with him.

    Example:
        >>> from zh_tongbao.discourse.corpus import Corpus
        >>> from zh_tongbao.discourse.timelines import officials
        >>> entity = {"start": 4, "end": 6, "text": "张三", "label": "OFFICIAL", "name": "张三", "titles": ["外交部长"]}
        >>> document = {"published": "2021-07-01", "text": "外交部长张三到访。", "entities": [entity], "statements": []}
        >>> [row] = officials(Corpus([document]))
        >>> row["name"], row["post"], row["organisation"], row["rank"], row["written"], row["first"]
        ('张三', '外交部部长', '外交部', '部长', ['外交部长'], '2021-07-01')
    """
    seen: dict[str, _Seen] = defaultdict(_Seen)
    for number, entity in of_label(corpus.documents, OFFICIAL):
        name = entity.get("name")
        if not name:
            continue
        one = seen[name]
        one.mentions += 1
        one.documents.add(number)
        for title in entity.get("titles") or ():
            one.titles[title].add(number)
    company = together(corpus)
    rows = []
    for name in sorted(seen, key=lambda name: (-len(seen[name].documents), name)):
        one = seen[name]
        first, last = _days(corpus, one.documents)
        person = {
            "name": name,
            "mentions": one.mentions,
            "first_seen": first,
            "last_seen": last,
            "appears_with": _most(company.get(name, Counter())),
        }
        rows += [person | post for post in _posts(corpus, one)]
    return rows


def together(corpus: Corpus) -> dict[str, Counter[str]]:
    """By official, in how many documents each other one is named as well."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    names: dict[int, set[str]] = defaultdict(set)
    for number, entity in of_label(corpus.documents, OFFICIAL):
        if entity.get("name"):
            names[number].add(entity["name"])
    for present in names.values():
        if len(present) <= MOST_TOGETHER:
            for one, other in combinations(sorted(present), 2):
                found[one][other] += 1
                found[other][one] += 1
    return found


def _posts(corpus: Corpus, one: _Seen) -> list[Made]:
    forms = posts_of_person(sorted(one.titles), corpus.posts)
    by_post: dict[str, list[str]] = defaultdict(list)
    for title, form in forms.items():
        by_post[form].append(title)
    rows: list[Made] = []
    for form, written in by_post.items():
        documents = set().union(*(one.titles[title] for title in written))
        post = max((corpus.posts.post(title) for title in written), key=lambda post: len(post.organisation))
        first, last = _days(corpus, documents)
        rows.append(
            {
                "post": form,
                "organisation": post.organisation or None,
                "rank": post.rank,
                "written": sorted(written, key=lambda title: (-len(one.titles[title]), title)),
                "documents": len(documents),
                "first": first,
                "last": last,
            }
        )
    rows.sort(key=lambda row: (-row["documents"], row["post"]))
    none: Made = {"post": None, "organisation": None, "rank": None, "written": [], "documents": len(one.documents)}
    return rows or [none | dict(zip(("first", "last"), _days(corpus, one.documents)))]


def _days(corpus: Corpus, documents: set[int]) -> tuple[str | None, str | None]:
    days = [day for number in documents if (day := corpus.days[number]) is not None]
    return (min(days).isoformat(), max(days).isoformat()) if days else (None, None)


def _most(company: Counter[str]) -> list[str]:
    ordered = sorted(company.items(), key=lambda item: (-item[1], item[0]))
    return [f"{name} {count}" for name, count in ordered[:MOST_WITH]]
