"""A page of one table of a corpus: a chart, the rows, and the texts that they come from, each row linked to its words.

One file without a script; its policy allows its own style sheet and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from zh_tongbao.records.schema import Column
from zh_tongbao.report import charts
from zh_tongbao.report.messages import messages
from zh_tongbao.report.page import asset, environment, policy

Row = Mapping[str, Any]

MOST_ROWS = 1_000
MOST_TEXTS = 200
LONGEST_TEXT = 20_000
# A longer one is cut behind its last marked words that lie within.


def corpus_view(
    name: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    documents: Sequence[Row],
    specification: dict[str, Any] | None = None,
    language: str = "en",
) -> str:
    """Return the page.

    Parameters:
        name: of the view; its title is the message ``corpus.NAME``.
        columns: of the table.
        rows: in order; those that have ``document``, ``start`` and ``end`` are linked to the text.
        documents: of the corpus; a row's ``document`` is an index.
        specification: a chart of Vega-Lite, or none.
        language: of the page.

    Raises:
        InputError: unknown language, or a library is not installed (``pip install 'zh-tongbao[report]'``).
    """
    title = f"corpus.{name}"
    words = messages(language)
    drawing = None
    if specification is not None:
        drawing = Markup(charts.embeddable(charts.drawn(specification), words[title], name))
    shown = rows[:MOST_ROWS]
    places = _places(shown)
    style = asset("report.css") + asset("corpus_view.css")
    return environment(language).get_template("corpus_view.html").render(
        title=title,
        drawing=drawing,
        columns=columns,
        anchor=_anchor(columns),
        rows=[{"cells": [_cell(row.get(c.name)) for c in columns], "link": _link(row, places)} for row in shown],
        hidden=len(rows) - len(shown),
        texts=[_text(documents[number], number, spans) for number, spans in places.items()],
        style=Markup(style),
        policy=policy([style], []),
    )  # fmt: skip


def _anchor(columns: Sequence[Column]) -> str:
    """The column whose cells are links: what was found."""
    names = [column.name for column in columns]
    return next((name for name in ("hit", "canonical", "text") if name in names), "")


def _places(rows: Sequence[Row]) -> dict[int, list[tuple[int, int]]]:
    """By document, the stretches that rows are linked to."""
    found: dict[int, set[tuple[int, int]]] = {}
    for row in rows:
        number = row.get("document")
        if number is None or row.get("start") is None or row.get("end") is None:
            continue
        if number in found or len(found) < MOST_TEXTS:
            found.setdefault(number, set()).add((row["start"], row["end"]))
    return {number: sorted(spans) for number, spans in found.items()}


def _link(row: Row, places: Mapping[int, Sequence[tuple[int, int]]]) -> str | None:
    number = row.get("document")
    if number not in places or row.get("start") is None:
        return None
    return f"t{number}-{row['start']}" if row["end"] <= LONGEST_TEXT else None


def _text(document: Row, number: int, spans: Sequence[tuple[int, int]]) -> dict[str, Any]:
    """A document's text in parts; those that rows are linked to have an id."""
    text = document["text"][:LONGEST_TEXT]
    parts: list[dict[str, Any]] = []
    position = 0
    for start, end in spans:
        if start < position or end > len(text):
            continue
        parts += [{"text": text[position:start], "id": None}, {"text": text[start:end], "id": f"t{number}-{start}"}]
        position = end
    parts.append({"text": text[position:], "id": None})
    given = (document.get("published"), document.get("title") or document.get("id") or str(number + 1))
    return {"head": " · ".join(str(part) for part in given if part), "parts": parts}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
