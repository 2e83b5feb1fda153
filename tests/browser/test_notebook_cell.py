"""The view of a notebook's cell, in a page that stands for the notebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.documents import extract
from zh_tongbao.report.notebook import DocumentView

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.browser


def test_a_record_lights_its_words_and_the_notebook_keeps_its_looks(visit: Any, nlp: Language, tmp_path: Path) -> None:
    [document] = extract(nlp, [{"text": "2022年4月2日，吉林省新增确诊病例3例（长春市2例，吉林市2例）。"}])
    notebook = tmp_path / "notebook.html"
    cell = DocumentView(document)._repr_html_()
    notebook.write_text(f"<meta charset=utf-8><title>a</title><h1>cell</h1>{cell}", encoding="utf-8")
    page = visit(notebook.as_uri()).page
    frame = page.frame_locator("iframe")
    frame.locator("#d0r1 > .row").hover()
    assert frame.locator(".text mark.lit").all_text_contents() == ["2例"]
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert page.evaluate("document.querySelector('iframe').contentDocument") is None
