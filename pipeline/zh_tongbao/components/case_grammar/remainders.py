"""What is left of a total (其余…): the counts before it are parts, and the remainder is one, written or computed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from zh_tongbao.components.case_attributes.items import Item
from zh_tongbao.components.case_attributes.metrics import Metrics
from zh_tongbao.components.case_grammar.frames import Frame
from zh_tongbao.components.case_grammar.structure import Link, Mention, Record

MEMORY = 30
TELLS = frozenset({"detected", "origin", "severity", "source"})


def gathered(records: Sequence[Record], since: int, mark: Item, metrics: Metrics) -> dict[int, Link]:
    """The counts of a sentence that its 其余 makes parts of an earlier count of it, by index."""
    first = max(since, len(records) - MEMORY)
    rows = [at for at in range(first, len(records)) if records[at].link is None and not is_derived(records[at])]
    told: dict[int, int] = {}
    links: dict[int, Link] = {}
    for row in rows:
        for total in reversed([at for at in rows if at < row and at not in links]):
            relation = _relation(records[row], records[total], told.get(total, 0), metrics)
            if relation is not None:
                links[row] = Link(row, total, relation, 0.0, 0.0, mark)
                told[total] = told.get(total, 0) + records[row].mention.amount
                break
    return links


def _relation(part: Record, whole: Record, told: int, metrics: Metrics) -> str | None:
    """How a count can be a part of another one that stands beside it; None where it cannot."""
    one, two = part.values, whole.values
    if whole.mention.amount < part.mention.amount + told or one["place"] != two["place"]:
        return None
    if one["measure"] == two["measure"] and one["metric"] == two["metric"]:
        return "detected" if one["detected"] else "source" if one["source"] else "other"
    return "other" if one["metric"] in metrics.of_somebody and one["of"] == two["metric"] else None


def is_derived(record: Record) -> bool:
    """Whether its count is not written."""
    return record.mention.item.kind == "rest"


def divided(records: Sequence[Record], first: int, total: int) -> Sequence[int]:
    """The totals that the records of a list are parts of (3例确诊病例和9例无症状感染者在…发现，其余…), which stand before it."""
    parents = sorted({r.link.total for r in records[first:] if r.link is not None and r.link.total < first})
    return parents if total in parents else [total]


def remainder(frame: Frame, mark: Item, records: Sequence[Record], total: int, since: int) -> Mention | None:
    """The mention of what is left of a total, where the clause says what that is."""
    whole = records[total]
    if (TELLS.isdisjoint(frame.says) and not frame.places) or whole.values["measure"] == "change":
        return None
    parts = [
        (at, r)
        for at, r in enumerate(records[total + 1 :], start=total + 1)
        if r.link is not None and r.link.total == total and r.values["metric"] == whole.values["metric"]
    ]
    told = [r.mention.amount for at, r in parts if _counts(r, at, since)]
    left = whole.mention.amount - sum(told)
    if not told or left <= 0:
        return None
    says: Mapping[str, Item] = {role: item for role, item in frame.says.items() if role != "rest"}
    return Mention(
        len(records), Item(mark.kind, mark.start, mark.end, left), frame.clause, says, frame.places, frame.rules
    )


def _counts(part: Record, at: int, since: int) -> bool:
    """Those who were moved from another state are a part only in the list itself."""
    assert part.link is not None  # it is one
    return part.values["measure"] != "change" and (part.link.relation != "conversion" or at >= since)
