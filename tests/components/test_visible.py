"""Invisible characters: a text with them gives what it gives without, at the offsets and in the wording of the text as given."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.tokenizer.invisible import INVISIBLE, visible, visible_offsets

if TYPE_CHECKING:
    from spacy.language import Language

Row = dict[str, Any]

CHARACTERS = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u200e",
    "\u200f",
    "\u2060",
    "\u00ad",
    "\ufeff",
    "\u202a",
    "\u2066",
    "\ufe0f",
    "\u034f",
]
CASES = Path(__file__).parent / "cases"
FIELDS = ("entities", "records", "checks", "statements")


def texts() -> list[str]:
    found = []
    for name in ("records_house_styles", "officials", "statements", "slogans", "places"):
        lines = (CASES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        found += [json.loads(line)["text"] for line in lines[::4]]
    return found


def moved(item: Any, text: str, offsets: list[int]) -> Any:
    """A finding as it is told of a text in which these are the offsets of the visible characters."""
    if isinstance(item, list):
        return [moved(one, text, offsets) for one in item]
    if not isinstance(item, dict):
        return item
    result = {key: moved(value, text, offsets) for key, value in item.items()}
    for first, last in (("start", "end"), ("speaker_start", "speaker_end")):
        if isinstance(item.get(first), int):
            result[first], result[last] = offsets[item[first]], offsets[item[last] - 1] + 1
    if isinstance(item.get("start"), int) and "text" in item:
        result["text"] = text[result["start"] : result["end"]]
    if item.get("slogans"):
        result["slogans"] = [[offsets[start], offsets[end - 1] + 1] for start, end in item["slogans"]]
    return result


@given(st.sampled_from(texts()), st.data())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_findings_do_not_depend_on_invisible_characters(nlp: Language, text: str, data: st.DataObject) -> None:
    assert not INVISIBLE.search(text)
    places = data.draw(st.lists(st.integers(0, len(text)), max_size=30))
    strewn = text
    for place in sorted(places, reverse=True):
        strewn = strewn[:place] + data.draw(st.sampled_from(CHARACTERS)) + strewn[place:]
    plain, found = (to_document(nlp(make_doc(nlp, {"text": one, "published": "2022-05-07"}))) for one in (text, strewn))
    assert found["text"] == strewn
    offsets = visible_offsets(strewn)
    for field in FIELDS:
        assert found[field] == moved(plain[field], strewn, offsets), field


@pytest.mark.parametrize("character", CHARACTERS)
def test_between_figures_and_before_a_unit(nlp: Language, character: str) -> None:
    doc = nlp(f"5月6日，长{character}春市新增确诊病例1{character}3{character}例{character}。")
    assert [(record["count"], record["text"]) for record in doc._.records] == [(13, f"1{character}3{character}例")]
    assert [(place.text, place._.adcode) for place in doc.spans["places"]] == [(f"长{character}春市", "220100")]
    assert [span.text for span in doc.spans["cases"]] == [f"1{character}3{character}例"]


def test_names_are_told_without_them(nlp: Language) -> None:
    doc = nlp("吉林省委\u00ad书记景\u200b俊海强调，要坚持动态\u2060清零。")
    officials = [one for one in doc._.entities if one["label"] == "OFFICIAL"]
    assert [(one["text"], one["name"], one["titles"]) for one in officials] == [
        ("景\u200b俊海", "景俊海", ["吉林省委书记"])
    ]
    assert [(one["speaker"], one["text"]) for one in doc._.statements] == [("景俊海", "要坚持动态\u2060清零。")]
    assert [(one.text, one._.slogan_id, one._.speaker) for one in doc.spans["slogans"]] == [
        ("动态\u2060清零", "dynamic-zero-covid", "景俊海")
    ]


def test_before_a_name_that_no_token_is(nlp: Language) -> None:
    doc = nlp("\u200b\u200b北\u00ad京、公\u200b主岭新增3例。")
    assert [place._.adcode for place in doc.spans["places"]] == ["110000", "220184"]


@pytest.mark.parametrize("text", ["", "\u200b", "\ufeff\u200b \u200d", "\ufeff新增3例", "新增3例\u200b"])
def test_nothing_else_and_ends(nlp: Language, text: str) -> None:
    document = to_document(nlp(make_doc(nlp, {"text": text})))
    assert document["text"] == text
    assert [record["text"] for record in document["records"]] == ["3例"] * ("3例" in visible(text))


def test_in_a_title(nlp: Language) -> None:
    row = {"text": "新增确诊病例3例。", "title": "长\u200b春市疫情通报"}
    assert to_document(nlp(make_doc(nlp, row)))["records"][0]["place"]["adcode"] == "220100"


def test_a_document_between_two_components(nlp: Language) -> None:
    """What one component found is read by the next from the document alone, whatever passed through the pipeline between."""
    doc = make_doc(nlp, {"text": "5月6日，长\u200b春市新增确诊病例1\u200b3例。", "published": "2022-05-07"})
    for name, pipe in nlp.pipeline:
        assert name
        doc = pipe(doc)
        nlp("新增9例。")
    assert [(r["count"], r["place"]["adcode"]) for r in doc._.records] == [(13, "220100")]
