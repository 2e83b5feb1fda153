from __future__ import annotations

import re
from typing import Any

import pytest

from report.documents import bulletin, record
from zh_tongbao.report import charts
from zh_tongbao.report.by_place import by_place, tile_map
from zh_tongbao.report.divisions import division_name
from zh_tongbao.report.figure import Figure, Share
from zh_tongbao.report.figures import by_day, by_severity, by_slogan, figures
from zh_tongbao.report.messages import messages

Row = dict[str, Any]

NEXT_DAY = {"start": "2022-04-03T00:00", "end": "2022-04-04T00:00"}


def document(*records: Row, **fields: Any) -> Row:
    return {"records": list(records), "checks": [], "entities": [], **fields}


def case(count: int, adcode: str | None = "220000", **fields: Any) -> Row:
    return record("x", "x", count, **{"place": {"text": adcode or "x", "adcode": adcode}, **fields})


def part(count: int, adcode: str | None, parent: int = 0, **fields: Any) -> Row:
    return case(count, adcode, parent=parent, **{"relation": "place", **fields})


def placed(*documents: Row) -> dict[str, int]:
    """What the figure shows that stands first."""
    return {row["label"]: row["value"] for figure in by_place(documents, division_name)[:1] for row in figure.rows}


def first(*documents: Row) -> Figure:
    return by_place(documents, division_name)[0]


def test_a_city_keeps_its_stated_total_where_its_districts_are_listed_partly() -> None:
    districts = (part(1000, "220102", 1), part(250, "220103", 1))
    found = placed(document(case(40_000), part(31_000, "220100"), *districts, part(9000, "220200")))
    assert found == {"长春市": 31_000, "吉林市": 9000}


def test_a_city_alone_keeps_its_stated_total() -> None:
    assert placed(document(case(31_000, "220100"), part(1250, "220102"))) == {"长春市": 31_000}


def test_districts_listed_partly_say_of_how_many() -> None:
    figure = first(document(case(31_000, "220100"), part(1000, "220102"), part(250, "220103")))
    assert {row["label"]: row["value"] for row in figure.rows} == {"南关区": 1000, "宽城区": 250}
    assert figure.share == Share(1250, 31_000, "长春市")
    assert charts.note(figure, messages("en")) == "These places have 1,250 of the 31,000 that are stated for 长春市."
    assert "1,250 of the 31,000" in charts.svg(figure, messages("en"))


def test_places_listed_whole_say_nothing() -> None:
    figure = first(document(case(10), part(6, "220100"), part(4, "220200")))
    assert figure.share is None


def test_a_headline_is_not_added_to_its_bulletin() -> None:
    headline = (case(31_000, "220100"), case(9000, "220200"))
    assert placed(document(*headline, case(40_000), part(31_000, "220100", 2), part(9000, "220200", 2))) == {
        "长春市": 31_000,
        "吉林市": 9000,
    }


def test_a_place_is_its_code_and_not_its_spelling() -> None:
    full, short = ({"text": text, "adcode": "220100"} for text in ("长春市", "长春"))
    other = {"text": "长春", "adcode": None}
    records = (case(7, place=full), case(7, place=short), case(5, place=other), case(2, "220200"))
    assert placed(document(*records)) == {"长春市": 7, "吉林市": 2}


@pytest.mark.parametrize("adcode", [None, "", "22", "KR0000", "220100001"])
def test_places_without_a_six_digit_code_are_not_drawn(adcode: str | None) -> None:
    assert placed(document(case(9, adcode), case(8, adcode))) == {}


def test_documents_of_one_day_are_counted_once_and_the_last_one_counts() -> None:
    nation = document(case(99, "100000"), part(10, "220000"), part(4, "310000"), published="2022-04-03")
    province = document(case(12), case(0, "220100"), published="2022-04-04")
    assert placed(nation, nation) == {"吉林省": 10, "上海市": 4}
    assert placed(nation, province) == placed(province, nation) == {"吉林省": 12, "上海市": 4}


def test_only_the_last_day_is_drawn_and_named() -> None:
    days = [
        document(case(10, "220100"), case(3, "220200")),
        document(case(4, "220100", period=NEXT_DAY), case(5, "220200", period=NEXT_DAY)),
    ]
    assert placed(*days) == {"吉林市": 5, "长春市": 4}
    figure = first(*days)
    en, zh = (charts.title(figure, messages(language)) for language in ("en", "zh"))
    assert en == "New cases by place · cities and prefectures · 吉林省 · 2022-04-03 · number of cases"
    assert zh == "各地新增病例 · 地级 · 吉林省 · 2022-04-03 · 单位：例"


