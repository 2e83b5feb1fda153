"""At which level records may be summed: what is promised, on made documents and on a corpus of real bulletins."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zh_tongbao.documents import extract
from zh_tongbao.records.adcodes import wider
from zh_tongbao.records.adding import levels
from zh_tongbao.records.apart import OBJECTS, WORDS
from zh_tongbao.records.last_day import last_day

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

DAY = ("2022-04-02T00:00", "2022-04-03T00:00")
NEXT = ("2022-04-03T00:00", "2022-04-04T00:00")
WEEK = ("2022-03-28T00:00", "2022-04-04T00:00")
SO_FAR = (None, "2022-04-03T00:00")


def record(count: int | None, place: str | None = "220000", span: tuple[Any, Any] = DAY, **fields: Any) -> Row:
    code = place if place and place.isdigit() else None
    known = {"metric": "confirmed", "measure": "new", "count": count, "parent": None, "relation": None}
    where = None if place is None else {"text": place, "adcode": code}
    return {**known, "place": where, "period": {"start": span[0], "end": span[1]}, **fields}


def part(count: int, place: str, parent: int = 0, relation: str = "place", **fields: Any) -> Row:
    return record(count, place, parent=parent, relation=relation, **fields)


CASES: dict[str, tuple[list[Row], list[str | None]]] = {
    "told again": ([record(5), part(3, "220100"), part(2, "220200"), record(5)], ["total", *["prefecture"] * 2, None]),
    "the headline is about right, the text exact": ([record(100, modifier="over"), record(103)], [None, "total"]),
    "the parts hang on what is told again": (
        [record(5), record(5), part(3, "220100", 1), part(2, "220200", 1)],
        [None, "total", "prefecture", "prefecture"],
    ),
    "the nation beside provinces, a province beside its city": (
        [record(9, "220000"), record(20, "100000"), record(4, "220100"), record(7, "310000")],
        ["province", "total", "prefecture", "province"],
    ),
    "two provinces and no nation": ([record(9, "220000"), record(4, "310000")], ["total", "total"]),
    "imported cases beside all cases": ([record(9, origin="imported"), record(40)], ["origin", "total"]),
    "imported cases alone are all that there are": ([record(9, origin="imported")], ["total"]),
    "local and imported cases side by side": (
        [record(9, origin="imported"), record(4, origin="local")],
        ["total", "total"],
    ),
    "severe cases alone are not all": ([record(3, severity="severe")], ["severity"]),
    "conversions are told again at the end": (
        [
            record(9),
            record(4, origin="local", parent=0, relation="origin"),
            record(2, origin="local", parent=1, relation="conversion", **{"from": "asymptomatic"}),
            record(3, **{"from": "asymptomatic"}),
        ],
        ["total", "origin", "origin+from", "from"],
    ),
    "one level of places beside another that narrows the origin too": (
        [
            record(10),
            part(6, "220100"),
            part(4, "220200"),
            record(8, origin="local", parent=0, relation="origin"),
            part(5, "220100", 3, origin="local"),
            part(3, "220200", 3, origin="local"),
        ],
        ["total", "prefecture", "prefecture", "origin", "origin+prefecture", "origin+prefecture"],
    ),
    "provinces of the local and of the imported cases": (
        [
            record(10, "100000", origin="local"),
            record(6, "100000", origin="imported"),
            part(10, "220000", 0, origin="local"),
            part(6, "220000", 1, origin="imported"),
        ],
        ["total", "total", "province", "province"],
    ),
    "a zone beside its city, and who is of no place": (
        [record(9, "620000"), part(5, "620100"), part(3, "620171"), part(1, "outside")],
        ["total", "prefecture", "prefecture", "prefecture"],
    ),
    "a zone inside its city": (
        [record(9, "620000"), part(5, "620100"), part(3, "620171")],
        ["total", "prefecture", None],
    ),
    "the province of its only city is derived": (
        [record(9, "100000"), part(9, "230100"), record(9, "230000", derived=True)],
        ["total", "prefecture", "province"],
    ),
    "a group of places, nobody knows where": (
        [record(9, "310000"), record(30, "6省"), part(4, "810000", 1), part(26, "some", 1)],
        ["province", "total", "province", None],
    ),
    "a group beside the nation": ([record(9, "100000"), record(4, "group")], ["total", "place"]),
    "nothing says where": (
        [record(9, None), record(4, "220100"), record(4, "somewhere")],
        ["total", "prefecture", None],
    ),
    "two days": ([record(9, span=DAY), record(4, span=NEXT)], ["total", "total"]),
    "a day of the week that is told": (
        [record(9, span=DAY), part(9, "220100", span=DAY), record(60, span=WEEK)],
        ["total", "prefecture", None],
    ),
    "the week that is told, and a day of it": (
        [record(9, span=DAY), record(60, span=WEEK), part(60, "220100", 1, span=WEEK)],
        [None, "total", "prefecture"],
    ),
    "cumulative since a day and since ever": (
        [record(60, measure="cumulative", span=SO_FAR), record(20, measure="cumulative", span=DAY)],
        ["total", None],
    ),
    "cumulative of two days": (
        [record(60, measure="cumulative", span=SO_FAR), record(70, measure="cumulative", span=(None, NEXT[1]))],
        ["total", "total"],
    ),
    "no time is known": ([record(9, span=(None, None)), record(9)], ["total", None]),
    "days without a year": (
        [record(9, span=("--04-02T00:00", "--04-03T00:00")), record(9, span=("--04-03T00:00", "--04-04T00:00"))],
        ["total", "total"],
    ),
    "deaths beside cases, and in their brackets": (
        [record(9), record(1, metric="death"), record(1, metric="death", parent=0, relation="other")],
        ["total", "total", None],
    ),
    "changes, rates and what has no count": (
        [record(1, measure="change"), record(None, measure="rate"), record(None), record(3)],
        [None, None, None, "total"],
    ),
    "of different people": (
        [
            record(9, metric="released", of="close_contact"),
            record(4, metric="released", of="asymptomatic"),
            record(1, metric="released", of="asymptomatic", origin="imported", parent=1, relation="origin"),
        ],
        ["total", "total", "origin"],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_levels(name: str) -> None:
    records, wanted = CASES[name]
    assert levels(records) == wanted


# ---- The promise -------------------------------------------------------------------------------------------------------

PLACES = (None, "100000", "220000", "220100", "220102", "310000", "620100", "620171", "group", "elsewhere")
SPANS = (DAY, NEXT, WEEK, SO_FAR, (None, None), ("--04-02T00:00", "--04-03T00:00"))


@st.composite
def documents(draw: st.DrawFn) -> list[Row]:
    records: list[Row] = []
    for index in range(draw(st.integers(1, 10))):
        parent = draw(st.one_of(st.none(), st.integers(0, index - 1))) if index else None
        above = records[parent] if parent is not None else record(0, span=draw(st.sampled_from(SPANS[:3])))
        relation = draw(st.sampled_from(["place", "place", "origin", "other"])) if parent is not None else None
        one = {**above, "parent": parent, "relation": relation, "count": draw(st.sampled_from([0, 1, 1, 2, None]))}
        if draw(st.booleans()):
            one["place"] = record(0, draw(st.sampled_from(PLACES)))["place"]
        if draw(st.integers(0, 3)) == 0:
            one["period"] = record(0, span=draw(st.sampled_from(SPANS)))["period"]
        for name in ("origin", "severity", "of"):
            if draw(st.integers(0, 2)) == 0:
                one[name] = draw(st.sampled_from(["a", "b", None]))
        one["measure"] = draw(st.sampled_from([above["measure"], "new", "cumulative"]))
        records.append(one)
    return records


def line(records: list[Row], index: int) -> list[int]:
    """A record and those that it is a part of."""
    found = [index]
    while (parent := records[found[-1]]["parent"]) is not None:
        found.append(parent)
    return found


def list_of(records: list[Row], index: int) -> list[int]:
    here = (records[index]["parent"], records[index]["relation"])
    return [other for other, row in enumerate(records) if (row["parent"], row["relation"]) == here]


def adds_up(records: list[Row], index: int) -> bool:
    members = list_of(records, index)
    counts = [records[member]["count"] for member in members]
    return len(members) > 1 and None not in counts and sum(counts) == records[records[index]["parent"]]["count"]


def where(records: list[Row], index: int) -> list[str]:
    """The codes around a record's place, its own, and what has no code but lies in that."""
    row = records[index]
    place, parent = row["place"] or {}, row["parent"]
    if place.get("adcode"):
        beside = set()
        if parent is not None and row["relation"] == "place" and adds_up(records, index):
            beside = {(records[other]["place"] or {}).get("adcode") for other in list_of(records, index)}
        return [*(code for code in reversed(list(wider(place["adcode"]))) if code not in beside), place["adcode"]]
    around = where(records, parent) if parent is not None else []
    text = place.get("text")
    if not around or text is None or text == (records[parent or 0]["place"] or {}).get("text"):
        return around
    return [*around, text]


