from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from zh_tongbao import __version__
from zh_tongbao.cli import pipelines
from zh_tongbao.cli.main import app, run_app

if TYPE_CHECKING:
    from spacy.language import Language

TEXT = "2022年4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市1例）。"

CHAR = "bulletin_char.cfg"

Tongbao = Callable[..., tuple[int, str, list[str]]]


@pytest.fixture
def tongbao(nlp: Language, monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Tongbao:
    """Run the command in this process, with the pipeline already loaded; gives status, stdout, lines of stderr."""
    monkeypatch.setattr(pipelines, "load_for_command", lambda _config, **_: nlp)

    def call(*arguments: str | Path) -> tuple[int, str, list[str]]:
        monkeypatch.setattr("sys.argv", ["tongbao", *map(str, arguments)])
        status = run_app(app)
        out, err = capsysbinary.readouterr()
        return status, out.decode("utf-8"), err.decode("utf-8").splitlines()

    return call


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "bulletin.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def shell(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zh_tongbao", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, **options)  # type: ignore[call-overload, no-any-return]


def test_a_pipe_gets_contract_documents(tongbao: Tongbao, bulletin: Path) -> None:
    status, out, err = tongbao("extract", bulletin, "--published", "2022-04-03", "--region", "220000", "--title", "t")
    assert (status, err) == (0, [])
    [document] = map(json.loads, out.splitlines())
    fields = ["id", "title", "region", "published", "text", "entities", "statements", "records", "checks"]
    assert list(document) == [*fields, "line_list", "contacts", "itinerary", "notes"]
    assert (document["id"], document["title"], document["region"]) == ("bulletin", "t", "220000")
    assert document["text"] == TEXT


@pytest.mark.parametrize(("name", "start"), [("o.csv", b"\xef\xbb\xbfid,"), ("o.jsonl", b'{"id"'), ("o.txt", b"bull")])
def test_suffix_chooses_the_format(tongbao: Tongbao, bulletin: Path, tmp_path: Path, name: str, start: bytes) -> None:
    assert tongbao("extract", bulletin, "-o", tmp_path / name) == (0, "", [])
    assert (tmp_path / name).read_bytes().startswith(start)


def test_format_wins_over_suffix(tongbao: Tongbao, bulletin: Path, tmp_path: Path) -> None:
    assert tongbao("extract", bulletin, "--format", "csv", "-o", tmp_path / "o.dat")[0] == 0
    with (tmp_path / "o.dat").open(encoding="utf-8-sig", newline="") as lines:
        assert "place.adcode" in (csv.DictReader(lines).fieldnames or [])


def test_parquet(tongbao: Tongbao, bulletin: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet")
    assert tongbao("extract", bulletin, "-o", tmp_path / "o.parquet")[0] == 0
    assert "count" in parquet.read_schema(tmp_path / "o.parquet").names


def test_table(tongbao: Tongbao, bulletin: Path) -> None:
    status, out, _ = tongbao("extract", bulletin, "--format", "table")
    assert status == 0
    assert out.startswith("bulletin\nrecords")
    assert "\x1b" not in out


def test_bad_input_is_reported_and_the_rest_is_processed(tongbao: Tongbao, bulletin: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes("新增".encode() + b"\xff")
    (tmp_path / "rows.jsonl").write_text('{"id": "a"}\n{"id": "b", "text": "x"}\n', encoding="utf-8")
    status, out, err = tongbao(
        "extract",
        tmp_path / "none.txt",
        tmp_path / "bad.txt",
        tmp_path / "rows.jsonl",
        bulletin,
        "-o",
        tmp_path / "o.jsonl",
    )
    assert status == 2
    assert [line.split(":")[0] for line in err] == ["tongbao"] * 3
    assert [json.loads(line)["id"] for line in (tmp_path / "o.jsonl").open(encoding="utf-8")] == ["b", "bulletin"]
    assert out == ""


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "xml"], "--format xml: unknown format; take one of table, jsonl, csv, parquet"),
        (["--published", "yesterday"], "--published: 'yesterday' is not a date like 2022-04-03"),
        (["--region", "吉林"], "--region: '吉林' may be 220000 吉林省, 220200 吉林省吉林市; take one of these codes"),
        (["--region", "某地"], "--region: '某地' is not an adcode, six digits like 220000, nor the name of a division"),
        (["-o", "x.doc"], "x.doc: the suffix names no format; end it in one of .txt, .jsonl, .csv, .parquet, "),
        (["-o", "nowhere/x.csv"], "-o nowhere/x.csv: the folder nowhere does not exist; make it first"),
        (["-o", "."], "-o .: the folder holds other files; name a new or an empty one"),
        (["-o", ".", "--format", "csv"], "-o .: is a folder; name a file"),
        (["--lang", "fr", "--format", "csv"], "--lang fr: unknown language; take one of en, zh"),
        (
            ["--lang", "zh", "--format", "jsonl"],
            "--lang zh: jsonl has no words to translate; take --format xlsx or csv",
        ),
        (["--fromat", "csv"], "No such option: --fromat"),
    ],
)
def test_wrong_option_is_one_line(tongbao: Tongbao, bulletin: Path, arguments: list[str], message: str) -> None:
    status, out, err = tongbao("extract", bulletin, *arguments)
    assert (status, out, len(err)) == (2, "", 1)
    assert err[0].startswith(f"tongbao: {message}")


