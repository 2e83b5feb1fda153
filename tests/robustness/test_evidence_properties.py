"""What holds of the evidence in any document: every value has its words, they stand in the text and say the value."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import genre
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.documents import make_doc, to_document

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.language import Language

Row = dict[str, Any]

NEAR = ("own", "list", "sentence", "document")
OUTSIDE = ("title", "input", "default")
MARKS = {"own": "[。！？!?，；：;:\n,]", "sentence": "[。！？!?\n]"}
PEOPLE = ["郑明远", "何秀兰", "李卫东", "李", "习", "沈阳", "他", "她", "总书记", "会议", "《通知》", "记者"]
WORDS = [
    *PEOPLE,
    "市委书记", "副市长", "省长", "、市长", "主席", "中共中央总书记", "任命", "为", "任", "同志", "担任", "的",
    "强调", "指出", "要求", "说", "强调，", "表示，", "：", "“", "”", "要坚持动态清零", "外防输入、内防反弹", "要应检尽检",
    "北京市", "北京", "上海27例，其中", "朝阳区", "朝阳", "海淀区", "吉林", "吉林市", "长春市", "鼓楼区", "西安", "高新区", "经开区", "河北",
    "普陀区", "3例", "2例、", "其中", "、", "，", "。", "\n", "；", "10:30", "1,204例", "昨日", "今天", "出席", "参加会见", "巴州", "新疆",
]  # fmt: skip
BUSY = st.lists(st.sampled_from(WORDS), max_size=60).map("".join)
STRANGE = st.lists(
    st.sampled_from(WORDS) | st.sampled_from(genre.STRANGE) | st.sampled_from(genre.words()), max_size=40
).map("".join)
UNICODE = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)
REGIONS = st.sampled_from([None, "220000", "220100", "310000", "110000", "100000"])
TITLES = st.none() | st.sampled_from(["北京市新增病例情况", "朝阳区通报", "长春市和北京市"]) | BUSY
some = settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


@given(BUSY, TITLES, REGIONS)
@some
def test_busy_texts(nlp: Language, text: str, title: str | None, region: str | None) -> None:
    check(nlp, {"text": text, "title": title, "region": region, "published": "2022-04-03"})


@given(STRANGE | UNICODE, TITLES, REGIONS)
@some
def test_hostile_texts(nlp: Language, text: str, title: str | None, region: str | None) -> None:
    check(nlp, {"text": text.encode("utf-8", "ignore").decode(), "title": title, "region": region})


@pytest.mark.parametrize("name", ["xwlb_2021", "nhc", "dxy"])
def test_real_texts(nlp: Language, root: Any, name: str) -> None:
    path = root.parent / "shared" / "corpus" / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip("no ../shared beside this checkout")
    rows = path.read_text(encoding="utf-8").splitlines()
    for line in rows[:: len(rows) // 40]:
        row = json.loads(line)
        check(nlp, {key: row.get(key) for key in ("text", "title", "published")})


def check(nlp: Language, row: Row) -> None:
    """Every titles, holder, path, speaker and verb that is not empty has evidence, and nothing else has any."""
    document = to_document(nlp(make_doc(nlp, row)))
    text, entities = document["text"], document["entities"]
    for one in (*entities, *document["statements"]):
        for words in pieces(one):
            assert list(words) == ["start", "end", "via"]
            if words["start"] is None:
                assert words["end"] is None
                assert words["via"] in OUTSIDE
            else:
                assert 0 <= words["start"] < words["end"] <= len(text)
                assert words["via"] in NEAR
    officials = {(one["start"], one["end"]): one["name"] for one in entities if one["label"] == "OFFICIAL"}
    for one in entities:
        evidence = one.get("evidence", {})
        if one["label"] == "OFFICIAL":
            assert [written(text, words) for words in evidence.get("titles", [])] == one["titles"]
            assert ("name" in evidence) == (one["text"] != one["name"])
            assert all(
                written(text, evidence[field]) in (one["name"], None) for field in ("name",) if field in evidence
            )
            assert all(
                words["via"] == distance(text, words["start"], one["start"]) for words in evidence.get("titles", [])
            )
        elif one["label"] == "TITLE":
            assert set(evidence) == ({"holder"} if one["holder"] else set())
            if evidence:
                assert named(text, evidence["holder"], one["holder"], officials)
                assert evidence["holder"]["via"] == distance(text, evidence["holder"]["start"], one["start"])
        elif one["label"] == "PLACE":
            assert set(evidence) == ({"path"} if one["path"] else set())
            if evidence:
                check_path(nlp, text, one, entities)
        elif one["label"] == "SLOGAN":
            assert set(evidence) == ({"speaker"} if one["speaker"] else set())
    for one in document["statements"]:
        assert set(one["evidence"]) == {key for key in ("speaker", "verb") if one[key]}
        assert one["speaker"] is None or named(text, one["evidence"]["speaker"], one["speaker"], officials)
        if one["verb"]:
            assert written(text, one["evidence"]["verb"]) == one["verb"]


def check_path(nlp: Language, text: str, place: Row, entities: list[Row]) -> None:
    """The words of a place's path are its own, or those of a place of the same province."""
    words = place["evidence"]["path"]
    if words["start"] is None or (words["start"], words["end"]) == (place["start"], place["end"]):
        return
    others = [one for one in entities if one["label"] == "PLACE" and one["start"] == words["start"] and one["path"]]
    assert all(one["path"][0] == place["path"][0] for one in others), (place, others)
    pipe = nlp.get_pipe("places")
    assert others or pipe.normaliser(written(text, words)) in pipe.finder.forms


def pieces(one: Row) -> Iterator[Row]:
    for evidence in one.get("evidence", {}).values():
        yield from evidence if isinstance(evidence, list) else [evidence]


def written(text: str, words: Row) -> str | None:
    return None if words["start"] is None else text[words["start"] : words["end"]]


def named(text: str, words: Row, name: str, officials: dict[tuple[int, int], str]) -> bool:
    """Whether words are a name, or the surname of whom the vocabulary knows by it."""
    said = text[words["start"] : words["end"]]
    return said == name or officials.get((words["start"], words["end"])) == name


def distance(text: str, first: int, second: int) -> str:
    """How far two places of a text are from each other, read without the project's code."""
    between = range(min(first, second), max(first, second))
    for via, marks in MARKS.items():
        if not any(re.match(marks, text[at]) and not number(text, at) for at in between):
            return via
    return "document"


def number(text: str, at: int) -> bool:
    """Whether a mark stands between two digits."""
    return bool(re.match(r"\d", text[at - 1 : at]) and re.match(r"\d", text[at + 1 : at + 2]))
