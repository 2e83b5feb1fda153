"""From the records of the grammar to those of the contract, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import Layout as Separated
from zh_tongbao.components.case_grammar.case import Document
from zh_tongbao.components.case_grammar.structure import Claim, Layout, Record

DECIDES = {"place": "place", "severity": "severity", "origin": "origin", "conversion": "from", "detected": "detected"}
STOCK = frozenset({"cumulative", "current"})


def render(text: str, records: Sequence[Record], document: Document, laid: Layout) -> list[dict[str, Any]]:
    """The records of the contract, in text order."""
    order = sorted(range(len(records)), key=lambda at: records[at].mention.count.start)
    place = {at: index for index, at in enumerate(order)}
    rendered = [_rendered(text, records[at], place) for at in order]
    _fill(rendered, [records[at] for at in order], document)
    return rendered


def _rendered(text: str, record: Record, place: Mapping[int, int]) -> dict[str, Any]:
    count, values, link = record.mention.count, record.values, record.link
    sign = int(record.mention.says["change"].value) if values["measure"] == "change" else 1
    return {
        "start": count.start,
        "end": count.end,
        "text": text[count.start : count.end],
        "count": int(count.value if count.kind != "zero" else 0) * sign,
        "modifier": str(count.modifier) if count.modifier else None,
        "unit": count.unit,
        "metric": str(values["metric"]),
        "of": values["of"],
        "measure": values["measure"],
        "origin": values["origin"],
        "severity": values["severity"],
        "from": values["from"],
        "detected": values["detected"],
        "place": values["place"],
        "source": values["source"],
        "period": values["period"],
        "parent": place[link.total] if link is not None else None,
        "relation": link.relation if link is not None else None,
        "derived": count.kind == "rest",
    }


def _fill(rendered: Sequence[dict[str, Any]], records: Sequence[Record], document: Document) -> None:
    """Fill in what only the rest of the document gave: the place and the period of counts in a headline."""
    headed = (r["place"] for r in rendered if r["place"] and r["parent"] is None and r["place"]["adcode"])
    areas = document.areas
    first = areas.fallback() or next(headed, None) or areas.first_path()
    for row in rendered:
        if row["place"] is None:
            row["place"] = dict(first) if first is not None else None
    dated = next((row["period"] for row in rendered if row["period"]["end"]), None)
    if dated is None:
        _fill_now(rendered, records, document)
        return
    start = next((row["period"]["start"] for row in rendered if row["period"]["start"]), None)
    for row in rendered:
        if row["period"]["end"] is None:
            new = row["measure"] not in STOCK
            row["period"] = {"start": start if new else None, "end": dated["end"]}


def _fill_now(rendered: Sequence[dict[str, Any]], records: Sequence[Record], document: Document) -> None:
    """Where a document names no time, what is there now (目前) is so at the end of the day of publication."""
    if document.published is None:
        return
    end = datetime.fromisoformat(document.published) + timedelta(days=1)
    for row, record in zip(rendered, records):
        if record.case.time.now is not None and row["measure"] in STOCK:
            row["period"] = {"start": None, "end": end.isoformat(timespec="minutes")}


__all__ = ["Claim", "Separated", "render"]
