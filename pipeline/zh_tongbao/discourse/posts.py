"""Posts taken apart: the organisation and the rank of a title, and one normal form for its ways of writing."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from zh_tongbao.vocab.readers import terms

TITLE_TERMS = "vocab/title_terms.csv"
POST_TERMS = "vocab/post_terms.csv"
NO_POST = frozenset({"attended", "disciplined", "group"})
# Values of ranks in the table of titles that are no posts: lists of people follow them, or they tell of a case.


class Post(NamedTuple):
    """One post.

    Parameters:
        organisation: in full where the vocabulary knows it; empty where the title names none.
        rank: with what belongs to it (副, 代).
    """

    organisation: str
    rank: str

    @property
    def normal(self) -> str:
        """The same text for all ways of writing it."""
        return self.organisation + self.rank


class Posts:
    """Take titles apart.

    Parameters:
        titles: rows of title_terms.csv; read here: ``rank``, ``modifier``.
        posts: rows of post_terms.csv.

    Example:
        >>> from zh_tongbao.discourse.posts import posts
        >>> [posts().post(title).normal for title in ("俄罗斯外长", "俄罗斯外交部长", "俄罗斯外交部部长")]
        ['俄罗斯外交部部长', '俄罗斯外交部部长', '俄罗斯外交部部长']
        >>> posts().post("中央外事办主任")
        Post(organisation='中央外事工作委员会办公室', rank='主任')
        >>> posts().post("外交部副部长")
        Post(organisation='外交部', rank='副部长')
    """

    def __init__(self, titles: list[dict[str, str]], posts: list[dict[str, str]]):
        of: dict[str, dict[str, str]] = {}
        for row in posts:
            of.setdefault(row["kind"], {})[row["term"]] = row["value"]
        self.ranks = {row["term"] for row in titles if row["kind"] == "rank" and row["value"] not in NO_POST}
        self.ranks |= set(of.get("rank", {}))
        self._modifiers = sorted(
            {row["term"] for row in titles if row["kind"] == "modifier"}, key=lambda term: (-len(term), term)
        )
        self._short = {term: value.split("|") for term, value in of.get("short_rank", {}).items()}
        self._absorbed = of.get("absorbed", {})
        self._organisations = of.get("organisation", {})
        self._before = tuple(of.get("not_of_name", {}))
        self.nobody = frozenset(of.get("nobody", {}))
        self.not_names = tuple(of.get("not_name", {}))
        self.joins = tuple(of.get("joins", {}))
        self.not_in_names = tuple(of.get("not_in_name", {}))
        self.name_marks = "".join(of.get("name_mark", {}))
        self._longest = max(map(len, self.ranks | set(self._short)), default=0)

    def rank_end(self, text: str) -> str | None:
        """The longest rank word that a text ends with, None where it ends with none."""
        for size in range(min(self._longest, len(text)), 0, -1):
            if text[-size:] in self.ranks or text[-size:] in self._short:
                return text[-size:]
        return None

    def names_a_rank(self, text: str) -> bool:
        """Whether a rank word stands anywhere in a text but at its end."""
        return any(self.rank_end(text[:end]) for end in range(1, len(text))) and self.rank_end(text) is None

    @lru_cache(maxsize=100_000)  # noqa: B019  (one object, for the life of the process)
    def post(self, title: str) -> Post:
        """The parts of a title.

        Parameters:
            title: as written.

        Returns:
            Post: with the whole title as rank where no rank word ends it.
        """
        base = self.rank_end(title)
        if base is None:
            return Post("", title)
        organisation = title[: -len(base)]
        if base in self._short:
            name, rank = self._short[base]
            return Post(self._full(organisation + name), rank)
        rank = base
        while modifier := next((word for word in self._modifiers if organisation.endswith(word)), ""):
            organisation, rank = organisation[: -len(modifier)], modifier + rank
        ending = self._absorbed.get(rank)
        if ending and organisation and not organisation.endswith(ending):
            organisation += ending
        return Post(self._full(organisation), rank)

    def _full(self, organisation: str) -> str:
        for before in self._before:
            organisation = organisation.removeprefix(before)
        return self._organisations.get(organisation, organisation)


@lru_cache(maxsize=1)
def posts() -> Posts:
    """The shipped vocabulary of posts."""
    return Posts(terms(TITLE_TERMS), terms(POST_TERMS))


def posts_of_person(written: list[str], known: Posts) -> dict[str, str]:
    """By title as written, its normal form among one person's titles: a bare rank is the post that ends so, if one does.

    Parameters:
        written: the titles that a corpus gives a person.
        known: the vocabulary.

    Example:
        >>> from zh_tongbao.discourse.posts import posts, posts_of_person
        >>> posts_of_person(["甲省省长", "甲省长", "省长"], posts())
        {'甲省省长': '甲省省长', '甲省长': '甲省省长', '省长': '甲省省长'}
    """
    normal = {title: known.post(title).normal for title in written}
    full = {form for title, form in normal.items() if known.post(title).organisation}
    for title, form in normal.items():
        longer = {other for other in full if other != form and other.endswith(form)}
        if longer and not known.post(title).organisation:
            normal[title] = next(iter(longer)) if len(longer) == 1 else form
    return normal
