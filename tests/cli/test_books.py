"""``tongbao audit`` and ``tongbao series`` over what ``tongbao extract`` wrote."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = "4月{day}日0—24时，长春市新增确诊病例{new}例。截至4月{day}日24时，长春市累计报告确诊病例{total}例。{more}"
DAYS = [(1, 3, 10, ""), (2, 4, 13, "注：核减1例。"), (4, 1, 20, "")]


def tongbao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zh_tongbao", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three bulletins extracted to ``books.jsonl`` and to the folder ``books``."""
    folder = tmp_path_factory.mktemp("books")
    rows = [
        {
            "id": str(day),
            "published": f"2022-04-{day + 1:02}",
            "text": TEXT.format(day=day, new=new, total=total, more=more),
        }
        for day, new, total, more in DAYS
    ]
    (folder / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    for output in ("books.jsonl", "books"):
        result = tongbao("extract", folder / "rows.jsonl", "-o", folder / output, "--config", "bulletin_char.cfg")
        assert (result.returncode, result.stderr) == (0, "")
    return folder


@pytest.mark.parametrize("name", ["books.jsonl", "books"])
def test_audit(folder: Path, name: str) -> None:
    result = tongbao("audit", folder / name)
    assert (result.returncode, result.stderr) == (0, "")
    [finding] = map(json.loads, result.stdout.splitlines())
    assert (finding["rule"], finding["date"], finding["expected"], finding["found"]) == ("flow", "2022-04-02", 14, 13)
    assert (finding["cause"], finding["reason"]) == ("correction", "注：核减1例。")
    assert [item["document"] for item in finding["evidence"]] == ["2", "1", "2"]


def test_audit_for_people(folder: Path) -> None:
    lines = tongbao("audit", folder / "books.jsonl", "--format", "table").stdout.splitlines()
    assert lines[0] == ("note: flow · 2022-04-02 · 长春市 220100 · confirmed · cumulative: expected 14, found 13 (-1)")
    assert lines[1:3] == [
        "    2: 截至4月2日24时，长春市累计报告确诊病例13例。",
        "    1: 截至4月1日24时，长春市累计报告确诊病例10例。",
    ]
    assert lines[-2:] == ["    cause: correction: 注：核减1例。", "1 finding"]


@pytest.mark.parametrize("name", ["f.csv", "f.parquet", "f.jsonl", "f.txt"])
def test_audit_to_a_file(folder: Path, tmp_path: Path, name: str) -> None:
    result = tongbao("audit", folder / "books.jsonl", "-o", tmp_path / name)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert (tmp_path / name).stat().st_size > 0


@pytest.mark.parametrize("name", ["books.jsonl", "books"])
def test_series_has_the_days_that_are_told(folder: Path, name: str) -> None:
    result = tongbao("series", folder / name)
    assert (result.returncode, result.stderr) == (0, "")
    rows = list(csv.DictReader(io.StringIO(result.stdout.removeprefix("\ufeff"))))
    new = [(row["date"], row["count"], row["documents"]) for row in rows if row["measure"] == "new"]
    assert new == [
        ("2022-04-01", "3", "1"),
        ("2022-04-02", "4", "1"),
        ("2022-04-04", "1", "1"),
    ]
    assert {row["adcode"] for row in rows} == {"220100"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["audit", "{}/none.jsonl"], "{}/none.jsonl: no such file or folder"),
        (["audit", "{}/rows.jsonl"], "{}/rows.jsonl, line 1, field 'records': not what tongbao extract writes"),
        (["audit", "{}"], "{}: not a folder that tongbao extract wrote"),
        (["audit", "{}/x.csv"], "{}/x.csv: not a .jsonl or .duckdb file"),
        (["audit", "{}/books.jsonl", "--format", "xml"], "--format xml: unknown format; take one of table, jsonl"),
        (["series", "{}/books.jsonl", "--format", "table"], "--format table: unknown format; take one of jsonl, csv"),
        (
            ["series", "{}/books.jsonl", "-o", "x.doc"],
            "x.doc: the suffix names no format; end it in one of .jsonl, .csv",
        ),
        (["series", "{}/books.jsonl", "-o", "{}/books.jsonl"], "-o {}/books.jsonl: is one of the inputs"),
        (["series"], "Missing argument 'INPUT'."),
    ],
)
def test_bad_input_is_one_line(folder: Path, arguments: list[str], message: str) -> None:
    (folder / "x.csv").write_text("", encoding="utf-8")
    result = tongbao(*(argument.format(folder) for argument in arguments))
    assert result.returncode == 2
    assert result.stderr.splitlines()[0].startswith(f"tongbao: {message.format(folder)}")
