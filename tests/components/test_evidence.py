"""Evidence of entities and statements: the words that decided a value, and how they reach it. Cases are in cases/evidence.jsonl."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy.tokens import Doc

from zh_tongbao.components.annotation import annotate
from zh_tongbao.components.evidence import Ends, Ground, Stretches
from zh_tongbao.components.relations import tell_speakers, without_namesakes
from zh_tongbao.documents import extract, make_doc, to_document

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases" / "evidence.jsonl").open(encoding="utf-8")]
FIELDS = ("titles", "name", "holder", "path", "speaker", "verb", "start_time", "end_time")


def said(document: Row) -> list[list[Any]]:
    """Each piece of evidence as label, text and start of what has the value, field, words, their start, via."""
    rows: list[list[Any]] = []
    for one in (*document["entities"], *(dict(row, label="STATEMENT") for row in document["statements"])):
        for field, evidence in one.get("evidence", {}).items():
            for words in evidence if isinstance(evidence, list) else [evidence]:
                start, end = words["start"], words["end"]
                written = None if start is None else document["text"][start:end]
                rows.append([one["label"], one["text"], one["start"], field, written, start, words["via"]])
    return rows


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_evidence(nlp: Language, case: Row) -> None:
    [document] = extract(nlp, [case])
    assert said(document) == case["evidence"]


def test_the_cases_cover_every_field_and_way() -> None:
    rows = [row for case in CASES for row in case["evidence"]]
    assert {row[3] for row in rows} == set(FIELDS)
    ways = {field: {row[6] for row in rows if row[3] == field} for field in FIELDS}
    near = {"own", "sentence", "document"}
    assert ways["titles"] == ways["holder"] == near
    assert ways["path"] == near | {"list", "title", "input", "default"}
    assert ways["speaker"] == near
    assert ways["name"] == {"document", "sentence", "default"}
    assert (ways["verb"], ways["start_time"]) == ({"own"}, {"input"})


def test_spans_give_their_evidence_and_documents_keep_it_in_bytes(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, {"text": "副省长张力强调，北京市朝阳区要坚持动态清零。"}))
    again = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert to_document(again) == to_document(doc)
    for one in (doc, again):
        [_, district] = one.spans["places"]
        [slogan], [statement] = one.spans["slogans"], one.spans["statements"]
        assert district._.evidence == {"path": {"start": 8, "end": 11, "via": "own"}}
        assert slogan._.evidence == {"speaker": {"start": 3, "end": 5, "via": "sentence"}}
        assert statement._.evidence["verb"] == {"start": 5, "end": 7, "via": "own"}


def test_evidence_is_shared_by_no_two(nlp: Language) -> None:
    [document] = extract(nlp, [{"text": "市长郑明远说，要抓紧。他说，要坚持动态清零。郑明远说，要应检尽检。"}])
    pieces = [
        words
        for one in (*document["entities"], *document["statements"])
        for evidence in one.get("evidence", {}).values()
        for words in (evidence if isinstance(evidence, list) else [evidence])
    ]
    assert len({id(words) for words in pieces}) == len(pieces)


def test_evidence_grows_with_the_text(nlp: Language) -> None:
    sentence = "市委书记郑明远强调，要坚持动态清零。他要求，北京6例，其中朝阳区3例、通州区2例。\n"
    sizes = [len(json.dumps(next(extract(nlp, [{"text": sentence * times}])))) for times in (100, 400)]
    assert sizes[1] < 4.5 * sizes[0]


def test_clauses_and_sentences() -> None:
    ends = Ends([{"term": "，", "kind": "clause_end"}, {"term": "。", "kind": "sentence_end"}])
    around = Stretches("甲，乙1，2丙。丁\n戊", ends).around(2)
    assert [around.via(position) for position in range(10)] == ["sentence"] * 2 + ["own"] * 6 + ["document"] * 2
    assert Stretches("", ends).around(0).via(0) == "own"


@pytest.mark.parametrize(
    ("ground", "evidence"),
    [
        (Ground(0, 1), {"start": 0, "end": 1, "via": "sentence"}),
        (Ground(0, 1, "list"), {"start": 0, "end": 1, "via": "list"}),
        (Ground(None, None, "title"), {"start": None, "end": None, "via": "title"}),
    ],
)
def test_a_ground_becomes_evidence(ground: Ground, evidence: Row) -> None:
    ends = Ends([{"term": "，", "kind": "clause_end"}])
    assert Stretches("甲，乙", ends).around(2).of(ground) == evidence


@pytest.mark.parametrize(
    ("spans", "nearest"),
    [
        ([(0, 2), (16, 18)], 16),
        ([(0, 2), (22, 24)], 0),
        ([(8, 10), (22, 24)], 8),
        ([(22, 24)], 22),
        ([(2, 4), (12, 14)], 12),
    ],
)
def test_the_nearest_words(spans: list[tuple[int, int]], nearest: int) -> None:
    ends = Ends([{"term": "，", "kind": "clause_end"}, {"term": "。", "kind": "sentence_end"}])
    view = "甲甲甲甲。乙乙，乙乙，丙丙丙丙丙丙丙丙丙丙。丁丁丁丁"
    assert Stretches(view, ends).around(14).nearest(spans, 14)["start"] == nearest


def test_a_persons_name_stays_no_place_in_whatever_order_components_write(nlp: Language) -> None:
    doc = nlp(make_doc(nlp, {"text": "州委书记沈阳强调，要抓好防汛。沈阳市派队支援。"}))
    nlp.get_pipe("places")(doc)
    assert [span.text for span in doc.spans["places"]] == ["沈阳市"]
    annotate(doc, "officials", [], labels=["OFFICIAL"])
    nlp.get_pipe("places")(doc)
    assert [span.text for span in doc.spans["places"]] == ["沈阳", "沈阳市"]


def test_only_places_with_a_persons_span_are_left_out() -> None:
    rows = [("PLACE", 0, 2), ("PLACE", 0, 3), ("TITLE", 0, 2), ("PLACE", 5, 7)]
    entities = [{"label": label, "start": start, "end": end} for label, start, end in rows]
    assert without_namesakes(entities, {(0, 2)}) == entities[1:]


def test_a_slogan_has_the_speaker_of_the_innermost_statement() -> None:
    view = "甲说，乙说，动态清零。"
    statements: list[Row] = [
        {"start": 3, "end": 11, "speaker": "甲", "slogans": [], "evidence": {"speaker": {"start": 0, "end": 1}}},
        {"start": 6, "end": 11, "speaker": "乙", "slogans": [], "evidence": {"speaker": {"start": 3, "end": 4}}},
    ]
    slogans: list[Row] = [{"start": 0, "end": 1}, {"start": 6, "end": 10}]
    tell_speakers(slogans, statements, Stretches(view, Ends([])))
    assert slogans[0] == {"start": 0, "end": 1, "statement": None, "speaker": None, "no_speaker": "headline"}
    assert slogans[1]["statement"] == 1 and slogans[1]["no_speaker"] is None
    assert slogans[1]["speaker"] == "乙"
    assert slogans[1]["evidence"] == {"speaker": {"start": 3, "end": 4, "via": "own"}}
    assert [one["slogans"] for one in statements] == [[[6, 10]], [[6, 10]]]


@pytest.mark.parametrize(
    ("view", "why"),
    [
        ("动态清零的一年\n会议召开。", "headline"),
        ("坚持动态清零。\n会议召开。", "narrative"),
        ("他说：“坚持动态清零。”\n会议召开。", "narrative"),
        ("动态清零" + "甲" * 90, "narrative"),
    ],
)
def test_a_slogan_that_nobody_says_has_the_reason(view: str, why: str) -> None:
    slogans: list[Row] = [{"start": view.index("动"), "end": view.index("零") + 1}]
    tell_speakers(slogans, [], Stretches(view, Ends([{"term": "。", "kind": "sentence_end"}])))
    assert slogans[0]["no_speaker"] == why


def test_a_slogan_in_words_of_nobody_known_is_unresolved() -> None:
    statements: list[Row] = [{"start": 3, "end": 9, "speaker": None, "slogans": [], "evidence": {}}]
    slogans: list[Row] = [{"start": 4, "end": 8}]
    tell_speakers(slogans, statements, Stretches("他说，要动态清零。", Ends([])))
    assert (slogans[0]["no_speaker"], slogans[0]["statement"]) == ("unresolved", 0)
