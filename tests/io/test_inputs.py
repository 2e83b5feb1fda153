from __future__ import annotations

from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.io.divisions import divisions
from zh_tongbao.io.inputs import check_input


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({}, "text"),
        ({"text": None}, "text"),
        ({"text": 3}, "text"),
        ({"text": ["a"]}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"text": "a", "published": "2022-02-30"}, "published"),
        ({"text": "a", "published": "2022043"}, "published"),
        ({"text": "a", "published": "2022-4"}, "published"),
        ({"text": "a", "published": "２０２２-04-03"}, "published"),
        ({"text": "a", "published": 20220403}, "published"),
        ({"text": "a", "region": "吉林"}, "region"),
        ({"text": "a", "region": "22"}, "region"),
        ({"text": "a", "region": 220000}, "region"),
        ({"text": "a", "title": 1}, "title"),
        ({"text": "a", "id": True}, "id"),
        ({"text": "a", "id": 1.5}, "id"),
    ],
)
def test_names_place_and_field(row: dict[str, Any], field: str) -> None:
    with pytest.raises(InputError, match=rf"^x\.jsonl, line 3, field '{field}'"):
        check_input(row, "x.jsonl, line 3")


def test_unknown_adcode() -> None:
    assert check_input({"text": "a", "region": "220000"}, "x")["region"] == "220000"
    assert check_input({"text": "a", "region": "100000"}, "x")["region"] == "100000"
    with pytest.raises(InputError, match="no division has the adcode '999999'"):
        check_input({"text": "a", "region": "999999"}, "x")


def test_the_gazetteer_knows_provinces_and_counties() -> None:
    assert {"220000", "220100", "220103", "620171", "100000"} <= divisions().keys()


def test_keeps_the_contract_fields_alone() -> None:
    row = {"id": 7, "text": "", "title": "", "published": None, "region": "", "source": "x", "region_name": "y"}
    assert check_input(row, "x") == {"id": "7", "text": ""}


def test_defaults_fill_gaps_only() -> None:
    defaults = {"published": "2022-04-03", "title": "t"}
    assert check_input({"text": "a", "published": "2020-01-01"}, "x", defaults) == {
        "text": "a",
        "title": "t",
        "published": "2020-01-01",
    }
