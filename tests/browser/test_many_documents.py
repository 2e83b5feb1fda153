"""A report of many documents in a browser: pages, the search box, and the levels of places."""

from __future__ import annotations

from typing import Any

import pytest

from report.documents import bulletin, hostile, record
from zh_tongbao.report.shelf import FEW

pytestmark = pytest.mark.browser

MARKUP = "</script><b>&'\"<img src=x onerror=hacked=1>甲"


@pytest.fixture
def page(visit: Any, report_file: Any) -> Any:
    """As many documents as are packed; one whose checks fail, one with text of its own, one of hostile text."""
    plain = {**bulletin(), "checks": []}
    documents = [{**plain, "id": f"b{number}", "title": f"第{number}期"} for number in range(FEW + 3)]
    documents[41] = {**documents[41], "text": documents[41]["text"] + "梅花三弄"}
    documents[50] = {**bulletin(), "title": "第50期"}
    return visit(report_file([*documents, hostile(MARKUP)])).page


def names(page: Any) -> list[str]:
    return page.locator("article h3").all_text_contents()  # type: ignore[no-any-return]


def wait_for_articles(page: Any, count: int) -> None:
    from playwright.sync_api import expect

    expect(page.locator("article")).to_have_count(count)


def test_documents_are_turned_over_by_the_page(page: Any) -> None:
    page.wait_for_selector("article")
    assert names(page) == [f"第{number}期" for number in range(20)]
    page.get_by_role("button", name="Next").click()
    page.wait_for_selector("#d20")
    assert names(page)[0] == "第20期"
    page.get_by_role("button", name="中文").click()
    assert page.get_by_role("button", name="下一页").is_visible()
    assert "原文" in page.locator("article").first.inner_text()


def test_names_and_texts_are_searched(page: Any) -> None:
    page.get_by_role("searchbox").fill("第41期")
    wait_for_articles(page, 1)
    page.get_by_role("searchbox").fill("梅花三弄")
    page.wait_for_selector("#d41")
    assert names(page) == ["第41期"]
    page.get_by_role("searchbox").fill("没有的词语")
    wait_for_articles(page, 0)


def test_a_failing_check_opens_the_page_of_its_document(page: Any) -> None:
    page.locator(".card a.total").first.click()
    page.wait_for_selector("#d50")
    assert page.evaluate("document.activeElement.id") == "d50r0"


def test_hostile_text_is_text_in_the_list_and_in_the_search(page: Any) -> None:
    page.get_by_role("searchbox").fill(MARKUP)
    wait_for_articles(page, 1)
    assert names(page) == [MARKUP]
    assert page.locator(".text").inner_text() == MARKUP
    assert page.evaluate("window.hacked") is None


def test_one_level_of_places_at_a_time(visit: Any, report_file: Any) -> None:
    text = "各地报告。"
    codes = [("220000", 9), ("310000", 8), ("330000", 7), ("220100", 5), ("220200", 4)]
    records = [record(text, "各", count, place={"text": "x", "adcode": code}) for code, count in codes]
    visited = visit(report_file([{**bulletin(), "text": text, "entities": [], "records": records, "checks": []}] * 2))
    shown = visited.page.locator("figure.places:visible")
    assert shown.count() == 1
    assert "provinces" in shown.locator("figcaption").inner_text()
    visited.page.get_by_role("radio", name="cities and prefectures").check()
    assert shown.count() == 1
    assert "吉林省" in shown.locator("figcaption").inner_text()
    shown.get_by_text("numbers").click()
    assert shown.locator("tbody th").all_inner_texts() == ["长春市", "吉林市"]
    assert visited.page.locator("figure.map:visible [aria-label='上海: 8']").count() == 1
    assert visited.violations() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(visit: Any, report_file: Any, scheme: str) -> None:
    documents = [{**bulletin(), "id": f"b{number}"} for number in range(FEW + 1)]
    visited = visit(report_file(documents), color_scheme=scheme)
    visited.page.wait_for_selector("article")
    assert visited.violations() == []
