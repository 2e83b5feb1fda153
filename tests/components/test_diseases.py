"""Diseases as entities: which names, which of several that overlap, and what each is as of the document's time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import zh_tongbao
from zh_tongbao.documents import extract, make_doc

if TYPE_CHECKING:
    from spacy.language import Language


def marked(nlp: Language, text: str, **known: Any) -> list[tuple[str, str]]:
    [document] = extract(nlp, [{"text": text, **known}])
    return [(one["text"], one["code"]) for one in document["entities"] if one["label"] == "DISEASE"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("伤寒和副伤寒、斑疹伤寒", [("伤寒和副伤寒", "typhoid"), ("斑疹伤寒", "typhus")]),
        ("细菌性和阿米巴性痢疾", [("细菌性和阿米巴性痢疾", "dysentery")]),
        ("流感样病例与流感", [("流感样病例", "ili"), ("流感", "influenza")]),
        ("乙脑、乙肝", [("乙脑", "japanese-encephalitis"), ("乙肝", "hepatitis-b")]),
        ("人感染 H7N9禽流感", [("人感染 H7N9禽流感", "h7n9")]),
        ("鼠    疫\n霍    乱", [("鼠    疫", "plague"), ("霍    乱", "cholera")]),
        ("流行性和地方性\n斑疹伤寒", [("流行性和地方性\n斑疹伤寒", "typhus")]),
        ("肝炎(未分型)", [("肝炎(未分型)", "hepatitis-unspecified")]),
        ("甲肝\n乙肝", [("甲肝", "hepatitis-a"), ("乙肝", "hepatitis-b")]),
        ("法定传染病中，乙类为主", [("法定传染病", "notifiable"), ("乙类", "class-b")]),
        ("乙类产品", []),
        ("法定传染病：乙类乙管", [("法定传染病", "notifiable")]),
        ("接种流感疫苗，检测流感病毒", []),
        ("诺如病毒感染", [("诺如病毒感染", "norovirus")]),
        ("触及天花板，荨麻疹，新冠军", []),
        ("登\u200b革热", [("登\u200b革热", "dengue")]),
        ("SARS-CoV-2", []),
    ],
)
def test_names(nlp: Language, text: str, expected: list[tuple[str, str]]) -> None:
    assert marked(nlp, text) == expected


def test_a_class_that_only_the_headline_names_in_full(nlp: Language) -> None:
    assert marked(nlp, "丙类发病12例。", title="6月法定传染病疫情") == [("丙类", "class-c")]


@pytest.mark.parametrize(
    ("known", "text", "name", "group"),
    [
        ({"published": "2020-02-01"}, "新冠", "新型冠状病毒感染的肺炎", "B"),
        ({"published": "2021-02-01"}, "新冠", "新型冠状病毒肺炎", "B"),
        ({}, "新冠", "新型冠状病毒感染", "B"),
        ({"published": "2026-04-10"}, "2026年3月，基孔肯雅热", "基孔肯雅热", None),
        ({"published": "2026-05-10"}, "2026年4月，基孔肯雅热", "基孔肯雅热", "B"),
        ({"published": "2026-05-10", "title": "2026年3月疫情"}, "4月基孔肯雅热", "基孔肯雅热", None),
    ],
)
def test_as_of_the_time(nlp: Language, known: dict[str, str], text: str, name: str, group: str | None) -> None:
    doc = nlp(make_doc(nlp, {"text": text, **known}))
    [span] = doc.spans["diseases"]
    assert (span._.name, span._.get("class"), span.kb_id_) == (name, group, span._.code)
    assert span.text in [ent.text for ent in doc.ents]


def test_what_is_taken_from_the_patterns_is_not_found_and_what_is_added_is() -> None:
    nlp = zh_tongbao.load("bulletin_char.cfg", exclude=["officials", "slogans", "statements"])
    ruler = nlp.get_pipe("ruler")
    text = "2026年3月，全省报告登革热5例，断骨热2例，霜叶热3例。"
    assert marked(nlp, text) == [("登革热", "dengue")]
    kept = [row for row in ruler.patterns if not row["pattern"].startswith("登革")]
    assert len(kept) < len(ruler.patterns)
    ruler.clear()
    own = [("断骨热", "dengue"), ("霜叶热", "frostleaf-fever")]
    ruler.add_patterns([*kept, *({"label": "DISEASE", "pattern": name, "id": code} for name, code in own)])
    assert marked(nlp, text) == own
    [document] = extract(nlp, [{"text": text}])
    assert [(one["count"], one["disease"]["code"]) for one in document["records"][-2:]] == [
        (2, "dengue"),
        (3, "frostleaf-fever"),
    ]
