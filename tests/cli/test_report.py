from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zh_tongbao.cli import pipelines
from zh_tongbao.cli.main import app, run_app

if TYPE_CHECKING:
    from spacy.language import Language

pytest.importorskip("altair")

TEXT = "4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市2例）。"

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
    assert [path.name for path in (tmp_path / "charts").iterdir()] == [f"places.{kind}"]
    assert (tmp_path / "charts" / f"places.{kind}").read_bytes().startswith(start)


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
