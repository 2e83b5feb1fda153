"""Names that are spaced out (登 革 热) or broken at the end of a line: found in the text without the blanks inside them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate

from zh_tongbao.components.phrases import Phrase, Phrases

GAP = re.compile(r"(?<=\w)(?:[ \t\u3000]{1,8}|[ \t\u3000]?\n[ \t\u3000]?)(?=\w)")
# Between the characters of a name that is spaced out, or broken at the end of a line.

SHORTEST_BROKEN = 6
# Characters of a name that may be broken at the end of a line: shorter ones are cells of a table.


def spaced(phrases: Phrases, view: str) -> Iterator[Phrase]:
    """Yield where names stand in a text, whatever blanks and line ends are inside them.

    Parameters:
        phrases: the names, normalised.
        view: the normalised text.

    Example:
        >>> from zh_tongbao.components.gaps import spaced
        >>> from zh_tongbao.components.phrases import Phrases
        >>> list(spaced(Phrases([{"label": "DISEASE", "pattern": "登革热", "id": "dengue"}]), "登 革热3例"))
        [Phrase(start=0, end=4, label='DISEASE', name='dengue')]
    """
    gaps = [gap.span() for gap in GAP.finditer(view)]
    edges = [0, *(edge for gap in gaps for edge in gap), len(view)]
    pieces = list(zip(edges[::2], edges[1::2]))
    begins = [0, *accumulate(end - start for start, end in pieces)]
    solid = "".join([view[start:end] for start, end in pieces]) if gaps else view
    for phrase in phrases.find(solid):
        start, end = (
            position - begins[at] + pieces[at][0]
            for position in (phrase.start, phrase.end - 1)
            for at in [bisect_right(begins, position) - 1]
        )
        if phrase.end - phrase.start >= SHORTEST_BROKEN or "\n" not in view[start:end]:
            yield phrase._replace(start=start, end=end + 1)
