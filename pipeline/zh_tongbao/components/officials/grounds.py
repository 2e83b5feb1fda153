"""The words that decided what is said of an official: where each post is given, whom a surname means, who holds a title."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from zh_tongbao.components.evidence import DEFAULT, Around, Evidence, Ground, Words
from zh_tongbao.components.officials.mentions import Mention

FullNames = Mapping[str, Sequence[Words]]
# Where persons whom a text names by surname as well are named in full, in text order.

MOST_TITLES = 40
# Posts that each mention of a person carries, so that what the mentions hold together is linear in the text. Lives have thirty.


class Posts:
    """The posts that a document gives one person, and where it does.

    Parameters:
        text: the document's text.
        posts: the spans of the titles, in any order.

    Attributes:
        titles: the different titles, the first :data:`MOST_TITLES`; longest first, those of one length in text order.
    """

    def __init__(self, text: str, posts: Iterable[Words]):
        spans: dict[str, list[Words]] = {}
        for start, end in sorted(posts):
            spans.setdefault(text[start:end], []).append((start, end))
        kept = sorted(spans, key=lambda title: spans[title][0])[:MOST_TITLES]
        self.titles = sorted(kept, key=lambda title: (-len(title), spans[title][0]))
        self._spans = [spans[title] for title in self.titles]

    def evidence(self, around: Around, position: int) -> list[Evidence]:
        """For each title the nearest place that gives it to the person.

        Parameters:
            around: the clause and the sentence of a mention of the person.
            position: where that begins.
        """
        return [around.nearest(spans, position) for spans in self._spans]


def full_names(mentions: Sequence[Mention]) -> FullNames:
    """The persons whom some mention names by surname alone (李省长)."""
    found: dict[str, list[Words]] = {mention.name: [] for mention in mentions if _is_short(mention)}
    if found:
        for mention in mentions:
            if mention.name in found and not _is_short(mention):
                found[mention.name].append((mention.start, mention.end))
    return found


def meant(mention: Mention, around: Around, full: FullNames) -> Evidence | None:
    """What decided whom a surname means: the person's name elsewhere, else the vocabulary; None for a full name."""
    if not _is_short(mention):
        return None
    spans = full[mention.name]
    return around.nearest(spans, mention.start) if spans else around.of(Ground(None, None, DEFAULT))


def _is_short(mention: Mention) -> bool:
    return mention.end - mention.start < len(mention.name)
