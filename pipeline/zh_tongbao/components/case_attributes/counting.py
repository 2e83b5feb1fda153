"""The counts of one clause: what stands before and behind each, and the records that they become."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.beside import Beside
from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.items import BARE, COUNT, Item
from zh_tongbao.components.case_attributes.other_times import OtherTimes, time_before
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import MEMORY, TOP, State
from zh_tongbao.components.case_attributes.sharing import Sharing
from zh_tongbao.components.case_attributes.zeros import Zeros

TIED = frozenset({"is", "being", "met"})
SUFFER = frozenset({"case", "state"})
COUNTS_ANEW = frozenset({"event", "part", "inside", "change", "day"})
STATES = frozenset({"state", "event", "severity"})
LONGEST_NOUN, PAIR = 4, 2
# Characters between a number and what it counts (两名|霍乱|患者); between a number and those whom its people met.
REFERS = frozenset({"not_count", "met", "above", "thing"})


class Counting:
    """Make the records of a clause.

    Parameters:
        state: where the parser stands.
        build: makes records.
        beside: completes what a count says by the counts beside it.
        zeros: makes the records of zeros.
        other_times: makes the records of counts of another time.
        sharing: gives names to counts told each by each.

    Attributes:
        subject: the count whose acts the clauses behind it may tell (12例患者经过救治，…，于今日出院).
        unclaimed: a clause that names what the next one counts (新增确诊病例再度过万，达到10633例).
    """

    def __init__(
        self, state: State, build: Builder, beside: Beside, zeros: Zeros, other_times: OtherTimes, sharing: Sharing
    ):
        self.state = state
        self.build = build
        self.beside = beside
        self.zeros = zeros
        self.other_times = other_times
        self.sharing = sharing
        self.subject: int | None = None
        self.unclaimed: list[Item] = []
        mark = next((item for item in state.items if item.kind in ("line", "stop")), None)
        self._headline = mark.start if mark is not None and mark.kind == "line" else 0

    def read(self, body: list[Item], counts: Sequence[int], kinds: set[str]) -> list[int]:
        """The records of a clause's counts, which stand at these positions of it."""
        made: list[int] = []
        for one in self.sharing.spread(body[: counts[0] + 1], counts[0]) if len(counts) == 1 else ():
            made.extend(self.read([*one, *body[counts[0] + 1 :]], [len(one) - 1], kinds))
        if made:
            return made
        consumed = 0
        for number, at in enumerate(counts):
            count = body[at]
            last = number + 1 == len(counts)
            following = len(body) if last else counts[number + 1]
            before, after = body[consumed:at], body[at + 1 : following]
            consumed = at + 1
            before = self.sharing.paired(before)
            if not last:
                if after and (after[0].kind == "becomes" or _grows(count, after, body[following])):
                    consumed = at - len(before)
                    continue
                after = self._own(count, after)
                following = consumed + len(after)
            first, second = read(before), read(after, behind=True)
            if not first.origin:
                second.trailing = True
            if second.places and after[0].kind == "all":
                first.places = ()  # 辽宁新增3例均为丹东病例
            if count.kind == "zero":
                denied = self.zeros.read(count, before, after)
                made.extend(denied)
                consumed = following if denied else consumed
                continue
            if not (first.counted or second.counted or count.unit in self.build.metrics.by_unit):
                second = read(body[counts[-1] + 1 :], behind=True)
            reading = first if first.counted and not last else merge(first, second)
            if not first.counted and second.counted:
                consumed = following
            if made and before and self._whom_they_met(body[at - len(before) - 1], before[0]):
                reading = reading.copy(met=before[0])
            if second.event and not first.event and (second.state or second.case):
                reading.acted = True
            dealt = any(item.kind == "respectively" for item in before)
            if (reading.reached or dealt) and self.unclaimed and not reading.counted:
                reading = merge(read(self.unclaimed), reading)  # 新增确诊病例再度过万，达到10633例
            if at and _orders(body[at - 1], count):
                consumed = at - len(before)  # 牡丹江市第二人民医院1例
                continue
            told = () if reading.counted else time_before(before, count, self.state.text)
            if told and self.other_times.add(told, count) is not None:
                continue
            if after and after[0].value == "excluded" and after[0].start == count.end:
                continue  # 1例排除
            if before and _of_others(before):
                continue
            if before and self._is_label(count, before[-1], last and not after):
                continue
            if _refers_back([*before, count]) and self._told(count, kinds):
                self.subject = self.build.totals.of_count(count.value)  # 以上6名患者…，今日出院
                continue
            if not before and at == 0 and self._told_before(count, after, kinds):
                continue
            if after and after[0].kind == "thing" and after[0].start == count.end:
                continue  # 12座|桥梁受损
            if at and self._is_twin(count, body[at - 1]):
                made.append(self.build.twin(count))
                continue
            if count.kind == BARE and self._stray(count, body[:at], after):
                continue
            made.extend(self._emit(count, reading, before))
            self.beside.told = before
        self.unclaimed = []
        counted = [index for index in made if self.state.records[index]["measure"] != "change"]
        if counted or (made and self.state.scope.last is None):
            self.state.scope.last = [*made[:1], *counted][-1]
        return made

    def _is_twin(self, count: Item, before: Item) -> bool:
        """Whether a count tells what the one right before it does in another unit (倒塌房屋12户|29间)."""
        records = self.state.records
        adjacent = before.kind == COUNT and before.end == count.start and before.unit != count.unit
        if not adjacent or not records or records[-1]["end"] != before.end:
            return False
        return count.unit in self.build.metrics.units.get(records[-1]["metric"], ())

    def _own(self, count: Item, after: list[Item]) -> list[Item]:
        """What stands behind a count and still speaks of it: all up to the measure of the next one."""
        own = 1 if count.kind == "zero" else 0
        for at in range(own, len(after)):
            if after[at].kind == "measure" or self._whom_they_met(count, after[at]):
                return after[:at]
        return after

    def _whom_they_met(self, count: Item, word: Item) -> bool:
        """Whether a word for contacts stands right behind a count that are those of whom it counts (1例有|密接12人)."""
        near = count.kind == COUNT and 0 < word.start - count.end <= PAIR
        return near and word.kind == "state" and word.value in self.build.metrics.contacts

    def _told(self, count: Item, kinds: set[str]) -> bool:
        """Whether what 以上 refers to was counted before, alone or as counts of one sentence; other words need no such."""
        passage, records = self.state.passage, self.state.records
        if "above" not in kinds or self.build.totals.of_count(count.value) is not None:
            return True
        beside = [
            r["count"]
            for r in records[max(passage.previous, passage.sentence - MEMORY) : passage.sentence]
            if r["parent"] is None
        ]
        return bool(count.value == sum(beside))

    def _told_before(self, count: Item, after: Sequence[Item], kinds: set[str]) -> bool:
        """Whether a clause only says something more of cases counted before (霍乱2例。|2例患者|病情稳定)."""
        passage, records = self.state.passage, self.state.records
        noun = after[0] if after else count
        if self.state.scope.kind == TOP and after and self._again(count, after):
            return True
        if self.state.scope.kind != TOP or noun.kind not in SUFFER or not kinds.isdisjoint(COUNTS_ANEW):
            return False
        if noun.kind == "state" and noun.value not in self.build.metrics.staged:
            return False  # 3人受伤 counts, whatever was counted before
        if any(item.kind == "measure" and item.value != "already" for item in after):
            return False
        between = self.state.text[count.end : noun.start]
        if between and (len(between) > LONGEST_NOUN or not between.isalpha()):
            return False
        first = max(0, passage.previous, len(records) - MEMORY)
        own = (record for record in records[first:] if record["end"] > self._headline)
        told = [record for record in own if record["measure"] != "change"]
        beside = [record["count"] for record in told if record["parent"] is None]
        whole = sum(beside) if len({record["metric"] for record in told}) == 1 else -1
        return count.value in (beside if count.value > 1 else beside[-1:]) or (len(beside) > 1 and count.value == whole)

    def _again(self, count: Item, after: Sequence[Item]) -> bool:
        """Whether so many people in a state, right behind their number, are those told of before (2人重伤。2名重伤员…).

        Not where they are told to have done something (1名伤员已出院).
        """
        noun = after[0]
        if noun.kind not in STATES or noun.start != count.end or any(item.kind == "event" for item in after[1:]):
            return False
        if self.build.words.persons.match(self.state.text, noun.end - 1, noun.end + PAIR) is None:
            return False
        field = "severity" if noun.kind == "severity" else "metric"
        first = max(0, self.state.passage.previous, len(self.state.records) - MEMORY)
        alike = (record for record in self.state.records[first:] if record["end"] > self._headline)
        return any(record[field] == noun.value and record["count"] == count.value for record in alike)

    def _stray(self, count: Item, before: Sequence[Item], after: Sequence[Item]) -> bool:
        """Whether a bare number belongs to a word that the grammar does not know (由120转运; 92艘)."""
        text = self.state.text
        befell = bool(after) and after[0].kind == "event" and after[0].start <= count.end  # 致2|死3伤
        led = befell or not text[count.start - 1 : count.start].isalpha()
        led = led or (bool(before) and before[-1].end >= count.start)
        at = self.state.position
        behind = self.state.items[at].start if at < len(self.state.items) else -1
        ended = not text[count.end : count.end + 1].isalpha() or (bool(after) and after[0].start <= count.end)
        ended = ended or behind == count.end  # 确诊病例215|和无症状感染者32例
        if len(self.state.stack) > 1 and not text[count.end :].strip():
            return True  # a number that the end of the text cuts off: 本土55例（江苏4
        return not (led and ended)

    def _is_label(self, count: Item, word: Item, bare: bool) -> bool:
        """Whether a bare number is the number of a case, right behind its word (病例3), and no count (病例1292（含…）)."""
        if count.kind != BARE or word.end != count.start or word.kind not in ("case", "state"):
            return False
        at = self.state.position
        behind = [item.kind for item in self.state.items[at : at + 3]]
        joined = behind[:1] == ["listing"] and behind[1:] in (["state", COUNT], ["case", COUNT])
        return not (bare and (behind[:2] == ["open", "part"] or joined))

    def _emit(self, count: Item, reading: Reading, before: Sequence[Item]) -> list[int]:
        scope = self.state.scope
        readings = self.beside.complete(count, reading, before)
        made = [self.build.record(count, one, scope) for one in readings]
        reading = readings[-1]
        bare = scope.total is None and not (reading.measure or reading.event or reading.reported or reading.already)
        self.subject = made[-1] if bare and reading.counted else None
        return [index for index in made if index is not None]


def _grows(count: Item, between: Sequence[Item], following: Item) -> bool:
    """Whether nothing but a word such as 增至 stands between two counts (由28例增至31例): the first one held before."""
    word = between[0]
    return word.value == "grown" and count.end == word.start and word.end == following.start


def _orders(word: Item, count: Item) -> bool:
    """Whether the word right before a number makes it an ordinal or a reference (第|3例; 上述3例)."""
    return word.kind == "not_count" or (word.kind == "ordinal" and word.end == count.start)


def _of_others(items: Sequence[Item]) -> bool:
    """Whether a number is of cases that somebody only has to do with (系此前报告的|2例患者的家属; 与外省通报的|3例有共同轨迹)."""
    return items[-1].kind == "told" and any(item.kind in TIED for item in items)


def _refers_back(items: Sequence[Item]) -> bool:
    """Whether nothing but a name of the cases stands between a word such as 上述 or 与 and the number, the last item."""
    following = items[-1].start
    for item in reversed(items[:-1]):
        if item.kind in REFERS:
            return item.kind == "not_count" or item.end == following
        if item.kind not in ("state", "case", "severity"):
            return False
        following = item.start if item.end == following else -1
    return False
