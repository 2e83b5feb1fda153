"""From the records of the grammar to those of the contract, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from zh_tongbao.components.case_attributes.claims import Layout as Separated
from zh_tongbao.components.case_grammar.case import Document
from zh_tongbao.components.case_grammar.structure import Claim, Record

DECIDES = {"place": "place", "severity": "severity", "origin": "origin", "conversion": "from", "detected": "detected"}
STOCK = frozenset({"cumulative", "current"})


def render(text: str, records: Sequence[Record], document: Document, separated: Separated) -> list[dict[str, Any]]:
    """The records of the contract, in text order."""
    order = sorted(range(len(records)), key=lambda at: records[at].mention.item.start)
    place = {at: index for index, at in enumerate(order)}
    rendered = [_rendered(text, records[at], place) for at in order]
    _fill(rendered, [records[at] for at in order], document)
    for row, at in zip(rendered, order):
        row["evidence"] = _evidence(row, records[at], separated)
    return rendered


def _evidence(row: Mapping[str, Any], record: Record, separated: Separated) -> dict[str, Any]:
    """The words of each field that is not null, and how they reach the count (CONTRACT R71): the rung that won says so."""
    count = {"start": row["start"], "end": row["end"], "via": "own"}
    evidence: dict[str, Any] = {"count": count}
    if row["unit"] is not None:
        evidence["unit"] = count
    if row["modifier"] is not None:
        word = record.mention.item.modifier
        evidence["modifier"] = _words(getattr(word, "start", None), getattr(word, "end", None), "own", row, separated)
    for field, value in row.items():
        claim = record.claims.get(field)
        if value is None or claim is None or (isinstance(value, dict) and not any(value.values())):
            continue
        start, end, outside = _span(claim)
        evidence[field] = _words(start, end, outside or claim.rung, row, separated)
    if record.link is not None:
        mark = record.link.mark
        evidence["parent"] = _words(mark.start, mark.end, "own", row, separated)
        told = evidence.get(DECIDES.get(record.link.relation, ""))
        evidence["relation"] = told if told is not None and told["via"] != "total" else evidence["parent"]
    return evidence


def _span(claim: Claim) -> tuple[int | None, int | None, str | None]:
    """Where the words of a claim stand; of those outside the text, how they reach it."""
    words = claim.words
    if words is None:
        return None, None, None
    if isinstance(words, dict):
        return (None, None, words["via"]) if "via" in words else (words["start"], words["end"], None)
    return words.start, words.end, None


def _words(
    start: int | None, end: int | None, rung: str, row: Mapping[str, Any], separated: Separated
) -> dict[str, Any]:
    if start is None:
        return {"start": None, "end": None, "via": rung if rung in ("title", "input", "total") else "default"}
    if rung == "total":
        return {"start": start, "end": end, "via": "total"}
    own = separated.clause(start) == separated.clause(row["start"])
    return {"start": start, "end": end, "via": "own" if own else separated.outside(start, row["start"])}


def _rendered(text: str, record: Record, place: Mapping[int, int]) -> dict[str, Any]:
    count, values, link = record.mention.item, record.values, record.link
    change = record.mention.says.get("change") if values["measure"] == "change" else None
    sign = int(change.value) if change is not None else 1
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
        "derived": count.kind == "rest" or "derived" in record.mention.says,
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
