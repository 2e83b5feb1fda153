"""The audit over books of invented figures: a line of cases.jsonl is some days' figures and the findings expected."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zh_tongbao.records.audit import Auditor, audit
from zh_tongbao.records.audit_figures import Kind, day_of, figures_of

CASES = Path(__file__).parent / "cases" / "audit.jsonl"
CHILDREN = {"220000": ["220100", "220200"]}
WORDS = ["核减", "订正"]


def record(day: str, place: str, metric: str, measure: str, count: int, **fields: Any) -> dict[str, Any]:
    end = date.fromisoformat(day) + timedelta(days=1)
    period = {"start": f"{day}T00:00" if measure == "new" else None, "end": f"{end}T00:00"}
    of = {"discharged": "confirmed", "under_observation": "asymptomatic", "released": "asymptomatic"}.get(metric)
    known = {"metric": metric, "measure": measure, "of": of, "count": count, "period": period, "parent": None}
    return {"place": {"text": place, "adcode": place}, "start": 0, "end": 1, "text": str(count), **known, **fields}


def document(name: str, day: str, text: str, figures: list[list[Any]]) -> dict[str, Any]:
    """Figures are [place, metric, measure, count] and, where needed, more fields of the record."""
    records = [record(day, *figure[:4], **(figure[4] if len(figure) > 4 else {})) for figure in figures]
    return {"id": name, "text": text, "records": records, "checks": []}


def cases() -> list[dict[str, Any]]:
    return [json.loads(line) for line in CASES.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["name"])
def test_finds_what_is_wrong_and_nothing_else(case: dict[str, Any]) -> None:
    documents = [document(*row) for row in case["documents"]]
    random.Random(1).shuffle(documents)
    findings = audit(documents, WORDS, "。", CHILDREN)
    found = [
        [finding[name] for name in ("rule", "severity", "date", "adcode", "expected", "found", "cause", "reason")]
        for finding in findings
    ]
    assert found == case["findings"]
    assert all(finding["difference"] == finding["found"] - finding["expected"] for finding in findings)
    assert all(finding["evidence"] for finding in findings)


def test_a_failing_breakdown_is_an_error_with_its_sentences() -> None:
    one = document("a", "2022-04-02", "全省3例。长春市2例；吉林市2例。", [["220000", "confirmed", "new", 3]])
    one["records"] += [
        record("2022-04-02", "220100", "confirmed", "new", 2, start=8, end=10, text="2例", parent=0),
        record("2022-04-02", "220200", "confirmed", "new", 2, start=14, end=16, text="2例", parent=0),
    ]
    one["checks"] = [{"parent": 0, "relation": "place", "expected": 3, "sum": 4, "ok": False, "parts": [1, 2]}]
    [finding] = audit([one], WORDS, "。")
    assert (finding["rule"], finding["severity"], finding["difference"]) == ("breakdown", "error", 1)
    assert [item["sentence"] for item in finding["evidence"]] == ["全省3例。", "长春市2例；吉林市2例。"]


@pytest.mark.parametrize(
    ("period", "measure", "day"),
    [
        ({"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}, "new", date(2022, 4, 2)),
        ({"start": "2022-04-01T00:00", "end": "2022-04-03T00:00"}, "new", None),
        ({"start": None, "end": "2022-04-03T12:00"}, "current", None),
        ({"start": None, "end": "2022-04-03T00:00"}, "current", date(2022, 4, 2)),
        ({"start": None, "end": "--04-03T00:00"}, "current", None),
        ({"start": None, "end": "rubbish"}, "current", None),
        ({"start": None, "end": None}, "current", None),
        (None, "current", None),
    ],
)
def test_only_whole_days_are_figures(period: Any, measure: str, day: date | None) -> None:
    assert day_of({"period": period, "measure": measure}) == day


@pytest.mark.parametrize("field", ["severity", "from", "detected", "source", "modifier"])
def test_parts_of_a_count_are_no_figure(field: str) -> None:
    one = document("a", "2022-04-02", "", [["220000", "confirmed", "new", 3, {field: "x"}]])
    assert figures_of([one])[(None,)].places() == []


def test_all_of_one_origin_stand_for_all() -> None:
    one = document("a", "2022-04-02", "", [["220000", "confirmed", "new", 3, {"origin": "imported"}]])
    found = figures_of([one])[(None,)].get("220000", date(2022, 4, 2), Kind("confirmed", "new"))
    assert found is not None
    assert found.count == 3


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 20), st.integers(0, 3)), min_size=2, max_size=12))
def test_books_that_are_kept_well_have_no_findings(days: list[tuple[int, int, int]]) -> None:
    documents = []
    confirmed = discharged = dead = 1000
    for number, (new, out, died) in enumerate(days):
        confirmed, discharged, dead = confirmed + new, discharged + out, dead + died
        figures: list[list[Any]] = [
            ["220000", metric, measure, count]
            for metric, today, total in (
                ("confirmed", new, confirmed),
                ("discharged", out, discharged),
                ("death", died, dead),
            )
            for measure, count in (("new", today), ("cumulative", total))
        ]
        figures.append(["220000", "confirmed", "current", confirmed - discharged - dead])
        day = (date(2022, 4, 1) + timedelta(days=number)).isoformat()
        documents.append(document(str(number), day, "", figures))
    assert audit(documents) == []
    documents[-1]["records"][1]["count"] += 1
    assert {finding["rule"] for finding in audit(documents)} == {"flow", "balance"}


def test_real_books(shared: Path, nlp: Any) -> None:
    """Of 212 national bulletins only those that announce a correction, or follow one, do not add up."""
    from zh_tongbao.documents import extract
    from zh_tongbao.io.inputs import check_input
    from zh_tongbao.report.audited import TERMS, children
    from zh_tongbao.vocab.readers import terms

    lines = (shared / "corpus" / "nhc.jsonl").read_text(encoding="utf-8").splitlines()
    documents = list(extract(nlp, (check_input(json.loads(line), "") for line in lines)))
    words = [term["term"] for term in terms(TERMS) if term["kind"] == "correction"]
    findings = list(Auditor(documents, words, "。", children()).findings())
    assert {finding["cause"] for finding in findings} == {"correction"}
    assert {(finding["date"], finding["difference"]) for finding in findings} >= {
        ("2021-08-03", 1),
        ("2021-08-15", -12),
        ("2021-08-18", -1),
        ("2021-08-22", -1),
        ("2021-08-29", -1),
        ("2022-03-13", -1),
        ("2022-03-21", -1),
        ("2022-03-24", -2),
        ("2022-03-28", -4),
    }


def test_two_sources_that_differ() -> None:
    documents = [
        document(name, "2022-04-02", "", [["220000", "confirmed", "new", count]])
        for name, count in (("a", 5), ("b", 6), ("c", 5))
    ]
    [finding] = audit(documents)
    assert (finding["rule"], finding["expected"], finding["found"]) == ("sources", 5, 6)
    assert {item["document"] for item in finding["evidence"]} == {"a", "b"}
