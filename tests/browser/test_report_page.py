"""The report in a browser: what lights up, what the keys do, and that no text gets out of hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from report.documents import bulletin, hostile

pytestmark = pytest.mark.browser

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent.parent / "report" / "cases_hostile.jsonl").open(encoding="utf-8")
]


@pytest.fixture
def page(visit: Any, report_file: Any) -> Any:
    return visit(report_file([bulletin()])).page


def lit(page: Any) -> list[str]:
    return page.locator("mark.lit").all_inner_texts()  # type: ignore[no-any-return]


def test_a_record_lights_its_words_and_a_word_its_record(page: Any) -> None:
    page.hover("#d0r1 > .row")
    assert lit(page) == ["2例"]
    assert page.locator("mark.near").all_inner_texts() == ["4月2日", "长春市"]
    page.hover("mark[data-r='0']")
    assert lit(page) == ["3例"]
    assert page.locator(".row.lit").count() == 1
    assert page.locator("#d0r0 > .row.lit").count() == 1
    page.hover("footer")
    assert lit(page) == []


def test_tooltips_say_what_is_known(page: Any) -> None:
    for mark, wanted in (("place", "220100"), ("official", "省长"), ("slogan", "dynamic-zero-covid")):
        page.locator(f"mark.{mark}").last.hover()
        assert wanted in page.locator("#tip").inner_text()


def test_the_keyboard_goes_everywhere(page: Any) -> None:
    page.locator("#d0r0").focus()
    assert lit(page) == ["3例"]
    page.keyboard.press("ArrowDown")
    assert lit(page) == ["2例"]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "2例"
    assert page.locator("mark[aria-describedby=tip]").inner_text() == "2例"
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.textContent") == "长春市"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "d0r1"
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.ariaExpanded") == "false"
    assert not page.locator("#d0r1").is_visible()
    page.keyboard.press("ArrowRight")
    assert page.locator("#d0r1").is_visible()
    page.keyboard.press("Escape")
    assert lit(page) == []


def test_one_tab_stop_for_text_and_tree(page: Any) -> None:
    assert page.locator(".text mark[tabindex='0']").count() == 1
    assert page.locator("[role=tree] [role=treeitem][tabindex='0']").count() == 1


def test_a_failing_check_leads_to_its_record(page: Any) -> None:
    page.locator(".card a", has_text="长春市").first.click()
    assert page.evaluate("document.activeElement.id") == "d0r1"
    assert lit(page) == ["2例"]


def test_folding(page: Any) -> None:
    page.get_by_role("button", name="Close all").click()
    assert not page.locator("#d0r1").is_visible()
    page.get_by_role("button", name="Open all").click()
    assert page.locator("#d0r1").is_visible()


def test_two_languages(page: Any) -> None:
    assert page.get_by_text("What does not add up").is_visible()
    page.get_by_role("button", name="中文").click()
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    assert page.get_by_text("合计不符之处").is_visible()
    assert page.locator("#d0r0 > .row").inner_text().split() == [
        "3例",
        "确诊",
        "新增",
        "吉林省",
        "220000",
        "2022-04-02",
    ]
    assert page.locator("figure:visible").count() == 1
    page.get_by_role("button", name="English").click()
    assert page.get_by_text("What does not add up").is_visible()


def test_light_and_dark(visit: Any, report_file: Any) -> None:
    address = report_file([bulletin()])
    background = "getComputedStyle(document.body).backgroundColor"
    light, dark = (visit(address, color_scheme=scheme).page.evaluate(background) for scheme in ("light", "dark"))
    assert light != dark
    page = visit(address, color_scheme="light").page
    page.get_by_role("button", name="Light or dark").click()
    assert page.evaluate(background) == dark


def test_labels_can_be_hidden_and_named(page: Any) -> None:
    place = "getComputedStyle(document.querySelector('.text .place')).backgroundColor"
    shown = page.evaluate(place)
    page.get_by_label("place", exact=True).uncheck()
    assert page.evaluate(place) != shown
    page.get_by_label("name the marks").check()
    tag = "getComputedStyle(document.querySelector('.text .official'), '::after').content"
    assert page.evaluate(tag) == '"official"'


def test_paper_shows_everything_and_no_buttons(page: Any) -> None:
    page.get_by_role("button", name="Close all").click()
    page.emulate_media(media="print")
    assert page.locator("#d0r1").is_visible()
    assert not page.get_by_role("button", name="Print").is_visible()


def test_only_documents_with_failing_checks(visit: Any, report_file: Any) -> None:
    page = visit(report_file([{**bulletin(), "checks": []}, bulletin()])).page
    page.get_by_label("only with failing checks").check()
    assert [article.is_visible() for article in page.locator("article").all()] == [False, True]


def test_a_narrow_window_does_not_scroll_sideways(page: Any) -> None:
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_accessible(visit: Any, report_file: Any, scheme: str, language: str) -> None:
    documents = [bulletin(), {**bulletin(), "id": "b2", "checks": []}]
    visited = visit(report_file(documents, language), color_scheme=scheme)
    assert visited.violations() == []
    visited.page.locator("#d0r1").focus()
    assert visited.violations() == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_hostile_text_is_shown_as_text(visit: Any, report_file: Any, case: dict[str, str]) -> None:
    page = visit(report_file([hostile(case["text"])])).page
    for mark in page.locator(".text mark").all():
        mark.hover()
    page.get_by_role("button", name="中文").click()
    assert page.evaluate("window.hacked") is None
    shown = page.locator(".text").inner_text()
    hidden = {"\u202e", "\u202c", "\u200b", "\ufeff", "\x00"}
    expected = "".join(f"U+{ord(c):04X}" if c in hidden else c for c in case["text"])
    assert shown == expected