def apart(records: list[Row], one: int, other: int) -> bool:
    """Whether two records have nobody in common, as far as anybody can tell."""
    (start, end), (begin, stop) = (tuple(records[index]["period"].values()) for index in (one, other))
    times = [start, end, begin, stop]
    alike = None not in times and len({str(time).startswith("--") for time in times}) == 1
    if records[one]["measure"] == "new" and alike and (end <= begin or stop <= start):
        return True
    first, second = line(records, one), line(records, other)
    if one in second or other in first:
        return False
    pairs = [
        (a, b) for a in first for b in second if records[a]["parent"] == records[b]["parent"] is not None and a != b
    ]
    if any(records[a]["relation"] == records[b]["relation"] and adds_up(records, a) for a, b in pairs):
        return True
    said = [(records[one].get(name), records[other].get(name)) for name in WORDS]
    if any(a and b and a != b for a, b in said):
        return True
    return any(a != b for a, b in zip(where(records, one), where(records, other)))


def table(records: list[Row]) -> dict[tuple[Any, ...], list[int]]:
    """The cells of a pivot: a level, a metric, a measure; for what is no flow a last day."""
    found = defaultdict(list)
    for index, (row, add) in enumerate(zip(records, levels(records))):
        if add is not None:
            day = None if row["measure"] == "new" else last_day(row["period"]["end"])
            found[add, row["metric"], row["measure"], day].append(index)
    return found


