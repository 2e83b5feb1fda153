"""The commands for political language over what ``tongbao extract`` wrote: formats, pages, bad input."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet
import pytest

from zh_tongbao.cli import review
from zh_tongbao.cli.corpus_views import choose
from zh_tongbao.errors import InputError
from zh_tongbao.report.corpus_view import corpus_view
from zh_tongbao.vocab.overlay import read_overlay

ROWS = [
    ("a", "2021-03-01", "吉林省委书记王志远强调，要坚持高质量发展。"),
    ("b", "2021-07-01", "吉林省委书记王志远说，高质量发展是首要任务。外长林知行表示，愿共建“一带一路”。"),
    ("c", "2021-09-01", "高质量发展的一年\n=2+3是公式。"),
]


def tongbao(*arguments: str | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "zh_tongbao", *map(str, arguments)], capture_output=True, check=False)


def table(answer: subprocess.CompletedProcess[bytes]) -> list[dict[str, str]]:
    assert (answer.returncode, answer.stderr) == (0, b"")
    return list(csv.DictReader(io.StringIO(answer.stdout.decode("utf-8-sig"), newline="")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three items extracted to ``news.jsonl``, ``news.duckdb`` and the folder ``news``."""
    folder = tmp_path_factory.mktemp("news")
    rows = [json.dumps({"id": name, "published": day, "text": text}) for name, day, text in ROWS]
    (folder / "rows.jsonl").write_text("\n".join(rows), encoding="utf-8")
    for name in ("news.jsonl", "news.duckdb", "news"):
        answer = tongbao("extract", folder / "rows.jsonl", "-o", folder / name, "--config", "bulletin_char.cfg")
        assert answer.returncode == 0, answer.stderr
    return folder


@pytest.mark.parametrize("name", ["news.jsonl", "news.duckdb", "news"])
def test_a_file_a_database_and_a_folder_say_the_same(folder: Path, name: str) -> None:
    mentions = table(tongbao("slogans", folder / name, "--mentions"))
    assert [(row["id"], row["canonical"], row["speaker"], row["no_speaker"], row["statement"]) for row in mentions] == [
        ("a", "高质量发展", "王志远", "", "0"),
        ("b", "高质量发展", "王志远", "", "0"),
        ("b", "一带一路", "林知行", "", "1"),
        ("c", "高质量发展", "", "headline", ""),
    ]
    assert mentions[0]["gloss"] == "high-quality development" and mentions[0]["since"]
    first = table(tongbao("slogans", folder / name, "--by", "month,speaker"))[0]
    assert (first["slogan"], first["month"], first["speaker"], first["count"]) == (
        "高质量发展",
        "2021-03",
        "王志远",
        "1",
    )


def test_excel_and_parquet_hold_text_as_text(folder: Path, tmp_path: Path) -> None:
    for name in ("k.xlsx", "k.parquet", "k.csv"):
        assert tongbao("kwic", folder / "news", "=2", "-o", tmp_path / name).returncode == 0
    sheet = openpyxl.load_workbook(tmp_path / "k.xlsx").active
    heads, row = sheet.iter_rows(values_only=True)
    found: dict[Any, Any] = dict(zip(heads, row, strict=True))
    assert (found["hit"], sheet.cell(2, heads.index("hit") + 1).data_type) == ("=2", "s")
    assert pyarrow.parquet.read_table(tmp_path / "k.parquet")["hit"].to_pylist() == ["=2"]
    assert ",'=2," in (tmp_path / "k.csv").read_text(encoding="utf-8-sig")


def test_lists_are_lists_in_parquet(folder: Path, tmp_path: Path) -> None:
    assert tongbao("officials", folder / "news", "-o", tmp_path / "o.parquet").returncode == 0
    rows = pyarrow.parquet.read_table(tmp_path / "o.parquet").to_pylist()
    assert {row["name"]: row["written"] for row in rows} == {"王志远": ["吉林省委书记"], "林知行": ["外长"]}


@pytest.mark.parametrize(
    "command",
    [
        ["slogans"],
        ["slogans", "--by", "month"],
        ["slogans", "--mentions"],
        ["kwic", "高质量发展"],
        ["keyness", "--target", "month=2021-07", "--least", "1"],
        ["officials"],
        ["network", "--least", "1"],
        ["discover", "--hide-list", "--least", "2"],
    ],
    ids=" ".join,
)
def test_each_command_makes_a_page(folder: Path, tmp_path: Path, command: list[str]) -> None:
    name, *options = command
    answer = tongbao(name, folder / "news.jsonl", *options, "-o", tmp_path / "page.html", "--lang", "zh")
    assert (answer.returncode, answer.stderr) == (0, b"")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<html lang="zh-Hans">' in page and "script-src &#39;none&#39;" in page and "<script" not in page
    assert ("<svg" in page) is (name != "discover" and "--mentions" not in options)
    linked = set(re.findall(r'href="#(t[^"]+)"', page))
    assert linked == set(re.findall(r'<mark id="(t[^"]+)"', page))
    assert bool(linked) is (name == "kwic" or "--mentions" in options)


