"""Where a value comes from, in a browser: by mouse, by touch, by keyboard; in the report and in the served page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from report.documents import bulletin, explained
from zh_tongbao.evaluate.contract import check_document

pytestmark = pytest.mark.browser

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市2例）。"
PAINTED = "name => [...(CSS.highlights.get(name) ?? [])].map(String)"


@pytest.fixture
def page(visit: Any, report_file: Any) -> Any:
    return visit(report_file([explained()])).page


def words(page: Any) -> list[str]:
    return page.evaluate(PAINTED, "tongbao-words")  # type: ignore[no-any-return]


def outlined(page: Any) -> list[str]:
    return page.evaluate(PAINTED, "tongbao-record")  # type: ignore[no-any-return]


def field(page: Any, name: str) -> Any:
    return page.locator(f".why button[data-f='{name}']")


def visible(page: Any) -> bool:
    """Whether the words that are lit stand in the window, above what covers its lower edge."""
    seen: bool = page.evaluate(
        """() => {
            const box = [...CSS.highlights.get("tongbao-words")][0].getBoundingClientRect();
            const sheet = document.querySelector(".why");
            const narrow = matchMedia("(max-width: 56rem)").matches;
            return box.top >= 0 && box.bottom <= (narrow && sheet ? sheet.getBoundingClientRect().top : innerHeight);
        }"""
    )
    return seen


def test_a_record_lights_all_of_its_evidence(page: Any) -> None:
    page.hover("#d0r1 > .row > .n")
    assert outlined(page) == ["确诊病例", "新增", "长春市", "4月2日", "其中", "长春市"]
    assert page.locator("mark.lit").all_inner_texts() == ["2例"]
    page.hover("h1")
    assert outlined(page) == []


def test_a_field_lights_its_words_and_says_the_way(page: Any) -> None:
    page.hover("#d0r0 > .row [data-t='measure.new']")
    assert words(page) == ["新增"]
    assert page.locator("#tip").inner_text().split("\n") == ["measure", "新增", "in its own clause"]
    page.hover("#d0r0 > .row [data-f='period']")
    assert words(page) == ["4月2日"]
    assert "from the same sentence" in page.locator("#tip").inner_text()
    page.hover("h1")
    assert words(page) == []
    assert not page.locator("#tip").is_visible()


def test_a_click_lists_the_fields_and_another_lets_go(page: Any) -> None:
    page.click("#d0r1 > .row > .n")
    assert page.locator(".why button[data-f]").all_inner_texts()[1].split() == [
        "measure",
        "new",
        "新增",
        "—",
        "from",
        "its",
        "total",
    ]
    field(page, "measure").hover()
    assert words(page) == ["新增"]
    field(page, "relation").click()
    page.hover("h1")
    assert words(page) == ["长春市"]
    field(page, "relation").click()
    assert words(page) == []
    page.click("h2")
    assert page.locator(".why").count() == 0
    assert outlined(page) == []


def test_a_click_on_the_record_that_is_held_lets_go(page: Any) -> None:
    page.click("#d0r1 > .row > .n")
    assert page.locator(".why").count() == 1
    page.click("#d0r1 > .row > .n")
    assert page.locator(".why").count() == 0


def test_a_click_on_the_triangle_folds(page: Any) -> None:
    page.locator("#d0r0 > .row").click(position={"x": 8, "y": 10})
    assert not page.locator("#d0r1").is_visible()
    page.locator("#d0r0 > .row > .n").click()
    assert not page.locator("#d0r1").is_visible()


def test_a_click_on_a_field_holds_it(page: Any) -> None:
    page.click("#d0r2 > .row [data-f='place']")
    page.hover("h1")
    assert words(page) == ["四平市"]
    assert page.locator(".why button.on").inner_text().startswith("place")


def test_touch(visit: Any, report_file: Any) -> None:
    long = explained()
    long["text"] += "\n" + "各地要压实责任。" * 150
    page = visit(report_file([bulletin(), long]), has_touch=True, is_mobile=True).page
    page.set_viewport_size({"width": 390, "height": 780})
    page.locator("#d1r1 > .row > .n").tap()
    assert page.locator(".why").is_visible()
    field(page, "measure").tap()
    assert words(page) == ["新增"]
    page.wait_for_timeout(600)  # the page glides there
    assert visible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    field(page, "measure").tap()
    assert words(page) == []
    field(page, "place").tap()
    assert words(page) == ["长春市"]
    page.locator("#d1h").tap()
    assert words(page) == []
    assert page.locator(".why").count() == 0


def test_the_keyboard_goes_over_the_fields(page: Any) -> None:
    page.locator("#d0r1").focus()
    assert outlined(page) != []
    page.keyboard.press("Tab")
    focused = page.locator(":focus")
    assert words(page) == ["确诊病例"]
    page.keyboard.press("ArrowDown")
    assert words(page) == ["新增"]
    assert page.get_by_role("button", name="measure new 新增 — from its total").count() == 1
    assert focused.get_attribute("data-f") == "measure"
    assert focused.evaluate("node => getComputedStyle(node).outlineStyle") == "solid"
    page.keyboard.press("End")
    assert focused.get_attribute("data-f") == "relation"
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("document.activeElement.id") == "d0r1"
    page.keyboard.press("ArrowRight")
    assert focused.get_attribute("data-f") == "metric"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "d0r1"
    assert words(page) == []
    page.keyboard.press("Escape")
    assert page.locator(".why").count() == 0
    assert outlined(page) == []


def test_words_out_of_sight_are_scrolled_to(visit: Any, report_file: Any) -> None:
    far = explained()
    shift = len(prefix := "各地要压实责任。" * 400)
    far["text"] = prefix + far["text"]
    for item in far["entities"] + far["records"]:
        item["start"] += shift
        item["end"] += shift
    for record in far["records"]:
        for told in record["evidence"].values():
            told["start"] += shift
            told["end"] += shift
    for entity in far["entities"]:
        entity.pop("evidence", None)
    page = visit(report_file([far]), reduced_motion="reduce").page
    page.clock.install(time=0)
    page.clock.pause_at(1_000)
    page.hover("#d0r0 > .row [data-t='measure.new']")
    assert words(page) == ["新增"]
    assert not visible(page)
    page.clock.run_for(600)  # longer than the pointer has to rest
    assert visible(page)


def test_offsets_count_characters_and_not_what_shows_them(visit: Any, report_file: Any) -> None:
    document = explained()
    prefix = "\r\n\u202e\U0002000b\x00"
    document["text"] = prefix + document["text"]
    for item in document["entities"] + document["records"]:
        item["start"] += len(prefix)
        item["end"] += len(prefix)
        for told in item.get("evidence", {}).values():
            for one in told if isinstance(told, list) else [told]:
                one["start"] += len(prefix)
                one["end"] += len(prefix)
    document["records"][0]["evidence"]["unit"] = {"start": 2, "end": 4, "via": "list"}
    page = visit(report_file([document])).page
    page.click("#d0r0 > .row > .n")
    field(page, "measure").hover()
    assert words(page) == ["新增"]
    field(page, "unit").hover()
    assert words(page) == ["U+202E\U0002000b"]


def test_names_say_where_posts_and_speakers_come_from(page: Any) -> None:
    page.hover("mark.official")
    assert outlined(page) == ["省长"]
    assert "省长 — in its own clause" in page.locator("#tip").inner_text()
    page.hover("mark.slogan")
    assert "王小明 — from the same sentence" in page.locator("#tip").inner_text()


def test_the_list_changes_language(page: Any) -> None:
    page.locator("#d0r1").focus()
    page.keyboard.press("Tab")
    page.evaluate("tongbao.speak('zh-Hans')")
    assert "承自总数" in page.locator(".why button.on").inner_text()


def test_nothing_is_left_on_paper(page: Any) -> None:
    page.click("#d0r1 > .row > .n")
    field(page, "measure").click()
    page.emulate_media(media="print")
    assert not page.locator(".why").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.ledger')).paddingBottom") == "0px"
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert words(page) == outlined(page) == []
    assert page.locator(".row.lit, .row.chosen, mark.near").count() == 0


def test_a_record_without_evidence_opens_no_list(visit: Any, report_file: Any) -> None:
    page = visit(report_file([bulletin()])).page
    page.click("#d0r1 > .row")
    assert page.locator(".why").count() == 0
    assert page.locator("mark.lit").all_inner_texts() == ["2例"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_accessible(visit: Any, report_file: Any, scheme: str, width: int) -> None:
    visited = visit(report_file([explained()]), color_scheme=scheme)
    visited.page.set_viewport_size({"width": width, "height": 844})
    visited.page.locator("#d0r1").focus()
    visited.page.keyboard.press("Tab")
    visited.page.keyboard.press("ArrowDown")
    assert words(visited.page) == ["新增"]
    visited.page.wait_for_timeout(400)
    assert visited.violations() == []


def extract(page: Any) -> None:
    page.get_by_label("Paste a bulletin").fill(TEXT)
    page.get_by_label("published").fill("2022-04-03")
    page.get_by_label("issuer").fill("220000")
    page.get_by_role("button", name="Extract").click()
    page.wait_for_selector("#view article")


def test_the_served_page_by_mouse_and_keyboard(visit: Any, server: str) -> None:
    visited = visit(server)
    page = visited.page
    extract(page)
    page.hover("#d0r0 > .row [data-t='origin.local']")
    assert words(page) == ["本地"]
    page.locator("#d0r1").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert words(page) == ["新增"]
    assert page.get_by_role("button", name="measure new 新增 — from its total").count() == 1
    assert visited.violations() == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    assert words(page) == []


def test_the_served_page_by_touch(visit: Any, server: str) -> None:
    page = visit(server, has_touch=True).page
    extract(page)
    page.set_viewport_size({"width": 390, "height": 780})
    page.locator("#d0r1 > .row > .n").tap()
    field(page, "measure").tap()
    assert words(page) == ["新增"]
    page.wait_for_timeout(600)
    assert visible(page)
    page.locator(".why .close").tap()
    assert words(page) == []
    assert page.locator(".why").count() == 0


def test_a_corrected_value_loses_its_words(visit: Any, server: str, tmp_path: Path) -> None:
    page = visit(server).page
    extract(page)
    page.hover("#d0r0 > .row")
    page.locator("[data-edit='0']").click()
    page.locator("#editor [name='measure']").select_option("cumulative")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_selector("#undo:visible")
    assert field(page, "measure").count() == 0
    assert field(page, "metric").count() == 1
    with page.expect_download() as download:
        page.get_by_role("button", name="Download annotation").click()
    download.value.save_as(tmp_path / "a.jsonl")
    document = check_document(json.loads((tmp_path / "a.jsonl").read_text(encoding="utf-8")), "download")
    total, *parts = [record["evidence"] for record in document["records"]]
    assert "measure" not in total
    assert total["metric"]["via"] == "own"
    assert all("measure" not in part for part in parts), "the total says something else now"
    assert all(part["metric"]["via"] == "total" for part in parts)
