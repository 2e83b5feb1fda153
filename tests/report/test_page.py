"""The page: whole, quiet, and safe whatever the text. What it does in a browser is tested in tests/browser."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from report.documents import bulletin, hostile
from zh_tongbao.errors import InputError
from zh_tongbao.report import charts
from zh_tongbao.report.figure import Figure
from zh_tongbao.report.messages import LANGUAGES, messages
from zh_tongbao.report.page import document_view, report_page

pytest.importorskip("jinja2")

CASES = [json.loads(line) for line in (Path(__file__).parent / "cases_hostile.jsonl").open(encoding="utf-8")]


class Elements(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, markup: str):
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.data: list[str] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.data.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


def assert_quiet(markup: str) -> None:
    """Nothing in it runs, loads or leads outside."""
    for tag, attributes in Elements(markup).found:
        assert tag not in ("img", "iframe", "object", "embed", "link", "base", "form", "audio", "video")
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "style", "srcdoc", "action"), (tag, name)
            assert name not in ("href", "xlink:href") or (value or "").startswith("#"), (tag, name, value)


@pytest.fixture(scope="module")
def page() -> str:
    pytest.importorskip("altair")
    return report_page([bulletin()])


def test_the_page_is_whole_and_quiet(page: str) -> None:
    assert_quiet(page)
    assert len(Elements(page).named("script")) == 2
    assert bulletin()["text"] in "".join(Elements(page).data)


def test_the_policy_names_the_hash_of_each_inline_text(page: str) -> None:
    import base64
    import hashlib

    [policy] = [meta["content"] for meta in Elements(page).named("meta") if meta.get("http-equiv")]
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    inline = re.findall(r"<(?:style|script)>(.*?)</(?:style|script)>", page, re.DOTALL)
    assert len(inline) == 2
    for text in inline:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_failing_checks_stand_before_text_and_charts(page: str) -> None:
    assert page.index('class="card"') < page.index('class="text"') < page.index('class="chart places"')
    assert "2<" in page.split('class="card"')[1]
    assert "−1" in page.split('class="card"')[1]


def test_every_row_and_word_can_find_the_other(page: str) -> None:
    elements = Elements(page)
    rows = {attributes["data-r"] for attributes in elements.named("li") if attributes.get("role") == "treeitem"}
    words = {attributes["data-r"] for attributes in elements.named("mark") if "data-r" in attributes}
    assert rows == words == {"0", "1", "2"}


def test_ids_are_unique(page: str) -> None:
    assert 'clip-path="url(#places-province-en-' in page
    ids = [attributes["id"] for _, attributes in Elements(page).found if "id" in attributes]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hostile_text_is_text(case: dict[str, str]) -> None:
    pytest.importorskip("altair")
    page = report_page([hostile(case["text"]), bulletin()])
    assert_quiet(page)
    assert len(Elements(page).named("script")) == 2
    for character in "\u202e\u200b\ufeff\x00":
        assert character not in page


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=3, max_size=30))
def test_any_text_is_text(text: str) -> None:
    view = document_view(hostile(text))
    assert_quiet(view)
    expected = {tag for tag, _ in Elements(document_view(hostile("abc"))).found}
    assert {tag for tag, _ in Elements(view).found} <= expected


def test_a_document_without_anything() -> None:
    empty: dict[str, Any] = {"id": "a", "text": "", "entities": [], "records": [], "checks": []}
    view = document_view({**empty, "title": None, "region": None, "published": None}, "zh")
    assert messages("zh")["page.no_records"] in view


def test_languages_have_the_same_texts() -> None:
    """But for what fields mean: the English stands where they are declared."""
    first, *others = [{key for key in messages(language) if "meaning." not in key} for language in LANGUAGES]
    assert all(keys == first for keys in others)


def test_every_value_of_the_contract_has_a_word() -> None:
    from zh_tongbao.evaluate.contract import VALUES
    from zh_tongbao.records.checks import ACCOUNT

    wanted = {f"{field}.{value}" for field, values in VALUES.items() for value in values if value}
    assert wanted | {f"relation.{ACCOUNT}"} <= messages("en").keys()


def test_a_value_without_a_word_is_shown_as_it_is() -> None:
    document = bulletin()
    document["checks"][0]["relation"] = "by <age>"
    assert "by &lt;age&gt;" in document_view(document)


def test_an_unknown_language_is_named() -> None:
    with pytest.raises(InputError, match="--lang fr: unknown language; take one of en, zh"):
        report_page([], "fr")


@pytest.mark.parametrize("text", [case["text"] for case in CASES])
def test_charts_show_hostile_labels_as_text(text: str) -> None:
    pytest.importorskip("altair")
    figure = Figure("slogans", "", [{"label": text, "series": "", "value": 2}])
    drawing = ElementTree.fromstring(charts.embeddable(charts.svg(figure, messages("en")), "name", "a"))
    kinds = {element.tag.rpartition("}")[2] for element in drawing.iter()}
    assert kinds <= {"svg", "g", "path", "text", "line", "rect", "defs", "tspan", "clipPath", "title"}


def test_charts_as_pictures() -> None:
    pytest.importorskip("altair")
    figure = Figure("severities", "", [{"label": "new", "series": "mild", "value": 2}])
    assert charts.png(figure, messages("en"), scale=1).startswith(b"\x89PNG")


def test_a_chart_with_a_script_is_refused() -> None:
    with pytest.raises(ValueError, match="script"):
        charts.embeddable('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><script/></svg>', "x", "a")
