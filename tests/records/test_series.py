from __future__ import annotations

from typing import Any

import pytest

from zh_tongbao.records.series import series


def record(day: int, count: int, **fields: Any) -> dict[str, Any]:
    period = {"start": f"2022-04-{day:02}T00:00", "end": f"2022-04-{day + 1:02}T00:00"}
    known = {"metric": "confirmed", "measure": "new", "period": period, "count": count}
    return {**known, "place": {"text": "长春市", "adcode": "220100"}, **fields}


def points(*documents: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(row["date"][-2:], row["origin"], row["count"]) for row in series(documents)]


def test_missing_days_are_rows_without_a_count() -> None:
    documents = [{"id": "b", "records": [record(4, 7)]}, {"id": "a", "records": [record(1, 5)]}]
    assert points(*documents) == [("01", None, 5), ("02", None, None), ("03", None, None), ("04", None, 7)]


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
