"""Records that are parts of parts of parts: however deep, they are all shown, in time that grows with their number."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.documents import bulletin, entity, record
from zh_tongbao.io.writers.table import DEEPEST as DEEPEST_LINE
from zh_tongbao.io.writers.table import readable
from zh_tongbao.records.audit import audit
from zh_tongbao.records.checks import checks_of
from zh_tongbao.records.series import series
from zh_tongbao.report.divisions import division_name
from zh_tongbao.report.figures import figures
from zh_tongbao.report.highlighting import DEEPEST as DEEPEST_MARK
from zh_tongbao.report.highlighting import marked
from zh_tongbao.report.page import document_view, report_page
from zh_tongbao.report.record_tree import DEEPEST, flattened, record_trees, steps
from zh_tongbao.server.annotations import revised

Row = dict[str, Any]

RELATIONS = ("place", "severity", "origin", "conversion", "other")


def chain(depth: int, *, relation: str = "place", backwards: bool = False) -> Row:
    """A document in which each record is a part of the one before it, or behind it."""
    text = "，".join(f"{depth - index}例" for index in range(depth))
    records = []
    at = 0
    for index in range(depth):
        written = f"{depth - index}例"
        parent = (index + 1 if index + 1 < depth else None) if backwards else (index - 1 if index else None)
        found = record(written, written, depth - index, parent=parent, relation=None if parent is None else relation)
        records.append({**found, "start": at, "end": at + len(written)})
        at += len(written) + 1
    found = {**bulletin(), "id": "chain", "text": text, "entities": [], "records": records, "checks": []}
    return {**found, "checks": checks_of(records)}


@settings(deadline=None, max_examples=12)
@given(st.integers(1, 2000), st.sampled_from(RELATIONS), st.booleans())
def test_any_depth_is_shown_everywhere(depth: int, relation: str, backwards: bool) -> None:
    document = chain(depth, relation=relation, backwards=backwards)
    view = document_view(document)
    assert view.count('role="treeitem"') == depth
    assert view.count("<li") == view.count("</li>")
    assert view.count("<ul") == view.count("</ul>")
    lines = readable(document).splitlines()
    assert sum("confirmed" in line for line in lines) == depth
    assert max(map(len, lines)) < 300
    assert json.loads(json.dumps(document)) == document
    assert len(revised(document)["records"]) == depth
    audit([document])
    list(series([document]))
    figures([document], division_name)


@pytest.mark.parametrize(("depth", "noted"), [(DEEPEST, 0), (DEEPEST + 7, 7)])
def test_what_is_flattened_is_said(depth: int, noted: int) -> None:
    document = chain(depth)
    assert flattened(steps(document)) == noted
    assert (f"{noted} <span" in document_view(document)) == bool(noted)
    assert ("deeper than" in readable(chain(DEEPEST_LINE + noted))) == bool(noted)


def test_a_failing_check_far_below_marks_the_totals_above() -> None:
    document = chain(1500)
    document["checks"] = [{"parent": 1498, "relation": "place", "expected": 2, "sum": 1, "ok": False, "parts": [1499]}]
    [root] = record_trees(document)
    assert root.failing


def test_marks_in_marks_are_cut_off_and_counted() -> None:
    text = "例" * 4000
    nested = [entity(text, "例" * (4000 - 2 * i), "PLACE") for i in range(1000)]
    crossing = [{**entity(text, "例" * (2001 + i), "PLACE"), "start": 1999, "end": 4000} for i in range(1000)]
    nested = [{**found, "start": i, "end": 4000 - i} for i, found in enumerate(nested)]
    began = time.process_time()
    markup, left_out = marked({"text": text, "entities": [*nested, *crossing], "records": []})
    assert left_out >= 1000
    assert markup.count("<mark") == markup.count("</mark>") <= DEEPEST_MARK * 2
    assert markup.striptags().count("例") == 4000
    assert time.process_time() - began < 5


def test_cost_grows_with_the_number_of_records_and_not_its_square() -> None:
    def cost(size: int) -> float:
        document = chain(size)
        document["entities"] = [entity(document["text"], "例", "PLACE", adcode="220000") for _ in range(size)]
        began = time.process_time()
        document_view(document)
        readable(document)
        revised(document)
        return time.process_time() - began

    cost(100)
    assert cost(4000) < 12 * cost(1000)


@pytest.mark.parametrize(
    "broken",
    [
        {"records": [{"start": 0}]},
        {"records": [{**record("x", "x", 1), "parent": 9}]},
        {"entities": [{"label": "PLACE"}]},
        {"checks": [{"ok": False}]},
    ],
)
def test_one_broken_document_does_not_lose_the_others(broken: Row) -> None:
    pytest.importorskip("altair")
    told: list[str] = []
    first, last = {**bulletin(), "id": "first"}, {**bulletin(), "id": "last"}
    for documents in (
        [first, {**bulletin(), "id": "bro<ken", **broken}, last],
        [{**bulletin(), "id": "bro<ken", **broken}],
    ):
        told.clear()
        page = report_page(documents, problem=told.append)
        [line] = told
        assert line.startswith("document 'bro<ken': cannot be shown (")
        assert "\n" not in line
        assert "bro&lt;ken" in page
        assert page.count("<article") == len(documents) - 1
    page = report_page([first, {"id": "b", **broken}, last])
    assert 'id="d1"' in page
    assert 'id="d2"' not in page
