"""Posts that no vocabulary holds, at the end of a chain of titles: 副市长、防汛总调度员|陈海波.

The known titles stay, and their holder is found: a surely shaped name right behind a character with which posts end. The
unlisted post itself is not marked, as nothing says where it begins.
"""

from __future__ import annotations

from zh_tongbao.components.officials.names import Name, NameShapes
from zh_tongbao.components.officials.page import Page
from zh_tongbao.components.officials.words import Vocabulary

SHORTEST_POST = 2
LONGEST_POST = 30
SURE = 3


class UnlistedPosts:
    """Find the holder behind an unlisted post.

    Parameters:
        vocabulary: title_terms.csv: the kinds ``post_end`` and ``link``.
        shapes: how names look.
    """

    def __init__(self, vocabulary: Vocabulary, shapes: NameShapes):
        self._shapes = shapes
        self._ends = vocabulary.terms("post_end")
        self._links = vocabulary.words("link", "")

    def holder(self, page: Page, position: int, limit: int) -> Name | None:
        """The name behind one unlisted post that a link joins to a title.

        Parameters:
            page: the document.
            position: where the last known title ends.
            limit: where the next title begins.
        """
        view = page.view
        length = self._links.at(view, position)
        if not length:
            return None
        post = position + length
        last = min(limit, post + LONGEST_POST)
        for start in range(post + SHORTEST_POST, last):
            if not view[start - 1].isalnum():
                return None
            if view[start - 1] not in self._ends:
                continue
            name = self._shapes.at(view, start, page.places)
            if name is not None and name.score >= SURE and name.end <= limit:
                return None if self._shapes.has_other_role(view, start, name.end) else name
        return None
