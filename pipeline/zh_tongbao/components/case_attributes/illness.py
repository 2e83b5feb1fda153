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

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from zh_tongbao.components.case_attributes.claims import Layout
from zh_tongbao.components.case_attributes.items import DISEASE, Item
from zh_tongbao.components.case_attributes.mentioned import FIELD, Mentioned
from zh_tongbao.components.case_attributes.scopes import Record
from zh_tongbao.components.case_attributes.telling import Telling


class Illness(Mentioned):
    """Tell the disease of each count of one document."""

    def joined(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items without the marks between the names of one list, which parts no clauses."""
        gaps = [(one.end, two.start) for one, two in pairwise(self.mentions) if one.chain == two.chain]
        if not gaps:
            return items
        ends = [end for end, _ in gaps]

        def joins(item: Item) -> bool:
            at = bisect_right(ends, item.start) - 1
            return item.kind == "listing" and at >= 0 and item.end <= gaps[at][1]

        return [item for item in items if not joins(item)]

    def among(self, items: Sequence[Item]) -> list[Item]:
        """The items and the names that are told of a count, in text order, without what is part of such a name."""
        named = [one for one in self.mentions if not one.out]
        if not named:
            return list(items)
        starts = [one.start for one in named]

        def inside(item: Item) -> bool:
            at = bisect_right(starts, item.start) - 1
            return at >= 0 and item.end <= named[at].end

        names = (Item(DISEASE, one.start, one.end, one) for one in named)
        return sorted([*(item for item in items if not inside(item)), *names], key=lambda item: item.start)

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
            own = at == 0
            if not own and at <= last:
                clause = layout.clause(record["start"])
                own = layout.clause(behind.start) == clause != layout.clause(before.start)
            record[FIELD] = behind.value if own else before.value
