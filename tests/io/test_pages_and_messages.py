"""Saved pages whose text an extractor loses, messages, old Word documents, pictures."""

from __future__ import annotations

import logging
import shutil
import subprocess
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.errors import InputError
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.readers.visible import running_text, taken
from zh_tongbao.io.sources import find_sources

FIRST = "2022年4月1日0—24时，全省新增本地确诊病例3例，均在长春市，已转至定点医院隔离治疗。"
SECOND = "全省新增本地无症状感染者5例，其中吉林市4例、四平市1例，均已隔离医学观察，情况稳定。"
MENU = "".join(
    f'<li><a href="/{number}">本省各地市疫情信息发布专栏第{number}期通报全文</a></li>' for number in range(9)
)


def read(*names: str | Path) -> tuple[list[dict[str, Any]], list[str]]:
    problems: list[str] = []

    def report(error: InputError) -> None:
        problems.append(str(error))

    return list(read_inputs(find_sources(map(str, names), SUFFIXES, report), report)), problems


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<ul>{MENU}</ul><div>{FIRST}<br>{SECOND}</div><ul>{MENU}</ul>", [FIRST, SECOND]),
        (
            f"<div><p>{FIRST[:10]}<b>{FIRST[10:]}</b></p><p>其中：</p><p>{SECOND}</p></div><p>编辑</p>",
            [FIRST, "其中：", SECOND],
        ),
        (f"<script>var text = '{SECOND}'</script><style>{SECOND}</style><!-- {SECOND} --><p>{FIRST}</p>", [FIRST]),
        ("<p>短。</p>", []),
        ("", []),
        ("<div>" * 3000 + FIRST, []),
    ],
    ids=["menus", "inline", "unseen", "short", "empty", "deep"],
)
def test_running_text(body: str, expected: list[str]) -> None:
    assert running_text(f"<html><body>{body}</body></html>") == expected


def test_what_the_extractor_lost_is_taken_from_the_page(caplog: pytest.LogCaptureFixture) -> None:
    page = f"<body><ul>{MENU}</ul><div>{FIRST}</div><div>{SECOND}</div></body>"
    with caplog.at_level(logging.INFO):
        assert taken(SECOND, page, "a.html") == f"{FIRST}\n{SECOND}"
    assert "a.html: read as the page shows it" in caplog.text
    kept = f"{FIRST} \n {SECOND}"
    assert taken(kept, page, "a.html") == kept


