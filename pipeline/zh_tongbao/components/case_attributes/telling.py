"""The ladder of diseases (CONTRACT R47), climbed for each count of a document that names several (:mod:`.illness`)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise

from zh_tongbao.components.case_attributes.by_disease import Tree
from zh_tongbao.components.case_attributes.claims import Found, Layout
from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.mentioned import CLASSES, FIELD, Mention, Mentioned
from zh_tongbao.components.case_attributes.scopes import Record

REMARKS = frozenset({"all", "being", "is"})
CLASS = "class"
BEFORE_A_HEAD = re.compile(r"[\W\d_]{0,4}\w{0,2}[\W\d_]{0,4}")
BEHIND_A_HEAD = re.compile(r"[\W\d_]{0,4}")
# What stands before and behind a name that is a line by itself (1.流感; （二） 流感).
BESIDE = 8
# Records: how many share one count at most, where the next one is looked for.


class Telling:
    """Tell the diseases of the records of a document that names several.

    Parameters:
        illness: the diseases of the document.
        records: its records, in text order.
        items: its items.
        layout: where its clauses and sentences begin.
    """

    def __init__(self, illness: Mentioned, records: list[Record], items: Sequence[Item], layout: Layout):
        self.illness = illness
        self.text = illness.text
        self.records = records
        self.items = items
        self.item_starts = [item.start for item in items]
        self.layout = layout
        self.several: dict[int, list[Mention]] = {}
        self.dealt: dict[int, Mention] = {}
        self.last_dealt: Sequence[Mention] = ()
        self.excluded: list[tuple[int, Mention]] = []
        self.tree = Tree(records, layout, items, illness.kinds)
        self.headings = [mention for mention in illness.mentions if self._heads(mention)]

    def tell(self) -> list[Record]:
        """Climb the ladder for each record, in text order."""
        self._leave_out()
        self._set_aside()
        remarks = list(self._remarks())
        for index, record in enumerate(self.records):
            own = self._own(index) if "own" in self.illness.rungs else None
            value = own or self._inherited(index)
            record[FIELD] = value
            if value is not None and self.illness.kinds[value["code"]] in CLASSES:
                sentence = self._sentence(record["start"])
                record["excludes"] = [
                    mention.code
                    for at, mention in self.excluded
                    if at == sentence and mention.start < record["start"] and mention.code != value["code"]
                ]
            self.tree.add(index, own=own is not None)
        for index, mention in remarks:
            self.records[index][FIELD] = mention.value
        return self._multiplied() if self.several else self.records

    # Where things stand

    def _sentence(self, offset: int) -> int:
        return bisect_right(self.layout.sentences, offset)

    def _clause(self, offset: int) -> tuple[int, int]:
        """The clause around an offset."""
        clause = self.layout.clause(offset)
        return clause.start, clause.end

    def _items(self, start: int, end: int) -> Sequence[Item]:
        return self.items[bisect_left(self.item_starts, start) : bisect_left(self.item_starts, end)]

    def _heads(self, mention: Mention) -> bool:
        """Whether a name is a line by itself."""
        first = self.text.rfind("\n", 0, mention.start) + 1
        last = self.text.find("\n", mention.end)
        last = len(self.text) if last < 0 else last
        before = BEFORE_A_HEAD.fullmatch(self.text, first, mention.start)
        return before is not None and BEHIND_A_HEAD.fullmatch(self.text, mention.end, last) is not None

    # The rungs

    def _own(self, index: int) -> Found | None:
        """The disease that the clause of a count names."""
        if index in self.dealt:
            return self.dealt[index].value
        record = self.records[index]
        first, last = self._clause(record["start"])
        before = [mention for mention in self.illness.between(first, record["start"]) if not mention.out]
        if any(item.kind == "rest" for item in self._items(first, record["start"])):
            return self._of_the_rest(record["start"])
        inside = self.illness.between(record["start"], record["end"])
        if inside:
            return inside[0].value
        if before:
            return self._named(index, before[-1], before)
        following = next(
            (one["start"] for one in self.records[index + 1 : index + 1 + BESIDE] if one["start"] >= record["end"]),
            last,
        )
        behind = [mention for mention in self.illness.between(record["end"], min(last, following)) if not mention.out]
        if behind:
            return self._named(index, behind[0], behind)
        again = self.last_dealt
        if again and self._deal(index, again):
            return again[0].value  # …死亡分别为0例、1例
        return None

    def _named(self, index: int, mention: Mention, near: Sequence[Mention]) -> Found:
        """A name, and with it those of its list where each of them has the count."""
        record = self.records[index]
        chain = [one for one in near if one.chain == mention.chain]
        if self._deal(index, chain):
            return chain[0].value
        if record["count"] == 0 or self._each(record, chain):
            self.several[index] = chain
            return chain[0].value
        return mention.value

    def _deal(self, index: int, chain: Sequence[Mention]) -> bool:
        """Give each count of a list its name of another one, each by each (甲病、乙病分别报告3例、4例)."""
        dealt = self.records[index : index + len(chain)]
        before = self.records[index - 1]["end"] if index else 0
        between = self._items(max(chain[-1].end, before), dealt[0]["start"])
        if len(dealt) < len(chain) or not any(item.kind == "respectively" for item in between):
            return False
        for one, two in pairwise(dealt):
            if [item.kind for item in self._items(one["end"], two["start"])] != ["listing"]:
                return False
        self.dealt.update(zip(range(index, index + len(chain)), chain))
        self.last_dealt = chain
        return True

    def _each(self, record: Record, chain: Sequence[Mention]) -> bool:
        return any(item.kind == "each" for item in self._items(chain[-1].end, record["start"]))

    def _of_the_rest(self, start: int) -> Found | None:
        """其余22种: the class that the others are of."""
        sentence = self._sentence(start)
        at = bisect_left(self.illness.starts, start)
        for mention in reversed(self.illness.mentions[:at]):
            if self._sentence(mention.start) != sentence:
                break
            if mention.kind in CLASSES:
                return mention.value
        return None

    def _inherited(self, index: int) -> Found | None:
        """The disease of a count whose clause names none."""
        record, rungs = self.records[index], self.illness.rungs
        sentence = self._sentence(record["start"])
        before = index - 1
        while before >= 0 and self.records[before]["end"] > record["start"]:
            before -= 1
        beside = before >= 0 and self._sentence(self.records[before]["start"]) == sentence
        reached = self.records[before]["end"] if beside else (self.layout.sentences[sentence - 1] if sentence else 0)
        named = [
            one
            for one in self.illness.between(reached, record["start"])
            if not (one.out or 0 < one.aside < record["start"])
        ]
        parent = record["parent"]
        if named and "sentence" in rungs:
            return named[-1].value
        if parent is not None and "total" in rungs and not (beside and self._beside(record, self.records[before])):
            return self._of(self.records[parent])
        if beside and "list" in rungs:
            return self._of(self.records[before] if parent is not None else self._root(before))
        return self._of_the_passage(index, record["start"])

    def _beside(self, record: Record, before: Record) -> bool:
        """Whether a part only goes on about the one before it (鼠疫4例，死亡2人)."""
        return before["metric"] != record["metric"] and before["parent"] is not None

    def _root(self, index: int) -> Record:
        """The count that a part is a part of, at last; in its own sentence, where that is of a class."""
        record = self.records[index]
        sentence = self._sentence(record["start"])
        while record["parent"] is not None:
            above = self.records[record["parent"]]
            value = record[FIELD]
            if self._sentence(above["start"]) != sentence and value and self.illness.kinds[value["code"]] == CLASS:
                break
            record = above
        return record

    def _of_the_passage(self, index: int, start: int) -> Found | None:
        rungs, illness = self.illness.rungs, self.illness
        heading = next((one for one in reversed(self.headings) if one.start < start), None)
        last = next((one for one in reversed(self.records[:index]) if one["parent"] is None), None)
        if "passage" in rungs and (heading or last):
            if heading is not None and (last is None or last["start"] < heading.start):
                return heading.value
            return self._of(last or {FIELD: None})
        if "title" in rungs and illness.titled:
            return illness.titled[0]
        if "passage" not in rungs or not illness.mentions:
            return None
        at = bisect_left(illness.starts, start)
        return illness.mentions[at - 1].value if at else None

    @staticmethod
    def _of(record: Record) -> Found | None:
        value: Found | None = record[FIELD]
        return value

    # What is said besides

    def _leave_out(self) -> None:
        """除甲病外: these are left out of the counts of the sentence that are of a class."""
        zeros = [record["start"] for record in self.records if record["count"] == 0]
        outside = [item.start for item in self.items if item.kind in ("outside", "except")]
        for item in self.items:
            if item.kind != "but":
                continue
            at = bisect_left(outside, item.end)
            end = outside[at] if at < len(outside) else -1
            if self._sentence(end) != self._sentence(item.start) or bisect_left(zeros, end) > bisect_left(
                zeros, item.end
            ):
                continue
            for mention in self.illness.between(item.end, end):
                mention.out = True
                self.excluded.append((self._sentence(item.start), mention))

    def _set_aside(self) -> None:
        """A bracket without a count may name diseases, which no count behind it is of (（乙类传染病含甲病）)."""
        starts = [record["start"] for record in self.records]
        opened: list[int] = []
        for item in self.items:
            if item.kind == "open":
                opened.append(item.start)
            elif item.kind == "close" and opened:
                start = opened.pop()
                if bisect_left(starts, start) == bisect_left(starts, item.start):
                    for mention in self.illness.between(start, item.start):
                        mention.aside = item.start

    def _remarks(self) -> Iterator[tuple[int, Mention]]:
        """均为霍乱, 为鼠疫病例: clauses without a count that give the disease of the count before."""
        starts = [record["start"] for record in self.records]
        for mention in self.illness.mentions:
            first, last = self._clause(mention.start)
            at = bisect_left(starts, mention.start)
            counted = bisect_left(starts, last) > bisect_left(starts, first)
            if counted or not at or mention.out:
                continue
            words = [item for item in self._items(first, mention.start) if item.end > first]
            words = words[1:] if words and words[0].start == first and words[0].kind not in REMARKS else words
            alone = words and words[0].kind in REMARKS and not self.text[first + 1 : words[0].start].strip()
            if alone and self._sentence(starts[at - 1]) == self._sentence(mention.start):
                mention.out = True
                yield at - 1, mention

    def _multiplied(self) -> list[Record]:
        """The records, those of several diseases once for each; of records that share a count, disease by disease."""
        made: list[tuple[Record, int]] = []
        at = 0
        while at < len(self.records):
            group = [at]
            while group[-1] + 1 in self.several and self._same(at, group[-1] + 1):
                group.append(group[-1] + 1)
            for mention in self.several.get(at, [None]):
                for index in group:
                    record = self.records[index]
                    made.append((record if mention is None else {**record, FIELD: mention.value}, index))
            at = group[-1] + 1
        place: dict[int, int] = {}
        for now, (_, index) in enumerate(made):
            place.setdefault(index, now)
        for record in {id(record): record for record, _ in made}.values():
            record["parent"] = place.get(record["parent"])
            if record.get("compared") is not None:
                record["compared"].update({name: place.get(record["compared"][name]) for name in ("record", "base")})
        return [record for record, _ in made]

    def _same(self, one: int, other: int) -> bool:
        """Whether two records stand for one count of the same diseases."""
        chains = self.several.get(one), self.several.get(other)
        spans = [(self.records[index]["start"], self.records[index]["end"]) for index in (one, other)]
        return chains[0] is not None and chains[0] == chains[1] and spans[0] == spans[1]
