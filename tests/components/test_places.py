"""``tongbao_places``: which words are places, and which places they are. Cases are in cases/places*.jsonl."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.components.places.factory import create
from zh_tongbao.documents import make_doc
from zh_tongbao.errors import InputError
from zh_tongbao.tokenizer.cut_forms import lexicon
from zh_tongbao.vocab.readers import gazetteer, patterns, terms

CASES = Path(__file__).parent / "cases"
TABLES = ["vocab/places.csv", "vocab/zones.csv", "vocab/countries.csv"]
CONTEXT = ("text", "title", "region", "published")


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def vocabulary() -> dict:
    return {
        "characters": terms("vocab/characters.csv"),
        "gazetteer": gazetteer(TABLES),
        "terms": terms("vocab/place_terms.csv"),
        "townships": terms("vocab/townships.csv"),
    }


@pytest.fixture(scope="module")
def pipe(nlp):
    component = create(nlp, "places", "places", "ruler", None)
    component.initialize(**vocabulary())
    return component


def marked(nlp, pipe, case: dict) -> list[dict]:
    row = {key: case[key] for key in CONTEXT if key in case}
    doc = pipe(make_doc(nlp, row))
    return [entity for entity in doc._.entities if entity["label"] == "PLACE"]


@pytest.mark.parametrize("case", cases("places.jsonl"), ids=lambda case: case["name"])
def test_places_and_codes(nlp, pipe, case):
    found = [[entity["text"], entity["adcode"]] for entity in marked(nlp, pipe, case)]
    assert found == case["expected"]


@pytest.mark.parametrize("case", cases("places_none.jsonl"), ids=lambda case: case["name"])
def test_words_that_are_no_places(nlp, pipe, case):
    assert [entity["text"] for entity in marked(nlp, pipe, case)] == []


def test_entity_carries_the_whole_contract(nlp, pipe):
    [_, _, district] = marked(nlp, pipe, {"text": "吉林省长春市宽城区"})
    assert district == {
        "start": 6,
        "end": 9,
        "text": "宽城区",
        "label": "PLACE",
        "name": "宽城区",
        "path": ["吉林省", "长春市", "宽城区"],
        "adcode": "220103",
        "level": "county",
        "country": "CN",
        "evidence": {"path": {"start": 6, "end": 9, "via": "own"}},
    }
    [country] = marked(nlp, pipe, {"text": "智利共和国"})
    assert (country["name"], country["path"], country["level"], country["country"]) == ("智利", [], "country", "CL")


def test_span_group_and_attributes(nlp, pipe):
    doc = pipe(make_doc(nlp, {"text": "长春市经开区新增1例"}))
    assert [(span.text, span._.adcode, span._.level) for span in doc.spans["places"]] == [
        ("长春市", "220100", "prefecture"),
        ("经开区", "220171", "zone"),
    ]


def test_an_ambiguous_full_name_has_neither_code_nor_path(nlp, pipe):
    [place] = marked(nlp, pipe, {"text": "鼓楼区新增1例"})
    assert (place["name"], place["path"], place["adcode"], place["country"]) == ("鼓楼区", [], None, "CN")


def test_a_township_has_its_countys_path_and_a_code_of_nine_digits(nlp, pipe):
    [*_, street] = marked(nlp, pipe, {"text": "深圳市宝安区沙井街道新增2例。"})
    assert {key: street[key] for key in ("name", "path", "adcode", "level", "country")} == {
        "name": "沙井街道",
        "path": ["广东省", "深圳市", "宝安区", "沙井街道"],
        "adcode": "440306022",
        "level": "township",
        "country": "CN",
    }


@pytest.mark.parametrize(
    ("case", "path", "via"),
    [
        ({"text": "广东省佛山市顺德区、南海区。乐从镇举行会议。"}, "广东省/佛山市/顺德区/乐从镇", "own"),
        ({"text": "博兴县降雨。受灾最重的兴福镇已经供电。"}, "山东省/滨州市/博兴县/兴福镇", "document"),
        ({"text": "昨天，兴福镇、店子镇降雨。", "region": "371600"}, "山东省/滨州市/博兴县/兴福镇", "input"),
        ({"text": "叶县马庄乡、昆阳街道、龚店镇降雨。"}, "河南省/平顶山市/叶县/马庄乡", "own"),
        ({"text": "叶县某地降雨。昨天，下黑石镇降雨。"}, None, None),
        ({"text": "据密云县溪翁庄镇通报，昨天降雨。", "published": "2012-07-23"}, "北京市/密云县/溪翁庄镇", "own"),
        ({"text": "昨天，沙河镇降雨。"}, "", None),
    ],
)
def test_what_tells_a_townships_county(nlp, pipe, case, path, via):
    found = [place for place in marked(nlp, pipe, case) if place["level"] == "township"]
    if path is None:
        assert found == []
        return
    assert "/".join(found[0]["path"]) == path
    assert (found[0]["evidence"]["path"]["via"] if via else found[0].get("evidence")) == via


def test_a_township_that_no_table_has_lies_in_the_county_before_it(nlp, pipe):
    text = "盘州市大红岩镇、老雾山乡受灾，大红岩镇已经通电。盘州市各乡镇都在排查。"
    places = [place for place in marked(nlp, pipe, {"text": text}) if place["level"] == "township"]
    assert [(place["text"], place["adcode"], place["path"][-2]) for place in places] == [
        ("大红岩镇", None, "盘州市"),
        ("老雾山乡", None, "盘州市"),
        ("大红岩镇", None, "盘州市"),
    ]


def test_no_township_is_marked_without_their_table(nlp):
    narrow = create(nlp, "places", "places", "ruler", None)
    narrow.initialize(**(vocabulary() | {"townships": None}))
    assert [place["text"] for place in marked(nlp, narrow, {"text": "深圳市宝安区沙井街道。"})] == ["深圳市", "宝安区"]


def test_a_users_pattern_is_a_place(nlp, pipe):
    doc = make_doc(nlp, {"text": "未来城新增3例。"})
    span = doc.char_span(0, 3, label="PLACE", span_id="220100", alignment_mode="expand")
    doc.spans["ruler"] = [span]
    [place] = pipe(doc)._.entities
    assert (place["text"], place["name"], place["adcode"]) == ("未来城", "长春市", "220100")


def test_round_trip_gives_the_same_places(nlp, pipe, tmp_path):
    text = "长春市宽城区、绿园区，朝阳区，美国。"
    before = marked(nlp, pipe, {"text": text})
    from_bytes = create(nlp, "places", "places", "ruler", None).from_bytes(pipe.to_bytes())
    pipe.to_disk(tmp_path / "places")
    from_disk = create(nlp, "places", "places", "ruler", None).from_disk(tmp_path / "places")
    assert before == marked(nlp, from_bytes, {"text": text}) == marked(nlp, from_disk, {"text": text})


PIECES = [
    "长春市",
    "宽城区",
    "吉林",
    "和平",
    "经开区",
    "3例",
    "、",
    "，",
    "（",
    ")",
    "(",
    " ",
    "　",
    "\n",
    "12",
    "a",
    "刚果(金)",
    "市",
    "中国",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), st.sampled_from([None, "220000", "220100"]))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_offsets_index_the_text_as_given(nlp, pipe, text, region):
    last = 0
    for place in marked(nlp, pipe, {"text": text, "region": region}):
        assert text[place["start"] : place["end"]] == place["text"] != ""
        assert place["start"] >= last
        last = place["end"]
        assert list(place) == ["start", "end", "text", "label", "name", "path", "adcode", "level", "country"] + (
            ["evidence"] if place["path"] else []
        )


def test_ruler_patterns_and_lexicon_hold_the_same_forms():
    rows = patterns(TABLES)
    assert sorted(row["pattern"] for row in rows) == lexicon(TABLES)
    by_form = {row["pattern"]: row for row in rows}
    assert by_form["长春市"] == {"label": "PLACE", "pattern": "长春市", "id": "220100"}
    assert by_form["缅甸"]["id"] == "MM"
    assert "id" not in by_form["朝阳区"]
    assert "公安" not in by_form


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("adcode,name,level\n220100,长春市,town\n", "line 2, column 'level': 'town' is not one of"),
        ("adcode,name,level\n220100,,county\n", "line 2, column 'name': must not be empty"),
        ("adcode,name\n220100,长春市\n", "line 1: column 'level' is missing"),
    ],
)
def test_a_bad_table_names_file_line_and_column(tmp_path, content, message):
    table = tmp_path / "mine.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(InputError) as error:
        gazetteer([str(table)])
    assert str(table) in str(error.value)
    assert message in str(error.value)


def test_gold_places(nlp, pipe, shared):
    """The component alone on the gold documents: every required span, no other, every code and country."""
    wrong = []
    for path in sorted((shared / "eval" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        places = [entity for entity in gold["entities"] if entity["label"] == "PLACE"]
        found = {(place["start"], place["end"]): place for place in marked(nlp, pipe, gold)}
        for want in places:
            got = found.pop((want["start"], want["end"]), None)
            if want.get("optional"):
                continue
            same = got is not None and got["country"] == want["country"]
            if not same or want["adcode"] not in (None, got["adcode"]):
                wrong.append((path.name, want["text"], want["start"]))
        optional = [place for place in places if place.get("optional")]
        for start, end in found:
            if not any(start < place["end"] and place["start"] < end for place in optional):
                wrong.append((path.name, gold["text"][start:end], start))
    assert len(wrong) <= 8, wrong


def test_every_county_is_found_behind_its_parent(nlp, pipe):
    """Whatever else its name may mean: 上海市长宁区, 吕梁市兴县. Three are not: 市郊区 reads as 市郊 and 区."""
    rows = [row for row in gazetteer(["vocab/places.csv"]) if not row["valid_to"]]
    names = {row["adcode"]: row["name"] for row in rows}
    missed = []
    for row in rows:
        if row["level"] == "county" and row["parent"] in names:
            text = f"{names[row['parent']]}{row['name']}发生火灾。"
            found = {(place["adcode"], place["name"]) for place in marked(nlp, pipe, {"text": text})}
            if (row["adcode"] or None, row["name"]) not in found:
                missed.append(text)
    assert len(missed) <= 3, missed
