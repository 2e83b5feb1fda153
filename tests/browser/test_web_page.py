"""The web page in a browser: paste, look, correct, take along."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.evaluate.contract import check_document
from zh_tongbao.evaluate.convert import convert

if TYPE_CHECKING:
    from spacy.language import Language

pytestmark = pytest.mark.browser

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市2例）。"


@pytest.fixture
def page(visit: Any, server: str) -> Any:
    return visit(server).page


def extract(page: Any, text: str) -> None:
    page.get_by_label("Paste a bulletin").fill(text)
    page.get_by_label("published").fill("2022-04-03")
    page.get_by_label("issuer").fill("吉林省")
    page.get_by_role("button", name="Extract").click()
    page.wait_for_selector("#view article")


def counts(page: Any) -> list[str]:
    return page.locator("#view .n").all_inner_texts()  # type: ignore[no-any-return]


def correct(page: Any, index: int, **fields: str) -> None:
    page.locator(f"#d0r{index} > .row").hover()
    page.locator(f"[data-edit='{index}']").click()
    for name, value in fields.items():
        field = page.locator(f"#editor [name='{name}']")
        if field.evaluate("node => node.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.get_by_role("button", name="Apply").click()


def test_paste_and_look(page: Any) -> None:
    extract(page, TEXT)
    assert counts(page) == ["3例", "2例", "2例"]
    assert page.locator("#view .card .diff").inner_text() == "difference +1"
    page.hover("#d0r1 > .row")
    assert page.locator("mark.lit").all_inner_texts() == ["2例"]
    page.wait_for_selector("#charts figure:visible")


def test_correct_and_download(page: Any, tmp_path: Path, nlp: Language) -> None:
    extract(page, TEXT)
    correct(page, 2, count="1")
    page.wait_for_selector("#view .meta .ok")
    assert counts(page) == ["3例", "2例", "1例"]
    assert page.evaluate("document.activeElement.id") == "d0r2"
    with page.expect_download() as download:
        page.get_by_role("button", name="Download annotation").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    assert path.suffix == ".jsonl"
    [line] = path.read_text(encoding="utf-8").splitlines()
    document = check_document(json.loads(line), "download")
    assert [record["count"] for record in document["records"]] == [3, 2, 1]
    assert [check["ok"] for check in document["checks"]] == [True]
    assert document["text"] == TEXT
    assert convert([path], tmp_path / "gold.spacy", nlp) == 1


def test_what_was_corrected_has_its_old_evidence_no_more(page: Any) -> None:
    words = {"start": 0, "end": 2, "via": "own"}

    def with_evidence(route: Any) -> None:
        answer = route.fetch()
        found = answer.json()
        for record in found["records"]:
            record["evidence"] = {"count": words, "metric": words, "place": words}
        route.fulfill(response=answer, json=found)

    page.route("**/extract", with_evidence)
    extract(page, TEXT)
    with page.expect_response("**/revise") as revised:
        correct(page, 2, **{"count": "1", "place.text": "吉林"})
    records = revised.value.json()["records"]
    assert [sorted(record["evidence"]) for record in records] == [["count", "metric", "place"]] * 2 + [["metric"]]
    correct(page, 1, **{"place.text": "", "place.adcode": ""})
    page.wait_for_selector("#editor", state="hidden")
    assert counts(page) == ["3例", "2例", "1例"]


def test_a_wrong_correction_is_explained_and_undone(visit: Any, server: str) -> None:
    visited = visit(server)
    page = visited.page
    extract(page, TEXT)
    correct(page, 0, parent="1", relation="place")
    page.wait_for_selector("#wrong:visible")
    assert "a part of itself" in page.locator("#wrong").inner_text()
    assert len(visited.trouble) == 1  # the browser's own note of the status 422
    visited.trouble.clear()
    page.keyboard.press("Escape")
    assert counts(page) == ["3例", "2例", "2例"]
    correct(page, 1, severity="mild")
    page.wait_for_selector("#undo:visible")
    assert "mild" in page.locator("#d0r1").inner_text()
    page.get_by_role("button", name="Undo").click()
    page.wait_for_selector("#undo", state="hidden")
    assert "mild" not in page.locator("#d0r1").inner_text()


def test_remove_by_keyboard(page: Any) -> None:
    extract(page, TEXT)
    page.locator("#d0r2").focus()
    page.keyboard.press("e")
    page.get_by_role("button", name="Remove this record").click()
    page.wait_for_selector("#d0r2", state="detached")
    assert counts(page) == ["3例", "2例"]


def test_a_file_is_read_in_either_encoding(page: Any, tmp_path: Path) -> None:
    for encoding in ("utf-8", "gb18030"):
        path = tmp_path / f"{encoding}.txt"
        path.write_text(TEXT, encoding=encoding)
        page.locator("#file").set_input_files(path)
        page.wait_for_selector("#view article")
        assert page.locator("#view .text").inner_text() == TEXT


def test_a_dropped_file(page: Any) -> None:
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.items.add(new File([text], "bulletin.txt", { type: "text/plain" }));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        TEXT,
    )
    page.wait_for_selector("#view article")
    assert page.locator("#view .text").inner_text() == TEXT


def test_what_the_server_refuses_is_said(visit: Any, server: str) -> None:
    visited = visit(server)
    visited.page.get_by_label("Paste a bulletin").fill("x" * 100_001)
    visited.page.get_by_role("button", name="Extract").click()
    visited.page.wait_for_selector("#problem:visible")
    assert "more than 100,000" in visited.page.locator("#problem").inner_text()
    assert len(visited.trouble) == 1  # the browser's own note of the status 413
    visited.trouble.clear()


def test_the_sample_and_storing(page: Any) -> None:
    page.get_by_role("button", name="Try a sample").click()
    page.wait_for_selector("#view article")
    assert page.locator("#view .card").count() == 1
    page.get_by_role("button", name="Store", exact=True).click()
    page.get_by_text("stored as bulletin-").wait_for()


def test_chinese_page(visit: Any, server: str) -> None:
    page = visit(server, locale="zh-CN").page
    assert page.get_by_role("button", name="提取").is_visible()
    page.get_by_role("button", name="试用样例").click()
    page.wait_for_selector("#view article")
    assert "确诊" in page.locator("#d0r0").inner_text()


@pytest.mark.parametrize(
    "text", ["<script>window.hacked = 1</script>", '"><img src=x onerror="window.hacked = 1">3例', "‮3例"]
)
def test_hostile_text_is_shown_as_text(page: Any, text: str) -> None:
    extract(page, text)
    assert page.evaluate("window.hacked") is None
    assert page.locator("#view .text").inner_text() == text.replace("\u202e", "U+202E")
    assert page.locator("#view img, #view script").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_accessible(visit: Any, server: str, scheme: str) -> None:
    visited = visit(server, color_scheme=scheme)
    assert visited.violations() == []
    visited.page.get_by_role("button", name="Try a sample").click()
    visited.page.wait_for_selector("#charts figure:visible")
    assert visited.violations() == []
    visited.page.locator("#d0r1").focus()
    visited.page.keyboard.press("e")
    assert visited.violations() == []
