"""A user's own words: rows of one file on top of the shipped vocabulary."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy

import zh_tongbao
from zh_tongbao.documents import extract
from zh_tongbao.errors import InputError
from zh_tongbao.vocab.diseases import diseases
from zh_tongbao.vocab.overlay import read_overlay

ROWS: list[dict[str, Any]] = [
    {"kind": "official", "name": "欧阳千里", "titles": ["数字专员"]},
    {"kind": "place", "alias": "北国春城", "code": "220100"},
    {"kind": "place", "alias": "枫叶之国", "code": "CA"},
    {"kind": "disease", "code": "frostleaf-fever", "name": "霜叶热", "aliases": ["霜叶病"], "icd10": "A99"},
    {"kind": "disease", "code": "dengue", "name": "断骨热病"},
    {"kind": "slogan", "id": "five-lamps", "canonical": "五灯长明", "variants": ["五盏灯长明"], "gloss": "five lamps"},
    {"kind": "slogan", "id": "dynamic-zero-covid", "canonical": "动态清零", "variants": ["动清"]},
    {"kind": "term", "table": "case_terms", "term": "霜叶热确诊", "type": "state", "value": "confirmed"},
    {"kind": "term", "table": "statement_terms", "term": "疾呼", "type": "verb", "value": "mark"},
]
TEXT = "欧阳千里到北国春城调研。数字专员欧阳千里疾呼，五盏灯长明，坚持动清。枫叶之国来宾在场。"
COUNTS = "4月2日，北国春城新增霜叶热确诊3例。"


def written(folder: Path, rows: list[Any]) -> Path:
    path = folder / "mine.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def found(nlp: spacy.language.Language) -> Any:
    rows = [{"text": TEXT}, {"text": COUNTS, "published": "2022-04-03"}]
    return json.loads(json.dumps(list(extract(nlp, rows))))


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> spacy.language.Language:
    path = written(tmp_path_factory.mktemp("overlay"), ROWS)
    return zh_tongbao.load("bulletin_char.cfg", vocab_overlay=path)


def of_label(document: dict[str, Any], label: str) -> list[dict[str, Any]]:
    return [entity for entity in document["entities"] if entity["label"] == label]


def test_an_official_is_known_everywhere_and_his_titles_are_titles(mine: spacy.language.Language) -> None:
    document, _ = found(mine)
    assert [(one["text"], one["titles"]) for one in of_label(document, "OFFICIAL")] == [
        ("欧阳千里", ["数字专员"]),
        ("欧阳千里", ["数字专员"]),
    ]
    assert [(one["text"], one["holder"]) for one in of_label(document, "TITLE")] == [("数字专员", "欧阳千里")]


def test_an_alias_is_its_place(mine: spacy.language.Language) -> None:
    document, counted = found(mine)
    places = [(one["text"], one["name"], one["adcode"], one["country"]) for one in of_label(document, "PLACE")]
    assert places == [("北国春城", "长春市", "220100", "CN"), ("枫叶之国", "加拿大", None, "CA")]
    assert counted["records"][0]["place"] == {"text": "北国春城", "adcode": "220100"}


def test_a_slogan_has_its_id_and_a_known_one_a_new_variant(mine: spacy.language.Language) -> None:
    document, _ = found(mine)
    slogans = [
        (one["text"], one["canonical"], one["slogan_id"], one["speaker"]) for one in of_label(document, "SLOGAN")
    ]
    assert slogans == [
        ("五盏灯长明", "五灯长明", "five-lamps", "欧阳千里"),
        ("动清", "动态清零", "dynamic-zero-covid", "欧阳千里"),
    ]


def test_terms_reach_their_tables(mine: spacy.language.Language) -> None:
    document, counted = found(mine)
    assert [one["verb"] for one in document["statements"]] == ["疾呼"]
    [record] = counted["records"]
    assert (record["count"], record["metric"]) == (3, "confirmed")


def test_without_it_nothing_of_this_is_known(nlp: spacy.language.Language) -> None:
    document, counted = found(nlp)
    assert not of_label(document, "SLOGAN") and not of_label(document, "PLACE") and not document["statements"]
    assert not of_label(document, "TITLE")
    assert [record["metric"] for record in counted["records"]] != ["confirmed"] or not of_label(counted, "PLACE")


@pytest.mark.parametrize("segmenter", ["pkuseg", "char"])
def test_the_config_key_says_the_same(mine: spacy.language.Language, tmp_path: Path, segmenter: str) -> None:
    config = {"paths": {"overlay": str(written(tmp_path, ROWS))}, "nlp": {"tokenizer": {"segmenter": segmenter}}}
    assert found(spacy.load("zh_tongbao", config=config)) == found(mine)


def test_it_is_saved_with_the_pipeline(tmp_path: Path) -> None:
    path = written(tmp_path, ROWS)
    nlp = zh_tongbao.load("bulletin_char.cfg", vocab_overlay=path)
    expected = found(nlp)
    nlp.to_disk(tmp_path / "model")
    path.unlink()
    assert found(spacy.load(tmp_path / "model")) == expected


def test_an_empty_file_changes_nothing(nlp: spacy.language.Language, tmp_path: Path) -> None:
    assert found(zh_tongbao.load("bulletin_char.cfg", vocab_overlay=written(tmp_path, [""]))) == found(nlp)


WRONG: list[tuple[Any, str]] = [
    ("{", "line 2: not valid JSON"),
    ("[1]", "line 2: expected a JSON object, found list"),
    ({"name": "x"}, "line 2, field 'kind': None is not one of disease, official, place, slogan, term"),
    ({"kind": ["x"]}, "line 2, field 'kind': ['x'] is not one of"),
    ({"kind": "official"}, "line 2, field 'name': missing"),
    ({"kind": "official", "name": "某人", "title": "局长"}, "line 2, field 'title': a row of the kind 'official' has name, titles"),
    ({"kind": "official", "name": "某人", "titles": "局长"}, "line 2, field 'titles': must be a list of strings"),
    ({"kind": "official", "name": "某人", "titles": [""]}, "line 2, field 'titles': must be a list of strings"),
    ({"kind": "official", "name": 5}, "line 2, field 'name': must be a string, not 5"),
    ({"kind": "place", "alias": "春城"}, "line 2, field 'code': missing"),
    ({"kind": "place", "alias": "春城", "code": "999999"}, "line 2, field 'code': no division or country has the code"),
    ({"kind": "place", "alias": "长春市", "code": "220200"}, "line 2, field 'alias': '长春市' is already the name of 220100"),
    ({"kind": "slogan", "id": "x"}, "line 2, field 'canonical': missing"),
    ({"kind": "slogan", "id": "x", "canonical": "动态清零"}, "line 2, id 'x': the form '动态清零' already stands under"),
    ({"kind": "term", "table": "case", "term": "x", "type": "state"}, "line 2, field 'table': 'case' is not one of"),
    ({"kind": "term", "table": "case_terms", "term": "x", "type": "states"}, "line 2, field 'type': 'states' is not one of"),
    ({"kind": "term", "table": "characters", "term": "x", "type": "map"}, "line 2, field 'table': 'characters' is not one of"),
]  # fmt: skip


@pytest.mark.parametrize(("row", "message"), WRONG, ids=[message for _, message in WRONG])
def test_a_wrong_row_names_file_line_and_field(tmp_path: Path, row: Any, message: str) -> None:
    path = written(tmp_path, ["", row])
    with pytest.raises(InputError) as error:
        zh_tongbao.load("bulletin_char.cfg", vocab_overlay=path)
    assert f"{path}, {message}" in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.jsonl: no such file"):
        zh_tongbao.load("bulletin_char.cfg", vocab_overlay=tmp_path / "nowhere.jsonl")


def test_a_config_without_the_key_says_so(tmp_path: Path) -> None:
    config = tmp_path / "old.cfg"
    config.write_text(
        '[nlp]\nlang = "zh"\npipeline = []\n\n[nlp.tokenizer]\n@tokenizers = "spacy.zh.ChineseTokenizer"\n'
    )
    with pytest.raises(InputError, match=r"old\.cfg: .*\[paths\] overlay"):
        zh_tongbao.load(str(config), vocab_overlay=written(tmp_path, ROWS))


def test_null_is_the_same_as_left_out(tmp_path: Path) -> None:
    [row] = read_overlay(str(written(tmp_path, [{"kind": "official", "name": "某人", "titles": None}]))).officials
    assert "titles" not in row


def test_diseases_of_ones_own_and_more_names_of_known_ones(mine: spacy.language.Language) -> None:
    [document] = extract(mine, [{"text": "2026年3月，全省报告霜叶热3例，霜叶病死亡1例，断骨热病5例、登革热2例。"}])
    assert [(one["text"], one["code"], one["icd10"], one["class"]) for one in of_label(document, "DISEASE")] == [
        ("霜叶热", "frostleaf-fever", "A99", None),
        ("霜叶病", "frostleaf-fever", "A99", None),
        ("断骨热病", "dengue", "A90;A97", "B"),
        ("登革热", "dengue", "A90;A97", "B"),
    ]
    assert [(one["count"], one["metric"], one["disease"]["code"]) for one in document["records"]] == [
        (3, "confirmed", "frostleaf-fever"),
        (1, "death", "frostleaf-fever"),
        (5, "confirmed", "dengue"),
        (2, "confirmed", "dengue"),
    ]


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ({"code": "x", "name": "登革热"}, "field 'name': '登革热' already stands for 'dengue'"),
        ({"code": "x", "name": "霜叶热", "parent": "y"}, "field 'parent': no disease has the code 'y'"),
        ({"code": "x"}, "field 'name': missing; a row of the kind 'disease' needs it"),
    ],
)
def test_a_wrong_disease(tmp_path: Path, row: dict[str, Any], wrong: str) -> None:
    path = written(tmp_path, [{"kind": "disease", **row}])
    with pytest.raises(InputError) as caught:
        diseases("vocab/diseases.csv", str(path))
    assert str(caught.value) == f"{path}, line 1, {wrong}"
