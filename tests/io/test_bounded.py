"""Reading in a process that is bounded: what it does to a file that wants too much, and to the files beside it."""

from __future__ import annotations

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from zh_tongbao.io import bounded, limits
from zh_tongbao.io.bounded import BoundedReader
from zh_tongbao.io.readers import SUFFIXES, read_inputs
from zh_tongbao.io.sources import Source, find_sources

TEXT = "4月2日，某省新增确诊病例3例。"


def read(*names: str | Path, **options: Any) -> tuple[list[dict[str, Any]], list[str]]:
    problems: list[str] = []

    def report(error: Exception) -> None:
        problems.append(str(error))

    sources = find_sources([str(name) for name in names], SUFFIXES, report)
    return list(read_inputs(sources, report, **options)), problems


def docx_of(path: Path, body: str, **parts: bytes) -> Path:
    """A Word document whose body is given as XML."""
    import docx

    stream = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("@")
    document.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(b"<w:p><w:r><w:t>@</w:t></w:r></w:p>", body.encode())
            new.writestr(name, data)
        for name, data in parts.items():
            new.writestr(f"word/media/{name}.bin", data)
    return path


def row_of(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell_of(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"


@pytest.fixture
def reader() -> Iterator[BoundedReader]:
    with BoundedReader(limits.SECONDS) as made:
        yield made


def test_one_process_reads_many_files(tmp_path: Path, reader: BoundedReader) -> None:
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text(f"text\n{TEXT}{number}\n", encoding="utf-8")
    seen = set()
    for number in range(5):
        [(_, row)] = reader.read(Source(tmp_path / f"{number}.csv"), pytest.fail)
        assert row["text"] == f"{TEXT}{number}"
        assert reader._process is not None
        seen.add(reader._process._process.pid)
    assert len(seen) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a process does not begin with its parent's figure")
def test_the_memory_of_the_parent_is_not_that_of_the_process(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    code = (
        "import sys\nfrom pathlib import Path\n"
        "from zh_tongbao.io.bounded import BoundedReader\nfrom zh_tongbao.io.source import Source\n"
        "held = bytearray(b'x') * 600_000_000\n"
        "with BoundedReader(60, memory=1_000_000_000) as reader:\n"
        "    rows = list(reader.read(Source(Path(sys.argv[1])), print))\n"
        "    print(len(rows), reader._process is not None)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "a.csv")], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["1", "True"]


def test_the_process_imports_no_spacy(tmp_path: Path) -> None:
    code = (
        "import sys, zh_tongbao.io.reader_process\n"
        "from zh_tongbao.io.readers import READERS\n"
        "print([name for name in ('spacy', 'typer', 'pyarrow', 'docx') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip() == "[]"


def test_a_process_that_is_killed_costs_one_file(tmp_path: Path, reader: BoundedReader) -> None:
    rows = "".join(f"{n},{TEXT}\n" for n in range(100_000))
    (tmp_path / "a.csv").write_text(f"id,text\n{rows}", encoding="utf-8")
    (tmp_path / "b.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    problems: list[str] = []
    found = reader.read(Source(tmp_path / "a.csv"), lambda error: problems.append(str(error)))
    next(found)
    assert reader._process is not None
    os.kill(reader._process._process.pid, signal.SIGTERM)
    assert len(list(found)) < 100_000 - 1
    assert problems[0].startswith(f"{tmp_path / 'a.csv'}: the process that read it died")
    assert [row["text"] for _, row in reader.read(Source(tmp_path / "b.csv"), pytest.fail)] == [TEXT]


def test_no_process_is_left_where_the_reading_is_given_up(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("text\n" + f"{TEXT}\n" * 100_000, encoding="utf-8")
    with BoundedReader(limits.SECONDS) as reader:
        found = reader.read(Source(tmp_path / "a.csv"), pytest.fail)
        next(found)
        assert reader._process is not None
        process = reader._process._process
        found.close()  # type: ignore[attr-defined]
        assert process.poll() is not None


def test_a_file_that_takes_too_long_is_given_up_and_the_archive_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounded, "LEAST", 2.0)
    words = " ".join(f"a{number}=1" for number in range(400_000))
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b.html", f"<html><body><p {words}>{TEXT * 5}</p></body></html>")
        archive.writestr("c.txt", TEXT)
    rows, [problem] = read(tmp_path / "x.zip", seconds=2)
    assert [row["id"] for row in rows] == ["a", "c"]
    assert problem == (
        f"{tmp_path}/x.zip/b.html: reading it took longer than 2 seconds (--timeout-per-doc); save its text as .txt"
    )


@pytest.mark.long
def test_memory_is_bounded(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    texts = pyarrow.array(["1" * 3_000_000] * 200)  # 600 MB, packed well
    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), tmp_path / "a.parquet", use_dictionary=False)
    (tmp_path / "b.csv").write_text(f"text\n{TEXT}\n", encoding="utf-8")
    problems: list[str] = []
    with BoundedReader(limits.SECONDS, memory=250_000_000) as reader:
        for name in ("a.parquet", "b.csv"):
            rows = list(reader.read(Source(tmp_path / name), lambda error: problems.append(str(error))))
    assert [row["text"] for _, row in rows] == [TEXT]
    assert len(problems) == 1
    assert problems[0].startswith(f"{tmp_path / 'a.parquet'}: ")


def test_memory_is_watched_where_the_system_does_not_bound_it(tmp_path: Path) -> None:
    code = (
        "import threading, time\n"
        "from zh_tongbao.io.reader_process import _watch\n"
        "threading.Thread(target=_watch, args=(150_000_000,), daemon=True).start()\n"
        "held = [bytes(10_000_000) for _ in range(1)]\n"
        "while True:\n    held.append(bytearray(b'x' * 5_000_000)); time.sleep(0.01)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, timeout=60, cwd=tmp_path)
    assert done.returncode == 9


def test_a_dictionary_is_not_unpacked_for_each_row(tmp_path: Path) -> None:
    import pyarrow
    import pyarrow.parquet

    numbers = pyarrow.array([0] * 1024, pyarrow.int32())
    texts = pyarrow.DictionaryArray.from_arrays(numbers, pyarrow.array(["1" * 9_000_000]))
    pyarrow.parquet.write_table(pyarrow.table({"text": texts}), tmp_path / "a.parquet")
    rows, [problem] = read(tmp_path / "a.parquet")
    assert 4 <= len(rows) < 20
    assert "unpacks to more than" in problem


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (row_of(cell_of("x", '<w:gridSpan w:val="200000000"/>'), cell_of("y")), "x\ty"),
        (
            row_of(cell_of("t", '<w:vMerge w:val="restart"/>')) + row_of(cell_of("", "<w:vMerge/>")) * 3000,
            "\n".join(["t"] * 3001),
        ),
        (row_of(cell_of("x", '<w:gridSpan w:val="0"/>'), cell_of("y")), "x\ty"),
    ],
    ids=["wide", "tall", "no width"],
)
def test_cells_that_span_any_number(tmp_path: Path, body: str, text: str) -> None:
    path = docx_of(tmp_path / "a.docx", f"<w:tbl>{body}</w:tbl><w:p/>")
    start = time.monotonic()
    [row], problems = read(path)
    assert (row["text"].strip(), problems) == (text, [])
    assert time.monotonic() - start < 30


def test_a_cell_over_all_rows_does_not_become_longer_than_a_document(tmp_path: Path) -> None:
    tall = row_of(cell_of("1" * 100_000, '<w:vMerge w:val="restart"/>')) + row_of(cell_of("", "<w:vMerge/>")) * 1000
    rows, [problem] = read(docx_of(tmp_path / "a.docx", f"<w:tbl>{tall}</w:tbl><w:p/>"))
    assert rows == []
    assert "characters are too many for one document" in problem


def test_a_document_is_measured_unpacked(tmp_path: Path) -> None:
    path = docx_of(tmp_path / "a.docx", f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>", picture=bytes(100_000_000))
    assert path.stat().st_size < 200_000
    rows, [problem] = read(path)
    assert rows == []
    assert problem.startswith(f"{path}: unpacks to 100,")


def test_what_unpacks_out_of_proportion_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", "id,text\n" + f"1,{TEXT}\n" * 2_000_000)
        archive.writestr("b.txt", TEXT)
    rows, [problem] = read(tmp_path / "x.zip")
    assert [row["id"] for row in rows] == ["b"]
    assert problem.startswith(f"{tmp_path}/x.zip/a.csv: unpacks to more than ")


def test_files_that_share_their_bytes_are_refused_together() -> None:
    unpacked = limits.Unpacked("x.zip", 1000)
    for _ in range(4):
        unpacked.add(10_000_000)
    with pytest.raises(ValueError, match="unpacks to more than"):
        unpacked.add(1)


def test_a_row_of_csv_is_bounded_over_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from zh_tongbao.io.readers import csv

    monkeypatch.setattr(limits, "LARGEST", 10_000)
    (tmp_path / "a.csv").write_text("id,text\n1," + '"1\n",' * 5_000, encoding="utf-8")
    with pytest.raises(ValueError, match="10,000 characters are too many"):
        list(csv.read(Source(tmp_path / "a.csv"), pytest.fail))
    (tmp_path / "b.csv").write_text("id,text\n" + f"1,{TEXT}\n" * 5_000, encoding="utf-8")
    assert len(list(csv.read(Source(tmp_path / "b.csv"), pytest.fail))) == 5_000


def test_a_line_with_millions_of_values_is_not_parsed(tmp_path: Path) -> None:
    lines = [
        '{"text": "a", "x": [' + "{}," * 2_000_000 + "0]}",
        '{"text": "' + '[,\\\\\\"{' * 500_000 + '"}',
        '{"text": "b"}',
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    rows, [problem] = read(tmp_path / "a.jsonl")
    assert [row["id"] for row in rows] == ["a-2", "a-3"]
    assert problem.startswith(f"{tmp_path / 'a.jsonl'}, line 1: more than 1,000,000 values")


def test_standard_input_without_end_is_cut() -> None:
    with subprocess.Popen(["yes", TEXT], stdout=subprocess.PIPE) as endless:
        command = [sys.executable, "-m", "zh_tongbao", "extract", "-", "--config", "bulletin_char.cfg"]
        done = subprocess.run(
            command, stdin=endless.stdout, capture_output=True, text=True, encoding="utf-8", check=False, timeout=120
        )
        endless.kill()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "tongbao: <stdin>: more than 40,000,000 characters are too many for one document; split it\n"


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode_escape", "utf-7", "zlib_codec"])
def test_a_page_is_not_decoded_by_what_is_no_encoding_of_pages(charset: str) -> None:
    from zh_tongbao.io.readers.html import decode_page

    page = f"<meta charset={charset}><p>+ADw-{TEXT}".encode()
    assert decode_page(page, "a.html") == (page.decode(), "utf-8")


@pytest.fixture
def server() -> Iterator[str]:
    """A web server with an answer that never ends, one that comes in drops, and a query."""

    class Endless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            try:
                while "endless" in self.path:
                    self.wfile.write(bytes(1 << 20))
                while "drops" in self.path:
                    self.wfile.write(b"1")
                    time.sleep(0.1)
                self.wfile.write(b"SELECT 'x' AS text")
            except OSError:
                pass

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Endless) as made:
        made.daemon_threads = True
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{made.server_port}"
        made.shutdown()


def test_an_answer_that_comes_in_drops_is_given_up(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounded, "LEAST", 3.0)
    rows, [problem] = read(f"{server}/drops.txt", seconds=3)
    assert rows == []
    assert problem.startswith(f"{server}/drops.txt: reading it took longer than 3 seconds")


def test_an_answer_without_end_is_cut(server: str, tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8")
    rows, [problem] = read(f"{server}/endless.txt", tmp_path / "b.txt")
    assert [row["id"] for row in rows] == ["b"]
    assert problem.startswith(f"{server}/endless.txt: the answer has no end, or more than 40,000,000 bytes")


def test_what_the_reader_logs_is_heard(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "a.csv").write_bytes(f"text\n{TEXT}\n".encode("gb18030"))
    with caplog.at_level(logging.INFO, "zh_tongbao.io"):
        read(tmp_path / "a.csv")
    assert [record.__dict__["encoding"] for record in caplog.records] == ["gb18030"]


def test_modules_in_the_current_folder_are_not_run(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("pickle", "struct", "signal", "multiprocessing", "zipfile", "docx"):
        (tmp_path / f"{name}.py").write_text(f"open('RAN_{name}', 'w')", encoding="utf-8")
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    docx_of(tmp_path / "b.docx", f"<w:p><w:r><w:t>{TEXT}</w:t></w:r></w:p>")
    command = tmp_path_factory.mktemp("bin") / "tongbao.py"  # as an installer writes it
    command.write_text(
        "if __name__ == '__main__':\n    from zh_tongbao.cli.main import run\n    run()\n", encoding="utf-8"
    )
    arguments = ["extract", "a.txt", "b.docx", "-o", "run", "--jobs", "1", "--config", "bulletin_char.cfg"]
    done = subprocess.run(
        [sys.executable, command, *arguments], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.returncode, list(tmp_path.glob("RAN_*"))) == (0, []), done.stderr
