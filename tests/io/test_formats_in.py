"""Every kind of input gives the same rows: files are made here, read through the registry."""

from __future__ import annotations

import io
import logging
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.io.limits import LARGEST
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import find_sources

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市1例），均已转至定点医院隔离治疗。"
ROWS = [
    {"id": "a", "text": TEXT, "published": "2022-04-03", "region": "220000"},
    {"id": "b", "text": "昨日无新增。", "title": "通报"},
]


def read(*names: str | Path, query: str | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    problems: list[str] = []

    def report(error: InputError) -> None:
        problems.append(str(error))

    sources = find_sources([str(name) for name in names], SUFFIXES, report, query)
    return list(read_inputs(sources, report)), problems


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_csv(tmp_path: Path, encoding: str) -> None:
    lines = f'url,id,text,published,region\nx,a,"{TEXT}",2022-04-03,220000\n\nx,,"一\n二"\n'
    (tmp_path / "x.csv").write_bytes(lines.encode(encoding))
    assert read(tmp_path / "x.csv") == ([ROWS[0], {"id": "x-2", "text": "一\n二"}], [])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("x.csv", "id,话\na,b\n".encode(), "no column 'text'; it has id, 话"),
        ("x.csv", b"", "no column 'text'; it has no columns"),
        ("x.parquet", b"PAR", "not a Parquet file"),
        ("x.docx", b"PK", "not a readable Word document"),
        ("x.pdf", b"%PDF-1.4", "not a readable PDF"),
        ("x.zip", b"PK", "not a readable zip archive"),
        ("x.duckdb", b"x" * 5000, "the query cannot be run"),
        ("x.sql", b"SELEC 1", "the query cannot be run"),
        ("x.sql", b"SELECT 1 AS a", "query: no column 'text'; it has a"),
        ("x.html", b"<html></html>", "no main text found"),
        ("x.txt", b"a" * (LARGEST + 1), "too many for one document"),
        ("x.jsonl", b'{"text": "' + b"a" * LARGEST + b'"}', "too many for one document"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_the_rest_is_read(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "y.txt").write_text("x", encoding="utf-8")
    rows, [problem] = read(tmp_path / name, tmp_path / "y.txt")
    assert [row["id"] for row in rows] == ["y"]
    assert problem.startswith(str(tmp_path / name))
    assert message in problem
    assert "\n" not in problem


def test_a_line_that_is_too_long_is_skipped_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_bytes(b'{"text": "' + b"a" * 3 * LARGEST + b'"}\n{"text": "b"}\n')
    rows, problems = read(tmp_path / "x.jsonl")
    assert rows == [{"id": "x-2", "text": "b"}]
    assert len(problems) == 1


def test_parquet(tmp_path: Path) -> None:
    from datetime import date

    import pyarrow
    import pyarrow.parquet

    table = pyarrow.table(
        {
            "score": [1.0, 2.0],
            "text": [TEXT, "昨日无新增。"],
            "id": ["a", "b"],
            "published": [date(2022, 4, 3), None],
            "region": [220000, None],
            "title": [None, "通报"],
        }
    )
    pyarrow.parquet.write_table(table, tmp_path / "x.parquet")
    assert read(tmp_path / "x.parquet") == (ROWS, [])


def test_duckdb(tmp_path: Path) -> None:
    import duckdb

    with duckdb.connect(str(tmp_path / "x.duckdb")) as connection:
        connection.execute("CREATE TABLE documents (id VARCHAR, text VARCHAR, published DATE, region VARCHAR)")
        connection.execute(
            "INSERT INTO documents VALUES ('a', ?, '2022-04-03', '220000'), ('b', 'y', NULL, NULL)", [TEXT]
        )
    rows, problems = read(tmp_path / "x.duckdb")
    assert (rows[0], problems) == (ROWS[0], [])
    assert read(tmp_path / "x.duckdb", query="SELECT upper(text) AS text FROM documents WHERE id = 'b'") == (
        [{"id": "x-1", "text": "Y"}],
        [],
    )
    (tmp_path / "q.sql").write_text("SELECT 'z' AS text, range AS id FROM range(2)", encoding="utf-8")
    assert [row["id"] for row in read(tmp_path / "q.sql")[0]] == ["0", "1"]


PAGE = f"""<!DOCTYPE html><html><head><meta charset="{{charset}}"><title>关于疫情的通报</title>
<meta property="article:published_time" content="2022-04-03T08:00:00+08:00"></head>
<body><nav><a href="/">首页</a><a href="/x">专题专栏</a></nav><article><h1>关于疫情的通报</h1>
<p>{TEXT}</p><p>{TEXT.replace("3", "5")}</p></article><footer>版权所有</footer></body></html>"""


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("utf-8", "gb18030")])
def test_html_gives_text_day_and_headline(tmp_path: Path, charset: str, encoding: str) -> None:
    (tmp_path / "x.html").write_bytes(PAGE.format(charset=charset).encode(encoding))
    [row], problems = read(tmp_path / "x.html")
    assert problems == []
    assert (row["published"], row["title"]) == ("2022-04-03", "关于疫情的通报")
    assert TEXT in row["text"]
    assert "版权所有" not in row["text"]


def test_html_without_a_stated_day_has_none(tmp_path: Path) -> None:
    page = PAGE.format(charset="utf-8").replace("2022-04-03T08:00:00+08:00", "")
    (tmp_path / "x.html").write_text(page, encoding="utf-8")
    [row], _ = read(tmp_path / "x.html")
    assert "published" not in row