@given(documents())
def test_nobody_is_counted_twice_at_one_level(records: list[Row]) -> None:
    for cell, members in table(records).items():
        for one, other in combinations(members, 2):
            assert apart(records, one, other), (cell, one, other)


@given(documents())
def test_what_there_is_a_sum_of_has_a_total_or_is_a_subset(records: list[Row]) -> None:
    added = levels(records)
    for row, add in zip(records, added):
        assert add is None or (row["count"] is not None and row["measure"] in ("new", "cumulative"))
    for index, row in enumerate(records):
        if (
            row["count"] is None
            or row["parent"] is not None
            or row.get("severity")
            or len({str(r["period"]) for r in records}) > 1
        ):
            continue
        alike = [
            a
            for other, a in zip(records, added)
            if (other["metric"], other["measure"]) == (row["metric"], row["measure"])
        ]
        assert "total" in alike, index


def test_nothing_is_listed_that_no_field_knows() -> None:
    assert {"of", "origin", "severity", "from", "detected", "source"} <= set(WORDS)
    assert not {"place", "period", "metric", "measure"} & {*WORDS, *OBJECTS}


@pytest.mark.parametrize(
    "shape",
    [
        lambda n: [record(n), *(part(1, f"{220000 + at}") for at in range(n))],
        lambda n: [record(1, f"place {at}") for at in range(n)],
        lambda n: [record(1, span=(f"{1000 + at}-01-01T00:00", f"{1000 + at}-01-02T00:00")) for at in range(n)],
        lambda n: [record(9), *(part(1, "220100", at) for at in range(n))],
        lambda n: [record(1, origin="ab"[at % 2], severity="cd"[at % 3 % 2], of=str(at)) for at in range(n)],
    ],
)
def test_it_takes_time_in_proportion(shape: Any) -> None:
    def seconds(size: int) -> float:
        records = shape(size)
        start = process_time()
        levels(records)
        return process_time() - start

    seconds(10)
    small = min(seconds(500) for _ in range(3))
    assert min(seconds(4_000) for _ in range(2)) < max(24 * small, 0.05)  # eight times the records; a square is 64


