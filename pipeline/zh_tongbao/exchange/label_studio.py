"""Label Studio: a JSON list of tasks; ``data`` holds the text, ``annotations`` the results of annotators."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.exchange.files import read_json, spans_in, write_json
from zh_tongbao.exchange.spans import Row, document_of, given_of, spans_of

FROM_NAME, TO_NAME = "label", "text"
"""Names of the ``Labels`` and ``Text`` tags of the labelling interface."""


def read(path: Path) -> Iterator[Row]:
    """Read a JSON export; of several annotations of a task the last that was not cancelled counts.

    Raises:
        InputError: the file is not such an export.
    """
    tasks = read_json(path)
    if not isinstance(tasks, list):
        raise InputError(f"{path}: expected a list of tasks; export as JSON, not JSON-MIN")
    for number, task in enumerate(tasks, start=1):
        where = f"{path}, task {number}"
        data = task.get("data") if isinstance(task, dict) else None
        if not isinstance(data, dict):
            raise InputError(f"{where}, field 'data': missing")
        done = [item for item in task.get("annotations") or () if not item.get("was_cancelled")]
        results = done[-1].get("result", []) if done else []
        spans = spans_in(_values(results), ("start", "end", "label"), f"{where}, field 'annotations'")
        yield document_of(data.get("id", task.get("id", number)), data.get("text"), spans, data, where)


def _values(results: list[Any]) -> list[Row]:
    values = [result.get("value") or {} for result in results if result.get("type") == "labels"]
    return [{**value, "label": label} for value in values for label in value.get("labels", ())]


def write(documents: Sequence[Row], path: Path) -> None:
    """Write tasks with an annotation each, to import; the interface needs ``Labels name="label" toName="text"``."""
    write_json(path, [_task(document) for document in documents])


def _task(document: Row) -> Row:
    results = [
        {
            "id": f"span{number}",
            "from_name": FROM_NAME,
            "to_name": TO_NAME,
            "type": "labels",
            "value": {"start": start, "end": end, "text": document["text"][start:end], "labels": [label]},
        }
        for number, (start, end, label) in enumerate(spans_of(document))
    ]
    data = {"text": document["text"], "id": document["id"], **given_of(document)}
    return {"data": data, "annotations": [{"result": results}]}
