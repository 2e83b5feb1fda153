"""A run that goes on with other inputs ends with exactly the files of a new run, and extracts only what is new."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import poisoned
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zh_tongbao.engine import feed
from zh_tongbao.engine.outcomes import Outcome
from zh_tongbao.engine.readings import changes
from zh_tongbao.engine.run import Inputs, run_to_folder
from zh_tongbao.engine.serial import SerialEngine
from zh_tongbao.errors import InputError
from zh_tongbao.io.tables import TABLES

pyarrow = pytest.importorskip("pyarrow")

Row = dict[str, Any]
NLP = poisoned.load()


def rows_of(files: dict[str, str], problems: list[str], ended: list[tuple[str, str]]) -> Iterator[Row]:
    """A file is a document a line; a line that begins with ! cannot be used."""
    for name, content in files.items():
        for number, text in enumerate(content.splitlines()):
            if text.startswith("!"):
                problems.append(f"{name}, line {number}: {text}")
            else:
                yield {"id": f"{name}-{number}", "text": text}
        ended.append((name, content))


def run(folder: Path, files: dict[str, str], stop: int | None = None) -> tuple[list[str], list[str]]:
    """Run, and stop before that outcome; returns the texts that were extracted and what was said."""
    problems: list[str] = []
    inputs = Inputs(list(files))
    done: list[str] = []
    said: list[str] = []

    class Engine:
        def run(self, rows: Iterable[Row]) -> Iterator[Outcome]:
            def watched() -> Iterator[Row]:
                for row in rows:
                    if len(done) == stop:
                        raise KeyboardInterrupt
                    done.append(row["text"])
                    yield row

            yield from SerialEngine(lambda: NLP).run(watched())

    rows = rows_of(files, problems, inputs.ended)
    run_to_folder(folder, rows, problems, Engine(), {"a": 1}, resume=True, inputs=inputs, note=said.append)
    return done, said


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "ROWS", 3)
    monkeypatch.setattr(feed, "CHARACTERS", 40)


FILES = {f"{name}.txt": f"1 例\n{name} 2\nfail\n" for name in "bdfhjlnprtvxz"}


@pytest.mark.parametrize(
    ("change", "said", "anew"),
    [
        (lambda files: files, None, 0),
        (lambda files: {"a.txt": "new 7", **files}, "1 new (a.txt)", 1),
        (lambda files: {**files, "zz.txt": "new 7"}, "1 new (zz.txt)", 1),
        (lambda files: {**files, "d.txt": "1 例\nd 3\nfail\n"}, "1 changed (d.txt)", 1),
        (lambda files: {name: text for name, text in files.items() if name != "f.txt"}, "1 gone (f.txt)", 0),
        (lambda files: dict(list(files.items())[:-3]), "3 gone (v.txt, x.txt, z.txt)", 0),
        (lambda files: {**files, "h.txt": "!broken"}, "1 changed (h.txt)", 0),
        (lambda files: dict(reversed(files.items())), "other rows", 0),
    ],
    ids=["nothing", "new first", "new last", "changed", "gone", "end gone", "broken", "other order"],
)
def test_a_finished_run_takes_up_what_changed(
    tmp_path: Path, change: Callable[[dict[str, str]], dict[str, str]], said: str | None, anew: int
) -> None:
    run(tmp_path / "run", FILES)
    before = content(tmp_path / "run")
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")}
    done, told = run(tmp_path / "run", change(FILES))
    run(tmp_path / "new", change(FILES))
    assert content(tmp_path / "run") == content(tmp_path / "new")
    if said is None:
        assert (done, told) == ([], [])
        assert content(tmp_path / "run") == before
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "run").rglob("*")} == times
    else:
        # Documents that failed are in no table: they are tried again where their part is written anew.
        assert len([text for text in done if text != "fail"]) == anew
        [line] = told
        assert said in line


LINES = st.lists(st.sampled_from(["1 例", "2 例 3", "fail", "!bad", "4", "long " * 9]), max_size=5).map("\n".join)
CORPUS = st.dictionaries(st.sampled_from("abcdefgh"), LINES, max_size=8)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=st.lists(st.tuples(CORPUS, st.none() | st.integers(0, 12)), min_size=1, max_size=4), last=CORPUS)
@pytest.mark.long
def test_whatever_came_before(
    tmp_path_factory: pytest.TempPathFactory, runs: list[tuple[dict[str, str], int | None]], last: dict[str, str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for files, stop in [*runs, (last, None)]:
        # A file of one name is in each, so that the inputs are never strangers.
        corpus = {"0": "same", **dict(sorted(files.items()))}
        try:
            run(folder / "run", corpus, stop)
        except KeyboardInterrupt:
            assert stop is not None
    run(folder / "new", corpus)
    assert content(folder / "run") == content(folder / "new")
    shutil.rmtree(folder)


def test_killed_while_it_takes_up_changes(tmp_path: Path) -> None:
    run(tmp_path / "run", FILES)
    changed = {"a.txt": "new 1\nnew 2\nnew 3\nnew 4", **FILES, "zz.txt": "new 5"}
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "run", changed, stop=6)
    names = {path.name for path in (tmp_path / "run" / "documents").iterdir()}
    journal = (tmp_path / "run" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert names == {f"part-{number:05d}.parquet" for number in range(len(journal) - 1)}  # no rows of both runs
    done, _ = run(tmp_path / "run", changed)
    run(tmp_path / "new", changed)
    assert content(tmp_path / "run") == content(tmp_path / "new")
    assert not [text for text in done if text.endswith(" 2") and not text.startswith("new")]


def test_inputs_that_are_strangers_are_refused(tmp_path: Path) -> None:
    run(tmp_path / "run", FILES)
    before = content(tmp_path / "run")
    for files in ({"other.txt": "1"}, {}):
        with pytest.raises(InputError, match=r"none of the inputs is one of the run that is there \(b.txt, d.txt"):
            run(tmp_path / "run", files)
    assert content(tmp_path / "run") == before
    moved = {f"elsewhere/{name}": text for name, text in FILES.items()}
    run(tmp_path / "run", moved)


def test_inputs_of_a_stopped_run_that_were_not_reached_are_not_new() -> None:
    before = [("a", "1"), ("c", "3")]
    now = [("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")]
    assert changes(before, now, finished=False) == "1 new (b)"
    assert changes(before, now, finished=True) == "2 new (b, d)"


def garble(data: bytes, how: str) -> bytes:
    lines = data.splitlines(keepends=True)
    if how == "bytes":
        lines[3] = os.urandom(len(lines[3]) - 1).replace(b"\n", b"x") + b"\n"
    elif how == "one digit":
        lines[3] = lines[3].replace(b'"rows": 3', b'"rows": 4').replace(b'"rows": 2', b'"rows": 4')
    elif how == "heading":
        lines[0] = b"{}\n"
    elif how == "two lines":
        lines[2] = lines[5] = b"\x00\n"
    elif how == "line missing":
        del lines[4]
    elif how == "last torn":
        lines[-1] = lines[-1][:9]
    elif how == "deep":
        lines[3] = b"[" * 100_000 + b"\n"
    return b"".join(lines)


@pytest.mark.parametrize("how", ["bytes", "one digit", "heading", "two lines", "line missing", "last torn", "deep"])
def test_a_garbled_journal_loses_only_what_is_garbled(tmp_path: Path, how: str) -> None:
    run(tmp_path / "run", FILES)
    undisturbed = content(tmp_path / "run")
    path = tmp_path / "run" / "manifest.jsonl"
    garbled = garble(path.read_bytes(), how)
    assert garbled != path.read_bytes()
    path.write_bytes(garbled)
    done, said = run(tmp_path / "run", FILES)
    assert content(tmp_path / "run") == undisturbed
    assert len(done) <= 6  # two parts
    if how != "line missing":
        assert "manifest.jsonl, line" in said[0]
    assert len(said) == 1


def test_a_journal_that_says_nothing_any_more(tmp_path: Path) -> None:
    run(tmp_path / "run", FILES)
    path = tmp_path / "run" / "manifest.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"x\n" * len(lines))
    before = content(tmp_path / "run")
    with pytest.raises(InputError, match=r"the journal manifest.jsonl cannot be read, or .*; start anew"):
        run(tmp_path / "run", FILES)
    assert content(tmp_path / "run") == before
    path.write_bytes(b"")
    assert "is empty" in run(tmp_path / "run", FILES)[1][0]


def tongbao(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "zh_tongbao",
        "extract",
        *arguments,
        "--config",
        "bulletin_char.cfg",
        "--jobs",
        "1",
    ]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=folder)


def tables(folder: Path) -> dict[str, list[Row]]:
    import pyarrow.parquet

    return {name: pyarrow.parquet.read_table(folder / name).to_pylist() for name in TABLES}


def archive(path: Path, members: dict[str, str]) -> None:
    with zipfile.ZipFile(path, "w") as file:
        for name, text in members.items():
            file.writestr(name, text)


@pytest.mark.parametrize(
    "kind", ["folder", pytest.param("files", marks=pytest.mark.long), pytest.param("archive", marks=pytest.mark.long)]
)
def test_the_command_takes_up_changes(tmp_path: Path, kind: str) -> None:
    text = "2022年4月2日，吉林省新增确诊病例{}例，均在长春市。"
    (tmp_path / "in").mkdir()
    for number, name in enumerate("ace", start=2):
        (tmp_path / "in" / f"{name}.txt").write_text(text.format(number), encoding="utf-8")
    archive(tmp_path / "in.zip", {"a.txt": text.format(2), "c.txt": text.format(3)})
    named = {"folder": ["in"], "files": ["in/a.txt", "in/c.txt", "in/e.txt"], "archive": ["in.zip"]}[kind]
    first = tongbao(tmp_path, *named, "-o", "run")
    assert (first.returncode, first.stderr) == (0, "")
    again = tongbao(tmp_path, *named, "-o", "run", "--resume")
    assert (again.returncode, again.stderr) == (0, "")

    (tmp_path / "in" / "b.txt").write_text(text.format(9), encoding="utf-8")
    (tmp_path / "in" / "c.txt").write_text(text.format(8), encoding="utf-8")
    (tmp_path / "in" / "e.txt").unlink()
    archive(tmp_path / "in.zip", {"a.txt": text.format(2), "b.txt": text.format(9), "c.txt": text.format(8)})
    named = ["in/a.txt", "in/b.txt", "in/c.txt"] if kind == "files" else named
    told = {"archive": "1 changed (in.zip)"}.get(kind, "1 new (in/b.txt), 1 changed (in/c.txt), 1 gone (in/e.txt)")
    changed = tongbao(tmp_path, *named, "-o", "run", "--resume")
    assert changed.returncode == 0
    assert changed.stderr == (
        f"tongbao: note: --resume: inputs have changed since the run before: {told}; 2 documents extracted, the others "
        "kept\n"
    )
    assert tongbao(tmp_path, *named, "-o", "new").returncode == 0
    assert tables(tmp_path / "run") == tables(tmp_path / "new")
    assert [row["count"] for row in tables(tmp_path / "run")["records"] if not row["derived"]] == [2, 9, 8]
    journal = (tmp_path / "run" / "manifest.jsonl").read_text(encoding="utf-8").splitlines()
    assert [name for name, _ in json.loads(journal[1])["inputs"]] == [
        *(["in.zip"] if kind == "archive" else named)
    ] or (kind == "folder")


@pytest.mark.long
def test_another_pipeline_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("新增3例。", encoding="utf-8")
    assert tongbao(tmp_path, "a.txt", "-o", "run").returncode == 0
    for options, what in ((["--config", "bulletin.cfg"], "another pipeline (config, "), (["--title", "x"], "defaults")):
        refused = tongbao(tmp_path, "a.txt", "-o", "run", "--resume", *options)
        other = [*options, *([] if "--config" in options else ["--config", "bulletin_char.cfg"])]
        command = [sys.executable, "-m", "zh_tongbao", "extract", "a.txt", "-o", "run", "--resume", *other]
        refused = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, cwd=tmp_path)
        assert refused.returncode == 2
        [line] = refused.stderr.splitlines()
        assert what in line
        assert line.endswith("start anew in another folder")
