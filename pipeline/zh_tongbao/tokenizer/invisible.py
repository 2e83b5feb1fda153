"""Characters that print nothing: zero-width spaces and joiners, soft hyphens, marks of direction, byte order marks.

Web pages and word processors strew them between the characters of a text, where nobody sees them: ``1<U+200B>3例`` is
13 to its reader. So a text is read without them, by every component alike (:mod:`zh_tongbao.components.visible`), and what
is found is told with the offsets and the wording of the text as given.
"""

from __future__ import annotations

import re

INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff"
    r"\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]+"
)
# Source: Unicode 15, DerivedCoreProperties.txt, Default_Ignorable_Code_Point, and the annotation marks U+FFF9 to U+FFFB.


def visible(text: str) -> str:
    r"""The text without its invisible characters.

    Example:
        >>> from zh_tongbao.tokenizer.invisible import visible
        >>> visible("1\u200b3例")
        '13例'
    """
    return INVISIBLE.sub("", text)


def visible_offsets(text: str) -> list[int]:
    r"""The offset in the text of each of its visible characters.

    Example:
        >>> from zh_tongbao.tokenizer.invisible import visible_offsets
        >>> visible_offsets("1\u200b3例")
        [0, 2, 3]
    """
    offsets: list[int] = []
    reached = 0
    for match in INVISIBLE.finditer(text):
        offsets.extend(range(reached, match.start()))
        reached = match.end()
    offsets.extend(range(reached, len(text)))
    return offsets
