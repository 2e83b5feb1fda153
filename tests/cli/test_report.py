from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zh_tongbao.cli import pipelines
from zh_tongbao.cli.main import app, run_app

if TYPE_CHECKING:
    from spacy.language import Language

pytest.importorskip("altair")

TEXT = "2022年4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市2例）。"

Row = dict[str, Any]
Tongbao = Callable[..., tuple[int, list[str]]]


@pytest.fixture
def tongbao(nlp: Language, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Tongbao:
    """Run the command in this process, with the pipeline already loaded; gives status and lines of stderr."""
    monkeypatch.setattr(pipelines, "load_for_command", lambda _config, **_: nlp)

    def call(*arguments: str | Path) -> tuple[int, list[str]]:
        monkeypatch.setattr("sys.argv", ["tongbao", "report", *map(str, arguments)])
        status = run_app(app)
        return status, capsysbinary.readouterr().err.decode("utf-8").splitlines()

    return call


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_page(tongbao: Tongbao, bulletin: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    assert tongbao(bulletin, "--published", "2022-04-03", "--region", "220000", "-o", target) == (0, [])
    page = target.read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "+1" in page.split('class="card"')[1]


@pytest.mark.parametrize(("kind", "start"), [("svg", b"<svg"), ("png", b"\x89PNG")])
def test_charts(tongbao: Tongbao, bulletin: Path, tmp_path: Path, kind: str, start: bytes) -> None:
    assert tongbao(bulletin, "--format", kind, "--lang", "zh", "-o", tmp_path / "charts") == (0, [])
    assert [path.name for path in (tmp_path / "charts").iterdir()] == [f"places-prefecture.{kind}"]
    assert (tmp_path / "charts" / f"places-prefecture.{kind}").read_bytes().startswith(start)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "pdf"], "--format pdf: unknown format; take one of html, svg, png"),
        (["--lang", "fr"], "--lang fr: unknown language; take one of en, zh"),
        (["-o", "."], "-o .: is a folder; name a file"),
        (["--format", "svg", "-o", "bulletin.txt"], "-o bulletin.txt: is a file; name a folder for the charts"),
        (["-o", "nowhere/x.html"], "-o nowhere/x.html: the folder nowhere does not exist; make it first"),
        (["-o", "bulletin.txt"], "-o bulletin.txt: is one of the inputs; write to another file"),
        (["--published", "x"], "--published: 'x' is not a date like 2022-04-03"),
    ],
)
def test_a_wrong_option_is_one_line(
    tongbao: Tongbao, bulletin: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], message: str
) -> None:
    monkeypatch.chdir(bulletin.parent)
    assert tongbao(bulletin, *arguments) == (2, [f"tongbao: {message}"])
    assert bulletin.read_text(encoding="utf-8") == TEXT


def test_bad_input_is_reported_and_the_rest_is_shown(tongbao: Tongbao, bulletin: Path, tmp_path: Path) -> None:
    status, [line] = tongbao(bulletin, tmp_path / "none.txt", "-o", tmp_path / "report.html")
    assert status == 2
    assert "none.txt: no such file" in line
    assert (tmp_path / "report.html").exists()


