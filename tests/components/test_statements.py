"""``tongbao_statements``: who says what. Cases are in cases/statements.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

import pytest
import spacy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, DocBin

import zh_tongbao
from zh_tongbao.components.statements.factory import create
from zh_tongbao.documents import extract, make_doc, to_document
from zh_tongbao.resources import find_config_file

if TYPE_CHECKING:
    from spacy.language import Language

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "statements.jsonl").open(encoding="utf-8")]
FIELDS = ["start", "end", "text", "speaker", "speaker_start", "speaker_end", "verb", "kind", "slogans", "evidence"]
NESTED = "通知指出，省委书记王志远强调，要坚持动态清零。各地要抓好落实。"


def brief(document: dict[str, Any]) -> list[list[str]]:
    return [[one["speaker"], one["kind"], one["verb"], one["text"]] for one in document["statements"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_statements(nlp: Language, case: dict[str, Any]) -> None:
    [document] = extract(nlp, [case])
    assert brief(document) == case["statements"]
    slogans = [[one["text"], one["speaker"]] for one in document["entities"] if one["label"] == "SLOGAN"]
    assert slogans == case.get("slogans", slogans)


def test_a_statement_carries_every_field(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": "省委书记王志远强调，要坚持动态清零。"}])
    assert document["statements"] == [
        {
            "start": 10,
            "end": 18,
            "text": "要坚持动态清零。",
            "speaker": "王志远",
            "speaker_start": 4,
            "speaker_end": 7,
            "verb": "强调",
            "kind": "person",
            "slogans": [[13, 17]],
            "evidence": {
                "speaker": {"start": 4, "end": 7, "via": "own"},
                "verb": {"start": 7, "end": 9, "via": "own"},
            },
        }
    ]
    assert list(document["statements"][0]) == FIELDS


def test_a_speaker_who_is_not_mentioned_has_no_offsets(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": "市防控办发布公告。并强调，违者依法处理。"}])
    [statement] = document["statements"]
    assert (statement["speaker"], statement["speaker_start"], statement["speaker_end"]) == ("市防控办", None, None)


def test_the_innermost_speaker_says_the_slogan(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": NESTED}])
    outer, inner = document["statements"]
    assert outer["slogans"] == inner["slogans"] != []
    assert [one["speaker"] for one in document["entities"] if one["label"] == "SLOGAN"] == ["王志远"]


def test_spans_and_their_attributes(nlp: Language) -> None:
    doc = nlp(NESTED)
    found = [(span.text, span.label_, span._.speaker, span._.verb, span._.kind) for span in doc.spans["statements"]]
    assert found == [
        ("省委书记王志远强调，要坚持动态清零。各地要抓好落实。", "STATEMENT", "通知", "指出", "body"),
        ("要坚持动态清零。各地要抓好落实。", "STATEMENT", "王志远", "强调", "person"),
    ]
    assert [slogan._.speaker for slogan in doc.spans["slogans"]] == ["王志远"]
    assert all(ent.label_ != "STATEMENT" for ent in doc.ents)


def as_json(doc: Doc) -> Any:
    return json.loads(json.dumps(to_document(doc)))


def test_statements_travel_with_the_document(nlp: Language) -> None:
    doc = nlp(NESTED)
    assert len(doc._.statements) == 2
    [stored] = DocBin(store_user_data=True, docs=[doc]).get_docs(nlp.vocab)
    for copy in (Doc(nlp.vocab).from_bytes(doc.to_bytes()), stored):
        assert as_json(copy) == as_json(doc)
        assert [span._.speaker for span in copy.spans["statements"]] == ["通知", "王志远"]


def test_round_trip_of_the_component(nlp: Language, tmp_path: Path) -> None:
    pipe = nlp.get_pipe("statements")
    pipe.to_disk(tmp_path / "statements")
    for copy in (
        create(nlp, "statements", "statements").from_bytes(pipe.to_bytes()),
        create(nlp, "statements", "statements").from_disk(tmp_path / "statements"),
    ):
        doc = nlp(make_doc(nlp, {"text": NESTED}), disable=["statements"])
        assert as_json(copy(doc)) == as_json(nlp(NESTED))


@pytest.mark.parametrize("segmenter", ["pkuseg", "jieba"])
def test_every_segmenter_gives_the_same(nlp: Language, segmenter: str) -> None:
    if segmenter == "jieba":
        pytest.importorskip("jieba")
    other = spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": segmenter})
    for found, expected in zip(extract(other, CASES), extract(nlp, CASES)):
        assert found["statements"] == expected["statements"]


PIECES = [
    "会议强调，",
    "省委书记王志远",
    "指出",
    "表示",
    "他要求",
    "据",
    "介绍，",
    "“",
    "”",
    '"',
    "《通知》",
    "（",
    "）",
    "要坚持动态清零",
    "一是",
    "随后",
    "各地",
    "。",
    "，",
    "：",
    "；",
    "\n",
    " ",
    "\u3000",
    "10日",
    "在专家看来",
    "曾多次",
    "参加会议",
    "x",
]


@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text(nlp: Language, text: str) -> None:
    [document] = extract(nlp, [{"text": text}])
    order = [(one["start"], -one["end"]) for one in document["statements"]]
    assert order == sorted(order)
    slogans = {(one["start"], one["end"]): one for one in document["entities"] if one["label"] == "SLOGAN"}
    named: set[tuple[int, ...]] = set()
    unnamed: set[tuple[int, ...]] = set()
    said = set()
    for one in document["statements"]:
        assert text[one["start"] : one["end"]] == one["text"] == one["text"].strip() != ""
        assert one["speaker"] or (one["speaker"] is None and "speaker" not in one["evidence"])
        (named if one["speaker"] else unnamed).update(map(tuple, one["slogans"]))
        assert (one["speaker_start"] is None) == (one["speaker_end"] is None)
        assert all(one["start"] <= start < end <= one["end"] for start, end in one["slogans"])
        said.update(map(tuple, one["slogans"]))
    for span, slogan in slogans.items():
        assert slogan["speaker"] is None or span in named
        assert slogan["speaker"] is not None or span not in said - unnamed


@pytest.mark.parametrize(
    "unit", ["会议强调，", "王志远省长强调，", "曾明确", "他表示，“好。”", "“", "总书记指出，总书记的", "随后就此"]
)
def test_time_grows_with_the_text(nlp: Language, unit: str) -> None:
    pipe = nlp.get_pipe("statements")
    seconds = []
    for count in (1_500, 6_000):
        doc = nlp(unit * count, disable=["statements"])
        runs = []
        for _ in range(3):
            before = process_time()
            pipe(doc)
            runs.append(process_time() - before)
        seconds.append(min(runs))
    assert seconds[1] < 12 * seconds[0] + 0.3, seconds


def test_the_words_are_a_table(tmp_path: Path) -> None:
    """A reporting verb of one's own is a row, not code."""
    config = "initialize.components.statements.terms.path"
    shipped = find_config_file("vocab/statement_terms.csv").read_text(encoding="utf-8")
    mine = tmp_path / "terms.csv"
    mine.write_text(shipped + "疾呼,verb,mark,\n", encoding="utf-8")
    text = "环保组织疾呼，河流需要喘息。"
    assert zh_tongbao.load("bulletin_char.cfg")(text)._.statements == []
    assert zh_tongbao.load("bulletin_char.cfg", config={config: str(mine)})(text)._.statements[0]["verb"] == "疾呼"