def test_output_over_an_input_is_refused(tongbao: Tongbao, bulletin: Path) -> None:
    status, _, [line] = tongbao("extract", bulletin, "-o", bulletin)
    assert status == 2
    assert "is one of the inputs" in line
    assert bulletin.read_text(encoding="utf-8") == TEXT


def test_a_failing_document_does_not_stop_the_others(
    tongbao: Tongbao, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zh_tongbao.documents

    make_doc = zh_tongbao.documents.make_doc

    def poisoned(nlp: object, row: dict[str, str]) -> object:
        if row["text"] == "poison":
            raise RuntimeError("boom\n\x1b[31m")
        return make_doc(nlp, row)  # type: ignore[arg-type]

    monkeypatch.setattr(zh_tongbao.documents, "make_doc", poisoned)
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "x"}\n{"text": "poison"}\n{"text": "y"}\n', encoding="utf-8")
    status, out, [line] = tongbao("extract", rows)
    assert status == 2
    assert [json.loads(row)["id"] for row in out.splitlines()] == ["rows-1", "rows-3"]
    assert "document 'rows-2': the pipeline failed (RuntimeError: boom \\x1b[31m)" in line


@pytest.mark.parametrize(
    "text",
    ["", " \n　\t", "\x00", "１２例", "新增1,234例", "新增\u00a0３\u3000例", "\U0001f637新增𠮷3例", "（(（" * 500],
)
def test_strange_text_does_not_crash_and_offsets_are_right(tongbao: Tongbao, tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(text.encode())
    status, out, err = tongbao("extract", path)
    assert (status, err) == (0, [])
    document = json.loads(out)
    assert document["text"] == text
    for item in [*document["entities"], *document["records"]]:
        assert text[item["start"] : item["end"]] == item["text"]


@pytest.mark.long
def test_five_megabytes(tongbao: Tongbao, tmp_path: Path, nlp: Language) -> None:
    passage = TEXT + "各地各部门要把工作做细做实，及时回应群众关切。" * 20
    text = passage * (5_000_000 // len(passage.encode()))
    (tmp_path / "x.txt").write_text(text, encoding="utf-8")
    nlp.max_length, limit = sys.maxsize, nlp.max_length
    try:
        status, out, err = tongbao("extract", tmp_path / "x.txt", "--published", "2022-04-03")
    finally:
        nlp.max_length = limit
    assert (status, err) == (0, [])
    document = json.loads(out)
    assert document["text"] == text
    assert all(text[item["start"] : item["end"]] == item["text"] for item in document["records"])


def test_version_help_and_no_command(tongbao: Tongbao) -> None:
    assert tongbao("--version") == (0, f"tongbao {__version__}\n", [])
    assert tongbao()[1] == tongbao("--help")[1]
    assert "extract" in tongbao("--help")[1]
    assert tongbao("extract")[2] == ["tongbao: Missing argument 'INPUT'."]


def test_help_imports_neither_spacy_nor_rich_tables() -> None:
    code = "import sys, zh_tongbao.cli.main; print(sorted({'spacy', 'thinc', 'numpy', 'pyarrow'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "no such file"), ("not a config", "config"), ('[nlp]\nlang = "zh"\npipeline = ["x"]\n', "x")],
)
def test_unusable_config_is_one_line(tmp_path: Path, bulletin: Path, content: str | None, reason: str) -> None:
    config = tmp_path / "my.cfg"
    if content is not None:
        config.write_text(content, encoding="utf-8")
    result = shell("extract", bulletin, "--config", config)
    assert (result.returncode, result.stdout) == (2, "")
    [line] = result.stderr.splitlines()
    assert "my.cfg" in line
    assert reason in line


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals and pipes")
def test_a_closed_pipe_is_silent(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "x"}\n' * 5000, encoding="utf-8")
    command = [sys.executable, "-m", "zh_tongbao", "extract", str(rows), "--config", CHAR]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=60) == 141


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals and pipes")
def test_interrupt_leaves_no_file(tmp_path: Path) -> None:
    output = tmp_path / "out" / "o.jsonl"
    output.parent.mkdir()
    command = [sys.executable, "-m", "zh_tongbao", "extract", "-", "--config", CHAR, "-o", str(output)]
    # A test run in the background ignores Ctrl-C, and so would the command.
    heeded = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heeded) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b'{"text": "x"}\n' * 50)
        process.stdin.flush()
        deadline = time.monotonic() + 60
        while not list(output.parent.iterdir()) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 130
        assert process.stderr.read() == b""
    assert list(output.parent.iterdir()) == []


def test_full_disk_is_one_line(bulletin: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    result = shell("extract", bulletin, "--config", CHAR, "--format", "csv", "-o", "/dev/full")
    assert (result.returncode, result.stderr) == (2, "tongbao: /dev/full: cannot be written: No space left on device\n")
