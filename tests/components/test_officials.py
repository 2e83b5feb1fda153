"""``tongbao_officials``: names, their posts and who holds them. Cases are in cases/officials*.jsonl."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.components.officials.factory import create
from zh_tongbao.components.officials.words import Words
from zh_tongbao.documents import make_doc
from zh_tongbao.vocab.readers import terms

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def marked(nlp, text: str) -> tuple[list[dict], list[dict]]:
    entities = nlp(make_doc(nlp, {"text": text}))._.entities
    by_label = {label: [entity for entity in entities if entity["label"] == label] for label in ("OFFICIAL", "TITLE")}
    return by_label["OFFICIAL"], by_label["TITLE"]


@pytest.mark.parametrize("case", cases("officials.jsonl"), ids=lambda case: case["name"])
def test_officials_and_their_posts(nlp, case):
    officials, titles = marked(nlp, case["text"])
    assert [[entity["text"], entity["name"], entity["titles"]] for entity in officials] == case["officials"]
    assert [[entity["text"], entity["holder"]] for entity in titles] == case["titles"]


@pytest.mark.parametrize("case", cases("officials_none.jsonl"), ids=lambda case: case["name"])
def test_who_is_no_official(nlp, case):
    officials, titles = marked(nlp, case["text"])
    assert [entity["text"] for entity in officials + titles] == []


def test_a_persons_name_is_no_place(nlp):
    entities = nlp(make_doc(nlp, {"text": "市委书记沈阳，市长冯国贵到沈阳考察。沈阳强调，要抓好防汛。"}))._.entities
    places = [(entity["text"], entity["start"]) for entity in entities if entity["label"] == "PLACE"]
    assert places == [("沈阳", 13)]


def test_entities_carry_the_whole_contract(nlp):
    [official], [title] = marked(nlp, "副省长张力说。")
    assert official == {
        "start": 3,
        "end": 5,
        "text": "张力",
        "label": "OFFICIAL",
        "name": "张力",
        "titles": ["副省长"],
        "evidence": {"titles": [{"start": 0, "end": 3, "via": "own"}]},
    }
    evidence = {"holder": {"start": 3, "end": 5, "via": "own"}}
    assert title == {"start": 0, "end": 3, "text": "副省长", "label": "TITLE", "holder": "张力", "evidence": evidence}


def test_span_groups_and_attributes(nlp):
    doc = nlp("副省长张力说。")
    assert [(span.text, span._.name, span._.titles) for span in doc.spans["officials"]] == [
        ("张力", "张力", ["副省长"])
    ]
    assert [(span.text, span._.holder) for span in doc.spans["titles"]] == [("副省长", "张力")]


def test_a_document_without_ranks_has_empty_groups(nlp):
    doc = nlp("昨日新增3例。")
    assert (len(doc.spans["officials"]), len(doc.spans["titles"])) == (0, 0)


def test_nothing_ends_before_a_title_that_begins_the_text(nlp):
    assert [
        entity["text"] for entity in nlp("总书记担任艾尔肯·\u3000")._.entities if entity["label"] == "OFFICIAL"
    ] == []


def test_a_users_pattern_is_an_official(nlp):
    pipe = nlp.get_pipe("officials")
    doc = make_doc(nlp, {"text": "阿宝出席。"})
    doc.spans["ruler"] = [doc.char_span(0, 2, label="OFFICIAL", alignment_mode="expand")]
    [official] = [entity for entity in pipe(doc)._.entities if entity["label"] == "OFFICIAL"]
    assert (official["name"], official["titles"]) == ("阿宝", [])


def test_round_trip_gives_the_same_officials(nlp, tmp_path):
    pipe = create(nlp, "officials", "officials", None)
    pipe.initialize(
        characters=terms("vocab/characters.csv"),
        titles=terms("vocab/title_terms.csv"),
        names=terms("vocab/names.csv"),
    )
    text = "省委书记张大海、省长李小山出席，张大海讲话。"
    pipe.to_disk(tmp_path / "officials")
    copies = [
        create(nlp, "officials", "officials", None).from_bytes(pipe.to_bytes()),
        create(nlp, "officials", "officials", None).from_disk(tmp_path / "officials"),
    ]
    before = pipe(make_doc(nlp, {"text": text}))._.entities
    assert len(before) == 5
    for copy in copies:
        assert copy(make_doc(nlp, {"text": text}))._.entities == before


PIECES = [
    "省委书记",
    "副省长",
    "国务院总理",
    "总书记",
    "省领导",
    "张力",
    "王勇峰",
    "艾尔肯·",
    "吐尼亚孜",
    "李 强",
    "任命",
    "为",
    "担任",
    "的",
    "和",
    "、",
    "，",
    "。",
    "（",
    "）",
    "“",
    "”",
    "\n",
    "　",
    "美国",
    "长春市",
    "原",
    "习",
    "a",
    "1",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_always_holds(nlp, text):
    officials, titles = marked(nlp, text)
    written = {title["text"] for title in titles}
    names = {official["name"] for official in officials}
    for entities in (officials, titles):
        last = 0
        for entity in entities:
            assert text[entity["start"] : entity["end"]] == entity["text"] != ""
            assert entity["start"] >= last
            last = entity["end"]
    for official in officials:
        assert official["titles"] == sorted(set(official["titles"]), key=official["titles"].index)
        assert [len(title) for title in official["titles"]] == sorted(map(len, official["titles"]), reverse=True)
        assert set(official["titles"]) <= written
    assert {title["holder"] for title in titles} - {None} <= names


def test_time_grows_with_the_length_of_the_text(nlp):
    pipe = nlp.get_pipe("officials")
    text = "副省长张力和县委书记王大明到长春市调研，李小山、赵文斌参加。省纪委通报：" * 100

    def seconds(times: int) -> float:
        doc = make_doc(nlp, {"text": text * times})
        start = time.process_time()
        pipe(doc)
        return time.process_time() - start

    seconds(1)
    assert seconds(16) < 16 * 3 * max(seconds(1), 0.01)


def test_words_are_found_where_they_begin_and_end():
    words = Words(["副", "副主任", "主任"])
    text = "市卫健委副主任"
    assert [words.at(text, position) for position in range(7)] == [0, 0, 0, 0, 3, 2, 0]
    assert [words.before(text, position) for position in range(8)] == [0, 0, 0, 0, 0, 1, 0, 3]
    assert words.at(text, 4, 6) == 1


def test_gold_officials_and_titles(nlp, shared):
    """On the gold documents: spans, posts and holders that are wrong."""
    wrong = []
    for path in sorted((shared / "eval" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        context = {key: gold[key] for key in ("text", "title", "published", "region") if gold.get(key)}
        entities = nlp(make_doc(nlp, context))._.entities
        for label, attribute in (("OFFICIAL", "titles"), ("TITLE", "holder")):
            wanted = [entity for entity in gold["entities"] if entity["label"] == label]
            found = {(entity["start"], entity["end"]): entity for entity in entities if entity["label"] == label}
            for want in wanted:
                got = found.pop((want["start"], want["end"]), None)
                if not want.get("optional") and (got is None or got[attribute] != want.get(attribute)):
                    wrong.append((path.name, want["text"]))
            optional = [entity for entity in wanted if entity.get("optional")]
            wrong += [
                (path.name, gold["text"][start:end])
                for start, end in found
                if not any(start < entity["end"] and entity["start"] < end for entity in optional)
            ]
    assert len(wrong) <= 6, wrong


def test_a_title_does_not_begin_inside_a_number(nlp):
    [title] = nlp("9" * 60 + "医管局局长").spans["titles"]
    assert title.text == "医管局局长"
