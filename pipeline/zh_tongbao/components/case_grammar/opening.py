"""Opening lists of parts: which count a word such as 其中, 含 or 中 divides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.items import COUNT, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_grammar.attach import Opening, Weights, nearest, totals
from zh_tongbao.components.case_grammar.context import Context
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.lists import BRACKET, MUTE, PART, TOP, Level, Levels, Opener, ahead, opener
from zh_tongbao.components.case_grammar.structure import NAMES, Record

NEAR, MEMORY = 40, 300
HEADING = NAMES | {"measure", "origin", "report"}
LISTS = frozenset({"being", "respectively"})
OWN_TIME = frozenset({PERIOD, "until", "now", "zero", "than", "compare", "conversion"})


class Openings(NamedTuple):
    """Open lists.

    Parameters:
        weights: of the features.
        metrics: of the domain.
        text: the text as given.
        once: the words that open a list of one clause (含).
    """

    weights: Weights
    metrics: Metrics
    text: str
    once: frozenset[str]

    def opened(
        self, levels: Levels, frames: Sequence[Frame], at: int, records: Sequence[Record], context: Context
    ) -> Levels:
        """The levels behind the words of a clause that open a list."""
        frame = frames[at]
        found = opener(frame, self.text) if levels[-1].kind != MUTE else None
        if found is None:
            return levels if levels[-1].kind == MUTE else self._unmarked(levels, frames, at, records, context)
        listed = [count for count in ahead(frames, at, found.mark.start) if count.kind == COUNT]
        listed = self._alike(listed) or _upcoming(frames, at)
        once = self.text[found.mark.start : found.mark.end] in self.once
        if once:
            levels = self._of_the_whole_list(levels, frame, records)
        elif self._names_halves(levels, frames, at, found, listed, records):
            level = self._halves_level(records, levels, found, found.names)
            return (*_outside(levels), level._replace(counts=found.how == "number"))
        if found.how == "sorted":
            return self._by_class(levels, found, listed, frame, frames, at, records, context)
        if found.how == "colon":
            return self._behind_a_colon(levels, found, listed, records, frame, context)
        ask = self._asked(levels, _sentence(frames, at), found, listed, records, context)
        if found.how in ("inside", "number", "source") or found.names:
            ask = ask._replace(level=levels[0]._replace(last=levels[-1].last if len(levels) == 1 else levels[0].last))
        candidates = totals(ask)
        own = self._whole_of(levels[-1], frame, records, once=once)
        candidates = [one for one in candidates if not own or one in own]
        choice = self.weights.choose("open", nearest(ask, candidates), candidates)
        if choice.total is None:
            return self._without_a_total(levels, found, records, frame)
        if (
            found.how == "inside"
            or found.how == "number"
            or (found.how == "source")
            or (found.how == "part" and found.names)
        ):
            levels = _outside(levels)
        level = Level(
            PART,
            choice.total,
            None,
            len(records),
            frame.clause.bracket,
            found.mark,
            once=once,
            inside=found.how != "part",
            sourced=found.how == "source",
            counts=found.how == "number",
        )
        return (*levels, level)

    def _alike(self, listed: Sequence[Item]) -> list[Item]:
        """The counts of a list in the unit of its first, where units tell what is counted."""
        first = listed[0].unit if listed else None
        if self.metrics.units.keys() - self.metrics.by_unit.values():
            return [count for count in listed if count.unit == first]
        events = self.metrics.by_unit
        return [count for count in listed if (count.unit in events) == (first in events)]

    def _whole_of(self, level: Level, frame: Frame, records: Sequence[Record], *, once: bool) -> tuple[int | None, ...]:
        """What 含 … can divide: the last count, or all that the bracket lists (（轻型5例、普通型2例，含1例由…转为…）).

        Of other words nothing, but where they tell in a bracket who was moved.
        """
        converts = any(item.kind == "conversion" for item in frame.clause.items)
        if level.kind == BRACKET and converts and level.total is not None and level.last is not None:
            since = max(level.total + 1, len(records) - MEMORY)
            listed = [r for r in records[since:] if r.link is not None and r.link.total == level.total]
            if len(listed) > 1 and (frame.clause.before == "semicolon" or "severity" in level.relations):
                return (level.total,)
        return (level.last, level.total) if once else ()

    def _unmarked(
        self, levels: Levels, frames: Sequence[Frame], at: int, records: Sequence[Record], context: Context
    ) -> Levels:
        """A list that no word opens, where it adds up: to both halves, or behind 为 to the last count of its sentence."""
        frame, level = frames[at], levels[-1]
        kinds = frame.kinds
        if level.kind != TOP or frame.clause.bracket or not records:
            return levels
        since = frame.clause.start - 1
        if kinds == {PLACE, COUNT} or "detected" in kinds:
            listed = [count for count in ahead(frames, at, since) if count.kind == COUNT]
            mark = Item("list", frame.clause.start, frame.clause.start, None)
            found = Opener("part", mark, -1, {}, ())
            if self._divides_both(records, frame, found, listed):
                return (*levels, self._halves_level(records, levels, found, {}))
        if frame.clause.items[0].kind in LISTS and level.last is not None and level.last >= context.sentence:
            listed = [count for count in ahead(frames, at, since) if count.kind == COUNT]
            placed = bool(frame.mentions) and bool(frame.mentions[0].places)
            if placed and len(listed) > 1 and sum(c.value for c in listed) == records[level.last].mention.amount:
                mark = frame.clause.items[0]
                return (*levels, Level(PART, level.last, None, len(records), 0, mark, sums=True))
        return levels

    def _names_halves(
        self,
        levels: Levels,
        frames: Sequence[Frame],
        at: int,
        found: Opener,
        listed: Sequence[Item],
        records: Sequence[Record],
    ) -> bool:
        """Whether a list is of both halves of all infections: it says so, or adds up to them."""
        halves = self.halves(records)
        if halves is None:
            return False
        if found.how == "part" and not found.names:
            return levels[-1].kind == TOP and self._divides_both(records, frames[at], found, listed)
        state = found.names.get("state")
        if found.how == "number":
            number = found.names["count"].value
            told = any(record.mention.amount == number for record in records[-NEAR:])
            return not told and sum(half.mention.amount for half in halves) == number
        if found.how != "inside":
            return False
        if state is None and "case" in found.names and self._divides_both(records, frames[at], found, listed):
            return True
        named = state.value if state is not None else None
        unsplit = bool(named in self.metrics.unsplit)
        if unsplit and any(r.values["metric"] == named and r.link is None for r in records[-NEAR:]):
            return False
        return unsplit or self._are_joined(frames, at, state)

    def _are_joined(self, frames: Sequence[Frame], at: int, state: Item | None) -> bool:
        """Whether 中 is said of the second of both halves (病例和无症状感染者中)."""
        before = frames[at - 1].clause if at and frames[at].clause.before == "listing" else None
        joined = before is not None and before.items[-1].kind in ("case", "state") and not frames[at - 1].mentions
        return bool(joined and state is not None and state.value in self.metrics.halves)

    def _asked(
        self,
        levels: Levels,
        frames: Sequence[Frame],
        found: Opener,
        listed: Sequence[Item],
        records: Sequence[Record],
        context: Context,
    ) -> Opening:
        first = listed[0] if listed else None
        placed = any(mention.places for mention in frames[0].mentions[:1])
        incident = self.metrics.by_unit.get(first.unit or "") if first is not None else None
        counts = tuple(count.value for count in listed)
        upcoming = next((later.mentions[0] for later in frames if later.mentions), None)
        kinds = upcoming.says if upcoming is not None else {}
        fits = kinds.get("event") or kinds.get("state")
        return Opening(
            found, counts, placed, levels[-1], records, context, self.metrics, self._metric(found.names), incident,
            fits=fits.value if fits is not None else None,
        )  # fmt: skip

    def _metric(self, names: Mapping[str, Item]) -> str | None:
        """The metric that the words before 中 name."""
        for kind in ("event", "state"):
            if kind in names:
                return str(names[kind].value)
        return self.metrics.default if "case" in names or "severity" in names else None

    def _of_the_whole_list(self, levels: Levels, frame: Frame, records: Sequence[Record]) -> Levels:
        """含 … behind a list of parts speaks of its total, and not of the last part."""
        level = levels[-1]
        if level.kind != PART or level.last is None or level.total is None or level.once:
            return levels
        since = max(level.total + 1, len(records) - NEAR)
        siblings = [r for r in records[since:] if r.link is not None and r.link.total == level.total]
        told = [r for r in siblings if r.link is not None and r.link.relation in ("place", "severity")]
        if len(told) > 1 or (told and any(item.kind == "conversion" for item in frame.clause.items)):
            return (*levels[:-2], levels[-2]._replace(last=level.total))
        return levels

    # Lists of two totals side by side

    def halves(self, records: Sequence[Record], measure: str | None = None) -> tuple[Record, Record] | None:
        """The latest totals of the two halves of all infections, of one place, measure and time."""
        found: dict[str, Record] = {}
        for record in reversed(records[-NEAR:]):
            metric = record.values["metric"]
            if record.link is None and metric in self.metrics.halves and measure in (None, record.values["measure"]):
                found.setdefault(metric, record)
        if len(found) < 2:
            return None
        one, two = found.values()
        alike = all(one.values[field] == two.values[field] for field in ("measure", "place", "period"))
        return (one, two) if alike and one.mention.amount and two.mention.amount else None

    def _divides_both(self, records: Sequence[Record], frame: Frame, found: Opener, listed: Sequence[Item]) -> bool:
        """A list adds up to both halves, or has a part that neither of them could hold."""
        behind = [item for item in frame.clause.items if item.start > found.mark.start]
        halves = self.halves(records)
        if halves is None or len(listed) < 2 or any(item.kind in NAMES for item in behind if found.how == "part"):
            return False
        told = [half.mention.amount for half in halves]
        counts = [count.value for count in listed]
        return bool(sum(counts) == sum(told) or max(told) < max(counts) < sum(counts) <= sum(told))

    def _halves_level(
        self, records: Sequence[Record], levels: Levels, found: Opener, names: Mapping[str, Item]
    ) -> Level:
        halves = self.halves(records)
        assert halves is not None
        unsplit = next(iter(self.metrics.unsplit))
        state = halves[0].claims["metric"].words
        word = Item("state", getattr(state, "start", 0), getattr(state, "end", 0), unsplit)
        named = {**{kind: item for kind, item in names.items() if kind in ("measure", "origin")}, "state": word}
        origins = {half.values["origin"] for half in halves}
        if "origin" not in named and len(origins) == 1 and (claim := halves[0].claims.get("origin")) is not None:
            named["origin"] = Item(
                "origin", getattr(claim.words, "start", 0), getattr(claim.words, "end", 0), claim.value
            )
        return Level(PART, None, levels[-1].last, len(records), levels[-1].bracket, found.mark, named=named)

    # Lists without 其中

    def _behind_a_colon(
        self,
        levels: Levels,
        found: Opener,
        listed: Sequence[Item],
        records: Sequence[Record],
        frame: Frame,
        context: Context,
    ) -> Levels:
        """169例：香港114例，澳门10例: the list of the count in front, or of one that is named there and has its sum."""
        last = levels[-1].last
        before = records[last].mention.clause if last is not None else None
        if (before is not None and before.number == frame.clause.number - 1 and before.after in ("colon", "being")) or (
            before is not None and before.sentence == frame.clause.sentence and len(levels) == 1
        ):
            total = last
        else:
            whole = sum(count.value for count in listed)
            total = next((at for at in _recent(records) if records[at].mention.amount == whole), None)
        if total is None and context.unclaimed and len(levels) == 1:
            named = {role: item for role, item in context.unclaimed.items() if role in HEADING}
            return (*levels, Level(PART, None, None, len(records), frame.clause.bracket, found.mark, named=named))
        if total is None:
            return levels
        level = Level(PART, total, None, len(records), frame.clause.bracket, found.mark, inside=True)
        return (*levels, level)

    def _by_class(
        self,
        levels: Levels,
        found: Opener,
        listed: Sequence[Item],
        frame: Frame,
        frames: Sequence[Frame],
        at: int,
        records: Sequence[Record],
        context: Context,
    ) -> Levels:
        """按职业分，农民8例、学生2例: the counts are told like one before them, and are no parts of it."""
        if isinstance(levels[-1].mark, Item) and levels[-1].mark.kind == "inside":
            return levels
        if not listed:
            listed = [m.item for later in frames[at + 1 : at + 2] for m in later.mentions if m.item.kind == COUNT]
        mentions = [m for later in frames[at : at + 3] for m in later.mentions][:1]
        if not listed or any(not OWN_TIME.isdisjoint(i.kind for i in m.clause.items) for m in mentions):
            return levels
        levels = _outside(levels)
        ask = self._asked(levels, _sentence(frames, at), found, listed, records, context)
        candidates = [one for one in totals(ask) if records[one].link is None and records[one].mention.amount]
        choice = self.weights.choose("open", nearest(ask, candidates), candidates)
        whole = sum(count.value for count in listed)
        holding = (one for one in candidates if records[one].mention.amount >= whole)
        total = (
            choice.total
            if choice.total is not None
            else next((one for one in holding if self._lives(records[one])), None)
        )
        if total is None or levels[-1].kind != TOP:
            return levels
        level = Level(
            PART, total, None, len(records), frame.clause.bracket, found.mark,
            inside=True, apart=True, sourced=bool(found.mark.value),
        )  # fmt: skip
        return (*levels, level)

    def _lives(self, record: Record) -> bool:
        """Whether a count is not of those for whom something ended or was done."""
        return record.values["metric"] not in self.metrics.of_somebody_or_ended and record.values["severity"] is None

    def _without_a_total(self, levels: Levels, found: Opener, records: Sequence[Record], frame: Frame) -> Levels:
        """A list whose total is not written, or is that of both halves: its counts are what it names."""
        if found.how != "inside":
            return levels
        state = found.names.get("state")
        if state is not None and state.value in self.metrics.unsplit and self.halves(records) is not None:
            return (*_outside(levels), self._halves_level(records, levels, found, found.names))
        items: Sequence[Any] = [item for item in frame.clause.items if item.start > found.mark.start]
        if [item.kind for item in items[:2]] != [PLACE, COUNT] and items:
            return levels
        named = {kind: item for kind, item in found.names.items() if kind not in (PLACE,)}
        return (*_outside(levels), Level(PART, None, None, len(records), frame.clause.bracket, found.mark, named=named))


def _sentence(frames: Sequence[Frame], at: int) -> list[Frame]:
    """The next clauses of the sentence."""
    number = frames[at].clause.sentence
    return [frame for frame in frames[at : at + NEAR // 10] if frame.clause.sentence == number]


def _upcoming(frames: Sequence[Frame], at: int) -> list[Item]:
    """The next count of the sentence, on whatever level it stands."""
    for frame in frames[at : at + NEAR]:
        if frame.clause.sentence != frames[at].clause.sentence:
            break
        if frame.mentions:
            return [frame.mentions[0].item] if frame.mentions[0].item.kind == COUNT else []
    return []


def _recent(records: Sequence[Record]) -> range:
    """The latest records, the last one first."""
    return range(len(records) - 1, max(-1, len(records) - MEMORY), -1)


def _outside(levels: Levels) -> Levels:
    """The levels without the lists of parts that are open."""
    while levels[-1].kind == PART:
        levels = levels[:-1]
    return levels
