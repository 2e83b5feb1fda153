"""Counts of another time, told to compare a count with: 较上月（7249例）下降; 比去年同期报告的12例减少3例.

Such a count is what the count compared with it is, in all but the number and the time. It is no part, and no list divides it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from zh_tongbao.components.case_attributes.comparing import ends_in_a_time
from zh_tongbao.components.case_attributes.items import PERIOD, Item
from zh_tongbao.components.case_grammar import periods
from zh_tongbao.components.case_grammar.case import Case, Document
from zh_tongbao.components.case_grammar.context import Context
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.lists import Level
from zh_tongbao.components.case_grammar.structure import Claim, Layout, Mention, Record
from zh_tongbao.components.case_grammar.times import Time

MEMORY, NEAR = 300, 16
STOCK = frozenset({"cumulative", "current"})


class Asked(NamedTuple):
    """A count of another time, and what it is compared with.

    Parameters:
        mention: the count.
        word: the time that it is of.
        told: the words before it, which may name what is counted.
        since: the count with which the one before in the same bracket was compared.
    """

    mention: Mention
    word: Item
    told: Sequence[Item]
    since: int | None


def time_of(mention: Mention, layout: Layout) -> tuple[Item, Sequence[Item]] | None:
    """The time that a count is of where it is told to compare, and the words in front of it."""
    bracket = layout.brackets.get(mention.clause.bracket)
    if bracket is not None and bracket.interrupts and ends_in_a_time(bracket.held):
        dated = any(item.kind == PERIOD for item in mention.clause.items)
        return None if dated else (bracket.held[-1], bracket.held)
    word = mention.says.get("of_time")
    return None if word is None else (word, mention.clause.items)


def compared(
    asked: Asked, ahead: Sequence[Frame], records: Sequence[Record], context: Context, level: Level
) -> int | None:
    """Index of the count that is compared: the one that differs by what is told behind, else the one last told of."""
    if asked.since is not None:
        behind = range(asked.since + 1, min(asked.since + NEAR, len(records)))
        following = (at for at in behind if records[at].link is None and _can_be(records[at], asked))
        found = next(following, None)
        if found is not None:
            return found
    first = max(0, context.previous, len(records) - MEMORY)
    near = [at for at in range(len(records) - 1, first - 1, -1) if _can_be(records[at], asked)]
    near += [at for at in _totals(records, near[:1]) if at not in near]
    differences = _differences(asked.mention, ahead)
    exact = (at for at in near[:NEAR] if records[at].mention.amount - asked.mention.amount in differences)
    found = next(exact, None)
    if found is not None or not near:
        return found
    if near[0] < context.sentence:
        return [near[0], *_totals(records, near[:1])][-1]
    return level.last if level.last in near else near[0]


def _can_be(record: Record, asked: Asked) -> bool:
    named = next((item.value for item in asked.told if item.kind in ("event", "state")), None)
    graded = next((item.value for item in asked.told if item.kind == "severity"), None)
    values, unit = record.values, asked.mention.item.unit
    alike = named is None or (values["metric"] == named and values["severity"] == graded)
    own = record.mention.item.unit
    same = own is not None and unit in (None, own)
    return alike and same and values["measure"] != "change" and "compared" not in record.mention.says


def _totals(records: Sequence[Record], parts: Sequence[int]) -> list[int]:
    """The totals around a part, the nearest first."""
    found: list[int] = []
    link = records[parts[0]].link if parts else None
    while link is not None:
        found.append(link.total)
        link = records[link.total].link
    return found


def _differences(mention: Mention, ahead: Sequence[Frame]) -> set[int]:
    """How much more or fewer the sentence says, behind the comparison, that there are now."""
    found: set[int] = set()
    for frame in ahead[:NEAR]:
        if frame.clause.half != mention.clause.half:
            break
        for other in frame.mentions:
            if "change" in other.says and other.item.start > mention.item.start:
                found.add(int(other.says["change"].value) * other.amount)
    return found


def of_another_time(asked: Asked, record: Record, document: Document, time: Time) -> Record:
    """The record of what a count was at another time."""
    word, own = asked.word, record.values["period"]
    if word.kind == PERIOD:
        start = None if record.values["measure"] in STOCK else word.value["start_time"]
        period = {"start": start, "end": word.value["end_time"]}
    else:
        period = periods.before(word, {"start_time": own["start"], "end_time": own["end"]})
    says = {**record.mention.says, "compared": word}
    mention = asked.mention._replace(says=says, places=record.mention.places)
    claim = Claim("period", period, word, "of another time", "own")
    case = Case(document, mention, record.case.total, record.case.records, record.case.context, time)
    return Record(mention, {**record.claims, "period": claim}, {**record.values, "period": period}, None, case)
