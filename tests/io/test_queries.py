"""Queries read: nothing is written, nothing else on the machine is seen, nothing is run that was not named."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import find_sources

duckdb = pytest.importorskip("duckdb")


def read(*names: str | Path, query: str | None = None) -> tuple[list[dict[str, Any]], list[str]]:
    problems: list[str] = []

    def report(error: Exception) -> None:
        problems.append(str(error))

    sources = find_sources([str(name) for name in names], SUFFIXES, report, query)
    return list(read_inputs(sources, report)), problems


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of a user's files, and one that is none of the query's business."""
    (tmp_path / "mine" / "2022").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "mine" / "a.csv").write_text("text,id\nx,1\n", encoding="utf-8")
    (tmp_path / "mine" / "2022" / "b.csv").write_text("text,id\ny,2\n", encoding="utf-8")
    (tmp_path / "other" / "secret.csv").write_text("text,id\nsecret,3\n", encoding="utf-8")
    (tmp_path / "mine" / "link.csv").symlink_to(tmp_path / "other" / "secret.csv")
    return tmp_path


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("SELECT text, id FROM 'a.csv'", ["1"]),
        ("FROM read_csv('2022/*.csv')", ["2"]),
        (
            "WITH all_rows AS (FROM 'a.csv' UNION ALL FROM '2022/b.csv') SELECT * FROM all_rows ORDER BY id DESC;",
            ["2", "1"],
        ),
        ("SELECT 'z' AS text, range AS id FROM range(2)", ["0", "1"]),
        (
            "WITH RECURSIVE r AS (SELECT 1 AS id UNION ALL SELECT id + 1 FROM r WHERE id < 3) SELECT id, 't' AS text FROM r",
            ["1", "2", "3"],
        ),
    ],
)
def test_a_query_reads_the_files_beside_it(folder: Path, query: str, ids: list[str]) -> None:
    (folder / "mine" / "q.sql").write_text(query, encoding="utf-8")
    before = files(folder)
    rows, problems = read(folder / "mine" / "q.sql")
    assert ([row["id"] for row in rows], problems) == (ids, [])
    assert files(folder) == before


@pytest.mark.parametrize(
    "query",
    [
        "COPY (SELECT 'p' AS text) TO 'written.csv'",
        "COPY (SELECT 'p' AS text) TO 'a.csv'",
        "WITH t AS (COPY (SELECT 'p' AS text) TO 'a.csv') SELECT * FROM t",
        "WITH t AS MATERIALIZED (COPY (SELECT 'p' AS text) TO 'written.csv') SELECT * FROM t",
        "SELECT 'p' AS text; COPY (SELECT 'p' AS text) TO 'written.csv'",
        "CREATE TABLE t (text VARCHAR)",
        "ATTACH 'written.duckdb' AS a",
        "EXPORT DATABASE 'written'",
        "INSTALL httpfs",
        "LOAD 'written.duckdb_extension'",
        "SET lock_configuration = false",
        "SET allow_unsigned_extensions = true; SELECT 'a' AS text",
        "PRAGMA enable_profiling = 'json'",
        "CALL enable_logging(storage = 'file', storage_path = 'written')",
        "SELECT * FROM enable_logging(storage = 'file', storage_path = 'written')",
        "SELECT * FROM enable_profiling(save_location = 'written.json')",
        "SELECT * FROM query('COPY (SELECT 1) TO ''written.csv''')",
        "EXPLAIN ANALYZE SELECT 'a' AS text",
        "SELECT content AS text FROM read_text('/etc/hostname')",
        "SELECT content AS text FROM read_text('../other/secret.csv')",
        "SELECT file AS text FROM glob('/*')",
        "SELECT text FROM 'link.csv'",
        "SELECT text FROM 'http://127.0.0.1:9/a.csv'",
        "SELECT * FROM sources",
        "SELECT * FROM connection",
        "SELECT * FROM duckdb_secrets()",
        "SELECT repeat('1', 9000000) AS text FROM range(4096)",
        "SELECT",
    ],
)
def test_a_query_does_nothing_else(folder: Path, query: str) -> None:
    (folder / "mine" / "q.sql").write_text(query, encoding="utf-8")
    before = files(folder)
    rows, problems = read(folder / "mine" / "q.sql")
    assert rows == []
    assert len(problems) == 1
    assert problems[0].startswith(f"{folder / 'mine' / 'q.sql'}: ")
    assert "\n" not in problems[0]
    assert files(folder) == before


