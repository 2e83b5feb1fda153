from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import find_sources


def read(*names: str | Path, **defaults: Any) -> tuple[list[dict[str, Any]], list[str]]:
    problems: list[str] = []

    def report(error: Exception) -> None:
        problems.append(str(error))

    sources = find_sources([str(name) for name in names], SUFFIXES, report)
    return list(read_inputs(sources, report, defaults)), problems


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_text_file_is_one_document_called_after_its_stem(tmp_path: Path) -> None:
    path = tmp_path / "2022-04-03.txt"
    path.write_bytes("第一行\r\n第二行".encode("gb18030"))
    assert read(path, region="220000") == (
        [{"id": "2022-04-03", "text": "第一行\r\n第二行", "published": "2022-04-03", "region": "220000"}],
        [],
    )


def test_empty_files_are_documents_without_text(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n　\n", encoding="utf-8")
    rows, problems = read(tmp_path)
    assert [row["text"] for row in rows] == [" \n　\n", ""]
    assert problems == []


def test_good_rows_are_read_behind_bad_ones(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    lines = [
        b'{"id": "a", "text": "x"}',
        b'{"id": "b"}',
        b"not json",
        b"",
        b'["text"]',
        b'{"text": "y", "published": "yesterday"}',
        '{"text": "吉林"}'.encode("gb18030"),
        '{"text": "吉林'.encode() + b'\xff"}',
        b"[" * 100_000,
        b'{"text": "z"}',
    ]
    path.write_bytes(b"\xef\xbb\xbf" + b"\n".join(lines))
    rows, problems = read(path)
    assert [(row["id"], row["text"]) for row in rows] == [("a", "x"), ("rows-7", "吉林"), ("rows-10", "z")]
    assert [problem.removeprefix(str(path)).split(":")[0] for problem in problems] == [
        ", line 2, field 'text'",
        ", line 3",
        ", line 5",
        ", line 6, field 'published'",
        ", line 8",
        ", line 9",
    ]
    damage = path.read_bytes().index(b"\xff")
    assert f"byte {damage}" in problems[4]


def test_folder_is_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a/c.txt", "a/B.TXT", ".hidden/x.txt", ".y.txt", "z.pptx", "a.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"id": "j", "text": "t"}', encoding="utf-8")
    rows, problems = read(tmp_path)
    assert [row["id"] for row in rows] == ["B", "c", "j", "b"]
    assert problems == [f"{tmp_path}/z.pptx: unknown kind of file (.pptx)"]


def test_what_cannot_be_read_is_one_line_each(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.pptx").write_bytes(b"PNG")
    (tmp_path / "good.txt").write_text("x", encoding="utf-8")
    rows, problems = read(tmp_path / "none.txt", tmp_path / "x.pptx", tmp_path / "empty", tmp_path / "good.txt")
    assert [row["id"] for row in rows] == ["good"]
    assert len(problems) == 3
    assert "no such file" in problems[0]
    assert "unknown kind" in problems[1]
    assert "no file in this folder" in problems[2]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'{"id": "a", "text": "x"}\n{"text": "y"}\n', [("a", "x"), ("stdin-2", "y")]),
        (b'\n\n{"id": "a", "text": "x"}', [("a", "x")]),
        ("新增3例\n{}".encode(), [("stdin", "新增3例\n{}")]),
        ("\n新增3例".encode("gb18030"), [("stdin", "\n新增3例")]),
        (b"", [("stdin", "")]),
        ("{注}新增3例".encode(), [("stdin", "{注}新增3例")]),
    ],
)
def test_stdin_is_rows_or_one_text(
    monkeypatch: pytest.MonkeyPatch, data: bytes, expected: list[tuple[str, str]]
) -> None:
    pipe(monkeypatch, data)
    rows, problems = read("-")
    assert [(row["id"], row["text"]) for row in rows] == expected
    assert problems == []


def test_broken_first_row_on_stdin_is_reported_as_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, b'{"id": "a", "text": "x\n{"id": "b", "text": "y"}\n')
    rows, problems = read("-")
    assert [row["id"] for row in rows] == ["b"]
    assert problems[0].startswith("<stdin>, line 1: not valid JSON")


def test_rows_of_a_long_file_come_before_it_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"id": str(n), "text": "x" * 1000}) + "\n" for n in range(2000)))
    sources = find_sources([str(path)], SUFFIXES, lambda _: None)
    assert next(read_inputs(sources, lambda _: None))["id"] == "0"
