from __future__ import annotations

from typing import Any

import pytest

from report.documents import bulletin, record
from zh_tongbao.report.divisions import division_name
from zh_tongbao.report.figures import by_day, by_place, by_severity, by_slogan

Row = dict[str, Any]


def document(*records: Row, **fields: Any) -> Row:
    return {"records": list(records), "checks": [], "entities": [], **fields}


def case(count: int, adcode: str = "220000", **fields: Any) -> Row:
    return record("x", "x", count, place={"text": adcode, "adcode": adcode}, **fields)


def part(count: int, adcode: str, parent: int = 0, **fields: Any) -> Row:
    return case(count, adcode, parent=parent, **{"relation": "place", **fields})


def placed(*documents: Row) -> dict[tuple[str, bool], int]:
    figure = by_place(documents, division_name)
    assert figure is not None
    return {(row["label"], row.get("rest", False)): row["value"] for row in figure.rows}


def test_a_total_is_replaced_by_its_parts_and_what_they_leave_over() -> None:
    found = placed(document(case(10), part(6, "220100"), part(1, "220200")))
    assert found == {("长春市", False): 6, ("吉林省", True): 3, ("吉林市", False): 1}


def test_a_mistake_is_not_left_over() -> None:
    assert placed(bulletin()) == {("长春市", False): 2}


def test_severity_and_conversion_are_not_counted_twice() -> None:
    records = (
        case(10),
        case(9, parent=0, relation="severity", severity="mild"),
        case(4, parent=0, relation="conversion", **{"from": "asymptomatic"}),
        case(5, **{"from": "asymptomatic"}),
    )
    assert placed(document(*records)) == {("吉林省", False): 10}


def test_local_and_imported_are_added_unless_the_whole_is_given() -> None:
    split = (case(3, origin="local"), case(2, origin="imported"))
    assert placed(document(*split)) == {("吉林省", False): 5}
    assert placed(document(case(6), *split)) == {("吉林省", False): 6}


def test_the_same_count_in_two_documents_counts_once() -> None:
    assert placed(document(case(10)), document(case(10))) == {("吉林省", False): 10}


def test_days_are_added() -> None:
    other = {"start": "2022-04-03T00:00", "end": "2022-04-04T00:00"}
    assert placed(document(case(10)), document(case(4, period=other))) == {("吉林省", False): 14}


def test_current_counts_are_those_of_the_last_day() -> None:
    def until(day: int) -> Row:
        return {"start": None, "end": f"2022-04-0{day}T00:00"}

    documents = [document(case(count, measure="current", period=until(day))) for day, count in ((2, 50), (3, 40))]
    assert placed(*documents) == {("吉林省", False): 40}


def test_one_day_is_no_series() -> None:
    assert by_day([bulletin()]) is None


def test_a_province_inside_the_nation_is_not_added_to_it() -> None:
    other = {"start": "2022-04-03T00:00", "end": "2022-04-04T00:00"}
    figure = by_day([document(case(30, "100000"), case(10)), document(case(7, period=other))])
    assert figure is not None
    assert [(row["label"], row["value"]) for row in figure.rows] == [("2022-04-02", 30), ("2022-04-03", 7)]


def test_severities() -> None:
    mild = [case(n, adcode, severity="mild", parent=0) for n, adcode in ((9, "220000"), (5, "220100"))]
    figure = by_severity([document(case(9), *mild)])
    assert figure is not None
    assert figure.rows == [{"label": "new", "series": "mild", "value": 9}]


@pytest.mark.parametrize(
    ("statements", "speakers"), [([], [""]), ([{"start": 0, "end": 9, "speaker": "甲"}], ["甲", ""])]
)
def test_who_said_a_slogan(statements: list[Row], speakers: list[str]) -> None:
    entities = [{"start": start, "end": start + 2, "label": "SLOGAN", "text": "两个"} for start in (3, 20)]
    figure = by_slogan([document(entities=entities, statements=statements)])
    assert figure is not None
    assert [row["series"] for row in figure.rows] == speakers
    assert sum(row["value"] for row in figure.rows) == 2


def test_slogans_used_once_are_no_figure() -> None:
    assert by_slogan([bulletin()]) is None