def test_a_page_escapes_what_texts_hold() -> None:
    from zh_tongbao.records.schema import Column

    text = "<script>alert(1)</script>\u202e"
    rows = [{"document": 0, "start": 0, "end": 8, "hit": text[:8]}]
    page = corpus_view("kwic", [Column("hit")], rows, [{"id": None, "text": text}])
    assert "<script" not in page and "&lt;script&gt;" in page and "U+202E" in page


def test_graphml(folder: Path, tmp_path: Path) -> None:
    answer = tongbao("network", folder / "news", "--least", "1", "-o", tmp_path / "n.graphml")
    assert (answer.returncode, answer.stderr) == (0, b"")
    assert "王志远" in (tmp_path / "n.graphml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["slogans", "{}/none.jsonl"], "none.jsonl: no such file or folder"),
        (["slogans", "{}/news.jsonl", "--by", "colour"], "--by colour: unknown; take some of day, week"),
        (["slogans", "{}/news.jsonl", "--by", "month", "--mentions"], "--mentions"),
        (["kwic", "{}/news.jsonl", "x", "--sort", "colour"], "--sort colour: unknown"),
        (["keyness", "{}/news.jsonl", "--target", "month"], "selection 'month': write key=value"),
        (["network", "{}/news.jsonl", "--kind", "a-b"], "--kind a-b: unknown; take one of speaker-slogan"),
        (["officials", "{}/news.jsonl", "-o", "{}/o.pdf"], "end the name in one of csv, xlsx"),
        (["officials", "{}/news.jsonl", "-o", "{}/news.jsonl"], "is one of the inputs"),
        (["discover", "{}/news.jsonl", "--since", "soon"], "--since"),
        (["officials", "{}/news.jsonl", "--format", "html", "--lang", "fr"], "--lang fr: unknown language"),
    ],
)
def test_bad_input_is_one_line(folder: Path, arguments: list[str], message: str) -> None:
    answer = tongbao(*(argument.format(folder) for argument in arguments))
    lines = answer.stderr.decode().splitlines()
    assert (answer.returncode, len(lines), answer.stdout) == (2, 1, b"")
    assert message in lines[0]


def test_a_bad_row_is_named_and_the_rest_is_counted(folder: Path, tmp_path: Path) -> None:
    good = (folder / "news.jsonl").read_text(encoding="utf-8").splitlines()[0]
    bad = json.dumps(
        {"text": "甲", "entities": [{"start": 0, "end": 9, "text": "甲", "label": "SLOGAN"}], "statements": []}
    )
    (tmp_path / "mixed.jsonl").write_text(f"{bad}\n{good}\n", encoding="utf-8")
    answer = tongbao("slogans", tmp_path / "mixed.jsonl")
    assert answer.returncode == 2
    assert "line 1, field 'entities': not what tongbao extract writes" in answer.stderr.decode()
    assert "高质量发展" in answer.stdout.decode()


def test_a_binary_format_is_not_for_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    with pytest.raises(InputError, match="not for a terminal"):
        choose(None, "xlsx")


def found(formulation: str) -> dict[str, Any]:
    rest = {"variants": [], "first": "2021-09-01", "first_speaker": None, "documents": 3, "contexts": ["…"]}
    return {"rank": 1, "formulation": formulation, **rest}


def test_a_key_accepts_a_formulation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    keys = iter("ynxq")
    monkeypatch.setattr("click.getchar", lambda: next(keys))
    overlay = tmp_path / "my.jsonl"
    overlay.write_text('{"kind": "official", "name": "王志远"}', encoding="utf-8")
    rows = [found("阳光菜园"), found("五灯长明"), found("三项清单"), found("四季如春")]
    review.review_formulations(rows, overlay)
    assert [row["canonical"] for row in read_overlay(str(overlay)).slogans] == ["阳光菜园"]
    assert [row["name"] for row in read_overlay(str(overlay)).officials] == ["王志远"]
    keys = iter("q")
    review.review_formulations(rows, overlay)
    assert next(keys, None) is None


def test_a_review_is_not_written_elsewhere(folder: Path) -> None:
    answer = tongbao("discover", folder / "news.jsonl", "--review", folder / "my.jsonl", "-o", folder / "x.csv")
    assert answer.returncode == 2 and b"--review" in answer.stderr
    assert not (folder / "my.jsonl").exists()
