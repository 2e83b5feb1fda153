"""The command that rebuilds the gazetteer."""

from __future__ import annotations

import csv

import pytest

from zh_tongbao.vocab.build_gazetteer import main
from zh_tongbao.vocab.division_forms import FormRules
from zh_tongbao.vocab.division_tables import Division
from zh_tongbao.vocab.tables import Schema, read_csv


@pytest.fixture(scope="module")
def rules() -> FormRules:
    return FormRules(read_csv("vocab/gazetteer_rules.csv", Schema(required=("term", "kind"))))


@pytest.mark.parametrize(
    ("name", "level", "stem"),
    [
        ("吉林省", "province", "吉林"),
        ("内蒙古自治区", "province", "内蒙古"),
        ("新疆维吾尔自治区", "province", "新疆"),
        ("延边朝鲜族自治州", "prefecture", "延边"),
        ("前郭尔罗斯蒙古族自治县", "county", "前郭尔罗斯"),
        ("双江拉祜族佤族布朗族傣族自治县", "county", "双江"),
        ("锡林郭勒盟", "prefecture", "锡林郭勒"),
        ("浦东新区", "county", "浦东"),
        ("文县", "county", "文县"),
        ("土默特左旗", "county", "土默特左旗"),
    ],
)
def test_stems(rules, name, level, stem):
    assert rules.stem(name, level) == stem


def test_forms_of_a_zone(rules):
    zone = Division("220171", "长春经济技术开发区", "zone", "220100")
    rules.complete(zone, prefecture="长春", province="吉林")
    assert "经开区" in zone.generic
    assert "长春经开区" in zone.aliases


def test_shipped_tables_are_what_the_command_builds(shared, root, tmp_path):
    assert main([str(shared / "divisions"), str(tmp_path)]) == 0
    for name in ("places.csv", "zones.csv", "townships.csv"):
        shipped = (root / "configs" / "vocab" / name).read_text(encoding="utf-8")
        assert (tmp_path / name).read_text(encoding="utf-8") == shipped, f"rebuild {name}"


def test_codes_are_six_digits_and_parents_exist(root):
    with (root / "configs" / "vocab" / "places.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if not row["adcode"].startswith("#")]
    codes = {row["adcode"] for row in rows}
    for row in rows:
        assert row["adcode"] == "" or (len(row["adcode"]) == 6 and row["adcode"].isdigit()), row
        assert row["parent"] in codes or row["level"] == "province", row
        assert not row["successor"] or row["successor"] in codes, row
    assert len({row["adcode"] for row in rows if row["level"] == "province" and row["adcode"]}) == 34


def test_missing_tables_are_one_line_on_stderr(tmp_path, capsys):
    assert main([str(tmp_path / "nowhere"), str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert "modood_provinces.csv" in message
    assert message.count("\n") == 1


def test_wrong_arguments_print_the_usage(capsys):
    assert main([]) == 2
    assert "DIVISIONS_DIR" in capsys.readouterr().out
