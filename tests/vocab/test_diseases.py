"""The table of diseases: what holds of each as of a day, and what is wrong with a table, with file, line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.vocab.diseases import by_code, class_sizes, diseases, forms_of, in_force

HEAD = "code,name,aliases,weak,parent,kind,class,from,to,icd10,icd11,source,note\n"
SIZES = {
    "1989-09-01": (2, 22, 11),
    "2003-12-30": (2, 25, 9),
    "2004-12-01": (2, 25, 10),
    "2008-05-02": (2, 25, 11),
    "2009-04-30": (2, 26, 11),
    "2013-11-01": (2, 26, 11),
    "2020-01-20": (2, 27, 11),
    "2023-01-08": (2, 27, 11),
    "2023-09-20": (2, 28, 11),
    "2025-09-01": (2, 27, 11),
    "2026-04-01": (2, 29, 11),
}


@pytest.mark.parametrize("day", SIZES)
def test_the_sizes_of_the_classes(day: str) -> None:
    sizes = class_sizes(diseases("vocab/diseases.csv"), day)
    assert tuple(sizes[one] for one in "ABC") == SIZES[day]


def test_what_is_listed_has_its_facts_and_their_source() -> None:
    for row in diseases("vocab/diseases.csv"):
        if row["class"] in ("A", "B", "C"):
            assert row["source"], row
        if row["kind"] == "disease" and row["class"] in ("A", "B", "C"):
            assert row["icd10"] and row["icd11"] and row["from"], row


@pytest.mark.parametrize(
    ("code", "day", "name", "group"),
    [
        ("covid-19", "2020-02-01", "新型冠状病毒感染的肺炎", "B"),
        ("covid-19", "2022-12-25", "新型冠状病毒肺炎", "B"),
        ("covid-19", None, "新型冠状病毒感染", "B"),
        ("h1n1pdm09", "2014-01-01", "甲型H1N1流感", ""),
        ("h1n1pdm09", None, "甲型H1N1流感", ""),
        ("typhus", "2004-11-30", "流行性和地方性斑疹伤寒", "B"),
        ("typhus", "2004-12-01", "流行性和地方性斑疹伤寒", "C"),
        ("mpox", "2022-09-20", "猴痘", ""),
    ],
)
def test_what_holds_on_a_day(code: str, day: str | None, name: str, group: str) -> None:
    row = in_force(by_code(diseases("vocab/diseases.csv"))[code], day)
    assert (row["name"], row["class"]) == (name, group)


def test_forms() -> None:
    [row] = by_code(diseases("vocab/diseases.csv"))["class-b"]
    assert {"乙类传染病", "乙类"} <= set(forms_of(row))


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ("a,甲病,,,,illness,,,,,,,\n", "line 2, column 'kind': 'illness' is not one of"),
        ("a,,,,,disease,,,,,,,\n", "line 2, column 'name': must not be empty"),
        ("a,甲病,,,,disease,D,,,,,,\n", "line 2, column 'class': 'D' is not one of A, B, C, monitored"),
        ("a,甲病,,,,disease,B,2004,,,,,\n", "line 2, column 'from': '2004' is no day (YYYY-MM-DD)"),
        ("a,甲病,,,,disease,B,2004-01-01,2003-01-01,,,,\n", "line 2, column 'to': 2003-01-01 is not behind 2004-01-01"),
        ("a,甲病,,,b,disease,B,,,,,,\n", "line 2, column 'parent': no row has the code 'b'"),
        (
            "a,甲病,,,,disease,,,,,,,\nb,乙病,甲病,,,disease,,,,,,,\n",
            "line 3, column 'aliases': '甲病' already stands for 'a'",
        ),
        (
            "a,甲病,,,,disease,C,2000-01-01,2004-01-01,,,,\na,甲病,,,,disease,B,2003-01-01,,,,,\n",
            "line 3, column 'from': overlaps the stretch of",
        ),
        (
            "a,甲病,,,,disease,C,2000-01-01,,,,,\na,甲病,,,,disease,B,2003-01-01,,,,,\n",
            "line 2, column 'to': missing, for another stretch follows",
        ),
    ],
)
def test_a_wrong_table(tmp_path: Path, rows: str, wrong: str) -> None:
    path = tmp_path / "diseases.csv"
    path.write_text(HEAD + rows, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        diseases(str(path))
    assert str(caught.value).startswith(f"{path}, {wrong}")
