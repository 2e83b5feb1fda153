from __future__ import annotations

from typing import Any

import pytest

from report.documents import bulletin
from zh_tongbao.report.record_tree import period_words, record_trees


def test_a_part_names_only_what_sets_it_apart() -> None:
    [root] = record_trees(bulletin())
    assert root.shown == ["metric", "measure", "place", "period"]
    assert [part.shown for part in root.parts] == [["place"], ["place"]]


def test_checks_are_at_their_total() -> None:
    [root] = record_trees(bulletin())
    assert [check["sum"] for check in root.checks] == [2]
    assert root.failing
    assert not root.parts[0].failing


def test_words_of_a_record_are_its_place_and_period() -> None:
    document = bulletin()
    [root] = record_trees(document)
    assert [[document["entities"][i]["text"] for i in node.words] for node in (root, *root.parts)] == [
        ["吉林省", "4月2日"],
        ["长春市", "4月2日"],
        ["4月2日"],
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022-04-02T00:00", "2022-04-03T00:00", ("day", "2022-04-02")),
        ("2021-12-31T00:00", "2022-01-01T00:00", ("day", "2021-12-31")),
        ("--02-29T00:00", "--03-01T00:00", ("day", "--02-29")),
        ("2022-04-02T12:00", "2022-04-03T00:00", ("span", "2022-04-02 12:00 – 2022-04-02 24:00")),
        (None, "2022-04-03T00:00", ("until", "2022-04-02 24:00")),
        (None, "2022-04-02T15:30", ("until", "2022-04-02 15:30")),
        (None, None, ("until", "")),
        ("x", "y", ("span", "x – y")),
    ],
)
def test_periods(start: Any, end: Any, expected: tuple[str, str]) -> None:
    assert period_words({"start": start, "end": end}) == expected
