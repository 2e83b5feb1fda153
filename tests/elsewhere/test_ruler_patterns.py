"""The vocabulary as ruler patterns: in spaCy's rulers, and as what the components take their candidates from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import spacy
from spacy.language import Language

import zh_tongbao
from zh_tongbao.errors import InputError
from zh_tongbao.vocab.readers import patterns
from zh_tongbao.vocab.ruler_patterns import KINDS, main

TEXT = "习近平到长春市宽城区调研，强调坚持动态清零。镇长王小明参加。"
ROWS = {
    "places": ({"label": "PLACE", "pattern": "宽城区", "id": "220103"}, "北国春城新增3例。"),
    "officials": ({"label": "OFFICIAL", "pattern": "习近平"}, "欧阳千里到会。"),
    "titles": ({"label": "TITLE", "pattern": "镇长"}, "长春市铺长王小明参加。"),
    "slogans": ({"label": "SLOGAN", "pattern": "动态清零", "id": "dynamic-zero-covid"}, "坚持五灯长明。"),
}
ADDED = {
    "places": {"label": "PLACE", "pattern": "北国春城", "id": "220100"},
    "officials": {"label": "OFFICIAL", "pattern": "欧阳千里"},
    "titles": {"label": "TITLE", "pattern": "铺长"},
    "slogans": {"label": "SLOGAN", "pattern": "五灯长明", "id": "five-lamps"},
}


@pytest.fixture
def nlp() -> Language:
    """A pipeline of its own, to be changed."""
    return zh_tongbao.load("bulletin_char.cfg")


def texts_of(nlp: Language, text: str, group: str) -> list[str]:
    return [span.text for span in nlp(text).spans[group]]


@pytest.mark.parametrize("group", ROWS)
def test_a_row_removed_is_not_found_and_a_row_added_is(nlp: Language, group: str) -> None:
    row, text = ROWS[group]
    ruler: Any = nlp.get_pipe("ruler")
    assert row in ruler.patterns
    assert row["pattern"] in texts_of(nlp, TEXT, group)
    kept = [one for one in ruler.patterns if one["pattern"] != row["pattern"]]
    ruler.initialize(patterns=[*kept, ADDED[group]])
    assert row["pattern"] not in texts_of(nlp, TEXT, group)
    [span] = nlp(text).spans[group]
    assert span.text == ("长春市铺长" if group == "titles" else ADDED[group]["pattern"])
    assert span.kb_id_ == ADDED[group].get("id", "")


def test_a_post_of_a_ruler_has_a_holder_and_its_modifiers(nlp: Language) -> None:
    nlp.get_pipe("ruler").add_patterns(
        [{"label": "TITLE", "pattern": "铺长"}, {"label": "TITLE", "pattern": "总铺长官"}]
    )
    doc = nlp("长春市副铺长王小明、总铺长官李大力参加。")
    assert [(span.text, span._.holder) for span in doc.spans["titles"]] == [
        ("长春市副铺长", "王小明"),
        ("总铺长官", "李大力"),
    ]
    assert [(span.text, span._.titles) for span in doc.spans["officials"]] == [
        ("王小明", ["长春市副铺长"]),
        ("李大力", ["总铺长官"]),
    ]


def test_a_ruler_adds_to_the_posts_that_a_component_knows_by_itself() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("tongbao_ruler", name="ruler").initialize(patterns=[ADDED["titles"]])
    nlp.add_pipe("tongbao_places")
    nlp.add_pipe("tongbao_officials")
    assert texts_of(nlp, "长春市铺长王小明、镇长李大力参加。", "titles") == ["长春市铺长", "镇长"]


def test_the_words_of_a_table_of_other_terms_are_no_patterns() -> None:
    with pytest.raises(InputError, match=r"townships.csv, line 1: column 'name' is missing"):
        patterns(["vocab/townships.csv"])


def test_spaced_names_of_diseases_come_from_the_ruler_too(nlp: Language) -> None:
    text = "登 革热3例，流行性出\n血热2例，灯火 热1例。"
    assert texts_of(nlp, text, "diseases") == ["登 革热", "流行性出\n血热"]
    ruler: Any = nlp.get_pipe("ruler")
    ruler.initialize(patterns=[row for row in ruler.patterns if row.get("id") != "dengue"])
    ruler.add_patterns([{"label": "DISEASE", "pattern": "灯火热", "id": "dengue"}])
    assert texts_of(nlp, text, "diseases") == ["流行性出\n血热", "灯火 热"]
    assert [span.text for span in nlp(text).spans["ruler"]] == []


def test_all_names_of_a_place_are_removed_by_its_id(nlp: Language) -> None:
    nlp.get_pipe("ruler").remove_by_id("220106")
    assert texts_of(nlp, "长春市宽城区、绿园区、绿园。", "places") == ["长春市", "宽城区"]


def test_a_ruler_of_spacy_is_read_as_well() -> None:
    nlp = spacy.blank("zh")
    rows = [row for row in zh_tongbao.patterns("place_names") if row.get("id") != "220106"]
    nlp.add_pipe("span_ruler", name="ruler").add_patterns([*rows, ADDED["places"]])
    nlp.add_pipe("tongbao_places", config={"candidates": "ruler"})
    assert texts_of(nlp, "长春市宽城区、绿园区、北国春城。", "places") == ["长春市", "宽城区", "北国春城"]


@pytest.mark.parametrize("ruler", ["entity_ruler", "future_entity_ruler"])
@pytest.mark.parametrize("kind", sorted(KINDS.keys() - {"townships", "place_names"}))
def test_anybodys_ruler_takes_them(kind: str, ruler: str) -> None:
    rows = zh_tongbao.patterns(kind)[:300]
    nlp = spacy.blank("zh")
    nlp.add_pipe(ruler).add_patterns(rows)
    row = max(rows, key=lambda one: len(one["pattern"]))
    [ent] = nlp(row["pattern"]).ents
    assert (ent.label_, ent.id_) == (row["label"], row.get("id", ""))


def test_the_rows_are_whole() -> None:
    sizes = {kind: len(zh_tongbao.patterns(kind)) for kind in KINDS}
    assert sizes["places"] > 3_000
    assert sizes["place_names"] > sizes["places"]
    assert sizes["townships"] > 25_000
    for kind in KINDS:
        for row in zh_tongbao.patterns(kind):
            assert set(row) <= {"label", "pattern", "id"} and all(row.values())


def test_the_command_writes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "out")]) == 0
    assert "places.jsonl" in capsys.readouterr().out
    lines = (tmp_path / "out" / "slogans.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == zh_tongbao.patterns("slogans")
    assert main([]) == 2


def test_an_unknown_kind_is_said() -> None:
    with pytest.raises(InputError, match="patterns 'roads': there is no such kind; take one of officials, titles"):
        zh_tongbao.patterns("roads")


def test_the_labels_of_the_shipped_patterns_are_known_before_they_are_read() -> None:
    ruler = spacy.blank("zh").add_pipe("tongbao_ruler")
    told = ruler.labels
    assert len(ruler) > 0
    assert told == ruler.labels
