"""Entities that other components have set are kept, by a rule."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language

from zh_tongbao.errors import InputError

TEXT = "长春市卫健局发放板蓝根。长春新增3例。"
PATTERNS = [
    {"label": "DRUG", "pattern": "板蓝根", "id": "banlangen"},
    {"label": "ORG", "pattern": "长春市卫健局"},
    {"label": "NOUN", "pattern": "春新"},
]


def merged(merge: str | None, ruler: str = "entity_ruler") -> list[tuple[str, str, str]]:
    nlp = spacy.blank("zh")
    config = {"spans_key": None, "annotate_ents": True} if ruler == "span_ruler" else {}
    nlp.add_pipe(ruler, config=config).add_patterns(PATTERNS)
    nlp.add_pipe("tongbao_places")
    nlp.add_pipe("tongbao_ents", config={"merge": merge} if merge else {})
    return [(ent.text, ent.label_, ent.id_) for ent in nlp(TEXT).ents]


@pytest.mark.parametrize("ruler", ["entity_ruler", "span_ruler", "future_entity_ruler"])
def test_ours_and_beside_them_theirs(ruler: str) -> None:
    expected = [("长春市", "PLACE", "220100"), ("板蓝根", "DRUG", "banlangen"), ("长春", "PLACE", "220100")]
    assert merged(None, ruler) == merged("ours", ruler) == expected


def test_the_other_rules() -> None:
    theirs = [("长春市卫健局", "ORG", ""), ("板蓝根", "DRUG", "banlangen")]
    assert merged("theirs") == [*theirs, ("春新", "NOUN", "")]
    assert merged("longest") == [*theirs, ("长春", "PLACE", "220100")]
    assert merged("replace") == [("长春市", "PLACE", "220100"), ("长春", "PLACE", "220100")]


def test_a_ruler_behind_adds_to_ours() -> None:
    nlp = spacy.blank("zh")
    nlp.add_pipe("tongbao_places")
    nlp.add_pipe("tongbao_ents")
    nlp.add_pipe("entity_ruler").add_patterns(PATTERNS)
    assert [ent.text for ent in nlp(TEXT).ents] == ["长春市", "板蓝根", "长春"]


def test_what_was_found_before_is_no_entity_of_others(nlp: Language) -> None:
    doc = nlp(TEXT)
    ents = [(ent.text, ent.label_) for ent in doc.ents]
    assert [(ent.text, ent.label_) for ent in nlp(doc).ents] == ents


def test_an_unknown_rule_is_said() -> None:
    with pytest.raises(InputError, match="component 'tongbao_ents', merge: 'mine' is not one of ours, theirs"):
        spacy.blank("zh").add_pipe("tongbao_ents", config={"merge": "mine"})