def test_a_page_of_lines_in_a_layout_table_is_whole(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{line}</td></tr>" for line in (FIRST, SECOND))
    page = f"<html><body><table><tr><td><ul>{MENU}</ul></td><td><table>{rows}</table></td></tr></table></body></html>"
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    [row], problems = read(tmp_path / "a.html")
    assert FIRST in row["text"]
    assert SECOND in row["text"]
    assert problems == []


def test_a_page_saved_from_wechat(tmp_path: Path) -> None:
    page = f"""<html><head><meta property="og:title" content="4月1日通报"><script>var ct = "1648866060";</script></head>
    <body><div id="js_article"><em id="publish_time"></em><div class="rich_media_content" id="js_content"
    style="visibility: hidden; opacity: 0;"><section><span>{FIRST}</span></section><section><span>{SECOND}</span></section></div></div>
    </body></html>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    [row], _ = read(tmp_path / "a.html")
    assert row["published"] == "2022-04-02"
    assert row["title"] == "4月1日通报"
    assert FIRST in row["text"]
    assert SECOND in row["text"]


def message(**parts: str) -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "4月1日疫情通报"
    made["Date"] = "Sat, 02 Apr 2022 07:30:00 +0800"
    made.set_content(parts.get("plain", FIRST))
    if "html" in parts:
        made.add_alternative(parts["html"], subtype="html")
    return made


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_message(tmp_path: Path, charset: str) -> None:
    made = EmailMessage()
    made["Subject"], made["Date"] = "4月1日疫情通报", "Sat, 02 Apr 2022 07:30:00 +0800"
    made.set_content(FIRST, charset=charset)
    (tmp_path / "post.eml").write_bytes(bytes(made))
    [row], problems = read(tmp_path / "post.eml")
    assert (row["id"], row["title"], row["published"]) == ("post", "4月1日疫情通报", "2022-04-02")
    assert row["text"].strip() == FIRST
    assert problems == []


def test_what_is_attached_to_a_message_is_read_too(tmp_path: Path) -> None:
    made = message()
    made.add_attachment(
        SECOND.encode("gb18030"), maintype="application", subtype="octet-stream", filename="20220331通报.txt"
    )
    made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="../a.sql")
    made.add_attachment(bytes(message()), maintype="application", subtype="octet-stream", filename="inner.eml")
    (tmp_path / "post.eml").write_bytes(bytes(made))
    rows, problems = read(tmp_path / "post.eml")
    assert [(row["id"], row["published"]) for row in rows] == [("post", "2022-04-02"), ("20220331通报", "2022-03-31")]
    assert [problem.rpartition("post.eml/")[2] for problem in problems] == [
        "a.sql: unknown kind of file (.sql)",
        "inner.eml: unknown kind of file (.eml)",
    ]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.eml", b"\x00\x01", "not a message"),
        ("a.eml", b"Subject: x\n\n", "holds no text"),
        ("a.doc", b"<html>", "not a Word document"),
        ("a.png", b"x", "a picture; install 'zh-tongbao[ocr]'"),
    ],
)
def test_what_cannot_be_read_is_one_line(
    tmp_path: Path, name: str, data: bytes, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name == "a.png" and _has("rapidocr_onnxruntime"):
        pytest.skip("with the extra [ocr] the picture is looked at")
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / name).write_bytes(data)
    rows, [problem] = read(tmp_path / name)
    assert rows == []
    assert said in problem


def test_without_libreoffice_an_old_word_document_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    from zh_tongbao.io.readers import doc

    monkeypatch.setattr(doc.shutil, "which", lambda _: None)
    with pytest.raises(InputError, match=r"needs LibreOffice to be read; install it, or save the document as \.docx"):
        doc._converted(doc.SIGNATURE, "a.doc")


@pytest.mark.long
def test_an_old_word_document(tmp_path: Path) -> None:
    docx, soffice = pytest.importorskip("docx"), shutil.which("soffice")
    if soffice is None:
        pytest.skip("no LibreOffice on this machine")
    document = docx.Document()
    document.add_paragraph(FIRST)
    document.save(str(tmp_path / "20220402通报.docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        soffice,
        "--headless",
        profile,
        "--convert-to",
        "doc",
        "--outdir",
        tmp_path,
        tmp_path / "20220402通报.docx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    if not (tmp_path / "20220402通报.doc").exists():
        pytest.skip("LibreOffice without Writer")
    [row], problems = read(tmp_path / "20220402通报.doc")
    assert (row["text"].strip(), row["published"], problems) == (FIRST, "2022-04-02", [])


@pytest.mark.long
@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_a_picture_is_recognised(tmp_path: Path, kind: str) -> None:
    pytest.importorskip("rapidocr_onnxruntime")
    from PIL import Image, ImageDraw, ImageFont

    fonts = [path for path in Path("/usr/share/fonts").rglob("NotoSansCJK-Regular.ttc")]
    if not fonts:
        pytest.skip("no Chinese font on this machine")
    picture = Image.new("RGB", (1000, 220), "white")
    font = ImageFont.truetype(str(fonts[0]), 32)
    for line, height in (("吉林省新增确诊病例37例，", 40), ("其中长春市21例，吉林市16例。", 110)):
        ImageDraw.Draw(picture).text((30, height), line, fill="black", font=font)
    stream = BytesIO()
    picture.save(stream, kind)
    (tmp_path / f"20220402.{kind}").write_bytes(stream.getvalue())
    [row], problems = read(tmp_path / f"20220402.{kind}")
    assert problems == []
    assert row["published"] == "2022-04-02"
    assert all(part in row["text"] for part in ("37例", "21例", "16例"))


def _has(module: str) -> bool:
    from importlib.util import find_spec

    return find_spec(module) is not None
