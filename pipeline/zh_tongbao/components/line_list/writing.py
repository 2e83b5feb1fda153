"""Rows, links and steps in the form of the data contract."""

from __future__ import annotations

from typing import Any

from spacy.tokens import Doc

from zh_tongbao.components.annotation import DESCRIPTION, write_spans
from zh_tongbao.components.line_list.itinerary import LEAVE, Step
from zh_tongbao.components.line_list.model import OWN, Case, Link
from zh_tongbao.components.line_list.page import Page
from zh_tongbao.records.fields import LINE
from zh_tongbao.tokenizer.working import fields_of

YEARS, NO_YEAR = "years", "--"
OLDEST = 110
DATES = tuple(name for name in LINE.names if name.startswith("date_") and name != "date_report")
PLACES = ("residence", "native_place")

Row = dict[str, Any]


def write(doc: Doc, key: str, text: str, cases: list[Case], links: list[Link], steps: list[tuple[Case, Step]]) -> None:
    """Write what was read of a document's cases.

    Parameters:
        doc: the document.
        key: the span group of the descriptions.
        text: the text as given.
        cases, links, steps: what was read.
    """
    fields = fields_of(doc)
    ids = {
        id(case): f"{fields.id}-c{number}" if fields.id else f"c{number}" for number, case in enumerate(cases, start=1)
    }
    fields.line_list = [_row(case, ids[id(case)], text) for case in cases]
    fields.contacts = [_contact(link, ids, text) for link in links if id(link.source) in ids]
    fields.itinerary = [_step(step, ids[id(case)], text) for case, step in steps]
    spans = sorted({(case.start, case.end) for case in cases})
    write_spans(doc, key, [{"start": start, "end": end, "label": DESCRIPTION} for start, end in spans])


def fine(page: Page, case: Case) -> None:
    """Let the home of a case go on to the end of its clause: village, road, house."""
    found = case.fields.get("residence")
    if found is not None and found.start is not None and found.value["start"] == found.start:
        end = page.clause(found.value["end"] - 1).end
        value = {**found.value, "end": end, "text": page.view[found.value["start"] : end]}
        case.fields["residence"] = found._replace(value=value, end=end)


def _row(case: Case, name: str, text: str) -> Row:
    row: Row = LINE.blank() | {"start": case.start, "end": case.end, "id": name, "evidence": {}}
    for field, found in case.fields.items():
        value = found.value
        if field == "case_label" and found.start is not None:
            value = text[found.start : found.end]
        elif field in PLACES:
            value = _place(value, text)
        row[field] = value
        if field != "record":
            row["evidence"][field] = {"start": found.start, "end": found.end, "via": found.via}
    doubts = _doubts(row)
    return {**row, "doubts": doubts} if doubts else row


def _doubts(row: Row) -> list[str]:
    """The fields that cannot be: an age that nobody reaches, days behind the bulletin's, an onset behind the confirmation."""
    found = ["age"] if row["age_unit"] == YEARS and row["age"] > OLDEST else []
    last = row["date_report"]
    days = {name: row[name] for name in DATES if row[name] and not row[name].startswith(NO_YEAR)}
    found += [name for name, day in days.items() if last and day > last]
    onset, confirmed = days.get("date_onset"), days.get("date_confirmation")
    if onset and confirmed and onset > confirmed and "date_onset" not in found:
        found.append("date_onset")
    return found


def _place(value: Row | None, text: str) -> Row | None:
    return value and {"text": text[value["start"] : value["end"]], "adcode": value["adcode"]}


def _contact(link: Link, ids: dict[int, str], text: str) -> Row:  # noqa: ARG001
    target = ids.get(id(link.target)) if link.target is not None else None
    return {
        "from": ids[id(link.source)],
        "to": target,
        "to_label": link.label if target is None else None,
        "relation": link.relation,
        "directed": link.directed,
        "evidence": {"start": link.start, "end": link.end, "via": OWN},
    }


def _step(step: Step, name: str, text: str) -> Row:
    return {
        "case": name,
        "start_time": step.day.start_time,
        "end_time": step.day.end_time,
        "place": _place(step.place, text),
        "vehicle": step.vehicle,
        "event": "travel" if step.event == LEAVE else step.event,
        "start": step.start,
        "end": step.end,
    }