def test_a_day_that_one_place_reports_does_not_hide_the_others() -> None:
    cities = [case(count, f"220{count}00") for count in (1, 2, 3, 4)]
    assert len(placed(document(*cities, case(9, "220100", period=NEXT_DAY)))) == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"severity": "mild", "relation": "severity"},
        {"from": "asymptomatic", "relation": "conversion"},
        {"detected": "quarantine", "relation": "detected"},
        {"source": "KR", "relation": "source"},
        {"modifier": "over", "relation": "other"},
        {"relation": "other"},
        {"relation": "place"},
    ],
)
def test_a_subset_is_no_total_of_its_place(fields: Row) -> None:
    assert placed(document(case(3), part(2, "220000", **fields))) == {"吉林省": 3}
    assert placed(document(part(2, "220000", 1, **fields), case(3))) == {"吉林省": 3}


def test_places_of_a_subset_are_no_totals() -> None:
    found = document(
        case(31_000, "220100"), part(900, "220100", relation="other"), part(500, "220102", 1), part(400, "220103", 1)
    )
    assert placed(found) == {"长春市": 31_000}


def test_local_and_imported_are_not_added() -> None:
    split = (case(3, origin="local"), case(2, origin="imported"))
    assert placed(document(case(6), *split)) == {"吉林省": 6}
    assert placed(document(*split)) in ({"吉林省": 3}, {"吉林省": 2})
    provinces = [part(count, f"{count}0000", origin="local") for count in (22, 31, 33)]
    figure = first(document(case(99, "100000"), *provinces))
    assert len(figure.rows) == 3
    assert "local" in charts.title(figure, messages("en"))


def test_infections_stand_beside_nothing_that_they_hold() -> None:
    whole = case(10, metric="infection")
    assert placed(document(whole, case(4))) == {"吉林省": 10}
    figure = first(document(whole, case(4), case(6, metric="asymptomatic")))
    assert [(row["series"], row["value"]) for row in figure.rows] == [("confirmed", 4), ("asymptomatic", 6)]


def test_a_county_right_below_a_province_stands_beside_cities() -> None:
    assert len(placed(document(case(5, "420100"), case(4, "420200"), case(3, "429004"), case(2, "420102")))) == 3


def test_each_level_with_several_places_is_a_figure_of_its_own() -> None:
    provinces = [part(count, f"{count}0000") for count in (22, 31, 33)]
    cities = [part(9, "220100", 1), part(8, "220200", 1)]
    abroad = part(7, None, place={"text": "缅甸", "adcode": None})
    found = by_place([document(case(99, "100000"), *provinces, *cities, part(4, "220102", 4), abroad)], division_name)
    labels = {figure.level: [row["label"] for row in figure.rows] for figure in found}
    assert labels == {"province": ["浙江省", "上海市", "吉林省"], "prefecture": ["长春市", "吉林市"]}
    assert [figure.place for figure in found] == ["", "吉林省"]
    assert found[1].share == Share(17, 22, "吉林省")


def test_the_map_has_every_province_and_says_where_nothing_is_stated() -> None:
    provinces = [part(count, f"{count}0000") for count in (22, 31, 33)]
    figure = tile_map([document(case(99, "100000"), *provinces)], division_name)
    assert figure is not None
    assert len(figure.rows) == 34
    assert {row["label"]: row["value"] for row in figure.rows if row["value"] is not None} == {
        "吉林": 22,
        "上海": 31,
        "浙江": 33,
    }
    drawing = charts.svg(figure, messages("en"))
    assert "上海: 31" in drawing
    assert drawing.count(": not stated") == 31
    assert len(charts.table(figure, messages("en"))) == 3


def test_two_provinces_are_no_map() -> None:
    assert tile_map([document(*(case(5, code) for code in ("220000", "310000")))], division_name) is None


