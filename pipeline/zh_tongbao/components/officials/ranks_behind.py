"""A rank behind its holder's name, where the organisation stands before the name: 市文旅局|孙萍|局长.

Such a title is the rank alone (E8): what stands before it is cut off, and the name is its holder's. The name must begin where
an organisation, a division or a place ends; it needs no word that leads names in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from zh_tongbao.components.officials.names import Name, NameShapes
from zh_tongbao.components.officials.neighbours import BARE
from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.ranks import RankFinder
from zh_tongbao.components.officials.titles import Title
from zh_tongbao.components.officials.words import Vocabulary, Words
from zh_tongbao.vocab.tables import Row

SHAPED = 1
HEADS = ""


@dataclass(frozen=True, slots=True)
class Bearers:
    """Titles, and who bears those that stand behind a name.

    Parameters:
        titles: in text order, those behind a name cut down to the rank.
        names: the bearers, by where such a title begins.
    """

    titles: list[Title]
    names: Mapping[int, Name]


class RanksBehind:
    """Find ranks behind names behind organisations.

    Parameters:
        rows: the rows of title_terms.csv.
        shapes: how names look.
        ranks: the rank words.
    """

    def __init__(self, rows: Iterable[Row], shapes: NameShapes, ranks: RankFinder):
        vocabulary = Vocabulary(rows)
        self._shapes = shapes
        self._ranks = ranks
        self._organs = Words(
            vocabulary.terms("organ")
            | vocabulary.terms("starter")
            | vocabulary.terms("division")
            | vocabulary.terms("area")
        )
        self._heads = vocabulary.terms("head")

    def read(self, page: Page, titles: Sequence[Title]) -> Bearers:
        """Cut the titles behind names down to their ranks.

        Parameters:
            page: the document.
            titles: as :class:`~zh_tongbao.components.officials.titles.TitleGrammar` found them.
        """
        names: dict[int, Name] = {}
        read: list[Title] = []
        for title in titles:
            name = self._bearer(page, title, read[-1].end if read else 0)
            if name is None:
                read.append(title)
                continue
            start = title.stem
            names[start] = name
            read.append(replace(title, start=start, full=False, home=False, anchored=True))
        return Bearers(read, names)

    def _bearer(self, page: Page, title: Title, floor: int) -> Name | None:
        view, stem = page.view, title.stem
        ranked = title.value in BARE or (title.value == HEADS and title.base[-1:] in self._heads)
        if (
            not ranked
            or title.foreign
            or (title.full and title.anchored)
            or not self._shapes.ends_free(view, title.end)
        ):
            return None
        best: Name | None = None
        for start, score in self._shapes.readings_before(view, stem):
            if start < floor or (best is not None and best.score >= score):
                continue
            shaped = score >= SHAPED and self._behind_organisation(page, start, title)
            if shaped or (score >= 0 and self._opens(view, start, title)):
                best = Name(start, stem, score)
        return best

    def _opens(self, view: str, start: int, title: Title) -> bool:
        """Whether the name opens its clause and what its bearer does follows the bare rank (陈邕县长|主持)."""
        if title.full or title.value not in BARE or self._shapes.is_word(view[start : start + 1]):
            return False
        return self._shapes.acts(view, start, title.end)

    def _behind_organisation(self, page: Page, start: int, title: Title) -> bool:
        """Whether an organisation or a place ends here, one whose head holds a public post."""
        if self._ranks.barred(page.view, title.base, start):
            return False
        if page.places.across(start) or page.places.across(title.stem):
            return False
        return self._organs.before(page.view, start) > 1 or page.places.ends_at(start) or self._named(page.view, start)

    def _named(self, view: str, start: int) -> bool:
        """Whether the one character that an organisation's name can end with has more of a name before it (财政|厅)."""
        return self._organs.before(view, start) == 1 and start > 1 and view[start - 2].isalnum()
