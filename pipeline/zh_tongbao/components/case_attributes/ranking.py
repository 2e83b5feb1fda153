"""What leads: the places or diseases behind 居前三位的依次为, each with its rank (CONTRACT R63)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.compared import Compared
from zh_tongbao.components.case_attributes.items import COUNT, DISEASE, PLACE, RANK, Item
from zh_tongbao.components.case_attributes.likeness import Likeness
from zh_tongbao.components.case_attributes.mentioned import CLASSES
from zh_tongbao.components.case_attributes.relative import Relative
from zh_tongbao.components.case_attributes.scopes import Record

RANKED = frozenset({PLACE, DISEASE})
# Kinds of items that can be ranked.
LEADS = frozenset({"being", "respectively", "colon", "is", "in_order", "ill"})
BETWEEN = frozenset({"listing", "open", COUNT})
# Those that can stand between two of them: a mark, a bracket, what is counted of the first.
COMMA = "comma"
NEAR = 16
# Characters between the word and the first of the list.
LONGEST_ASIDE = 20
# Items of a bracket behind one of the list.
FEWEST = 2


class Ranking:
    """Make such records.

    Parameters:
        relative: reads what is ranked by.
        like: makes records that are like others.
    """

    def __init__(self, relative: Relative, like: Likeness):
        self.relative = relative
        self.compared: Compared = relative.compared
        self.items = relative.items
        self.like = like

    def read(self, word: Item) -> Iterator[Record]:
        """The records of the list behind a word that ranks."""
        at = bisect_left(self.compared.starts, word.start)
        while self.items[at].kind != RANK:
            at += 1  # a word that also names what is counted
        subject = self.relative.subjects.before(at)
        names = subject.names
        ranked = self._list(at + 1, word)
        if any(name.rate for name in names) or len(ranked) < FEWEST:
            return
        unsaid = ranked[0].kind == DISEASE or subject.label  # 排在前十位的省份为…: by what?
        default = word.value or (self.relative.default if unsaid else None)
        if names:
            metric = names[-1].metric
        elif default:
            metric = said(default, word)
        else:
            return
        told = self.compared.named(metric, word.start)
        if told is None:
            last = self.compared.last(1, word.start)
            told = self.like.unsaid(last[0], metric) if last else None
        for rank, item in enumerate(ranked, start=1):
            made = self.like.record(Item(RANK, item.start, item.end, None), told, metric, said(RANK, word), rank)
            if made is not None:
                yield self._of(made, item)

    def _of(self, made: Record, item: Item) -> Record:
        """The record of an item of the list."""
        if item.kind == DISEASE:
            return self.like.of_disease(made, item.value)
        return made | {"place": self.like.build.areas.of_item(item, None)}

    def _heads(self, at: int) -> bool:
        """Whether a name only says what the list is of (居前五位的乙类传染病依次为…)."""
        item = self.items[at]
        behind = self.items[at + 1].kind if at + 1 < len(self.items) else None
        return item.kind == DISEASE and item.value.kind in CLASSES and behind in LEADS

    def _goes_on(self, at: int) -> bool:
        """Whether a list goes on behind one of its members: its count, a bracket, a mark; a comma between two that have counts."""
        if self.items[at].kind in BETWEEN:
            return True
        around = self.items[max(0, at - 1) : at + 3]
        counted = [item.kind for item in around] in ([COUNT, COMMA, kind, COUNT] for kind in RANKED)
        return counted and around[1].end == around[2].start

    def _list(self, at: int, word: Item) -> list[Item]:
        """The list behind a word, each of it maybe with a bracket; of nested places the inner."""
        items, found = self.items, list[Item]()
        while at < len(items) and (items[at].kind in LEADS or self._heads(at)):
            at += 1
        if at < len(items) and items[at].start - word.end > NEAR:
            return []
        while at < len(items) and (items[at].kind in RANKED or (found and self._goes_on(at))):
            item = items[at]
            if item.kind == "open":
                near = range(at, min(at + LONGEST_ASIDE, len(items)))
                at = next((on for on in near if items[on].kind == "close"), at)
            elif item.kind == COUNT and items[at - 1] is not found[-1]:
                break
            elif item.kind in RANKED and found and found[-1].end == item.start:
                found[-1] = item
            elif item.kind in RANKED:
                found.append(item)
            at += 1
        return found