def test_docx(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("通报")
    table = document.add_table(rows=1, cols=3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "长春市"
    table.cell(0, 2).text = "2例"
    document.add_paragraph(TEXT)
    document.save(str(tmp_path / "x.docx"))
    assert read(tmp_path / "x.docx") == ([{"id": "x", "text": f"通报\n长春市\t\t2例\n{TEXT}"}], [])


def test_pdf(tmp_path: Path) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "x.pdf"))
    canvas.setFont("STSong-Light", 12)
    for place, line in enumerate(["通报", TEXT[:25], TEXT[25:]]):
        canvas.drawString(50, 800 - 20 * place, line)
    canvas.showPage()
    canvas.save()
    assert read(tmp_path / "x.pdf") == ([{"id": "x", "text": f"通报\n{TEXT}"}], [])
    Canvas(str(tmp_path / "y.pdf")).save()
    [problem] = read(tmp_path / "y.pdf")[1]
    assert "no text in this PDF (a scan?)" in problem


def archive(*members: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members:
            file.writestr(name, data)
    return stream.getvalue()


def test_zip_is_read_like_a_folder(tmp_path: Path) -> None:
    data = archive(
        ("2022/b.txt", TEXT.encode()),
        ("2022/a.jsonl", b'{"text": "x"}\n{}\n'),
        ("吉林.csv", "text\n一".encode()),
        (".hidden.txt", b""),
        ("__MACOSX/b.txt", b""),
        ("inner.zip", archive(("z.txt", b"z"))),
        ("big.txt", b"a" * (LARGEST + 1)),
    )
    (tmp_path / "news.zip").write_bytes(data)
    rows, problems = read(tmp_path)
    assert [row["id"] for row in rows] == ["a-1", "b", "吉林-1"]
    assert [problem.removeprefix(f"{tmp_path}/news.zip/").split(":")[0] for problem in problems] == [
        "inner.zip",
        "2022/a.jsonl, line 2, field 'text'",
        "big.txt",
    ]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_zip_names_without_the_utf8_flag(encoding: str) -> None:
    from zh_tongbao.io.readers.archive import _chinese_name

    assert _chinese_name("吉林.txt".encode(encoding).decode("cp437")) == "吉林.txt"


def test_zip_without_readable_files(tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(archive(("a.pptx", b"")))
    assert "no file in this archive ends in one of" in read(tmp_path / "x.zip")[1][0]


@pytest.fixture
def memory() -> Iterator[Any]:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    for name, data in {
        "news/a.txt": TEXT.encode(),
        "news/2/b.jsonl": b'{"id": "j", "text": "t"}',
        "news/c.pptx": b"",
    }.items():
        system.pipe(f"/{name}", data)
    yield system
    system.rm("/news", recursive=True)


@pytest.mark.parametrize(
    ("address", "ids"),
    [("memory://news", ["j", "a"]), ("memory://news/a.txt", ["a"]), ("memory://news/*.txt", ["a"])],
)
@pytest.mark.usefixtures("memory")
def test_addresses(address: str, ids: list[str]) -> None:
    rows, problems = read(address)
    assert ([row["id"] for row in rows], problems) == (ids, [])


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("memory://nowhere/a.txt", "no such file or folder"),
        ("memory://news/c.pptx", "unknown kind of file"),
        ("nothing://x/a.txt", "nothing:// is no kind of address that can be read"),
        ("http://127.0.0.1:1/a.txt", "cannot be read"),
    ],
)
@pytest.mark.usefixtures("memory")
def test_addresses_that_cannot_be_read(address: str, message: str) -> None:
    rows, [problem] = read(address)
    assert rows == []
    assert problem.startswith(f"{address}: ")
    assert message in problem


def test_web_server(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("gb18030"))
    (tmp_path / "t_20220403.shtml").write_text(PAGE.format(charset="utf-8"), encoding="utf-8")
    (tmp_path / "z.zip").write_bytes(archive(("i.txt", b"x")))

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        base = f"http://127.0.0.1:{server.server_port}"
        rows, problems = read(*(f"{base}/{name}" for name in ("a.txt", "t_20220403.shtml", "z.zip", "none.txt")))
        server.shutdown()
    assert [row["id"] for row in rows] == ["a", "t_20220403", "i"]
    assert rows[0]["text"] == TEXT
    assert rows[1]["published"] == "2022-04-03"
    assert problems == [f"{base}/none.txt: no such file or folder"]


@pytest.mark.parametrize(
    ("name", "encoding", "said"),
    [
        ("a.txt", "utf-8", None),
        ("a.txt", "gb18030", "gb18030"),
        ("a.txt", "utf-16", "utf-16"),
        ("a.txt", "utf-16-le", "utf-16-le"),
        ("a.txt", "big5hkscs", "big5hkscs"),
        ("a.jsonl", "utf-16", "utf-16"),
        ("a.jsonl", "gb18030", "gb18030"),
        ("a.csv", "big5hkscs", "big5hkscs"),
    ],
)
def test_an_encoding_other_than_utf8_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, encoding: str, said: str | None
) -> None:
    text = TEXT
    if encoding == "big5hkscs":
        text = "截至4月2日24時，臺灣地區累計報告確診病例3例，其中臺北市2例，高雄市1例，均為境外輸入病例。"
    content = {"a.txt": text, "a.jsonl": f'{{"text": "{text}"}}\n', "a.csv": f"text\n{text}\n"}[name]
    (tmp_path / name).write_bytes(content.encode(encoding))
    with caplog.at_level(logging.INFO, "zh_tongbao.io"):
        [row], problems = read(tmp_path / name)
    assert (row["text"], problems) == (text, [])
    assert caplog.messages == ([] if said is None else [f"{tmp_path / name}: read as {said}"])