# ---- Real bulletins ----------------------------------------------------------------------------------------------------

STATED = {
    # What a reader takes for the bulletin's own total: the first that is said of all of China's provinces.
    ("confirmed", "new"): r"新增确诊病例(\d+)例",
    ("asymptomatic", "new"): r"新增无症状感染者(\d+)例",
    ("confirmed", "current"): r"截至.{1,60}?现有确诊病例(\d+)例",
    ("confirmed", "cumulative"): r"截至.{1,150}?累计报告确诊病例(\d+)例",
    ("discharged", "cumulative"): r"截至.{1,80}?累计治愈出院病例(\d+)例",
    ("death", "cumulative"): r"截至.{1,110}?累计死亡病例(\d+)例",
    ("close_contact", "cumulative"): r"累计追踪到密切接触者(\d+)人",
}


@pytest.fixture(scope="module")
def national(shared: Path, nlp: Language) -> list[Row]:
    """Every national bulletin of the corpus, extracted."""
    path = shared / "corpus" / "nhc.jsonl"
    if not path.is_file():
        pytest.skip("no nhc.jsonl in ../shared/corpus")
    with path.open(encoding="utf-8") as lines:
        rows = [{"region": "100000", **json.loads(row)} for row in lines]
    return [dict(document) for document in extract(nlp, rows)]


def sums(document: Row, level: str) -> dict[tuple[str, str], int]:
    records, found = document["records"], defaultdict(int)
    for row, add in zip(records, levels(records)):
        if add == level:
            found[row["metric"], row["measure"]] += row["count"]
    return found


def differing(documents: list[Row], kind: tuple[str, str], level: str) -> Iterator[tuple[str, int, int]]:
    for document in documents:
        stated = re.search(STATED[kind], document["text"], re.DOTALL)
        if stated and sums(document, level)[kind] != int(stated.group(1)):
            yield document["id"], int(stated.group(1)), sums(document, level)[kind]


@pytest.mark.parametrize("kind", STATED)
def test_a_pivot_gives_each_bulletins_own_total(national: list[Row], kind: tuple[str, str]) -> None:
    stated = sum(re.search(STATED[kind], document["text"], re.DOTALL) is not None for document in national)
    assert stated > 200
    assert list(differing(national, kind, "total")) == []


def test_on_real_bulletins_nobody_is_counted_twice(national: list[Row]) -> None:
    for document in national[::10]:
        records = document["records"]
        for members in table(records).values():
            for one, other in combinations(members, 2):
                assert apart(records, one, other), (document["id"], one, other)


def test_provinces_give_the_total_too(national: list[Row]) -> None:
    """Where the bulletin breaks it down, a table by province is whole; four bulletins have a province read as a district."""
    found = [bulletin for bulletin in differing(national, ("confirmed", "new"), "province") if bulletin[2]]
    assert len(found) <= 4
    assert all(stated > summed for _, stated, summed in found)
