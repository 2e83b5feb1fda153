"""Names of files that are no UTF-8, or that would steer a terminal, are read, written and shown everywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zh_tongbao.io.names import escaped, unescaped
from zh_tongbao.io.printable import printable

if sys.platform in ("win32", "darwin"):
    pytest.skip("names are text there", allow_module_level=True)

NAME = "疫情".encode("gbk")
ESCAPED = r"\xd2\xdf\xc7\xe9"
TEXT = "2022年4月2日，吉林省新增本地确诊病例3例，均在长春市。"


@given(st.binary())
def test_any_name_comes_back(name: bytes) -> None:
    shown = escaped(os.fsdecode(name))
    shown.encode()
    assert os.fsencode(unescaped(shown)) == name


@given(st.text(), st.text())
def test_no_two_names_are_escaped_alike(one: str, other: str) -> None:
    assert (escaped(one) == escaped(other)) == (one == other)


def test_a_name_that_looks_escaped_is_told_from_one_that_is() -> None:
    assert escaped(ESCAPED) == ESCAPED.replace("\\", "\\\\")
    assert escaped("a\\b 通报\n") == "a\\b 通报\n"


@pytest.mark.parametrize("sign", ["\x1b", "\n", "\x9b", "\u202e", "\u2066", "\u061c", "\u200b", "\udccd", "\U000e0041"])
def test_what_steers_a_terminal_is_written_out(sign: str) -> None:
    assert sign not in printable(f"a{sign}b")
    printable(sign).encode("ascii")


def tongbao(folder: Path, *arguments: str | bytes) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "zh_tongbao", *arguments]
    return subprocess.run(command, capture_output=True, check=False, cwd=folder)


CHAR = ("--config", "bulletin_char.cfg")
Here = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A folder with an odd name, in it files with odd names, one of them broken."""
    folder = os.fsencode(tmp_path) + b"/" + NAME
    os.mkdir(folder)  # noqa: PTH102 - the name is bytes
    for name, data in (
        (NAME, TEXT.encode()),
        (b"broken" + NAME, "通报".encode() * 30 + b"\xff" + "通报".encode() * 30),
    ):
        with open(folder + b"/" + name + b".txt", "wb") as file:  # noqa: PTH123
            file.write(data)
    with open(folder + b"/x\n\x1b[31mred\xe2\x80\xae.txt", "wb") as file:  # noqa: PTH123
        file.write(TEXT.encode())
    return tmp_path


def clean(stderr: bytes) -> str:
    """What was said, which holds nothing that steers a terminal."""
    text = stderr.decode()
    assert "Traceback" not in text
    assert printable(text.replace("\n", "")) == text.replace("\n", "")
    return text


@pytest.mark.long
def test_a_folder_run_and_its_resume(odd: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow.parquet")
    for more in ((), ("--resume",)):
        done = tongbao(odd, "extract", NAME, "-o", b"out" + NAME, *CHAR, *more)
        assert done.returncode == 3  # one file is broken
        head, line = clean(done.stderr).splitlines()
        assert head == "tongbao: 1 file was not read:"
        assert f"{ESCAPED}/broken{ESCAPED}.txt: damaged UTF-8" in line.replace("\\\\", "\\")
    out = odd / os.fsdecode(b"out" + NAME)
    part = out / "documents" / "part-00000.parquet"
    ids = pyarrow.read_table(BytesIO(part.read_bytes()))["id"].to_pylist()
    assert sorted(ids) == sorted([ESCAPED, "x\n\x1b[31mred\u202e"])
    assert os.fsencode(unescaped(min(ids))) == NAME
    [error] = map(json.loads, (out / "errors.jsonl").read_text(encoding="utf-8").splitlines())
    assert error["message"].startswith(f"{ESCAPED}/broken{ESCAPED}.txt: damaged")
    journal = (out / "manifest.jsonl").read_text(encoding="utf-8")
    assert "\u202e" not in journal
    assert f"{ESCAPED}/{ESCAPED}.txt" in [name for name, _ in json.loads(journal.splitlines()[1])["inputs"]]
    audited = tongbao(odd, "audit", b"out" + NAME)
    assert (audited.returncode, clean(audited.stderr)) == (0, "")


@pytest.mark.parametrize("suffix", ["txt", "jsonl", "csv", "parquet", "duckdb", "xlsx", "spacy"])
def test_every_writer(odd: Path, suffix: str, tongbao_here: Here) -> None:
    output = b"out" + NAME + b"." + suffix.encode()
    done = tongbao_here(odd, "extract", NAME + b"/" + NAME + b".txt", "-o", output, *CHAR)
    assert (done.returncode, clean(done.stderr)) == (0, "")
    data = (odd / os.fsdecode(output)).read_bytes()
    assert data
    if suffix in ("txt", "csv"):
        assert ESCAPED in data.decode()
    elif suffix == "jsonl":
        assert json.loads(data)["id"] == ESCAPED


@pytest.mark.parametrize(
    "arguments",
    [
        (NAME + b".txt",),
        (NAME + b".doc",),
        (NAME, "-o", NAME + b"/none/x.csv"),
        (NAME, "--config", NAME + b".cfg"),
        (NAME, "-o", NAME),
        (NAME, "--vocab", NAME + b".jsonl", "-o", "run"),
        (b"\x1b[31m\xe2\x80\xae" + NAME,),
    ],
)
def test_names_on_the_command_line(odd: Path, arguments: tuple[str | bytes, ...], tongbao_here: Here) -> None:
    done = tongbao_here(odd, "extract", *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    [_] = clean(done.stderr).splitlines()


@pytest.mark.long
def test_the_report_names_them(odd: Path) -> None:
    pytest.importorskip("altair")
    done = tongbao(odd, "report", NAME + b"/" + NAME + b".txt", "-o", NAME + b".html", *CHAR)
    assert (done.returncode, clean(done.stderr)) == (0, "")
    assert ESCAPED in (odd / os.fsdecode(NAME + b".html")).read_text(encoding="utf-8")


@pytest.mark.long
def test_members_of_an_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for name in ("aaaa.txt", "bb\x1b[1m.txt"):
            archive.writestr(name, TEXT)
    data = (tmp_path / "a.zip").read_bytes()
    for name in (NAME, b"\xff\xfe\x80\x81"):
        (tmp_path / "a.zip").write_bytes(data.replace(b"aaaa", name))
        done = tongbao(tmp_path, "extract", "a.zip", "--format", "jsonl", *CHAR)
        assert (done.returncode, clean(done.stderr)) == (0, "")
        ids = [json.loads(line)["id"] for line in done.stdout.splitlines()]
        assert len(ids) == 2
        assert "疫情" in ids or name != NAME


def test_a_long_name_of_an_output(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    done = tongbao(tmp_path, "extract", "a.txt", "-o", "通" * 80 + ".csv", *CHAR)
    assert (done.returncode, clean(done.stderr)) == (0, "")
