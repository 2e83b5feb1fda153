"""The benchmark's tables: who is in them, what is skipped, and that growth and memory are measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zh_tongbao.benchmark import __main__ as command
from zh_tongbao.benchmark import growth, peers
from zh_tongbao.benchmark.texts import one_text, read_texts
from zh_tongbao.benchmark.timing import exponent

TEXT = "4月2日，吉林省新增确诊病例3例（长春市2例，吉林市1例）。"


@pytest.fixture
def given(tmp_path: Path) -> Path:
    path = tmp_path / "texts.jsonl"
    rows = [{"text": TEXT}, {"text": ""}, [], {"text": TEXT * 2}]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


@pytest.mark.long
def test_speeds_beside_peers(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing() -> peers.Candidate:
        raise ModuleNotFoundError("No module named 'elsewhere'")

    monkeypatch.setattr(peers, "PEERS", {"letters": lambda: list, "elsewhere, everything": missing})
    assert command.main([str(given), "--rounds", "1", "--json", str(tmp_path / "figures.json")]) == 0
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    speeds = figures["characters_per_second"]
    assert {figures["reference"], "letters", "tongbao, char", "tongbao, default"} < set(speeds)
    assert all(speed > 0 for speed in speeds.values())
    assert (figures["texts"], figures["characters"]) == (2, 3 * len(TEXT))
    [line] = figures["skipped"]
    assert line == "skipped: elsewhere, everything (ModuleNotFoundError: No module named 'elsewhere')"
    out = capsys.readouterr().out
    assert line in out
    assert "tongbao, default" in out


@pytest.mark.long
def test_growth_and_memory(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(growth, "LENGTHS", (500, 1_000, 4_000))
    monkeypatch.setattr(growth, "LISTS", (500, 2_000))
    monkeypatch.setattr(growth, "CORPORA", (5, 20))
    monkeypatch.setattr(growth, "VOCABULARIES", (10, 20))
    wanted = [word for name in ("length", "list", "corpus", "vocabulary") for word in ("--growth", name)]
    options = [str(given), "--no-speed", *wanted, "--memory", "0.05", "--json", str(tmp_path / "figures.json")]
    assert command.main(options) == 0
    figures = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    curves = figures["growth"]
    longest = [size for size, _ in curves.pop("list")["points"]]
    assert 500 <= longest[0] < 1_000 < longest[1] < 2_500
    assert [[size for size, _ in curve["points"]] for curve in curves.values()] == [
        [500, 1_000, 4_000],
        [7 * len(TEXT), 30 * len(TEXT)],
        [10, 20],
    ]
    assert [curve["figure"] for curve in curves.values()] == ["exponent", "exponent", "ratio"]
    assert "characters_per_second" not in figures
    assert figures["memory"]["worker"] > 50
    assert "peak of a worker" in capsys.readouterr().out


@pytest.mark.long
def test_jobs() -> None:
    curve = growth.by_jobs([TEXT], "bulletin_char.cfg", characters=20_000)
    assert [jobs for jobs, _ in curve.points] == [1, 2]
    assert curve.value > 0


def test_texts_of_a_length(given: Path) -> None:
    assert len(one_text(read_texts(given), 1_234)) == 1_234
    assert len(read_texts(None)) > 10


@pytest.mark.parametrize("power", [0.5, 1.0, 2.0])
def test_exponents(power: float) -> None:
    sizes = [10, 100, 1_000]
    assert exponent(sizes, [3 * size**power for size in sizes]) == pytest.approx(power)


def test_grown_vocabularies_are_of_their_size_and_the_same_again() -> None:
    lines = list(growth._entries(300))
    assert len(lines) == len(set(lines)) == 300
    assert lines == list(growth._entries(300))
