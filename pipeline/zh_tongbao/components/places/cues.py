"""The words around a mention: lists, counts, and what only stands beside a place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from zh_tongbao.components.places.finder import Mention
from zh_tongbao.vocab.tables import Row

WIDEST_GAP = 30
SHORTEST_NAME = 2
LONGEST_NAME = 4


class Cues:
    """Patterns made of the words of place_terms.csv.

    Parameters:
        terms: rows of the kinds ``list_mark`` (between the items of a list), ``list_separator`` (between counted
            items), ``list_lead`` (behind either), ``open_mark`` (opens the parts of the item before), ``count_lead``,
            ``measure`` and ``case_measure`` (around a number), ``path_mark`` (between a place and one inside it),
            ``cue_before`` and ``cue_after`` (beside a place), ``feature`` and ``soft_feature`` (behind a short form: the
            name of a river or a road; of a bank or a school), ``surname``, ``name_lead`` (before a personal name).
    """

    def __init__(self, terms: Iterable[Row]):
        words: dict[str, list[str]] = {}
        for row in terms:
            words.setdefault(row["kind"], []).append(row["term"])

        def choice(kind: str) -> str:
            return "|".join(sorted(map(re.escape, words.get(kind, [])), key=len, reverse=True)) or "(?!)"

        number = rf"(?:{choice('count_lead')})?\s*\d+(?:,\d+)*"
        words.setdefault("measure", []).extend(words.get("case_measure", ()))
        count = rf"{number}(?:{choice('measure')})?"
        mark, lead, separator = choice("list_mark"), choice("list_lead"), choice("list_separator")
        # A list mark; or a count and what separates clauses. A comma alone joins sentences.
        between = rf"\s*(?:{count}[^\w\s]{{0,2}}\s*(?:{mark}|{separator})|[^\w\s]{{0,2}}\s*(?:{mark}))\s*(?:{lead})?\s*"
        self._list = re.compile(between)
        self._listed_name = re.compile(rf"{between}([^\W\d_]{{{SHORTEST_NAME},{LONGEST_NAME}}})?")
        opened = choice("open_mark")
        self._count = re.compile(rf"\s*(?:{separator}|{opened})?\s*{number}(?:{choice('measure')}|(?!\w))")
        self._cases = re.compile(rf"\s*(?:{opened})?\s*{number}(?:{choice('case_measure')})")
        self._opening = tuple(words.get("open_mark", ()))
        self._path = re.compile(rf"\s*(?:{choice('path_mark')})?\s*")
        self._before = re.compile(rf"(?:{choice('cue_before')})$")
        self._after = re.compile(rf"(?:{choice('cue_after')})")
        self._feature = re.compile(choice("feature"))
        self._soft_feature = re.compile(choice("soft_feature"))
        self._lead = re.compile(rf"(?:^|{choice('name_lead')})$")
        self._surnames = frozenset(words.get("surname", ()))
        self._widest_before = max(map(len, words.get("cue_before", [""])))
        self._widest_lead = max(map(len, words.get("name_lead", [""])))

    def lists(self, gap: str) -> bool:
        """Whether this is what stands between two items of one list."""
        return self._list.fullmatch(gap) is not None

    def listed_name(self, gap: str) -> str | None:
        """The name that begins the next item of a list before a word for its kind, empty if none; None: no list."""
        found = self._listed_name.fullmatch(gap)
        return (found[1] or "") if found else None

    def opens(self, gap: str) -> bool:
        """Whether the gap between two items opens the parts of the first."""
        return any(mark in gap for mark in self._opening)

    def joins(self, gap: str) -> bool:
        """Whether this is what stands between a place and one inside it: nothing, as a rule."""
        return not gap or self._path.fullmatch(gap) is not None

    def counted(self, mention: Mention, view: str) -> bool:
        """Whether a count follows."""
        return self._count.match(view, mention.end) is not None

    def of_cases(self, mention: Mention, view: str) -> bool:
        """Whether a count of cases or people follows."""
        return self._cases.match(view, mention.end) is not None

    def before(self, mention: Mention, view: str) -> bool:
        """Whether a word that leads to a place stands before the mention."""
        start = max(0, mention.start - self._widest_before)
        return self._before.search(view[start : mention.start]) is not None

    def after(self, mention: Mention, view: str) -> bool:
        """Whether a word that a place has stands behind the mention."""
        return self._after.match(view, mention.end) is not None

    def closed(self, mention: Mention, view: str) -> bool:
        """Whether the mention ends a word for certain: before punctuation, a number, or a word that a place has."""
        return mention.end == len(view) or not view[mention.end].isalpha() or self.after(mention, view)

    def feature(self, mention: Mention, view: str, beside: bool) -> bool:
        """Whether the mention is the first half of another thing's name.

        Parameters:
            mention: a short form.
            view: the text.
            beside: whether another place stands right before it; then a bank or a school is one in the place.
        """
        if self._feature.match(view, mention.end):
            return True
        return not beside and self._soft_feature.match(view, mention.end) is not None

    def surnamed(self, mention: Mention, view: str) -> bool:
        """Whether a surname stands right before the mention."""
        return mention.start > 0 and view[mention.start - 1] in self._surnames

    def named(self, mention: Mention, view: str) -> bool:
        """Whether the mention looks like a given name: a surname before it, and a title or a mark before that."""
        if not self.surnamed(mention, view):
            return False
        end = mention.start - 1
        return self._lead.search(view[max(0, end - self._widest_lead) : end]) is not None
