"""``tongbao extract --explain`` as a process, and the table that it writes."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from report.documents import explained
from zh_tongbao.io.writers import EXPLAINED, make_writer

TEXT = "4月2日0—24时，全省新增确诊病例3例，其中四平市2例、长春市1例。\x1b[31m"
COMMAND = [sys.executable, "-m", "zh_tongbao", "extract", "--explain", "--config", "bulletin_char.cfg"]
KNOWN = ["--published", "2022-04-03", "--region", "220000"]


@pytest.fixture
def bulletin(tmp_path: Path) -> Path:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def shell(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *KNOWN, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


def test_a_pipe_gets_brackets(bulletin: Path) -> None:
    done = shell(bulletin)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    place = next(line for line in lines if "place    四平市" in line)
    assert place.lstrip(" │").startswith("place    四平市 220300 · …")
    assert place.endswith("[四平市]2例、长春市… · in its own clause")
    assert sum("measure  new · [新增] · from its total" in line for line in lines) == 2
    assert "\x1b" not in done.stdout
    assert "\\x1b[31m" not in lines[0]


def test_a_terminal_gets_colours(bulletin: Path) -> None:
    controller, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "200"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen([*COMMAND, *KNOWN, str(bulletin)], stdout=terminal, env=environment) as process:
        os.close(terminal)
        shown = b""
        while True:
            try:
                piece = os.read(controller, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            shown += piece
    os.close(controller)
    assert process.returncode == 0
    text = shown.decode("utf-8")
    assert "新增\x1b[0m" in text
    assert "[新增]" not in text


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        (["--format", "csv"], "--format csv"),
        (["--format", "jsonl"], "--format jsonl"),
        (["-o", "o.jsonl"], "-o o.jsonl"),
        (["-o", "folder"], "-o folder"),
    ],
)
def test_other_formats_are_refused_in_one_line(
    bulletin: Path, arguments: list[str], wanted: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    done = shell(bulletin, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"tongbao: --explain: needs --format table, not {wanted}; in jsonl every record has its field 'evidence' anyway\n"
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt"]


def test_a_text_file_is_a_table(bulletin: Path, tmp_path: Path) -> None:
    assert shell(bulletin, "-o", tmp_path / "o.txt").returncode == 0
    assert "[新增]" in (tmp_path / "o.txt").read_text(encoding="utf-8")


def written(document: dict[str, object]) -> list[str]:
    stream = io.BytesIO()
    make_writer(EXPLAINED, stream).write(document)
    return stream.getvalue().decode("utf-8").splitlines()


def test_posts_and_speakers_are_explained_below_their_names() -> None:
    lines = written(explained())
    official = lines.index("  王小明  省长")
    assert lines[official + 1].startswith("    titles   省长 · ")
    assert "[省长]王小明" in lines[official + 1]
    slogan = lines.index("  动态清零")
    assert "省长[王小明]强调" in lines[slogan + 1]


def test_many_mentions_are_cut_short() -> None:
    document = explained()
    text = document["text"]
    speaker = {"start": 33, "end": 36, "via": "sentence"}
    slogan = document["entities"][4]
    others = [{**slogan, "evidence": {"speaker": {**speaker, "start": start}}} for start in range(20, 26)]
    assert text[33:36] == "王小明"
    assert written({**document, "entities": [slogan, *others]})[-1] == "    4 more"


def test_controls_in_a_text_do_not_reach_the_terminal() -> None:
    document = explained()
    for mark in ("\x1b", "\u202e", "\n", "\u2028"):
        evil = json.loads(json.dumps(document).replace("\\u65b0\\u589e", json.dumps(mark + "增")[1:-1]))
        assert evil != document
        shown = "\n".join(written(evil))
        assert "\x1b" not in shown
        assert "\u202e" not in shown
        assert "\u2028" not in shown
