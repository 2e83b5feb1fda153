"""What a run says on stderr besides problems: encodings and notes for people, events for machines."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

SIMPLIFIED = "2022年4月2日0—24时，全省新增本地确诊病例3例（长春市2例，吉林市1例），均已转至定点医院。"
TRADITIONAL = "截至2022年4月2日24時，臺灣地區累計報告確診病例3例，其中臺北市2例，高雄市1例，均為境外輸入病例。"


def extract(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "zh_tongbao", "extract", "--config", "bulletin_char.cfg", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.fixture
def inputs(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(4):
        (folder / f"{number}.txt").write_bytes(SIMPLIFIED.encode("gb18030"))
    (folder / "a.txt").write_bytes(TRADITIONAL.encode("big5hkscs"))
    (folder / "b.txt").write_text(SIMPLIFIED, encoding="utf-8")
    return folder


def test_people_are_told_each_encoding_once(inputs: Path) -> None:
    pytest.importorskip("opencc")
    result = extract(inputs)
    assert (result.returncode, len(result.stdout.splitlines())) == (0, 6)
    assert result.stderr.splitlines() == [
        f"tongbao: note: read as big5hkscs: {inputs}/a.txt",
        f"tongbao: note: read as gb18030: {inputs}/0.txt, {inputs}/1.txt, {inputs}/2.txt and 1 more",
        "tongbao: note: 1 document: traditional characters, read through a simplified view",
    ]


def test_machines_get_events(inputs: Path) -> None:
    (inputs / "c.jsonl").write_text("{}", encoding="utf-8")
    result = extract(inputs, "--log-json")
    events = [json.loads(line) for line in result.stderr.splitlines()]
    assert result.returncode == 3
    assert {event["event"] for event in events} == {"started", "encoding", "leftover", "note", "finished"}
    assert [event["encoding"] for event in events if event["event"] == "encoding"] == ["gb18030"] * 4 + ["big5hkscs"]
    [finished] = [event for event in events if event["event"] == "finished"]
    assert {"documents": 6, "errors": 1}.items() <= finished.items()


def test_a_wrong_option_is_an_event_too(inputs: Path) -> None:
    result = extract(inputs, "--log-json", "--published", "yesterday")
    assert result.returncode == 2
    [event] = map(json.loads, result.stderr.splitlines())
    assert event["message"] == "--published: 'yesterday' is not a date like 2022-04-03"
