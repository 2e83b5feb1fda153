"""What is compared: the count that a change, a share or a rate is told of, and what that count is compared with.

A number that compares does not say of which count it speaks but by a name (死亡人数下降16.7%), or by standing behind it
(事故312起、死亡187人，同比分别下降11.6%和9.2%). Asked when all counts stand, as one of them may stand behind the number.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Sequence

from zh_tongbao.components.case_attributes.claims import Found, found
from zh_tongbao.components.case_attributes.items import CHANGE, COUNT, PER_PEOPLE, PERCENT, PERIOD, RATE, Item
from zh_tongbao.components.case_attributes.mentioned import code_of
from zh_tongbao.components.case_attributes.scopes import MEMORY, Record, State
from zh_tongbao.components.case_attributes.timing import against

SENTENCE = frozenset({"stop", "line"})
SEPARATES = frozenset({"comma", "semicolon", "colon"})
AGAINST = frozenset({"than", "met", "compare"})
COMPARES = frozenset({"than", "compare", "earlier"})
CORRECTION = "correction"
ENDS_A_CLAUSE = SENTENCE | SEPARATES | {"close", "open", "listing"}
FIGURES = frozenset({PERCENT, PER_PEOPLE})
ALIKE = ("metric", "of", "severity", "origin")
MIDNIGHT = "T00:00"
FARTHEST = 200
# Items: how far back in its sentence a comparison is looked for.
BESIDE: tuple[list[str], ...] = ([], ["comma"], ["comma", "compare"])
# Kinds of items between a change and the one that says it in per cent (减少10起，下降18.2%).


class Compared:
    """Find what is compared among the records of a document.

    Parameters:
        state: of the parser, behind the last clause.
        items: all that can stand between a count and what is told of it, in text order.
        corrections: words that add counts to those of the same time, or take them away (核减).
    """

    def __init__(self, state: State, items: Sequence[Item], corrections: Collection[str] = ()):
        self.text = state.text
        self.records = state.records
        self.corrections = corrections
        self.items = items
        self.starts = [item.start for item in items]
        self._ends = [item.end for item in items if item.kind in SENTENCE]
        self._index = {id(record): index for index, record in enumerate(state.records)}
        self._bases: dict[int, list[int]] = {}
        for other, own in state.others.items():
            self._bases.setdefault(own, []).append(other)
        self._others = sorted((state.records[other]["start"], own) for other, own in state.others.items())
        self._read: set[int] = set()
        self.told = sorted((one for index, one in enumerate(state.records) if state.compares(index)), key=_start)
        self.changes = sorted((one for one in state.records if one["measure"] == CHANGE), key=_start)

    def append(self, record: Record) -> None:
        """Append a record; a rate is one that a number behind it may speak of (报告发病率为7.2/10万，下降1.3%)."""
        self._index[id(record)] = len(self.records)
        self.records.append(record)
        self._read.add(record["start"])
        if record["measure"] == RATE:
            insort(self.told, record, key=_start)

    def between(self, start: int, end: int) -> Sequence[Item]:
        """The items that begin in a stretch of the text."""
        return self.items[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def sentence(self, offset: int) -> int:
        """Where the sentence begins in which an offset lies."""
        at = bisect_right(self._ends, offset)
        return self._ends[at - 1] if at else 0

    def last(self, number: int, before: int) -> list[Record]:
        """So many counts in front of an offset: the last of its sentence; of a sentence without any, those before it.

        Those whose numbers at another time were just told come first; none where another number was that is told of nothing.
        """
        changed = self._changed(before) if number == 1 else None
        if changed is not None:
            return [changed]
        before = self._before_the_bracket(before)
        based = self.based(before)
        if len(based) >= number:
            return based[-number:]
        end, first = self._at(before), self._at(self.sentence(before))
        found = self.told[max(first, end - number) : end] or self.told[max(0, end - number) : end]
        figures = self.between(found[-1]["end"] if found else 0, before)
        unread = any(item.kind in FIGURES and item.start not in self._read for item in figures[-FARTHEST:])
        return [] if unread else found

    def based(self, before: int) -> list[Record]:
        """The counts whose numbers at another time stand in the sentence, behind all others of it (38例（…），较上月（52例）)."""
        end = bisect_left(self._others, (before,))
        at = self._at(before)
        last = max(self.told[at - 1]["start"] if at else 0, self.sentence(before))
        return [self.records[own] for start, own in self._others[max(0, end - MEMORY) : end] if start > last]

    def _before_the_bracket(self, before: int) -> int:
        """Where a bracket opens that stands right behind a count and right in front of a clause (812例（本地640例），同比增加)."""
        at = bisect_left(self.starts, before) - 1
        first = max(0, at - FARTHEST)
        while at > first and self.items[at].kind not in ENDS_A_CLAUSE:
            at -= 1
        if at > first and self.items[at].kind == "comma":
            at -= 1
        if at <= first or self.items[at].kind != "close":
            return before
        opens = next((back for back in range(at, first, -1) if self.items[back].kind == "open"), first)
        counted = opens > first and self.items[opens - 1].kind == COUNT
        return self.items[opens].start if counted else before

    def named(
        self,
        metric: str,
        before: int,
        *,
        per: int | None = None,
        place: Found | None = None,
        disease: str | None = None,
    ) -> Record | None:
        """The count that a name speaks of, or the rate of so many people; of a disease that is named too.

        It is the last one of its sentence, of a place that is named too, else the largest of those before it of the same time.
        """
        end = self._at(before)
        alike = [
            one
            for one in self.told[max(0, end - MEMORY) : end]
            if one["metric"] == metric and one.get("per") == per and disease in (None, code_of(one))
        ]
        if place is not None:
            there = [one for one in alike if (one["place"] or {}).get("adcode") == place["adcode"]]
            alike = there or alike
        here = [one for one in alike if one["start"] >= self.sentence(before)]
        if here:
            return next((one for one in reversed(here) if one["severity"] is None), here[-1])
        if not alike:
            return None
        times = [one for one in alike if one["period"] == alike[-1]["period"]]
        return max(times, key=lambda record: record["count"] or 0)

    def of_disease(self, code: str, before: int) -> Record | None:
        """The count of a disease that a name speaks of: the first of its sentence, else of the last before that has it."""
        end, sentence = self._at(before), self.sentence(before)
        alike = [
            one for one in self.told[max(0, end - MEMORY) : end] if code_of(one) == code and one["measure"] != RATE
        ]
        last = min(sentence, self.sentence(alike[-1]["start"])) if alike else sentence
        return next((one for one in alike if one["start"] >= last), None)

    def counts(self, number: Item) -> bool:
        """Whether a number has a record by itself."""
        return number.start in self._read or any(record["start"] == number.start for record in self.records)

    def wholes(self, before: int) -> list[Record]:
        """The last count; where it stands in an earlier sentence, that of which it is a part."""
        found = self.last(1, before)
        if found and found[0]["start"] < self.sentence(before):
            while found[0]["parent"] is not None:
                found = [self.records[found[0]["parent"]]]
        return found

    def before(self, record: Record) -> Record | None:
        """The count in front of one."""
        at = self._at(record["start"]) - 1
        return self.told[at] if at >= 0 else None

    def labelled(self, label: str, before: int) -> Record | None:
        """The count of its sentence in front of which a label stands (小型368起，…小型占89.3%)."""
        first, end = self._at(self.sentence(before)), self._at(before)
        return next((one for one in reversed(self.told[first:end]) if self.text.endswith(label, 0, one["start"])), None)

    def of_change(self, change: Record) -> Record | None:
        """The count whose change one in numbers is: the last before it of the same kind, in its sentence or before."""
        before = change["start"]
        end, first = self._at(before), self._at(self.sentence(before))
        near = [one for one in self.told[max(0, end - MEMORY) : end] if self._is_of(change, one)]
        alike = [one for one in near if one["unit"] in (None, change["unit"])] or near
        here = [one for one in alike if one["start"] >= self.sentence(before)]
        if here:
            return here[-1]
        behind = next(iter(self.told[max(first, end) : end + 1]), None)
        if behind is not None and any(item.kind == "becomes" for item in self.between(before, behind["start"])):
            return behind  # 减少6214例，降到了91455例
        times = [one for one in alike if one["period"] == alike[-1]["period"]]
        return max(times, key=lambda record: record["count"] or 0) if times else None

    @staticmethod
    def _is_of(change: Record, record: Record) -> bool:
        alike = all(record[field] == change[field] for field in ALIKE)
        return record["measure"] != RATE and alike and code_of(record) == code_of(change)

    def compares(self, before: int) -> bool:
        """Whether the sentence says in front of an offset that something is compared (较上月; 与近5年均值相比)."""
        near = self.between(self.sentence(before), before)[-FARTHEST:]
        return any(item.kind in COMPARES for item in near)

    def compare(self, change: Record, record: Record | None, word: Item | None) -> None:
        """Say of a change what it compares with what.

        Parameters:
            change: the record of the change.
            record: the count or the rate whose change it is, where the text has it.
            word: the word for the change.
        """
        index = self._index.get(id(record))
        base = self._base(index, change["start"]) if index is not None else None
        corrected = word is not None and self.text[word.start : word.end] in self.corrections
        words = None if corrected else self._comparison(change["start"])
        time = against(words, (record or change)["period"]) if words is not None else None
        if words is not None and _is_a_moment(words) and record is not None and record["measure"] == "cumulative":
            change["period"] = record["period"]  # 累计30万人，较20日8时增加9.6万人
        change["compared"] = found({"record": index, "base": base, "against": time}, words or word or _stretch(change))

    def word_of(self, change: Record) -> Item | None:
        """The word that says of a count that it is a change."""
        start = change["measure"].start
        at = bisect_left(self.starts, start) if start is not None else len(self.items)
        return next((one for one in self.items[at : at + 2] if one.kind in (CHANGE, CORRECTION)), None)

    def _base(self, compared: int, before: int) -> int | None:
        """The count of another time that a count is compared with, told last in front of an offset."""
        told = (at for at in reversed(self._bases.get(compared, ())) if self.records[at]["start"] < before)
        return next(told, None)

    def _comparison(self, before: int) -> Item | None:
        """The words that say with what time something is compared, in its sentence; None where they name no time."""
        at = bisect_left(self.starts, before) - 1
        vague, first = False, max(0, at - FARTHEST)
        while at >= first and self.items[at].kind not in SENTENCE:
            item = self.items[at]
            if item.kind == "close":
                at = next((back for back in range(at, first, -1) if self.items[back].kind == "open"), first)
            elif (
                item.kind == "earlier"
                or (item.kind == "compare" and item.value)
                or (item.kind == PERIOD and at and self.items[at - 1].kind in AGAINST)
            ):
                return item
            elif item.kind == "than":
                return None
            elif item.kind in SEPARATES and vague:
                return None  # 与近5年均值相比
            vague = vague or item.kind == "compare"
            at -= 1
        return None

    def _changed(self, before: int) -> Record | None:
        """The count whose change stands right in front of an offset (起数减少10起，下降18.2%)."""
        at = bisect_left(self.changes, before, key=_start) - 1
        change = self.changes[at] if at >= 0 else None
        if change is None or [item.kind for item in self.between(change["end"], before)] not in BESIDE:
            return None
        return self.of_change(change)

    def _at(self, offset: int) -> int:
        return bisect_left(self.told, offset, key=_start)


def _stretch(record: Record) -> Item:
    return Item(COUNT, record["start"], record["end"], None)


def _is_a_moment(words: Item) -> bool:
    """Whether a time is one of the clock (20日8时), and no whole day."""
    return words.kind == PERIOD and not str(words.value["end_time"]).endswith(MIDNIGHT)


def _start(record: Record) -> int:
    start: int = record["start"]
    return start
