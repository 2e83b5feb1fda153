"""Every place in a document where a person is named whom it names as an official somewhere.

A name found beside a title is looked up in the whole text in one Aho-Corasick pass. A name of two characters is also a
piece of longer names (王勇 in 王勇峰) and of words, so an occurrence away from a title must stand free: beside a mark or a
word that can stand beside names. The name of a doctrine (毛泽东思想) mentions nobody. A bare surname before a title (李省长) stands for the one official of that surname.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from zh_tongbao.components.officials.names import NameShapes
from zh_tongbao.components.officials.neighbours import BARE
from zh_tongbao.components.officials.page import Places
from zh_tongbao.components.officials.titles import Title
from zh_tongbao.components.officials.words import Vocabulary
from zh_tongbao.vocab.tables import Row

SHORT = 2


@dataclass(frozen=True, slots=True)
class Mention:
    """One mention of an official.

    Parameters:
        start, end: character offsets.
        name: the person's name as the document writes it in full.
    """

    start: int
    end: int
    name: str


class Mentions:
    """Find mentions.

    Parameters:
        rows: the rows of title_terms.csv.
        shapes: how names look.
    """

    def __init__(self, rows: Iterable[Row], shapes: NameShapes):
        vocabulary = Vocabulary(rows)
        self._shapes = shapes
        self._surname_of = {
            surname: next(iter(sorted(values))) for surname, values in vocabulary.values.get("surname_of", {}).items()
        }

    def find(
        self, view: str, text: str, names: Mapping[str, object], beside: Iterable[tuple[int, int]], places: Places
    ) -> list[Mention]:
        """Return the mentions in text order, without overlaps.

        Parameters:
            view, text: normalised and as given, of one length.
            names: the names to look for, each with its posts, if the document gives any.
            beside: (start, end) of names that stand beside a title: these need no other proof.
            places: the document's places.
        """
        sure = {start: end for start, end in beside}
        found = [Mention(start, end, text[start:end]) for start, end in sure.items()]
        patterns = sorted(names)
        if not patterns:
            return found
        automaton = AhoCorasick(patterns, matchkind=MatchKind.LeftmostLongest)
        for index, start, end in automaton.find_matches_as_indexes(text):
            posts = names[patterns[index]]
            if start not in sure and self._stands(view, start, end, places, bool(posts)):
                found.append(Mention(start, end, patterns[index]))
        return _without_overlaps(found, sure)

    def _stands(self, view: str, start: int, end: int, places: Places, titled: bool) -> bool:
        if places.across(start) or places.across(end) or self._shapes.names_doctrine(view, end):
            return False
        if not titled and self._shapes.has_other_role(view, start, end):
            return False
        if places.end_at(start) == end:
            return self._shapes.acts(view, start, end)
        if end - start > SHORT:
            return True
        return not self._shapes.goes_on(view, start, end) and self._shapes.stands_free(view, start, end)

    def surnames(
        self, view: str, text: str, titles: Iterable[Title], names: Iterable[str]
    ) -> list[tuple[Title, Mention]]:
        """The surnames before bare titles whose officials are known (李省长), each with its title."""
        bearers: dict[str, list[str]] = {}
        for name in names:
            bearers.setdefault(name[0], []).append(name)
        found = []
        for title in titles:
            position = title.start - 1
            meant = self._meant(text[position], bearers) if self._may_follow_surname(view, title) else None
            if meant is not None and (text[position] in self._surname_of or self._shapes.begins_free(view, position)):
                found.append((title, Mention(position, title.start, meant)))
        return found

    def _may_follow_surname(self, view: str, title: Title) -> bool:
        if title.full or title.foreign or title.start == 0 or title.value not in BARE:
            return False
        surname = view[title.start - 1]
        return surname in self._shapes.surnames.terms and not self._shapes.is_word(surname)

    def _meant(self, surname: str, bearers: Mapping[str, Sequence[str]]) -> str | None:
        """The one official of this surname in the document, or the one whom everybody means by it."""
        named = bearers.get(surname, ())
        return named[0] if len(named) == 1 else self._surname_of.get(surname)


def _without_overlaps(found: Sequence[Mention], sure: Mapping[int, int]) -> list[Mention]:
    """In text order; where two overlap, the one beside a title, else the longer."""
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda mention: (mention.start, -mention.end)):
        if kept and mention.start < kept[-1].end:
            if mention.start in sure and kept[-1].start not in sure:
                kept[-1] = mention
            continue
        kept.append(mention)
    return kept
