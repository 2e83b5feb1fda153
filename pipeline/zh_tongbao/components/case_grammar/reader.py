"""The reader: all passes, one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import GROUP, Areas
from zh_tongbao.components.case_attributes.claims import Layout as Separated
from zh_tongbao.components.case_attributes.items import COUNT, NUMBERED, PERIOD, PLACE, Item
from zh_tongbao.components.case_attributes.parser import LONE_NUMBER
from zh_tongbao.components.case_attributes.tables import with_tables
from zh_tongbao.components.case_attributes.words import Words as Vocabulary
from zh_tongbao.components.case_grammar.attach import (
    Choice,
    Opening,
    Parting,
    Weights,
    nearest,
    part_candidates,
    relation_of,
    totals,
)
from zh_tongbao.components.case_grammar.case import Case, Document
from zh_tongbao.components.case_grammar.comparing import Asked, compared, of_another_time, time_of
from zh_tongbao.components.case_grammar.context import Context, after
from zh_tongbao.components.case_grammar.frames import Frame, Frames
from zh_tongbao.components.case_grammar.layout import layout
from zh_tongbao.components.case_grammar.lists import BRACKET, MUTE, PART, TOP, Level, Levels, Opener, aligned, opener
from zh_tongbao.components.case_grammar.members import member
from zh_tongbao.components.case_grammar.modify import Modifiers
from zh_tongbao.components.case_grammar.opening import Openings
from zh_tongbao.components.case_grammar.origins import settled
from zh_tongbao.components.case_grammar.patterns import Patterns
from zh_tongbao.components.case_grammar.remainders import divided, gathered, remainder
from zh_tongbao.components.case_grammar.render import render
from zh_tongbao.components.case_grammar.resolve import Ladders, resolve
from zh_tongbao.components.case_grammar.spread import spread
from zh_tongbao.components.case_grammar.structure import (
    COUNTED,
    NAMES,
    Claim,
    Layout,
    Link,
    Mention,
    Record,
    Remark,
    Words,
)
from zh_tongbao.components.case_grammar.tables import Cell, grid_cells, numbered, table_cells
from zh_tongbao.components.case_grammar.times import Time, Times
from zh_tongbao.vocab.tables import Row, Schema, read_csv

MEMORY, LONGEST_DISEASE = 300, 16
PLACED = COUNTED | {PLACE, "area"}
OWN_SCOPE = frozenset({"day", "now", "area", PLACE})
OTHER_KINDS = frozenset(
    {COUNT, "bare", PLACE, PERIOD, "numbered", "attribute", "outsiders", "named", "class", "grid", "table"}
)


class Tables(NamedTuple):
    """The tables of the grammar, each as rows.

    Parameters:
        clause_patterns, ladders, attach, modifiers: rows of the files of configs/vocab with these names.
    """

    clause_patterns: Sequence[Row]
    ladders: Sequence[Row]
    attach: Sequence[Row]
    modifiers: Sequence[Row]


COLUMNS = (
    Schema(required=("name", "pattern", "claims"), optional=("example",)),
    Schema(required=("field", "rung"), optional=("if", "unless", "note")),
    Schema(
        required=("question", "feature", "weight", "sign"),
        optional=("if", "unless", "note"),
        choices={"sign": ("+", "-")},
    ),
    Schema(required=("name", "pattern", "reach", "adds"), optional=("example",)),
)


def grammar_tables() -> dict[str, list[Row]]:
    """The tables as the project has them, by name.

    Raises:
        InputError: naming file, line and column of what is wrong.
    """
    return {name: read_csv(f"vocab/{name}.csv", schema) for name, schema in zip(Tables._fields, COLUMNS)}


class Reader:
    """Read the items of documents into records.

    Parameters:
        words: the vocabulary of the domain.
        kinds: the kinds of its words.
        tables: those of the grammar.
    """

    def __init__(self, words: Vocabulary, kinds: Sequence[str], tables: Tables):
        self.words = words
        patterns = Patterns(tables.clause_patterns, {*kinds, *OTHER_KINDS})
        self.frames = Frames(patterns, words.found, words.no_case, words.ending)
        self.ladders = Ladders(tables.ladders)
        self.weights = Weights(tables.attach)
        self.modifiers = Modifiers(tables.modifiers, self.frames)
        self.units = frozenset(words.metrics.by_unit.keys() | words.case_units)
        self.events = frozenset(words.metrics.by_unit.keys() | words.case_units)

    def read(
        self,
        text: str,
        view: str,
        items: Sequence[Item],
        areas: Areas,
        published: str | None = None,
        titled: Sequence[Row] = (),
    ) -> list[dict[str, Any]]:
        """The records of one document.

        Parameters:
            text, view: the text as given, and normalised.
            items: what the lexer found in it.
            areas: resolves places.
            published: day of publication (``YYYY-MM-DD``), or None.
            titled: the periods that the title names.
        """
        if LONE_NUMBER.search(text):
            items = list(with_tables(list(items)))
        laid = layout(text, items, self.units)
        frames = tuple(spread(self.frames.read(view, laid), self.words.listing, text))
        times = tuple(Times(published, titled, self.events).read(frames, laid))
        document = Document(text, view, areas, self.words, self.words.metrics, published)
        attacher = Attacher(document, self.ladders, self.weights, laid, self.frames, frames, times)
        records = attacher.records()
        modified = self.modifiers.modified(records, attacher.remarks, document, self.ladders)
        return render(text, modified, document, Separated(items, laid.sentences))


class Step(NamedTuple):
    """Where the fold stands: what is in force, the lists that are open, and the records of the case numbers that are."""

    context: Context
    levels: Levels
    block: tuple[int, ...] = ()


class Attacher:
    """Attach and resolve the mentions of one document, from left to right."""

    def __init__(
        self,
        document: Document,
        every: Ladders,
        weights: Weights,
        laid: Layout,
        read: Frames,
        frames: Sequence[Frame],
        times: Sequence[Time],
    ):
        self.read = read
        self.document, self.every, self.weights = document, every, weights
        self.laid, self.frames, self.times = laid, frames, times
        self.metrics = document.metrics
        self.counted = {frame.clause.bracket for frame in frames if frame.mentions}
        self.openings = Openings(weights, self.metrics, document.text, document.words.once)

    def records(self) -> list[Record]:
        """The records in reading order, and the clauses without counts that may speak of them."""
        records: list[Record] = []
        self.remarks: list[Remark] = []
        step = Step(Context(), (Level(TOP),))
        before: Frame | None = None
        for at, frame in enumerate(self.frames):
            step = self._begun(step, at, before, records)
            before = frame
            kind = frame.clause.items[0].kind
            if kind in ("grid", "table"):
                step = self._table(step, frame, self.times[at], records)
                continue
            if kind == NUMBERED:
                step = self._numbered(step, at, records)
                continue
            levels = self.openings.opened(step.levels, self.frames, at, records, step.context)
            context = step.context
            if len(levels) > len(step.levels) - 1 and levels[-1].inside and levels[-1] is not step.levels[-1]:
                context = context._replace(header=levels[-1].total if levels[-1].total is not None else context.header)
            step = step._replace(levels=levels, context=context)
            made = len(records)
            step = self._mentions(step, at, records)
            if "rest" in frame.kinds:
                mark = next(item for item in frame.clause.items if item.kind == "rest")
                self._rest(step, at, mark, records, made)
            if made == len(records):
                self._remark(step, frame, records)
                context = self._told_where(step, frame)
                if not NAMES.isdisjoint(frame.says) and not frame.clause.bracket:
                    context = context._replace(unclaimed=frame.says)
                step = step._replace(context=context)
            if step.context.begins and not (frame.clause.after == "comma" and frame.kinds == {PERIOD}):
                step = step._replace(context=step.context._replace(begins=False))
            if made < len(records) and (step.context.unclaimed or step.context.here_place is not None):
                step = step._replace(context=step.context._replace(unclaimed={}, here_place=None))
        return records

    def _begun(self, step: Step, at: int, before: Frame | None, records: Sequence[Record]) -> Step:
        """The step at the beginning of a clause."""
        frame, time = self.frames[at], self.times[at]
        context = step.context.at_time(time, len(records))
        if before is None or before.clause.sentence != frame.clause.sentence:
            offset = self.laid.sentences[frame.clause.sentence - 1] + 1 if frame.clause.sentence else 0
            context = context.next_sentence(len(records), offset, frame.clause.items[0])
            if context.home is not None and context.place is not context.home and self._is_of_home(at):
                context = context._replace(place=context.home)
        elif before.clause.half != frame.clause.half:
            context = context.next_half(len(records))
        levels = aligned(step.levels, frame, before, self.laid, records)
        kinds = frame.kinds
        if "new_scope" in kinds and len(levels) == 1:
            kept = None if context.measure is not None and context.measure[0] == "current" else context.measure
            context = context._replace(origins=(), measure=kept)
        if frame.mentions and len(records) == context.sentence and not kinds.isdisjoint(OWN_SCOPE):
            context = context._replace(origins=())
        ended = before is not None and before.clause.after == "stop"
        return Step(context, levels, () if ended else step.block)

    def _is_of_home(self, at: int) -> bool:
        """Whether a sentence begins with a date and names no place before its first count: it is about the whole again."""
        frames = self.frames[at : at + 4]
        first = frames[0].clause
        if first.items[0].kind not in (PERIOD, "until"):
            return False
        kinds = (
            item.kind for frame in frames if frame.clause.sentence == first.sentence for item in frame.clause.items
        )
        return next((kind for kind in kinds if kind in PLACED), PLACE) in COUNTED

    # Tables

    def _table(self, step: Step, frame: Frame, time: Time, records: list[Record]) -> Step:
        """Append the records of a table; each is a part of its column's total."""
        item = frame.clause.items[0]
        cells = (
            grid_cells(item.value, frame.clause)
            if item.kind == "grid"
            else table_cells(item.value, frame.clause, self.read)
        )
        first = len(records)
        made: list[Cell] = []
        for cell in cells:
            mention = settled(self.document, cell.mention._replace(number=len(records)), None, step.context)
            case = Case(self.document, mention, None, records, step.context, time)
            if resolve(case, self.every) is not None:
                record = _record(case, Choice(None, 0.0, 0.0), step.levels[0], len(records))
                step = self._behind(step, record, step.levels[:1], time, records)
                records.append(record)
                made.append(cell)
        whole = {cell.column: at for at, cell in reversed([*enumerate(made, start=first)]) if cell.whole}
        for at, cell in enumerate(made, start=first):
            if not cell.whole and cell.column in whole:
                relation = "source" if records[at].values["source"] else "place"
                link = Link(at, whole[cell.column], relation, 0.0, 0.0, cell.label)
                records[at] = records[at]._replace(link=link)
        return step

    def _numbered(self, step: Step, at: int, records: list[Record]) -> Step:
        """Append the record of a range of case numbers, a part by place of the last total of its kind."""
        mention = numbered(self.frames[at], self.frames[at + 1 : at + 4])
        if mention is None:
            return step
        found = Opener(
            "inside", mention.item, 0, {"state": mention.says["state"], "measure": mention.says["measure"]}, ()
        )
        level = Level(PART, inside=True, mark=mention.item)
        ask = Opening(
            found,
            (mention.amount,),
            True,
            step.levels[0],
            records,
            step.context,
            self.metrics,
            mention.says["state"].value,
            None,
        )
        candidates = totals(ask)
        choice = self.weights.choose("open", nearest(ask, candidates), candidates)
        total = records[choice.total] if choice.total is not None else None
        case = Case(self.document, mention._replace(number=len(records)), total, records, step.context, self.times[at])
        if resolve(case, self.every) is None:
            return step
        records.append(_record(case, choice, level, len(records)))
        return step._replace(block=(*step.block, len(records) - 1))

    # Mentions

    def _mentions(self, step: Step, at: int, records: list[Record]) -> Step:
        """Append the records of a clause."""
        frame = self.frames[at]
        muted = step.levels[-1].kind == MUTE
        if muted and (compares := self._compared_in_bracket(step, at, records)) is not None:
            return compares
        if muted and not any(mention.places for mention in frame.mentions):
            return self._of_a_disease(step, at, records)
        levels = step.levels[:-1] if muted else step.levels
        inner = step._replace(levels=levels)
        retold = levels[-1].mark if levels[-1].counts else None
        for mention in frame.mentions:
            if retold is not None and mention.item.end <= retold.start:
                continue
            if "of_time" in mention.says and (found := self._compared(inner, mention, at, records, None)) is not None:
                inner = found[0]
                continue
            record, inner = self._mention(inner, mention, self.times[at], records)
            if record is not None:
                records.append(record)
                _unsay(records, record)
                if "inside" in frame.kinds:
                    inner = self._divided_by_name(inner, mention, frame)
        return inner._replace(levels=(*inner.levels, step.levels[-1])) if muted else inner

    def _rest(self, step: Step, at: int, mark: Item, records: list[Record], made: int) -> None:
        """其余…: what the sentence counted before are parts, and what is left is one too."""
        frame, level = self.frames[at], step.levels[-1]
        written = made < len(records)
        if level.kind in (PART, BRACKET):
            totals_left = [] if written or level.total is None else divided(records, level.first, level.total)
            since = level.first
        else:
            links = gathered(records, step.context.sentence, mark, self.metrics)
            for part, link in links.items():
                records[part] = records[part]._replace(link=link)
            totals_left = [] if written else sorted({link.total for link in links.values()})
            since = len(records)
        for total in totals_left:
            mention = remainder(frame, mark, records, total, since)
            if mention is None:
                continue
            whole = records[total]
            mention = settled(self.document, mention, whole.values, step.context)
            case = Case(self.document, mention, whole, records, step.context, self.times[at], listed=True)
            if resolve(case, self.every) is not None:
                level = Level(PART, total, mark=mark)
                records.append(_record(case, Choice(total, 0.0, 0.0), level, len(records)))

    def _of_a_disease(self, step: Step, at: int, records: list[Record]) -> Step:
        """A bracket may hold the count of the disease before it, in a list that its sentence heads (病种为霍乱（9例）、…)."""
        frame, unclaimed = self.frames[at], step.context.unclaimed
        clause = frame.clause
        if [item.kind for item in clause.items] != [COUNT] or not unclaimed or clause.before != "open":
            return step
        end = self.laid.brackets[clause.bracket].mark.start
        if not self.document.words.disease_before.search(self.document.text, max(0, end - LONGEST_DISEASE), end):
            return step
        mention = frame.mentions[0]
        mention = mention._replace(
            says={**{role: unclaimed[role] for role in unclaimed if role in NAMES}, **mention.says}
        )
        record, _ = self._mention(step._replace(levels=step.levels[:1]), mention, self.times[at], records)
        if record is not None:
            records.append(record)
        return step

    # Counts of another time

    def _compared_in_bracket(self, step: Step, at: int, records: list[Record]) -> Step | None:
        """Append the counts of a bracket behind the time that is compared with (较上月（7249例）)."""
        since: int | None = None
        inner = step._replace(levels=step.levels[:-1])
        for mention in self.frames[at].mentions:
            found = self._compared(inner, mention, at, records, since)
            if found is not None:
                inner, since = found
        return None if since is None else inner._replace(levels=(*inner.levels, step.levels[-1]))

    def _compared(
        self, step: Step, mention: Mention, at: int, records: list[Record], since: int | None
    ) -> tuple[Step, int] | None:
        """Append the record of one such count; the step behind it, and what it was compared with."""
        told = time_of(mention, self.laid)
        if told is None:
            return None
        asked = Asked(mention, told[0], (*told[1], *mention.clause.items), since)
        index = compared(asked, self.frames[at : at + MEMORY // 10], records, step.context, step.levels[-1])
        if index is None:
            return None
        records.append(of_another_time(asked, records[index], self.document, self.times[at]))
        level = step.levels[-1]
        levels = _closed(step.levels) if level.kind == PART and level.total == index else step.levels
        context = step.context._replace(bases=(*step.context.bases, index))
        return step._replace(context=context, levels=levels), index

    def _divided_by_name(self, step: Step, mention: Mention, frame: Frame) -> Step:
        """在院955例中，…: a count that stands before 中 and nowhere else is a total itself."""
        found = opener(frame, self.document.text)
        if found is None or found.how != "number" or found.names["count"] is not mention.item:
            return step
        index = step.levels[-1].last
        level = Level(PART, index, None, (index or 0) + 1, frame.clause.bracket, found.mark, inside=True)
        context = step.context._replace(among=mention.says["state"].value if "state" in mention.says else None)
        return step._replace(levels=(*step.levels, level), context=context)

    def _remark(self, step: Step, frame: Frame, records: Sequence[Record]) -> None:
        """Keep a clause without a count that stands behind one."""
        level, context = step.levels[-1], step.context
        fresh = level.kind == BRACKET and level.last is None
        target = level.total if fresh else level.last
        if target is None:
            return
        self.remarks.append(
            Remark(
                frame,
                target,
                fresh,
                level.kind == BRACKET,
                frame.clause.bracket in self.counted,
                context.sentence,
                context.half,
                context.previous,
                len(records),
                len(step.levels),
                step.block,
            )
        )

    def _mention(
        self, step: Step, mention: Mention, time: Time, records: Sequence[Record]
    ) -> tuple[Record | None, Step]:
        level = step.levels[-1]
        if "twin" in mention.says and records and (twin := self._twin(mention, records)) is not None:
            return twin, self._behind(step, twin, step.levels, time, records)
        like = self._like(level, mention, records)
        if like is not None:
            return like, Step(step.context, (*step.levels[:-1], level._replace(last=len(records))), step.block)
        if (
            self._is_cut_off(step, mention)
            or ("retold" in mention.says and records)
            or self._is_retold(step, mention, records)
        ):
            return None, step
        mention = member(mention, level, records, step.context, self.document)
        if level.total is not None:
            mention = settled(self.document, mention, records[level.total].values, step.context)
        base = self._base(level, mention, records, step.context)
        choice = self._choice(step, mention, records) if base is None else Choice(None, 0.0, 0.0)
        levels = step.levels
        if choice.total is None and level.kind == PART and level.total is not None and base is None:
            levels = _closed(levels)
        total = records[choice.total] if choice.total is not None else base
        mention = settled(self.document, mention, total.values if total is not None else None, step.context)
        case = Case(self.document, mention, total, records, step.context, time, levels[-1].relations, len(levels) > 1)
        if resolve(case, self.every) is None:
            return None, step
        record = _record(case, choice, levels[-1], len(records))
        return record, self._behind(step, record, levels, time, records)

    def _like(self, level: Level, mention: Mention, records: Sequence[Record]) -> Record | None:
        """A place and a count in a list by place that goes on, as most clauses of a bulletin are: speed.

        It differs from the member before it in place alone; the ladders come to the same.
        """
        if level.last is None or level.total is None or not self._is_simple(level, mention) or level.apart:
            return None
        before, place = records[level.last], mention.places[-1]
        simple = len(before.mention.says) == 1 and before.mention.places and before.case.total is records[level.total]
        if not simple or place.kind != PLACE or before.mention.places[-1].kind != PLACE or level.sourced:
            return None
        if before.values["origin"] == "imported" or before.mention.item.kind != COUNT or before.link is None:
            return None
        found = Claim("place", self._named(place), Words(place.start, place.end), "place", "own")
        link = before.link._replace(part=len(records))
        values = {**before.values, "place": found.value}
        return Record(mention, {**before.claims, "place": found}, values, link, before.case)

    def _twin(self, mention: Mention, records: Sequence[Record]) -> Record | None:
        """A count that tells what the one right before it does in another unit (倒塌房屋12户|29间)."""
        before = records[-1]
        units = self.metrics.units.get(before.values["metric"], ())
        if before.mention.item.end != mention.item.start or mention.item.unit not in units:
            return None
        link = before.link._replace(part=len(records)) if before.link is not None else None
        return before._replace(mention=before.mention._replace(item=mention.item), link=link)

    def _named(self, place: Item) -> dict[str, Any]:
        return {"text": self.document.text[place.start : place.end], "adcode": place.value.get("adcode")}

    def _base(self, level: Level, mention: Mention, records: Sequence[Record], context: Context) -> Record | None:
        """The count of a list that a change behind it is of, which is no part (重症27例，比上日减少4例)."""
        told = level.last is not None or level.kind == BRACKET
        bases = (records[at] for at in reversed(context.bases) if records[at].mention.item.unit == mention.item.unit)
        base = next(bases, None)
        state = mention.says.get("state")
        if base is not None and "change" in mention.says and (state is None or state.value == base.values["metric"]):
            return base
        if "change" not in mention.says or level.total is None or not told or self._counts(mention):
            return None
        like = (
            one
            for one in reversed(records[max(level.total, len(records) - MEMORY) :])
            if one.mention.item.unit == mention.item.unit
        )
        return next(like, records[-1])

    def _is_above(self, step: Step, mention: Mention, records: Sequence[Record]) -> bool:
        """Whether what 以上 refers to was counted before, alone or as counts of one sentence."""
        context = step.context
        if any(record.mention.amount == mention.amount for record in records[-MEMORY:]):
            return True
        since = max(context.previous, context.sentence - MEMORY)
        beside = [r.mention.amount for r in records[since : context.sentence] if r.link is None]
        return mention.amount == sum(beside)

    def _is_cut_off(self, step: Step, mention: Mention) -> bool:
        """A number that the end of the text cuts off: 本土55例（江苏4."""
        count, text = mention.item, self.document.text
        return count.kind == "bare" and len(step.levels) > 1 and not text[count.end :].strip()

    def _is_retold(self, step: Step, mention: Mention, records: Sequence[Record]) -> bool:
        """Whether a clause only says something more of cases counted before (霍乱2例。|2例患者|病情稳定)."""
        if "retold_above" in mention.says:
            return self._is_above(step, mention, records)
        if "retold_if_told" not in mention.says or len(step.levels) > 1:
            return False
        state = mention.says.get("state")
        if state is not None and state.value not in self.metrics.staged:
            return False
        first = max(0, step.context.previous, len(records) - MEMORY)
        told = [record for record in records[first:] if record.values["measure"] != "change"]
        beside = [record.mention.amount for record in told if record.link is None]
        alike = len({record.values["metric"] for record in told}) == 1
        known = beside if mention.amount > 1 else beside[-1:]
        return mention.amount in known or (alike and len(beside) > 1 and mention.amount == sum(beside))

    def _counts(self, mention: Mention) -> bool:
        return any(role in mention.says for role in ("state", "event", "case", "severity", "conversion", "new_state"))

    def _behind(self, step: Step, record: Record, levels: Levels, time: Time, records: Sequence[Record]) -> Step:
        """The step behind a record."""
        index = len(records)
        level = levels[-1]
        last = index if record.values["measure"] != "change" or level.last is None else level.last
        if record.link is None:
            level = level._replace(last=last)
        else:
            own = record.mention.says.get("period", level.period)
            sourced = level.sourced or (level.kind == PART and "source" in record.mention.says)
            relations = level.relations | {record.link.relation}
            level = level._replace(last=last, relations=relations, period=own, sourced=sourced, waiting=False)
        top = len(levels) == 1
        inside = top and self._is_inside_lead(step.context, record, records)
        context = after(step.context, record, index, self.metrics, top=top, inside_lead=inside, until=time.until)
        return Step(context, (*levels[:-1], level), step.block)

    def _is_inside_lead(self, context: Context, record: Record, records: Sequence[Record]) -> bool:
        """Whether its place lies inside that of the count that leads the sentence."""
        lead, places = context.lead, record.mention.places
        if not places or places[-1].kind != PLACE or lead is None or lead < context.half:
            return False
        return bool(places[-1].value.get("adcode")) and self.document.areas.within(places[-1], records[lead].values)

    def _choice(self, step: Step, mention: Mention, records: Sequence[Record]) -> Choice:
        """What a mention is a part of."""
        level = step.levels[-1]
        if level.total is None:
            return self._of_the_sentence(step, mention, records)
        if level.sums:
            return Choice(level.total, 0.0, 0.0)
        one = self._graded_place(step, mention, records)
        if one is not None:
            return Choice(one, 0.0, 0.0)
        if self._is_simple(level, mention):
            return Choice(level.total, 0.0, 0.0)
        says = mention.says
        state = "confirmed" if "conversion" in says else says["state"].value if "state" in says else None
        metric = says["event"].value if "event" in says else state
        if metric is None and ("involves" in says or "ill" in says):
            metric = self.metrics.default
        word = says.get("measure")
        measure = word.value if word is not None and word.value in ("new", "cumulative", "current") else None
        outer = step.levels[-2]
        ask = Parting(
            mention, level, outer, records, step.context, self.metrics, self.document.areas, metric, state, measure
        )
        return self.weights.choose("part", ask, part_candidates(ask))

    def _graded_place(self, step: Step, mention: Mention, records: Sequence[Record]) -> int | None:
        """The one part by place since the last semicolon, whose severities follow it (扬州市35例，轻型10例、普通型25例；…)."""
        level, says = step.levels[-1], mention.says
        if (
            "severity" not in says
            or "state" in says
            or "event" in says
            or "place" not in level.relations
            or mention.places
        ):
            return None
        since = max(step.context.half, (level.total or 0) + 1, len(records) - MEMORY)
        parts = [
            at
            for at in range(since, len(records))
            if (link := records[at].link) is not None and link.total == level.total and link.relation == "place"
        ]
        return parts[0] if len(parts) == 1 and records[parts[0]].mention.amount >= mention.amount else None

    def _is_simple(self, level: Level, mention: Mention) -> bool:
        """A place and a count in a list by place that goes on: most clauses of a bulletin; the scores come to the same."""
        return (
            not level.waiting
            and level.relations == {"place"}
            and len(mention.says) == 1
            and "led" in mention.says
            and mention.item.kind == COUNT
        )

    def _of_the_sentence(self, step: Step, mention: Mention, records: Sequence[Record]) -> Choice:
        """Parts that no list opens: categories (男性3例) of the header, other places beside those of a list."""
        if mention.places and mention.places[-1].kind == "other_places" and records:
            link = records[-1].link
            return Choice(link.total if link is not None and link.relation == "place" else None, 0.0, 0.0)
        reporter = step.context.reporter
        if reporter is not None and _only_from(mention) and records[reporter].mention.amount >= mention.amount:
            return Choice(reporter, 0.0, 0.0)
        header = step.context.header
        if "category" in mention.says and not self._counts(mention) and header is not None:
            whole = records[header]
            if whole.mention.amount >= mention.amount and whole.values["metric"] in self.metrics.staged:
                return Choice(header, 0.0, 0.0)
        return Choice(None, 0.0, 0.0)

    # Places told without a count

    def _told_where(self, step: Step, frame: Frame) -> Context:
        """A clause that only says who reports, or where it happened, sets the place of what follows."""
        context, items = step.context, frame.clause.items
        if len(step.levels) > 1 or frame.clause.bracket or not items:
            return context
        kinds = frame.kinds
        if kinds & {"area", "occurs", "issuer", "incident"}:
            return self._area(context, items)
        if (context.begins and _tells_where(items)) or _heads_a_date(frame):
            return context.be_at(self._claim(items[0], context, alone=True))
        if context.begins and [item.kind for item in items] == ["at", PLACE]:
            return context.be_at(self._claim(items[1], context, alone=True))
        if "centre" in kinds and frame.clause.after == "comma":
            return context._replace(here_place=next((item for item in items if item.kind == PLACE), None))
        return context

    def _area(self, context: Context, items: Sequence[Item]) -> Context:
        happened = any(item.kind == "occurs" for item in items)
        issuer = next((at for at, item in enumerate(items) if item.kind == "issuer"), 0)
        if issuer and items[issuer - 1].kind == PLACE and items[issuer - 1].end == items[issuer].start:
            start = items[issuer - 1].start
            agent = self.document.text[start - 1 : start] in self.document.words.agents
            return context if agent else context.be_at(self._claim(items[issuer - 1], context, alone=True))
        named = [item for item in items if item.kind == "area" or (happened and item.kind == PLACE)]
        weak = not named and context.place is None and any(item.kind == "incident" for item in items)
        if weak:
            named = [item for item in items if item.kind == PLACE]
        if not named:
            return context
        place = self._claim(named[-1], context)
        told = happened or any(item.kind == "report" for item in items)
        if place.value["adcode"] or (told and named[-1].kind == "area" and named[-1].value == GROUP):
            return context.be_at(place, scene=happened or weak)
        return context

    def _claim(self, item: Item, context: Context, *, alone: bool = False) -> Claim:
        return Claim(
            "place",
            self.document.place(item, context, alone=alone),
            Words(item.start, item.end),
            "place_in_force",
            "passage",
        )


def _unsay(records: list[Record], part: Record) -> None:
    """A total with a part of an origin is of no one origin, unless it says so itself (新增出院8例，其中境外输入7例)."""
    link = part.link
    if link is None or link.relation != "origin" or part.mention.amount >= records[link.total].mention.amount:
        return
    total = records[link.total]
    if total.link is not None or "origin" not in total.claims or total.claims["origin"].rung == "own":
        return
    claims = {field: claim for field, claim in total.claims.items() if field != "origin"}
    records[link.total] = total._replace(claims=claims, values={**total.values, "origin": None})


def _only_from(mention: Mention) -> bool:
    """Whether nothing but where they came from is told."""
    says = mention.says
    told = "source" in says or "sources" in says
    return told and not mention.places and not any(role in says for role in ("state", "event", "case", "severity"))


def _closed(levels: Levels) -> Levels:
    """The levels outside the innermost list."""
    return levels[:-1] if levels[-1].kind == PART else levels


def _tells_where(items: Sequence[Item]) -> bool:
    """Whether a clause only says of which place, and when, something is told (韩国17日最新数据显示，…)."""
    told = {item.kind for item in items[1:]}
    return (
        items[0].kind == PLACE
        and told <= {"report", "tells", PERIOD, "until", "colon"}
        and bool(told & {"report", "tells"})
    )


def _heads_a_date(frame: Frame) -> bool:
    """Whether a place alone stands at the head of a line, and a comma and a date behind it (山东，2013年5月，…)."""
    clause = frame.clause
    if [item.kind for item in clause.items] != [PLACE] or clause.after != "comma":
        return False
    whole = clause.items[0].end - clause.items[0].start == clause.end - clause.start
    dated = bool(clause.ahead) and clause.ahead[0].kind in (PERIOD, "until")
    return whole and dated and clause.before in ("stop", "line", "semicolon")


def _record(case: Case, choice: Choice, level: Level, index: int) -> Record:
    link = None
    if choice.total is not None and case.total is not None and not level.apart:
        relation = relation_of(case.mention, case.claims, case.total, level)
        mark = level.mark or case.says.get("category") or (case.places[-1] if case.places else case.count)
        link = Link(index, choice.total, relation, choice.score, choice.runner_up, mark)
    return Record(case.mention, case.claims, case.values, link, case)