def test_the_disease_stands_in_the_title_and_two_are_not_mixed() -> None:
    dengue, flu = ({"text": "x", "code": code} for code in ("dengue", "influenza"))
    records = [case(5, "220100", disease=dengue), case(4, "220200", disease=dengue), case(900, "220300", disease=flu)]
    figure = first(document(*records, case(800, "220400")))
    assert [row["value"] for row in figure.rows] == [5, 4]
    assert "登革热" in charts.title(figure, messages("en"))


def test_a_long_label_is_whole() -> None:
    slogan = "一二三四五六七八九十" * 4
    entities = [{"start": start, "end": start + 40, "label": "SLOGAN", "text": slogan} for start in (0, 50)]
    figure = by_slogan([document(entities=entities)])
    assert figure is not None
    drawing = charts.svg(figure, messages("zh"))
    assert "…" not in drawing
    shown = re.findall(r"<tspan[^>]*>([^<]+)</tspan>", drawing)
    assert slogan in "".join(shown)


def test_current_counts_are_those_of_the_last_day() -> None:
    def until(day: int) -> Row:
        return {"start": None, "end": f"2022-04-0{day}T00:00"}

    documents = [document(case(count, measure="current", period=until(day))) for day, count in ((2, 50), (3, 40))]
    assert placed(*documents) == {"吉林省": 40}


def test_one_day_is_no_series() -> None:
    assert by_day([bulletin()], division_name) is None


def test_days_are_those_of_one_place() -> None:
    first = document(case(30, "100000"), case(10))
    figure = by_day([first, document(case(7, period=NEXT_DAY))], division_name)
    assert figure is not None
    assert [(row["label"], row["value"]) for row in figure.rows] == [("2022-04-02", 10), ("2022-04-03", 7)]
    assert "吉林省" in charts.title(figure, messages("en"))


def test_the_widest_place_that_has_most_days_is_the_series() -> None:
    both = [document(case(30 + day, "100000", period=period), case(day, period=period)) for day, period in enumerate(
        ({"start": f"2022-04-0{day}T00:00", "end": f"2022-04-0{day + 1}T00:00"} for day in (1, 2, 3)), 1
    )]  # fmt: skip
    figure = by_day(both, division_name)
    assert figure is not None
    assert [row["value"] for row in figure.rows] == [31, 32, 33]


def test_a_month_is_no_day() -> None:
    month = {"start": "2022-03-01T00:00", "end": "2022-04-01T00:00"}
    assert by_day([document(case(300, period=month), case(5))], division_name) is None


def test_severities_are_those_of_the_widest_place() -> None:
    mild = [
        part(9, "220000", severity="mild", relation="severity"),
        part(5, "220100", severity="mild", relation="severity"),
    ]
    figure = by_severity([document(case(9), *mild)], division_name)
    assert figure is not None
    assert figure.rows == [{"label": "new", "series": "mild", "value": 9}]
    assert "吉林省" in charts.title(figure, messages("en"))


def test_severities_of_two_places_are_not_added() -> None:
    severe = [case(count, code, severity="severe", measure="current") for count, code in ((5, "220000"), (4, "310000"))]
    figure = by_severity([document(*severe)], division_name)
    assert figure is not None
    assert [row["value"] for row in figure.rows] in ([5], [4])


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


def test_what_a_pipeline_reads_of_a_city_listed_partly(nlp: Any) -> None:
    from zh_tongbao.documents import extract

    text = "4月2日0—24时，长春市新增确诊病例31000例，其中南关区800例，宽城区450例。"
    [found] = extract(nlp, [{"id": "a", "text": text, "published": "2022-04-03", "region": "220100"}])
    [figure, *_] = figures([found], division_name)
    stated = {row["label"]: row["value"] for row in figure.rows}
    assert stated in ({"长春市": 31_000}, {"南关区": 800, "宽城区": 450})
    assert figure.share == (None if "长春市" in stated else Share(1250, 31_000, "长春市"))


def test_days_of_zeros_do_not_stand_for_those_of_imported_cases() -> None:
    days = [
        document(*(case(count, metric=metric, origin=origin, **when) for count, metric, origin in shown))
        for shown, when in (
            ([(0, "death", None), (9, "confirmed", "imported")], {}),
            ([(0, "death", None), (7, "confirmed", "imported")], {"period": NEXT_DAY}),
        )
    ]
    figure = by_day(days, {}.get)
    assert figure is not None
    assert (figure.origin, [row["value"] for row in figure.rows]) == ("imported", [9, 7])