def test_nothing_to_draw_is_said(tongbao: Tongbao, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("天气很好。", encoding="utf-8")
    status, [line] = tongbao(tmp_path / "a.txt", "--format", "svg", "-o", tmp_path / "charts")
    assert status == 2
    assert "nothing to draw" in line


def test_a_missing_library_is_said_before_any_work(
    tongbao: Tongbao, bulletin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zh_tongbao.report.charts.find_spec", lambda _: None)
    monkeypatch.setattr(pipelines, "load_for_command", lambda _config, **_: pytest.fail("the pipeline was loaded"))
    assert tongbao(bulletin) == (2, ["tongbao: charts need Altair and vl-convert: pip install 'zh-tongbao[report]'"])


@pytest.mark.long
def test_a_chain_of_counts_does_not_lose_the_other_documents(tmp_path: Path) -> None:
    """600 counts, each a part of the one before: a real process, since its stack is what ran out."""
    chain, plain = tmp_path / "chain.txt", tmp_path / "plain.txt"
    chain.write_text("".join(f"新增病例{3000 - i}例，其中" for i in range(600)) + "1例", encoding="utf-8")
    plain.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "zh_tongbao"]
    config = ["--config", "bulletin_char.cfg"]
    page = tmp_path / "report.html"
    done = subprocess.run([*command, "report", plain, chain, "-o", page, *config], capture_output=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, b"")
    markup = page.read_text(encoding="utf-8")
    assert markup.count("<article") == 2
    assert markup.count('<li role="treeitem"') == 604
    for form in ("table", "jsonl"):
        done = subprocess.run([*command, "extract", chain, "--format", form, *config], capture_output=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")
    extracted = tmp_path / "chain.jsonl"
    extracted.write_bytes(done.stdout)
    for name in ("audit", "series"):
        done = subprocess.run([*command, name, extracted], capture_output=True, timeout=120)
        assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("kind", ["html", "svg"])
def test_a_document_that_cannot_be_shown_is_told_and_the_others_stay(
    tongbao: Tongbao, bulletin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    from zh_tongbao.engine import outcomes

    extracted = outcomes.extract_row

    def breaking(nlp: Language, row: Row, *rest: Any) -> Row:
        document = extracted(nlp, row, *rest)
        return (
            {**document, "records": [{"start": 0, "place": {"adcode": "220000"}}]}
            if row["id"] == "broken"
            else document
        )

    monkeypatch.setattr(outcomes, "extract_row", breaking)
    broken = tmp_path / "broken.txt"
    broken.write_text(TEXT, encoding="utf-8")
    target = tmp_path / ("charts" if kind == "svg" else "report.html")
    status, [line] = tongbao(broken, bulletin, "--format", kind, "--region", "220000", "-o", target)
    assert status == 2
    assert line.startswith("tongbao: document 'broken': cannot be shown (")
    if kind == "svg":
        assert [path.name for path in target.iterdir()] == ["places-prefecture.svg"]
    else:
        page = target.read_text(encoding="utf-8")
        assert page.count("<article") == 1
        assert "cannot be shown (" in page


def test_a_city_listed_partly_is_drawn_with_its_stated_total(tongbao: Tongbao, tmp_path: Path) -> None:
    path, charts = tmp_path / "city.txt", tmp_path / "charts"
    path.write_text(
        "2022年4月2日0—24时，吉林省新增确诊病例40000例，其中长春市31000例（南关区800例、宽城区450例等）、吉林市9000例。",
        encoding="utf-8",
    )
    assert tongbao(path, "--format", "svg", "--region", "220000", "-o", charts) == (0, [])
    drawing = (charts / "places-prefecture.svg").read_text(encoding="utf-8")
    bars = re.findall(r'aria-label="number of cases: ([^;"]*); label: ([^;"]*)', drawing)
    assert bars == [("31,000", "长春市"), ("9,000", "吉林市")]


@pytest.mark.parametrize("form", ["jsonl", "folder"])
def test_what_extract_wrote_is_shown_as_the_bulletins_are(
    tongbao: Tongbao, bulletin: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    from zh_tongbao.cli.main import run_app as run

    assert tongbao(bulletin, "--region", "220000", "-o", tmp_path / "given.html") == (0, [])
    extracted = tmp_path / ("x.jsonl" if form == "jsonl" else "x")
    where = ["-o", f"{extracted}/" if form == "folder" else extracted]
    monkeypatch.setattr("sys.argv", ["tongbao", "extract", *map(str, [bulletin, "--region", "220000", *where])])
    assert run(app) == 0
    monkeypatch.setattr(pipelines, "load_for_command", lambda _config, **_: pytest.fail("the pipeline was loaded"))
    assert tongbao(extracted, "-o", tmp_path / "read.html") == (0, [])
    pages = [(tmp_path / name).read_text(encoding="utf-8") for name in ("given.html", "read.html")]
    articles = [re.findall(r"<article.*</article>", page, re.DOTALL)[0] for page in pages]
    assert articles[0] == articles[1]
