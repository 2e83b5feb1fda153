"""Inputs as people have them: days in names and first lines, names of divisions, heads of columns in Chinese."""

from __future__ import annotations

from pathlib import Path

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.io.given import day_in_head, day_in_name
from zh_tongbao.io.inputs import check_date, check_region
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import find_sources


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("nhc-2021-03-01", "2021-03-01"),
        ("20220401通报", "2022-04-01"),
        ("2022年3月31日疫情通报", "2022-03-31"),
        ("通报2022.4.1", "2022-04-01"),
        ("通报_2022_04_01_终稿", "2022-04-01"),
        ("2022-04-01 (2022年4月1日)", "2022-04-01"),
        ("2020-01-01_2020-01-31", None),
        ("20221345", None),
        ("120220401", None),
        ("2022-04", None),
        ("case 3", None),
    ],
)
def test_a_day_in_a_files_name(name: str, day: str | None) -> None:
    assert day_in_name(name) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("关于疫情的通报\n2022-04-03 08:15\n4月2日…", "2022-04-03"),
        ("标题\n发布时间：2022年4月3日\n…", "2022-04-03"),
        ("发布日期: 2022/4/3 08:15:00", "2022-04-03"),
        ("2022年4月2日0—24时，全省新增3例。", None),
        ("…\n" * 9 + "2022-04-03", None),
        ("4月3日", None),
    ],
)
def test_a_day_in_the_first_lines(text: str, day: str | None) -> None:
    assert day_in_head(text) == day


@pytest.mark.parametrize(
    "written", ["2022-03-31", "2022年3月31日", "2022/3/31", "2022.03.31", "20220331", "2022-03-31T08:00:00"]
)
def test_days_as_people_write_them(written: str) -> None:
    assert check_date(written, "x") == "2022-03-31"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("吉林省", "220000"),
        ("吉林市", "220200"),
        ("长春", "220100"),
        ("北京市朝阳区", "110105"),
        ("吉林省长春市朝阳区", "220104"),
        ("吉林省朝阳区", "220104"),
        ("100000", "100000"),
    ],
)
def test_divisions_by_name(name: str, code: str) -> None:
    assert check_region(name, "x") == code


@pytest.mark.parametrize(
    ("name", "told"), [("朝阳区", "may be 110105 北京市朝阳区, 220104"), ("湖南省长春市", "nor the name")]
)
def test_divisions_that_are_none_or_several(name: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        check_region(name, "x")


def test_a_folder_as_people_have_it(tmp_path: Path) -> None:
    (tmp_path / "nhc-2021-03-01.txt").write_text("一", encoding="utf-8")
    (tmp_path / "b.txt").write_text("标题\n发布时间：2022年4月3日\n二", encoding="utf-8")
    (tmp_path / "c.csv").write_text(
        "编号,标题,正文,日期,地区\n7,题,三,2022年4月1日,吉林省\n8,题,四,三月底,某地\n", encoding="utf-8"
    )
    problems: list[str] = []
    sources = find_sources([str(tmp_path)], SUFFIXES, lambda error: problems.append(str(error)))
    rows = {row["id"]: row for row in read_inputs(sources, lambda error: problems.append(str(error)))}
    assert problems == []
    assert rows["nhc-2021-03-01"]["published"] == "2021-03-01"
    assert rows["b"]["published"] == "2022-04-03"
    assert rows["7"] == {"id": "7", "title": "题", "text": "三", "published": "2022-04-01", "region": "220000"}
    assert rows["8"] == {"id": "8", "title": "题", "text": "四"}
