"""Tables of files: each format gives a line a row with tabs between cells, from which the same records are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.documents import extract
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.readers.pdf import join_lines
from zh_tongbao.io.readers.rows import Span, filled
from zh_tongbao.io.sources import find_sources

if TYPE_CHECKING:
    from spacy.language import Language

CAPTION = "2024年8月某省法定传染病发病、死亡统计表"
TABLE = "病名\t8月\t\n病名\t发病数\t死亡数\n甲乙类合计\t31\t1\n梅毒\t30\t1\n狂犬病\t1\t"
CELLS = [line.split("\t") for line in TABLE.split("\n")]


def read(path: Path) -> dict[str, Any]:
    problems: list[Any] = []
    [row] = read_inputs(find_sources([str(path)], SUFFIXES, problems.append, None), problems.append)
    assert problems == []
    return row


def page(body: str) -> str:
    return f"<html><body><article><p>2024年8月，全省报告甲乙类传染病31例。</p><p>{CAPTION}</p>{body}<p>注：按终审日期统计。</p></article></body></html>"


def test_html(tmp_path: Path) -> None:
    rows = [f"<tr><td>{one}</td><td><p>{two}</p></td><td>{three}</td></tr>" for one, two, three in CELLS[2:]]
    head = "<tr><th rowspan=2>病名</th><th colspan=2>8月</th></tr><tr><th>发病数</th><th>死亡<b>数</b></th></tr>"
    (tmp_path / "a.html").write_text(page(f"<table>{head}{''.join(rows)}</table>"), encoding="utf-8")
    assert TABLE in read(tmp_path / "a.html")["text"]


def test_html_that_a_table_lays_out(tmp_path: Path) -> None:
    inner = "<table><tr><td>病名</td><td>发病数</td></tr><tr><td>梅毒</td><td>30</td></tr><tr><td>淋病</td><td>2</td></tr></table>"
    outer = f"<table><tr><td>栏目</td><td><p>{CAPTION}如下所示，请查阅。</p>{inner}</td></tr></table>"
    (tmp_path / "a.html").write_text(page(outer), encoding="utf-8")
    assert "病名\t发病数\n梅毒\t30\n淋病\t2" in read(tmp_path / "a.html")["text"]


def test_docx(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph(CAPTION)
    table = document.add_table(rows=len(CELLS), cols=3)
    for at, row in enumerate(CELLS):
        for column, written in enumerate(row):
            table.cell(at, column).text = "" if at == 1 and not column else written
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    document.save(str(tmp_path / "a.docx"))
    assert read(tmp_path / "a.docx")["text"] == f"{CAPTION}\n{TABLE}"


def test_xlsx(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([CAPTION])
    for row in CELLS:
        sheet.append([int(cell) if cell.isdigit() else cell or None for cell in row])
    for area in ("A1:C1", "A2:A3", "B2:C2"):
        sheet.merge_cells(area)
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == {"id": "a", "text": f"{CAPTION}\n{TABLE}"}


def test_xlsx_of_documents(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["id", "text"])
    sheet.append(["x", "昨日无新增。"])
    book.save(tmp_path / "a.xlsx")
    assert read(tmp_path / "a.xlsx") == {"id": "x", "text": "昨日无新增。"}


def test_csv(tmp_path: Path) -> None:
    lines = [",".join(f'"{cell}"' for cell in row) for row in CELLS]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    assert read(tmp_path / "a.csv") == {"id": "a", "text": TABLE}


def test_pdf_rows_are_not_joined() -> None:
    text = "病名 发病数 死亡数\n甲乙类合计 31 1\n细菌性痢疾 30 -\n梅毒 1 0"
    assert join_lines(text) == text


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([[Span("a", 2), Span("b")], [Span("c"), Span("d"), Span("e")]], [["a", "", "b"], ["c", "d", "e"]]),
        ([[Span("a", 1, 2), Span("1", 1, 2)], [Span("b")]], [["a", "1"], ["a", "", "b"]]),
        ([[Span("a", 10**9, 10**9)]], [["a", *[""] * 399]]),
    ],
)
def test_merged_cells(rows: list[list[Span]], expected: list[list[str]]) -> None:
    assert list(filled(rows)) == expected


def test_records_of_a_file(tmp_path: Path, nlp: Language) -> None:
    lines = [",".join(f'"{cell}"' for cell in row) for row in [["2024年8月全省法定传染病统计表", "", ""], *CELLS]]
    (tmp_path / "a.csv").write_text("\n".join(lines), encoding="utf-8")
    [document] = extract(nlp, [read(tmp_path / "a.csv") | {"published": "2024-09-08", "region": "340000"}])
    found = [(r["text"], r["metric"], (r["disease"] or {})["code"], r["parent"]) for r in document["records"]]
    assert found == [
        ("31", "confirmed", "class-ab", None),
        ("1", "death", "class-ab", None),
        ("30", "confirmed", "syphilis", 0),
        ("1", "death", "syphilis", 1),
        ("1", "confirmed", "rabies", 0),
    ]
