"""One document in a notebook's cell: the report's view in a frame, and a table where there is no HTML."""

from __future__ import annotations

import html
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from spacy import displacy

from zh_tongbao.documents import make_doc, to_document
from zh_tongbao.errors import InputError
from zh_tongbao.report.notebook import DocumentView

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

TEXT = "2022年4月2日，吉林省新增确诊病例3例（长春市2例，吉林市2例）。"
HOSTILE = [
    json.loads(line)["text"]
    for line in (Path(__file__).parent / "cases_hostile.jsonl").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture
def doc(nlp: Language) -> Doc:
    return nlp(make_doc(nlp, {"text": TEXT, "id": "a"}))


def page_in(cell: str | None) -> str:
    assert cell is not None
    [page] = re.findall(r'srcdoc="([^"]*)"', cell)
    return html.unescape(page)


def test_a_terminal_gets_the_table(doc: Doc, capsys: pytest.CaptureFixture[str]) -> None:
    doc._.show()
    assert capsys.readouterr().out == f"{DocumentView(to_document(doc))}\n"
    assert "✗ by place: expected 3, parts sum to 4 (+1) = 2 + 2" in repr(DocumentView(to_document(doc)))


@pytest.mark.docs  # IPython comes with a notebook's kernel
def test_a_notebook_gets_the_view(
    doc: Doc, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("spacy.util.is_in_jupyter", lambda: True)
    monkeypatch.setattr("IPython.display.display", shown.append)
    doc._.show("zh")
    assert capsys.readouterr().out == ""
    [view] = shown
    page = page_in(view._repr_html_())
    assert '<html lang="zh-Hans">' in page
    assert len(re.findall(r'<li role="treeitem"', page)) == len(doc._.records) == 3
    assert page.count('class="check fail"') == 1


def test_the_frame_is_shut_off(doc: Doc) -> None:
    cell = DocumentView(to_document(doc))._repr_html_()
    assert cell is not None
    assert cell.startswith('<iframe sandbox="allow-scripts" ')
    assert "default-src 'none'" in html.unescape(page_in(cell))
    assert not re.findall(r'(?:src|href)="(?!#)', page_in(cell))


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_text(nlp: Language, text: str) -> None:
    document = to_document(nlp(make_doc(nlp, {"text": text, "id": text, "title": text})))
    cell = DocumentView(document)._repr_html_()
    assert cell is not None
    assert len(re.findall("<[a-z/]", cell)) == 2, "an element besides the frame"
    elements = re.findall(r"<(script|img|svg|iframe|object|a)\b", page_in(cell).partition("<body>")[2])
    assert elements.count("script") == 2
    assert set(elements) <= {"script", "a"}


def test_an_annotated_document_may_leave_fields_out() -> None:
    view = DocumentView({"text": "无", "entities": [], "records": [], "checks": []})
    assert repr(view) == "document\nrecords none"
    assert view._repr_html_()


def test_the_language_must_be_known(doc: Doc) -> None:
    with pytest.raises(InputError, match="xx: unknown language"):
        doc._.show("xx")


def test_without_the_extra_it_is_the_table(doc: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    from zh_tongbao.report import page

    page.environment.cache_clear()
    monkeypatch.setitem(sys.modules, "jinja2", None)
    assert DocumentView(to_document(doc))._repr_html_() is None


def test_displacy_knows_the_colours(doc: Doc) -> None:
    from zh_tongbao.report.colours import COLOURS

    drawn = displacy.render(doc, style="ent", jupyter=False)
    assert all(f"background: {COLOURS[label]}" in drawn for label in ("PLACE", "CASE", "PERIOD"))


def test_a_record_is_explained_in_text(doc: Doc) -> None:
    lines = str(doc._.explain(1)).splitlines()
    assert lines[0] == "record 1: 2例 confirmed"
    assert any(
        line.startswith("  measure new · ") and line.endswith("[新增]确诊病例3例… · from its total") for line in lines
    )
    every = str(doc._.explain()).splitlines()
    assert [line for line in every if line.startswith("record")] == [
        "record 0: 3例 confirmed",
        "record 1: 2例 confirmed",
        "record 2: 2例 confirmed",
    ]
    assert set(lines) <= set(every)


def test_a_record_is_explained_in_a_notebook(doc: Doc) -> None:
    english, chinese = doc._.explain(1)._repr_html_(), doc._.explain(1, "zh")._repr_html_()
    assert english is not None
    assert chinese is not None
    assert english.count("<tr ") == chinese.count("<tr ") == len(str(doc._.explain(1)).splitlines()) - 1
    assert re.search(r"measure</th>\s*<td[^>]*>new</td>.*?<mark[^>]*>新增</mark>.*?from its total", english, re.DOTALL)
    assert "承自总数" in chinese
    assert not re.search(r"<(script|iframe|style)|\son\w+=", english)


def test_what_cannot_be_explained(doc: Doc, nlp: Language) -> None:
    with pytest.raises(IndexError, match="there is no record 9: the document has 3"):
        doc._.explain(9)
    with pytest.raises(InputError, match="xx: unknown language"):
        doc._.explain(0, "xx")
    assert str(nlp("无")._.explain()) == "records none"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_explained_as_text(text: str) -> None:
    from report.documents import hostile
    from zh_tongbao.report.notebook import ExplanationView

    document = hostile(text)
    told = {"start": 0, "end": len(text), "via": "own"}
    document["records"][0]["evidence"] = {"source": told, "place": told}
    view = ExplanationView(document)
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\u200b\ufeff]", str(view))
    cell = view._repr_html_()
    assert cell is not None
    kinds = set(re.findall(r"<([a-z]+)", cell))
    assert kinds <= {"div", "table", "caption", "tr", "th", "td", "span", "mark", "b", "i"}
