"""The counts of one clause: what stands before and behind each, and the records that they become."""

from __future__ import annotations

from collections.abc import Sequence

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.lexer import BARE, COUNT, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading, merge, read
from zh_tongbao.components.case_attributes.scopes import State

IN_A_NAME = frozenset({"modifier", "ordinal"})
# Words that may be part of a name that no table lists (纽约州, 兵团第四师).
NEAR = 12
# Items: how far back the one before a count is looked for; a clause has few.
EACH = frozenset({"each", "all"})


class Counting:
    """Make the records of a clause.

    Parameters:
        state: where the parser stands.
        build: makes records.
    """

    def __init__(self, state: State, build: Builder):
        self.state = state
        self.build = build
        self.pending: list[Item] = []
        self.joined: list[int] = []
        self.shares: tuple[Reading, list[Item]] | None = None
        self.subject: int | None = None
        self.zero: tuple[Item, list[Item]] | None = None
        self.unclaimed: list[Item] = []
        self.told: Sequence[Item] = ()

    def read(self, body: list[Item], counts: Sequence[int], kinds: set[str]) -> list[int]:
        """The records of a clause's counts, which stand at these positions of it."""
        made: list[int] = []
        consumed = 0
        found = next((i.value for i in body if i.kind == "detected"), None) if "detected" in kinds else None
        for number, at in enumerate(counts):
            count = body[at]
            last = number + 1 == len(counts)
            following = len(body) if last else counts[number + 1]
            before, after = body[consumed:at], body[at + 1 : following]
            consumed = at + 1
            if not last:
                if after and after[0].kind == "becomes":
                    consumed = at - len(before)
                    continue
                after = self._own(count, after)
                following = consumed + len(after)
            first, second = read(before), read(after, behind=True)
            if second.origin and not first.origin:
                second.trailing = True
            if second.places and after[0].kind == "all":
                first.places = ()  # 辽宁新增3例均为丹东病例
            if count.kind == "zero":
                zeros = self._zero(count, before, after)
                made.extend(zeros)
                consumed = following if zeros else consumed
                continue
            if not last and not first.counted and not second.counted:
                second = read(body[counts[-1] + 1 :], behind=True)
            reading = first if first.counted and not last and not second.conversion else merge(first, second)
            if not first.counted and second.counted:
                consumed = following
            if second.event and not first.event and (second.state or second.case):
                reading.acted = True
            if reading.reached and self.unclaimed and not reading.counted:
                reading = merge(read(self.unclaimed), reading)  # 新增确诊病例再度过万，达到10633例
            if found and not reading.detected:
                reading.detected = found
            if at and _orders(body[at - 1], count):
                continue
            if before and self._is_label(count, before[-1], last and not after):
                continue
            if ("not_count" in kinds and _refers_back(before)) or (
                count.kind == BARE and self._stray(count, before, after)
            ):
                continue
            made.extend(self._emit(count, reading, before, kinds))
            self.told = before
        self.unclaimed = []
        if made:
            self.state.scope.last = made[-1]
        return made

    def _own(self, count: Item, after: list[Item]) -> list[Item]:
        """What stands behind a count and still speaks of it: all up to the measure of the next one."""
        own = 1 if count.kind == "zero" else 0
        for at in range(own, len(after)):
            if after[at].kind == "measure":
                return after[:at]
        return after

    def _stray(self, count: Item, before: Sequence[Item], after: Sequence[Item]) -> bool:
        """Whether a bare number belongs to a word that the grammar does not know (由120转运; 92艘)."""
        text = self.state.text
        led = not text[count.start - 1 : count.start].isalpha() or (bool(before) and before[-1].end >= count.start)
        ended = not text[count.end : count.end + 1].isalpha() or (bool(after) and after[0].start <= count.end)
        return not (led and ended)

    def _is_label(self, count: Item, word: Item, bare: bool) -> bool:
        """Whether a bare number is the number of a case, right behind its word (病例3), and no count (病例1292（含…）)."""
        if count.kind != BARE or word.end != count.start or word.kind not in ("case", "state"):
            return False
        at = self.state.position
        behind = [item.kind for item in self.state.items[at : at + 3]]
        joined = behind[:1] == ["listing"] and behind[1:] in (["state", COUNT], ["case", COUNT])
        return not (bare and (behind[:2] == ["open", "part"] or joined))

    def _emit(self, count: Item, reading: Reading, before: Sequence[Item], kinds: set[str]) -> list[int]:
        pending, self.pending = self.pending, []
        scope = self.state.scope
        if self.joined and not (reading.event or reading.measure):
            self._govern(reading)
        if scope.named is not None and not reading.counted:
            reading.complete(scope.named)
        if scope.total is not None and self.build.counted.are_cases(reading, count, self.state.records[scope.total]):
            reading.state = None
        if scope.total is not None and not reading.places:
            if "place" in scope.relations:
                reading.places = self.areas_of(count, reading, before)
            elif not reading.counted and IN_A_NAME.issuperset(item.kind for item in before):
                reading.places = self._first_name(count, scope.total)
        if "respectively" in kinds and any(item.kind == "respectively" for item in before):
            self.shares = reading, [*pending, *reading.places]
        if self.shares is not None:
            reading = self._share(reading, *self.shares)
        if reading.places and not kinds.isdisjoint(EACH) and any(item.kind in EACH for item in before):
            readings = [reading.copy(places=(item,)) for item in [*pending, *reading.places]]
            made = [self.build.record(count, one, scope) for one in readings]
        else:
            made = [self.build.record(count, reading, scope)]
        bare = scope.total is None and not (reading.measure or reading.event or reading.reported or reading.already)
        self.subject = made[-1] if bare and reading.counted else None
        return [index for index in made if index is not None]

    def _end_before(self, count: Item) -> int:
        """Where the item before a count ends."""
        near = self.state.items[max(0, self.state.position - NEAR) : self.state.position]
        return max((item.end for item in near if item.end <= count.start), default=0)

    def _share(self, reading: Reading, first: Reading, places: list[Item]) -> Reading:
        """Of counts told each by each (A和B分别报告3例和2例), the next one is what the first is, at the next place."""
        if reading is not first and (reading.counted or reading.places or reading.measure):
            self.shares = None
            return reading
        return first.copy(places=(places.pop(0),)) if places else first.copy()

    def _govern(self, reading: Reading) -> None:
        """The verb of the first of counts side by side governs the next.

        在院治疗重型3例、危重型1例; 出院本地3例、境外输入1例; 在院治疗确诊病例3例、无症状感染者1例.
        """
        last = self.state.records[self.joined[-1]]
        by_severity = last["severity"] is not None and reading.has_severity and not (reading.state or reading.case)
        by_origin = last["origin"] is not None and reading.origin and reading.state in (None, last["of"])
        if last["metric"] not in self.build.metrics.of_somebody:
            return
        if by_severity or by_origin:
            reading.event, reading.state = last["metric"], last["of"]
        elif reading.state and not reading.conversion and _leads(self.told):
            reading.event = last["metric"]

    def _first_name(self, count: Item, total: int) -> tuple[Item, ...]:
        """The name of an area that no table lists, first of a list (其中大朗镇3例; of a country abroad, 其中东京都3例)."""
        place = self.state.records[total]["place"]
        abroad = place is not None and place["adcode"] is None
        name = self.build.words.area_name if abroad else self.build.words.first_name
        return self.build.areas.unlisted(count.start, name, listed=False, since=self._end_before(count))

    def areas_of(self, count: Item, reading: Reading, before: Sequence[Item]) -> tuple[Item, ...]:
        """The place of an item of a list by place that names none which the gazetteer knows.

        It is the place of the item before, where this one only goes on about it (朔城区转为确诊2例、新增确诊1例; A县确诊2例、无症状1例), or a part of
        the area that no table lists (湄洲岛区1例).
        """
        scope, records = self.state.scope, self.state.records
        last = records[-1]
        another = scope.total is not None and last["relation"] == "place" and last["metric"] != reading.event
        if another and self.build.totals.of_outcome(reading, scope.total or 0, count.value) is not None:
            return (Item(PLACE, count.start, count.start, last["place"]),)
        if self.joined and reading.counted:
            last = records[self.joined[-1]]
            anew = reading.measure and last["relation"] != "place"
            other = reading.state and last["relation"] == "place" and reading.state != last["metric"]
            if last["parent"] == scope.total and last["place"] and (anew or other):
                return (Item(PLACE, count.start, count.start, last["place"]),)
        listed = count.kind == COUNT and scope.relations == {"place"}
        if reading.counted or not IN_A_NAME.issuperset(item.kind for item in before):
            return ()
        return self.build.areas.unlisted(count.start, self.build.words.area_name, listed=listed)

    def _zero(self, count: Item, before: Sequence[Item], after: Sequence[Item]) -> list[int]:
        if count.value == "finds" and not self._finds(count, after):
            return []
        first, second = read(before), read(after)
        if first.counted and [item.kind for item in after] == ["measure"]:
            first, second, before, after = second, first, after, before  # 疑似病例无新增
        if not second.counted or second.described:
            return []
        if second.event and not (first.measure or second.measure) and second.event not in self.build.metrics.known:
            return []  # 没有接种: something not done, and no count of none
        state = self.state
        listed = len(state.records) > state.passage.sentence and state.passage.measure == "new"
        bare = second.state == "suspected" and not (first.measure or second.measure or listed)
        stands = not (first.measure or second.measure or second.event) and self._stands(second.state)
        if count.value == "current" or bare or stands:
            first.measure = second.measure = "current"
        count.value = 0
        carried = [item for item in [*before, *after] if item.kind in ("measure", "origin")]
        self.zero = (count, carried)
        made = []
        metrics: list[Item | None] = [*_denied(after)]
        for item in metrics or [None]:
            reading = merge(first, second)
            if item is not None and len(metrics) > 1 and not second.conversion:
                single = read([other for other in after if other.kind not in ("state", "event") or other is item])
                reading = merge(first, single)
            reading.measure = second.measure or first.measure
            index = self.build.record(count, reading, self.state.scope)
            if index is not None:
                made.append(index)
        return made

    def _finds(self, word: Item, after: Sequence[Item]) -> bool:
        """Whether what is denied is that there are cases (未发现病例), and not that somebody did something (未接触过病人)."""
        gap = self.state.text[word.end : after[0].start] if after else ""
        return not gap or gap in self.build.words.finds

    def _stands(self, state: str | None) -> bool:
        """Whether a zero without a measure is of what is there now: behind 目前, or behind the zero of what is new."""
        metrics, passage = self.build.metrics, self.state.passage
        if state not in metrics.staged - metrics.unsplit:
            return False
        before = self.state.records[passage.sentence :]
        return passage.now or any(
            record["metric"] == state and record["measure"] == "new" and not record["count"] for record in before
        )

    def second_zero(self, body: list[Item]) -> list[int]:
        """The second half of a coordinated zero (无新增确诊病例和疑似病例), or nothing."""
        if self.zero is None or not any(item.kind in ("state", "event", "severity") for item in body):
            return []
        return self._zero(self.zero[0], self.zero[1], body)


