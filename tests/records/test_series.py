from __future__ import annotations

from typing import Any

import pytest

from zh_tongbao.records.series import Chosen, series, wide


def record(day: int, count: int, **fields: Any) -> dict[str, Any]:
    period = {"start": f"2022-04-{day:02}T00:00", "end": f"2022-04-{day + 1:02}T00:00"}
    known = {"metric": "confirmed", "measure": "new", "period": period, "count": count}
    return {**known, "place": {"text": "长春市", "adcode": "220100"}, **fields}


def points(*documents: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(row["date"][-2:], row["origin"], row["count"]) for row in series(documents)]


CITY = {"text": "吉林市", "adcode": "220200"}


def test_a_day_that_others_are_given_for_is_a_row_without_a_count() -> None:
    documents = [
        {"id": "b", "records": [record(4, 7)]},
        {"id": "a", "records": [record(1, 5)]},
        {"id": "c", "records": [record(2, 3, place=CITY)]},
    ]
    assert points(*documents) == [("01", None, 5), ("02", None, None), ("04", None, 7), ("02", None, 3)]


def test_series_are_chosen() -> None:
    province = {"text": "吉林省", "adcode": "220000"}
    records = [
        record(1, 5),
        record(1, 9, place=province),
        record(1, 1, metric="death"),
        record(1, 8, measure="current"),
    ]
    documents = [{"id": "a", "records": [{**one, "disease": {"code": "dengue"}} for one in records]}]
    for chosen, counts in (
        (Chosen(), {5, 9, 1, 8}),
        (Chosen(metric="death"), {1}),
        (Chosen(measure="new", level="prefecture"), {5, 1}),
        (Chosen(level="province", disease="dengue"), {9}),
        (Chosen(disease="plague"), set()),
    ):
        assert {row["count"] for row in series(documents, chosen)} == counts


def test_a_row_a_day_and_a_column_a_series() -> None:
    columns, rows = wide(series([{"id": "a", "records": [record(1, 5), record(4, 7), record(4, 3, place=CITY)]}]))
    assert [column.name for column in columns] == [
        "date",
        "长春市 220100 confirmed new",
        "吉林市 220200 confirmed new",
    ]
    assert [list(row.values()) for row in rows] == [["2022-04-01", 5], ["2022-04-04", 7, 3]]


def test_a_count_that_is_none_is_left_out() -> None:
    assert points({"id": "a", "records": [{**record(1, 5), "count": None}]}) == []


def test_each_kind_of_count_is_a_series_of_its_own() -> None:
    one = {"id": "a", "records": [record(1, 5), record(1, 2, origin="local"), record(2, 4, origin="local")]}
    assert points(one) == [("01", None, 5), ("01", "local", 2), ("02", "local", 4)]


def test_the_document_published_last_is_believed() -> None:
    documents = [
        {"id": "late", "published": "2022-04-09", "records": [record(1, 6)]},
        {"id": "early", "published": "2022-04-02", "records": [record(1, 5)]},
    ]
    [row] = series(documents)
    assert (row["count"], row["document"], row["documents"], row["agree"]) == (6, "late", 2, False)


@pytest.mark.parametrize(
    "fields",
    [
        {"from": "asymptomatic"},
        {"modifier": "over"},
        {"place": None},
        {"place": {"text": "x", "adcode": None}},
        {"period": None},
    ],
)
def test_what_is_no_figure_is_left_out(fields: dict[str, Any]) -> None:
    assert points({"id": "a", "records": [record(1, 5, **fields)]}) == []


def test_days_months_and_years_so_far_are_series_of_their_own() -> None:
    april = {"start": "2022-04-01T00:00", "end": "2022-05-01T00:00"}
    records = [
        record(29, 5),
        record(1, 9, period=april),
        record(1, 40, period={**april, "start": "2022-01-01T00:00"}, measure="cumulative"),
        record(1, 3, period=april, measure="change"),
        record(1, 8, period=april, excludes=["covid-19"]),
    ]
    rows = list(series([{"id": "a", "records": records}]))
    assert sorted({row["date"] for row in rows}) == ["2022-04-29", "2022-04-30"]
    assert [(row["period"], row["excludes"], row["count"]) for row in rows] == [
        ("year to date", None, 40),
        (None, None, 5),
        ("month", None, 9),
        ("month", "covid-19", 8),
    ]
