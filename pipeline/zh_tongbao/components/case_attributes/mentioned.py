"""The diseases that one document names."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zh_tongbao.components.case_attributes.claims import Found, found, given
from zh_tongbao.components.case_attributes.items import DISEASE, Item
from zh_tongbao.components.case_attributes.words import Words
from zh_tongbao.vocab.tables import Row

FIELD = "disease"
CLASSES = frozenset({"class", "group"})
# Kinds of names that stand for many diseases.
LONGEST_WORD = 4
# Characters of a word that rules a disease out.


@dataclass(slots=True)
class Mention:
    """One disease that the text names.

    Parameters:
        start, end: where.
        value: what a record of it has.
        code: its code.
        kind: what kind of thing it is.
        chain: the number of the list of names that it stands in.
        out: whether it is named to be left out (除…外), or only to tell of the count before (均为…).
        aside: where the bracket ends that it stands in, and that holds no count.
    """

    start: int
    end: int
    value: Found
    code: str
    kind: str
    chain: int
    out: bool = False
    aside: int = 0


def code_of(record: Mapping[str, Any]) -> str | None:
    """The code of the disease that a record is of."""
    value = record[FIELD]
    code: str | None = value["code"] if value is not None else None
    return code


class Mentioned:
    """The diseases of one document and of its headline.

    Parameters:
        text: the text as given.
        entities: its diseases, in text order.
        titled: those of its headline.
        words: word lists of the vocabulary: what parts the names of a list, what rules a disease out, the rungs of the ladder.
    """

    def __init__(
        self,
        text: str,
        entities: Sequence[Row],
        titled: Sequence[Row],
        words: Words,
    ):
        self.text = text
        self.rungs = words.rungs.get(DISEASE, frozenset())
        self.mentions: list[Mention] = []
        last, chain, ruled_out = 0, -1, False
        for row in entities:
            start, end = row["start"], row["end"]
            if chain < 0 or words.listing.fullmatch(text, last, start) is None:
                chain += 1
                ruled_out = words.ruled_out.search(text, max(0, start - LONGEST_WORD), start) is not None
            last = end
            value = found({"text": row["text"], "code": row["code"]}, Item(DISEASE, start, end, None))
            if not ruled_out:  # 排除食物中毒可能
                self.mentions.append(Mention(start, end, value, row["code"], row["kind"], chain))
        self.starts = [mention.start for mention in self.mentions]
        self.titled = [given({"text": row["text"], "code": row["code"]}, "title") for row in titled]
        self.codes = {mention.code for mention in self.mentions} | {row["code"] for row in titled}
        self.kinds = {row["code"]: row["kind"] for row in (*titled, *entities)}

    def nearest(self, offset: int) -> Found | None:
        """The disease named last in front of an offset, else the one of the headline."""
        at = bisect_left(self.starts, offset)
        if at:
            return self.mentions[at - 1].value
        return self.titled[0] if self.titled else None

    def between(self, start: int, end: int) -> list[Mention]:
        """The names within a stretch of the text."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
