"""Of which disease each count is (CONTRACT R47–R50): told once, when all records of a document stand.

The diseases are entities of the component ``diseases``. A document that names one alone is of that. In any other one a
count climbs the rungs of its ladder (configs/vocab/case_terms.csv, kind ``rungs``):

- ``own``: the disease named last before it in its clause, else first behind it, else right before its bracket;
- ``total``, ``list``: that of its total, or of the count that it stands beside in a list (鼠疫4例，死亡2人);
- ``sentence``: the one that the sentence has named since its last count, else that of this count;
- ``passage``: that of the last heading, or of the last count that is no part;
- ``title``: the one that the headline names.

The names of one list (甲病、乙病和丙病无发病报告; 甲病、乙病各1例) share their count: a record each. What is left out (除甲病外) is no
disease of a count but goes to ``excludes``.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from zh_tongbao.components.case_attributes.claims import Found, Layout, found, given
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.scopes import Record
from zh_tongbao.components.case_attributes.telling import Telling
from zh_tongbao.vocab.tables import Row

FIELD = "disease"


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


class Illness:
    """Tell the disease of each count of one document.

    Parameters:
        text: the text as given.
        entities: its diseases, in text order.
        titled: those of its headline.
        listing: an expression of what parts the names of a list.
        rungs: the rungs of the ladder.
    """

    def __init__(
        self,
        text: str,
        entities: Sequence[Row],
        titled: Sequence[Row],
        listing: re.Pattern[str],
        rungs: frozenset[str],
    ):
        self.text = text
        self.rungs = rungs
        self.mentions: list[Mention] = []
        for row in entities:
            start, end = row["start"], row["end"]
            last = self.mentions[-1] if self.mentions else None
            joined = last is not None and listing.fullmatch(text, last.end, start) is not None
            chain = last.chain + (not joined) if last is not None else 0
            value = found({"text": row["text"], "code": row["code"]}, Item(FIELD, start, end, None))
            self.mentions.append(Mention(start, end, value, row["code"], row["kind"], chain))
        self.starts = [mention.start for mention in self.mentions]
        self.titled = [given({"text": row["text"], "code": row["code"]}, "title") for row in titled]
        self.codes = {mention.code for mention in self.mentions} | {row["code"] for row in titled}
        self.kinds = {row["code"]: row["kind"] for row in (*titled, *entities)}

    def joined(self, items: Iterable[Item]) -> Iterator[Item]:
        """The items without the marks between the names of one list, which parts no clauses."""
        chains = [(one.end, two.start) for one, two in zip(self.mentions, self.mentions[1:]) if one.chain == two.chain]
        ends = [end for end, _ in chains]
        for item in items:
            at = bisect_right(ends, item.start) - 1
            if item.kind != "listing" or at < 0 or item.end > chains[at][1]:
                yield item

    def tell(self, records: list[Record], items: Sequence[Item], layout: Layout) -> list[Record]:
        """The records with their diseases, in text order; more where one count is of several."""
        for record in records:
            record[FIELD], record["excludes"] = None, []
        if not (self.codes and self.rungs and records):
            return records
        if len(self.codes) == 1:
            self._one(records, layout)
            return records
        return Telling(self, records, items, layout).tell()

    def _one(self, records: Iterable[Record], layout: Layout) -> None:
        """All counts are of the one disease; shown are the nearest of its names."""
        if not self.mentions:
            for record in records:
                record[FIELD] = self.titled[0]
            return
        last = len(self.mentions) - 1
        for record in records:
            at = bisect_left(self.starts, record["start"])
            before, behind = self.mentions[max(0, at - 1)], self.mentions[min(at, last)]
            clause = layout.clause(record["start"])
            own = at == 0 or (layout.clause(behind.start) == clause != layout.clause(before.start))
            record[FIELD] = behind.value if own else before.value

    def between(self, start: int, end: int) -> list[Mention]:
        """The names within a stretch of the text."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]