def test_no_byte_is_written_even_where_a_query_would_pass(folder: Path) -> None:
    """The second wall alone: the check of the query is taken away."""
    (folder / "mine" / "q.sql").write_text("COPY (SELECT 'p' AS text) TO 'written.csv'", encoding="utf-8")
    code = (
        "import os\nfrom zh_tongbao.io.readers import duckdb\nfrom zh_tongbao.io.sources import Source\n"
        "from pathlib import Path\nduckdb._check = lambda *_: None\n"
        "try:\n    list(duckdb.read_query(Source(Path('q.sql'), named=True), print))\nexcept ValueError as error:\n    print(error)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder / "mine", capture_output=True, text=True, check=True)
    assert "cannot be run" in done.stdout
    written = folder / "mine" / "written.csv"
    assert not written.exists() or written.read_bytes() == b""


def test_a_query_that_was_not_named_is_listed_and_left(folder: Path) -> None:
    trap = "COPY (SELECT 'p' AS text) TO 'written.csv'"
    (folder / "mine" / "q.sql").write_text(trap, encoding="utf-8")
    with zipfile.ZipFile(folder / "mine" / "x.zip", "w") as archive:
        archive.writestr("in.sql", trap)
        archive.writestr("z.txt", "z")
    rows, problems = read(folder / "mine")
    assert sorted(row["id"] for row in rows) == ["1", "2", "3", "z"]
    why = "a query is run only where you name the file itself, not the folder, archive or address that it lies in; left unread"
    assert problems == [f"{folder}/mine/q.sql: {why}", f"{folder}/mine/x.zip/in.sql: {why}"]


def test_a_query_behind_an_address_is_not_run() -> None:
    fsspec = pytest.importorskip("fsspec")
    system = fsspec.filesystem("memory")
    system.pipe("/q/a.sql", b"SELECT 'x' AS text")
    for address in ("memory://q/a.sql", "http://127.0.0.1:9/a.sql"):
        rows, [problem] = read(address)
        assert rows == []
        assert "a query is run only where you name the file itself" in problem
    system.rm("/q", recursive=True)


def test_views_of_a_database_read_nothing_outside_it(folder: Path) -> None:
    path = folder / "mine" / "d.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE t AS SELECT 'inside' AS text")
        connection.execute(f"CREATE VIEW documents AS SELECT text FROM read_csv('{folder}/other/secret.csv')")
        connection.execute("CREATE VIEW inside AS SELECT text FROM t")
    before = files(folder)
    rows, [problem] = read(path)
    assert rows == []
    assert "Cannot access file" in problem
    assert [row["text"] for row in read(path, query="FROM inside")[0]] == ["inside"]
    for query in ("DELETE FROM t", "COPY t TO 'written.csv'", "ATTACH 'written.duckdb'", "FROM 'a.csv'"):
        assert read(path, query=query)[0] == []
    assert files(folder) == before


def test_in_a_run_into_a_folder_it_is_a_line_of_the_errors(folder: Path) -> None:
    pytest.importorskip("pyarrow")
    (folder / "mine" / "q.sql").write_text("SELECT 'x' AS text", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "zh_tongbao",
        "extract",
        "mine",
        "-o",
        "run",
        "--config",
        "bulletin_char.cfg",
        "--jobs",
        "1",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 3
    [error] = [json.loads(line) for line in (folder / "run" / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    assert error["reason"] == "input"
    assert error["message"].startswith("mine/q.sql: a query is run only where")
