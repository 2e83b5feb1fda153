"""``tongbao_slogans``: policy formulations and their normal forms. Cases are in cases/slogans*.jsonl."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.components.slogans.factory import create
from zh_tongbao.components.slogans.formulations import slogan_forms
from zh_tongbao.documents import make_doc
from zh_tongbao.vocab.readers import slogans, terms

CASES = Path(__file__).parent / "cases"
ROWS = slogans("vocab/slogans.jsonl")
FIELDS = {
    "culture",
    "diplomacy",
    "discipline",
    "economy",
    "environment",
    "epidemic",
    "ethnic",
    "governance",
    "hongkong-taiwan",
    "ideology",
    "law",
    "military",
    "party",
    "reform",
    "regional",
    "rural",
    "safety",
    "social",
    "technology",
}
JOINS = "[、， ]"


def cases(name: str) -> list[dict]:
    return [json.loads(line) for line in (CASES / name).read_text(encoding="utf-8").splitlines()]


def vocabulary() -> dict:
    return {
        "characters": terms("vocab/characters.csv"),
        "slogans": ROWS,
        "shapes": terms("vocab/slogan_shapes.csv"),
    }


@pytest.fixture(scope="module")
def pipe(nlp):
    component = create(nlp, "slogans", "slogans", None)
    component.initialize(**vocabulary())
    return component


def ruled(nlp, text: str):
    return nlp.get_pipe("ruler")(make_doc(nlp, {"text": text}))


def marked(nlp, pipe, text: str) -> list[dict]:
    doc = pipe(ruled(nlp, text))
    return [entity for entity in doc._.entities if entity["label"] == "SLOGAN"]


@pytest.mark.parametrize("case", cases("slogans.jsonl"), ids=lambda case: case["name"])
def test_slogans_and_their_normal_forms(nlp, pipe, case):
    found = [[entity["text"], entity["canonical"]] for entity in marked(nlp, pipe, case["text"])]
    assert found == case["expected"]


@pytest.mark.parametrize("case", cases("slogans_none.jsonl"), ids=lambda case: case["name"])
def test_what_is_no_slogan(nlp, pipe, case):
    assert [entity["text"] for entity in marked(nlp, pipe, case["text"])] == []


def test_entity_carries_the_whole_contract(nlp, pipe):
    [known, unseen] = marked(nlp, pipe, "实施“应检尽检”，推行“一户一码”。")
    assert known == {
        "start": 3,
        "end": 7,
        "text": "应检尽检",
        "label": "SLOGAN",
        "canonical": "应检尽检",
        "slogan_id": "test-all-who-should-be-tested",
        "gloss": "test all who should be tested",
        "policy_field": "epidemic",
        "since": 2020,
    }
    assert (unseen["canonical"], unseen["slogan_id"]) == ("一户一码", None)
    assert (unseen["gloss"], unseen["policy_field"], unseen["since"]) == (None, None, None)


def test_span_group_and_attributes(nlp, pipe):
    doc = pipe(ruled(nlp, "“三农”工作和减费降税"))
    assert [(span.text, span._.canonical, span._.slogan_id) for span in doc.spans["slogans"]] == [
        ("三农", "三农", "agriculture-rural-areas-and-farmers"),
        ("减费降税", "减税降费", "tax-and-fee-cuts"),
    ]


def with_pattern(nlp, text: str, pattern: str, name: str):
    doc = make_doc(nlp, {"text": text})
    start = text.index(pattern)
    span = doc.char_span(start, start + len(pattern), label="SLOGAN", span_id=name, alignment_mode="expand")
    doc.spans["ruler"] = [span]
    return doc


@pytest.mark.parametrize(
    ("text", "pattern", "name", "expected"),
    [
        ("落实星火行动部署。", "星火行动", "spark", ("星火行动", "spark")),
        ("落实清零战法部署。", "清零战法", "dynamic-zero-covid", ("动态清零", "dynamic-zero-covid")),
        ("落实星火行动部署。", "星火行动", "", ("星火行动", None)),
    ],
    ids=["a slogan of its own", "an alias of a known one", "a pattern without an id"],
)
def test_a_users_pattern_is_a_slogan(nlp, pipe, text, pattern, name, expected):
    [slogan] = pipe(with_pattern(nlp, text, pattern, name))._.entities
    assert (slogan["canonical"], slogan["slogan_id"]) == expected


def test_a_pattern_does_not_lift_the_context_of_a_known_form(nlp, pipe):
    assert pipe(with_pattern(nlp, "孩子们走出去看看", "走出去", "going-global"))._.entities == []


def test_round_trip_gives_the_same_slogans(nlp, pipe, tmp_path):
    text = "坚持“动态清零”，外防输入，内防反弹；“四个带头”；再动员、再部署。"
    before = marked(nlp, pipe, text)
    from_bytes = create(nlp, "slogans", "slogans", None).from_bytes(pipe.to_bytes())
    pipe.to_disk(tmp_path / "slogans")
    from_disk = create(nlp, "slogans", "slogans", None).from_disk(tmp_path / "slogans")
    assert len(before) == 4
    assert before == marked(nlp, from_bytes, text) == marked(nlp, from_disk, text)


def test_vocabulary_is_large_enough():
    assert len(ROWS) >= 650


@pytest.mark.parametrize("field", ["id", "canonical"])
def test_no_two_rows_share(field):
    values = [row[field] for row in ROWS]
    assert len(values) == len(set(values))


def test_no_two_rows_share_a_form_however_its_parts_are_joined():
    owners: dict[str, set[str]] = {}
    for row in ROWS:
        for form in slogan_forms(row):
            owners.setdefault(re.sub(JOINS, "", form), set()).add(row["id"])
    assert {form: ids for form, ids in owners.items() if len(ids) > 1} == {}


def faults(row: dict) -> list[str]:
    """What is wrong with one row of the vocabulary."""
    forms = [row["canonical"], *(row.get("variants") or [])]
    checks = {
        "id": re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row["id"]) and len(row["id"]) <= 80,
        "gloss": re.fullmatch(r"[ -~ü]+", row["gloss"]) and row["gloss"] == row["gloss"].strip(),
        "field": row["field"] in FIELDS,
        "since": row["since"] == "" or (isinstance(row["since"], int) and 1920 <= row["since"] <= 2026),
        "context": row.get("context", "quoted") in ("quoted", "noun"),
        "form": all(len(form) > 1 and form == form.strip() for form in forms),
        "variants": len(forms) == len(set(forms)),
        "keys": set(row) <= {"id", "canonical", "variants", "gloss", "since", "field", "context"},
    }
    return [name for name, fine in checks.items() if not fine]


def test_every_row_of_the_vocabulary_is_sound():
    assert {row["id"]: faults(row) for row in ROWS if faults(row)} == {}


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"id": "Two Upholds"}, "id"),
        ({"gloss": "两个维护"}, "gloss"),
        ({"field": "sports"}, "field"),
        ({"since": "2018"}, "since"),
        ({"canonical": "护"}, "form"),
        ({"variants": ["两维护", "两维护"]}, "variants"),
        ({"contexts": "quoted"}, "keys"),
    ],
)
def test_a_faulty_row_is_found_out(change, fault):
    row = {"id": "two-upholds", "canonical": "两个维护", "variants": [], "gloss": "x", "since": 2018, "field": "party"}
    assert faults(row) == []
    assert faults(row | change) == [fault]


def test_every_form_is_found_in_quotation_marks_with_its_row(nlp, pipe):
    wrong = {}
    for row in ROWS:
        for form in slogan_forms(row):
            found = [(entity["text"], entity["slogan_id"]) for entity in marked(nlp, pipe, f"突出“{form}”，")]
            if found != [(form, row["id"])]:
                wrong[form] = found
    assert wrong == {}


def test_forms_without_context_are_found_unquoted_and_the_others_are_not(nlp, pipe):
    wrong = {}
    for row in ROWS:
        for form in slogan_forms(row):
            found = [entity["slogan_id"] for entity in marked(nlp, pipe, f"，{form}，")]
            if row["id"] in found if row.get("context") == "quoted" else found != [row["id"]]:
                wrong[form] = found
    assert wrong == {}


PIECES = [
    "“",
    "”",
    "‘",
    "’",
    '"',
    "、",
    "，",
    " ",
    "\n",
    "再",
    "应",
    "尽",
    "不",
    "得",
    "反",
    "保",
    "的原则",
    "三",
    "个",
    "六稳",
    "停课",
    "两山",
    "外防输入、内防反弹",
    "1+6+N",
    "互联网+",
    "动员",
    "a",
    "12",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_spans_index_the_text_and_do_not_overlap(nlp, pipe, text):
    last = 0
    for entity in marked(nlp, pipe, text):
        assert text[entity["start"] : entity["end"]] == entity["text"]
        assert last <= entity["start"] < entity["end"]
        assert not set('“”‘’"\n') & set(entity["text"])
        last = entity["end"]


@pytest.mark.parametrize("mark", ["、", "，", " ", "", "和", "、和", "，以及"])
def test_two_parts_may_be_joined_in_many_ways(nlp, pipe, mark):
    [entity] = marked(nlp, pipe, f"做好外防输入{mark}内防反弹工作")
    assert (entity["text"], entity["canonical"]) == (f"外防输入{mark}内防反弹", "外防输入、内防反弹")


@pytest.mark.parametrize("mark", ["；", "。", "\n", "、、", "，又"])
def test_other_marks_join_no_parts(nlp, pipe, mark):
    assert marked(nlp, pipe, f"做好外防输入{mark}内防反弹工作") == []


@pytest.mark.parametrize("joint", ["”“", "”、“", "”，“"])
def test_parts_in_marks_of_their_own_are_slogans_of_their_own(nlp, pipe, joint):
    found = [(entity["text"], entity["slogan_id"]) for entity in marked(nlp, pipe, f"做好“打虎{joint}拍蝇{joint}猎狐”")]
    assert found == [("打虎", None), ("拍蝇", None), ("猎狐", None)]


def test_gold_slogans(nlp, pipe, shared):
    """The component alone on the gold documents: required spans found, nothing else, every normal form."""
    wrong = []
    for path in sorted((shared / "eval" / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if "SLOGAN" not in gold["annotated"]:
            continue
        wanted = [entity for entity in gold["entities"] if entity["label"] == "SLOGAN"]
        found = {(entity["start"], entity["end"]): entity for entity in marked(nlp, pipe, gold["text"])}
        for want in wanted:
            got = found.pop((want["start"], want["end"]), None)
            if not want.get("optional") and (got is None or got["canonical"] != want["canonical"]):
                wrong.append((path.name, want["text"], want["start"]))
        optional = [entity for entity in wanted if entity.get("optional")]
        for start, end in found:
            if not any(start < entity["end"] and entity["start"] < end for entity in optional):
                wrong.append((path.name, gold["text"][start:end], start))
    assert len(wrong) <= 2, wrong
