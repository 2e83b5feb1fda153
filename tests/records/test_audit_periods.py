"""The audit of reports of months, weeks and years, over invented figures."""

from __future__ import annotations

from typing import Any

import pytest

from zh_tongbao.records.audit import Auditor
from zh_tongbao.records.checks import checks_of
from zh_tongbao.records.following import count_that_follows
from zh_tongbao.records.stretches_of_time import stretch_of

Row = dict[str, Any]

PLACE = {"text": "全国", "adcode": "100000"}
MONTHS = {
    "01": ("2026-01-01T00:00", "2026-02-01T00:00"),
    "02": ("2026-02-01T00:00", "2026-03-01T00:00"),
    "02/25": ("2025-02-01T00:00", "2025-03-01T00:00"),
    "01-02": ("2026-01-01T00:00", "2026-03-01T00:00"),
}
TYPES = {"hepatitis": {"hepatitis-a", "hepatitis-b"}}


def record(month: str, count: int | None, **fields: Any) -> Row:
    start, end = MONTHS[month]
    disease = {"text": "登革热", "code": fields.pop("code", "dengue")}
    written = {"start": 0, "end": 2, "text": f"{count}例", "count": count, "value": count, "unit": "例"}
    known = {"metric": "confirmed", "measure": "new", "period": {"start": start, "end": end}, "place": PLACE}
    none = dict.fromkeys(("origin", "severity", "modifier", "parent", "relation", "compared"))
    return {**none, **written, **known, "disease": disease, "excludes": [], **fields}


def change(percent: float, against: str, base: int | None = None) -> Row:
    compared = {"record": 0, "base": base, "against": against}
    return record("02", None, measure="change", value=percent, text=f"{abs(percent)}%", unit="%", compared=compared)


def findings(*documents: list[Row]) -> list[tuple[Any, ...]]:
    rows = [
        {"id": str(at), "text": "登革热10例。", "records": records, "checks": checks_of(records)}
        for at, records in enumerate(documents)
    ]
    auditor = Auditor(rows, members=lambda code, _: TYPES.get(code, ()))
    found = list(auditor.findings())
    assert all(one["evidence"] and one["difference"] == one["found"] - one["expected"] for one in found)
    return [(one["rule"], one["severity"], one["date"], one["expected"], one["found"]) for one in found]


def test_the_year_so_far_grows_by_the_month() -> None:
    january = [record("01", 100), record("01", 100, measure="cumulative")]
    february = [record("02", 150), record("01-02", 251, measure="cumulative")]
    assert findings(january, february) == [("flow", "warning", "2026-02-28", 250, 251)]
    assert findings(january, [record("02", 150), record("01-02", 250, measure="cumulative")]) == []
    assert findings([record("01", 100), record("01", 99, measure="cumulative")]) == [
        ("flow", "error", "2026-01-31", 100, 99)
    ]


@pytest.mark.parametrize(
    ("percent", "against", "expected"),
    [
        (50.0, "previous_period", []),
        (49.0, "previous_period", [149]),
        (200.0, "year_before", []),
        (-20.0, "year_before", [40]),
    ],
)
def test_a_stated_change_fits_the_report_before(percent: float, against: str, expected: list[int]) -> None:
    before = [[record("01", 100)], [record("02/25", 50)]]
    found = findings(*before, [record("02", 150), change(percent, against)])
    assert found == [("change", "warning", "2026-02-28", one, 150) for one in expected]


def test_a_change_stated_of_no_count_is_of_the_only_one_of_its_kind() -> None:
    change_alone = change(49.0, "previous_period")
    change_alone["compared"]["record"] = None
    assert findings([record("01", 100)], [change_alone, record("02", 150)]) == [
        ("change", "warning", "2026-02-28", 149, 150)
    ]
    assert findings([record("01", 100)], [change_alone, record("02", 150), record("02", 160)]) == []


def test_a_stated_change_fits_the_count_that_the_report_compares_with() -> None:
    right = [record("02", 150), change(50.0, "previous_period", base=2), record("01", 100)]
    assert findings(right) == []
    wrong = [record("02", 150), change(51.0, "previous_period", base=2), record("01", 100)]
    assert findings(wrong) == [("change", "error", "2026-02-28", 151, 150)]


def test_the_types_of_a_disease_make_it_up() -> None:
    types = [record("02", 6, code="hepatitis-a"), record("02", 5, code="hepatitis-b")]
    assert findings([record("02", 11, code="hepatitis"), *types]) == []
    assert findings([record("02", 12, code="hepatitis"), *types]) == [("classes", "error", "2026-02-28", 11, 12)]
    assert findings([record("02", 7, code="hepatitis"), types[0]]) == []
    assert findings([record("02", 5, code="hepatitis"), types[0]]) == [("classes", "error", "2026-02-28", 6, 5)]


def test_reports_that_give_one_figure_agree() -> None:
    assert findings([record("01", 100)], [record("02", 150), record("01", 101)]) == [
        ("sources", "warning", "2026-01-31", 100, 101)
    ]


@pytest.mark.parametrize(
    ("text", "value", "count", "follows"),
    [
        ("6.84%", 6.84, 7249, 7249),
        ("6.8%", 6.8, 7249, 7249),
        ("6.9%", 6.9, 7249, 7253),
        ("1.2倍", 120.0, 14927, 14927),
        ("持平", 0.0, 6785, None),
    ],
)
def test_a_percentage_is_held_to_the_digits_that_are_given(
    text: str, value: float, count: int, follows: int | None
) -> None:
    assert count_that_follows({"text": text, "count": None, "value": value}, 6785, count) == follows


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("2026-03-02T00:00", "2026-03-09T00:00", "week"),
        ("2026-03-02T00:00", "2026-03-03T00:00", None),
        ("2026-04-01T00:00", "2026-07-01T00:00", "quarter"),
        ("2026-02-01T00:00", "2026-05-01T00:00", "3 months"),
        ("2026-01-01T00:00", "2027-01-01T00:00", "year"),
        ("2026-03-02T00:00", "2026-03-12T00:00", "10 days"),
    ],
)
def test_how_long_a_time_is(start: str, end: str, length: str | None) -> None:
    found = stretch_of({"measure": "new", "period": {"start": start, "end": end}})
    assert found is not None
    assert found.length == length
    assert stretch_of({"measure": "new", "period": {"start": start, "end": end[:-1] + "5"}}) is None
