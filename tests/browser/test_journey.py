"""The whole way of somebody who does not program: a folder of mixed files, Excel, a pivot, the report, a row corrected, Excel again."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.cli import pipelines
from zh_tongbao.cli.main import app, run_app

if TYPE_CHECKING:
    from spacy.language import Language

openpyxl = pytest.importorskip("openpyxl")
docx = pytest.importorskip("docx")
pytest.importorskip("trafilatura")
pytest.importorskip("altair")

Row = dict[str, Any]

CITIES = ("长春市", "吉林市", "四平市")
DAYS = {
    "2022-04-01": (3, 2, 1),
    "2022-04-02": (10, 4, 0),
    "2022-04-03": (7, 7, 5),
    "2022-04-04": (12, 1, 2),
    "2022-04-05": (6, 3, 8),
}
# Of each day, the new cases of the cities.


def bulletin(day: str) -> str:
    month, date = int(day[5:7]), int(day[8:])
    parts = "，".join(f"{city}{count}例" for city, count in zip(CITIES, DAYS[day], strict=True))
    return (
        f"{month}月{date}日0—24时，吉林省新增确诊病例{sum(DAYS[day])}例，其中{parts}。全省现有确诊病例{500 + date}例。"
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bulletin a day, each in another kind of file and dated in another way, and a file that nobody can read."""
    found = tmp_path / "bulletins"
    found.mkdir()
    first, second, third, fourth, fifth = DAYS
    (found / f"bulletin-{first}.txt").write_text(bulletin(first), encoding="gb18030")
    document = docx.Document()
    document.add_paragraph(bulletin(second))
    document.save(str(found / "20220402通报.docx"))
    page = f'<html><head><meta property="article:published_time" content="{third}"><title>通报</title></head>'
    (found / "page.html").write_text(
        f"{page}<body><article><p>{bulletin(third)}</p></article></body></html>", encoding="utf-8"
    )
    (found / "table.csv").write_text(f"标题,日期,正文\n通报,{fourth},{bulletin(fourth)}\n", encoding="utf-8-sig")
    book = openpyxl.Workbook()
    book.active.append(["标题", "日期", "正文"])
    book.active.append(["通报", "2022年4月5日", bulletin(fifth)])
    book.save(found / "table.xlsx")
    (found / "slides.pptx").write_bytes(b"PK")
    return found


@pytest.fixture
def tongbao(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(pipelines, "load_for_command", lambda _config, **_: nlp)

    def call(*arguments: str | Path) -> int:
        monkeypatch.setattr("sys.argv", ["tongbao", *map(str, arguments)])
        return run_app(app)

    return call


def rows_of(path: Path) -> list[Row]:
    """The rows of the sheet of records, by the words in its head."""
    rows = openpyxl.load_workbook(path)["records"].iter_rows(values_only=True)
    heads = next(rows)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def pivot(rows: list[Row], level: str, measure: str = "new") -> dict[str, int]:
    """What a pivot table shows: one level of ``add``, one metric and measure, summed by day."""
    found: dict[str, int] = defaultdict(int)
    for row in rows:
        if (row["add"], row["metric"], row["measure"]) == (level, "confirmed", measure):
            found[row["date"].date().isoformat()] += row["count"]
    return dict(found)


TOTALS = {day: sum(counts) for day, counts in DAYS.items()}


def test_a_pivot_gives_the_bulletins_own_totals(tongbao: Any, folder: Path, tmp_path: Path) -> None:
    assert (
        tongbao("extract", folder, "--region", "吉林省", "-o", tmp_path / "all.xlsx") == 3
    )  # slides.pptx is left over
    rows = rows_of(tmp_path / "all.xlsx")
    assert pivot(rows, "total") == TOTALS
    assert pivot(rows, "prefecture") == TOTALS
    assert pivot(rows, "total", "current") == {day: 500 + int(day[8:]) for day in DAYS}


@pytest.mark.browser
def test_the_report_of_the_folder(tongbao: Any, folder: Path, tmp_path: Path, visit: Any) -> None:
    assert tongbao("extract", folder, "--region", "吉林省", "-o", tmp_path / "all.jsonl") == 3
    assert tongbao("report", tmp_path / "all.jsonl", "-o", tmp_path / "report.html") == 0
    page = visit((tmp_path / "report.html").as_uri()).page
    assert page.locator("article").count() == len(DAYS)
    figure = page.locator("figure.places:visible")
    figure.get_by_text("numbers").click()
    last = dict(zip(CITIES, map(str, DAYS["2022-04-05"]), strict=True))
    assert dict(zip(figure.locator("tbody th").all_inner_texts(), figure.locator("td.num").all_inner_texts())) == last


@pytest.mark.browser
def test_a_row_corrected_in_the_page_is_corrected_in_excel(
    folder: Path, tmp_path: Path, visit: Any, server: str
) -> None:
    page = visit(server).page
    page.get_by_label("issuer").fill("吉林省")
    page.locator("#file").set_input_files(sorted(folder.iterdir()))
    page.wait_for_selector("#left:visible")
    assert page.locator("#left li").all_inner_texts()[0].startswith("slides.pptx: unknown kind of file")
    assert page.locator("#documents li").count() == len(DAYS)
    page.locator("#documents .open").first.click()
    page.wait_for_selector("#d0r1")
    page.locator("#d0r1").focus()
    page.keyboard.press("e")
    page.locator("#editor [name='count']").fill("99")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_selector("#view .meta .fail")
    with page.expect_download() as download:
        page.get_by_role("button", name="Excel").click()
    download.value.save_as(tmp_path / "again.xlsx")
    rows = rows_of(tmp_path / "again.xlsx")
    assert pivot(rows, "total") == TOTALS
    corrected = {day: total for day, total in pivot(rows, "prefecture").items() if total != TOTALS[day]}
    assert corrected == {"2022-04-02": TOTALS["2022-04-02"] - DAYS["2022-04-02"][0] + 99}
    with page.expect_download() as download:
        page.get_by_role("button", name="Report").click()
    download.value.save_as(tmp_path / "again.html")
    again = visit((tmp_path / "again.html").as_uri()).page
    assert again.locator("article").count() == len(DAYS)
    assert again.locator(".failing-all .card").count() >= 1
