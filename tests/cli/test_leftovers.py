"""Nothing is lost in silence: what was not read, what has no year, what was saved with the wrong letters."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TEXT = "2022年4月2日，吉林省新增本地确诊病例3例，均在长春市。"
CONFIG = ("--config", "bulletin_char.cfg")

Command = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """A folder as people have it."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "damaged.txt").write_bytes(TEXT.encode()[:-2])
    (folder / "slides.pptx").write_bytes(b"PK")
    (folder / "notes").write_text(TEXT, encoding="utf-8")
    (folder / ".hidden").write_text(TEXT, encoding="utf-8")
    return folder


def told(done: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [line.removeprefix("tongbao: ") for line in done.stderr.decode().splitlines()]


def test_what_was_not_read_is_listed_at_the_end(mixed: Path, tongbao_here: Command) -> None:
    done = tongbao_here(mixed.parent, "extract", "in", *CONFIG, "-o", "o.jsonl")
    assert done.returncode == 3
    head, *lines = told(done)
    assert head == "3 files were not read:"
    assert [line.split(":")[0] for line in lines] == ["in/notes", "in/slides.pptx", "in/damaged.txt"]
    assert lines[1] == "in/slides.pptx: unknown kind of file (.pptx)"
    assert "damaged UTF-8 at byte" in lines[2]
    assert [json.loads(line)["id"] for line in (mixed.parent / "o.jsonl").open(encoding="utf-8")] == ["a"]


def test_a_run_into_a_folder_keeps_the_list(mixed: Path, tongbao_here: Command) -> None:
    pytest.importorskip("pyarrow")
    for again in ((), ("--resume",)):
        done = tongbao_here(mixed.parent, "extract", "in", *CONFIG, "-o", "out", *again)
        assert done.returncode == 3
        assert told(done)[-4] == "3 files were not read:"
        errors = [json.loads(line) for line in (mixed.parent / "out" / "errors.jsonl").open(encoding="utf-8")]
        assert {error["reason"] for error in errors} == {"input"}
        assert sorted(error["message"].split(":")[0] for error in errors) == [
            "in/damaged.txt",
            "in/notes",
            "in/slides.pptx",
        ]


def test_what_was_named_is_bad_input(mixed: Path, tongbao_here: Command) -> None:
    done = tongbao_here(mixed, "extract", "a.txt", "damaged.txt", *CONFIG, "-o", "o.jsonl")
    assert done.returncode == 2
    [line] = told(done)
    assert line.startswith("damaged.txt: damaged UTF-8 at byte")


def test_documents_without_a_year_are_counted_and_named(tmp_path: Path, tongbao_here: Command) -> None:
    for name in "abcd":
        (tmp_path / f"{name}.txt").write_text(TEXT.removeprefix("2022年"), encoding="utf-8")
    files = [f"{name}.txt" for name in "abcd"]
    done = tongbao_here(tmp_path, "extract", *files, *CONFIG, "-o", "o.csv")
    assert done.returncode == 0
    assert told(done) == [
        "note: 4 documents without a year, so that days have none (--published gives it): a, b, c and 1 more"
    ]
    assert told(tongbao_here(tmp_path, "extract", *files, *CONFIG, "-o", "p.csv", "--published", "2022-04-03")) == []


def test_utf8_that_was_read_as_gbk_is_restored(tmp_path: Path, tongbao_here: Command) -> None:
    meant = "吉林新增确诊病例"
    (tmp_path / "a.txt").write_text(meant.encode().decode("gb18030"), encoding="utf-8")
    done = tongbao_here(tmp_path, "extract", "a.txt", *CONFIG, "--format", "jsonl")
    assert json.loads(done.stdout)["text"] == meant
    assert told(done) == ["note: read as UTF-8 that had been read as GBK: a.txt"]
    (tmp_path / "lost.txt").write_text((meant + "省").encode().decode("gb18030", errors="replace"), encoding="utf-8")
    lost = tongbao_here(tmp_path, "extract", "lost.txt", *CONFIG, "--format", "jsonl")
    assert (lost.returncode, lost.stdout) == (2, b"")
    assert told(lost)[0].startswith("lost.txt: was UTF-8 and has been read as GBK, which has lost some of its letters")


def test_a_name_without_suffix_says_what_it_becomes(tmp_path: Path, tongbao_here: Command) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = tongbao_here(tmp_path, "extract", "a.txt", *CONFIG, "--format", "parquet", "-o", "records")
    assert done.returncode == 0
    assert told(done) == [
        "note: -o records: one file with the table of records; without --format it is a folder of Parquet tables"
    ]