def _denied(after: Sequence[Item]) -> list[Item]:
    """What a zero denies, each by its head: of 在院治疗|本地|确诊病例 the verb, for the rest says whom it is told of."""
    heads: list[Item] = []
    last = event = -1
    for item in after:
        if item.kind in ("state", "event") and not (item.start == last and event >= 0 and item.kind == "state"):
            heads.append(item)
            event = item.end if item.kind == "event" else -1
        elif item.start != last or item.kind != "origin":
            event = -1
        last = item.end
    return heads


def _orders(word: Item, count: Item) -> bool:
    """Whether the word right before a number makes it an ordinal or a reference (第|3例; 上述3例)."""
    return word.kind == "not_count" or (word.kind == "ordinal" and word.end == count.start)


def _leads(before: Sequence[Item]) -> bool:
    """Whether a verb stands before the name of those whom it is told of (出院|确诊病例)."""
    kinds = [item.kind for item in before]
    return "event" in kinds and "state" in kinds[kinds.index("event") :]


def _refers_back(before: Sequence[Item]) -> bool:
    """Whether nothing but a name of the cases stands between a word such as 上述 and the number."""
    for item in reversed(before):
        if item.kind == "not_count":
            return True
        if item.kind not in ("state", "case", "severity"):
            return False
    return False
