"""Runs into a folder: what is refused, and the command line around them."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import poisoned
import pytest

from zh_tongbao.engine import feed, run
from zh_tongbao.engine.manifest import Manifest
from zh_tongbao.engine.run import run_to_folder
from zh_tongbao.engine.serial import SerialEngine
from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import TABLES

pyarrow = pytest.importorskip("pyarrow")

ROWS = [{"id": str(number), "text": f"新增 {number} 例"} for number in range(10)]


def go(folder: Path, rows: Iterable[dict[str, Any]] = ROWS, resume: bool = False, **heading: Any) -> int:
    return run_to_folder(folder, rows, [], SerialEngine(poisoned.load), heading, resume=resume)


def stopped(rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    yield from rows
    raise KeyboardInterrupt


@pytest.fixture
def half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that was interrupted behind its first part of four rows."""
    monkeypatch.setattr(feed, "ROWS", 4)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path / "run", stopped(ROWS[:6]))
    return tmp_path / "run"


def numbers(folder: Path) -> list[int]:
    import pyarrow.parquet

    found: list[int] = pyarrow.parquet.read_table(folder / "documents")["document"].to_pylist()
    return found


def test_it_goes_on_where_it_stopped(half: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    monkeypatch.setattr(run, "write_part", lambda *given: done.append(given[1]) or write(*given))
    write = __import__("zh_tongbao.engine.part_files", fromlist=["write_part"]).write_part
    assert numbers(half) == [0, 1, 2, 3]
    assert go(half, resume=True) == 0
    assert numbers(half) == list(range(10))
    assert done == [1, 2]


@pytest.mark.parametrize(
    "rows",
    [ROWS[:3], [*ROWS[:1], {"id": "1", "text": "other"}, *ROWS[2:]], ROWS[1:], []],
    ids=["fewer", "another", "shifted", "none"],
)
def test_other_inputs_give_what_a_new_run_gives(half: Path, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    go(half, rows, resume=True)
    go(tmp_path / "new", rows)
    found, expected = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (half, tmp_path / "new")
    )
    assert found == expected


def test_another_pipeline_is_refused(half: Path) -> None:
    with pytest.raises(InputError, match="the run that is there has another pipeline"):
        go(half, resume=True, pipeline="x")


def test_a_second_run_at_the_same_time_is_refused(half: Path) -> None:
    manifest = Manifest(half)
    with pytest.raises(InputError, match="another run is writing"):
        go(half, resume=True)
    manifest.close()


def test_a_finished_run_is_left_as_it_is(half: Path) -> None:
    go(half, resume=True)
    before = {path: path.read_bytes() for path in half.rglob("*") if path.is_file()}
    assert go(half, resume=True) == 0
    assert {path: path.read_bytes() for path in half.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b""), "is a file"),
        (lambda path: path.mkdir() or (path / "x").write_bytes(b""), "holds other files"),
        (lambda path: path.mkdir() or (path / "manifest.jsonl").write_bytes(b""), "go on with --resume"),
    ],
)
def test_folders_that_are_not_written_to(tmp_path: Path, make: Any, message: str) -> None:
    make(tmp_path / "run")
    with pytest.raises(InputError, match=message):
        go(tmp_path / "run")


def tongbao(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zh_tongbao", "extract", *map(str, arguments), "--config", "bulletin_char.cfg"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.long
def test_the_folder_holds_what_a_stream_would(tmp_path: Path) -> None:
    import pyarrow.parquet

    text = "4月2日，吉林省新增本地确诊病例{}例（长春市2例，吉林市1例）。省委书记景俊海强调，要落实“四应四尽”。"
    lines = [json.dumps({"id": str(n), "text": text.format(n), "published": "2022-04-03"}) for n in range(30)]
    (tmp_path / "rows.jsonl").write_text("\n".join([*lines[:20], "{}", *lines[20:]]), encoding="utf-8")
    folder = tmp_path / "run"
    result = tongbao(tmp_path / "rows.jsonl", "-o", folder, "--jobs", "2", "--log-json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert (result.returncode, result.stdout) == (2, "")
    told = [event["event"] for event in events if event["event"] != "progress"]  # a slow machine reports progress
    assert told == ["started", "problem", "finished"]
    assert {"documents": 30, "errors": 1}.items() <= events[-1].items()
    stream = [json.loads(line) for line in tongbao(tmp_path / "rows.jsonl", "--jobs", "2").stdout.splitlines()]
    for name, table in TABLES.items():
        found = pyarrow.parquet.read_table(folder / name).to_pylist()
        expected = [row for number, document in enumerate(stream) for row in table.rows(document, number)]
        assert [tuple(row.values()) for row in found] == expected
    [error] = map(json.loads, (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines())
    assert error["message"].startswith(f"{tmp_path}/rows.jsonl, line 21, field 'text'")
    again = tongbao(tmp_path / "rows.jsonl", "-o", folder, "--resume")
    assert (again.returncode, again.stderr.count("\n")) == (2, 1)
    assert "rows.jsonl, line 21, field 'text'" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--resume"], "--resume: only a run into a folder can go on; name a folder with -o"),
        (["--engine", "spark"], "--engine spark: unknown engine; take one of local, ray"),
        (["--config", "none.cfg", "--jobs", "2"], "none.cfg"),
        (["--jobs", "0"], "Invalid value for '--jobs'"),
    ],
)
def test_wrong_options_are_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    command = [sys.executable, "-m", "zh_tongbao", "extract", str(tmp_path / "x.txt"), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert message in line


@pytest.mark.long
def test_slow_documents_are_given_up_on_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text(
        json.dumps({"text": "新增3例，" * 300_000}) + "\n" + json.dumps({"text": "新增3例"}), encoding="utf-8"
    )
    result = tongbao(tmp_path / "x.jsonl", "--timeout-per-doc", "0.3")
    assert result.returncode == 2
    assert result.stderr == "tongbao: document 'x-1': took longer than 0.3 seconds (--timeout-per-doc)\n"
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == ["x-2"]
