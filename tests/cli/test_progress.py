from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from zh_tongbao.cli import progress
from zh_tongbao.cli.problems import Problems
from zh_tongbao.cli.progress import Progress, count_documents
from zh_tongbao.engine.outcomes import Outcome
from zh_tongbao.io.sources import Source

OUTCOMES = [Outcome({}, characters=10), Outcome(reason="timeout", characters=5), Outcome({}, characters=1)]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(monkeypatch: pytest.MonkeyPatch, stderr: io.StringIO, *, show: bool = True, as_json: bool = False) -> str:
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setenv("TERM", "xterm")
    with Progress([Source(None)], Problems(as_json=as_json), show=show) as watch:
        for outcome in OUTCOMES:
            watch(outcome)
    return stderr.getvalue()


def test_counts_documents(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n{}\n")
    sources = [Source(tmp_path / "a.jsonl"), Source(tmp_path / "b.txt")]
    assert count_documents(sources) == 3
    assert count_documents([*sources, Source(None)]) is None
    assert count_documents([Source(tmp_path / "c.zip")]) is None


@pytest.mark.parametrize(("show", "long", "shown"), [(True, 0.0, True), (True, 60.0, False), (False, 0.0, False)])
def test_bar_only_for_a_person_and_long_work(
    monkeypatch: pytest.MonkeyPatch, show: bool, long: float, shown: bool
) -> None:
    monkeypatch.setattr(progress, "LONG", long)
    text = run(monkeypatch, Terminal(), show=show)
    assert ("documents" in text and "1 errors" in text and "chars/s" in text) == shown


def test_no_bar_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG", 0.0)
    assert run(monkeypatch, io.StringIO()) == ""


def test_events_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "LONG", 0.0)
    monkeypatch.setattr(progress, "EVERY", 0.0)
    events = [json.loads(line) for line in run(monkeypatch, Terminal(), as_json=True).splitlines()]
    assert [event["event"] for event in events] == ["started", "progress", "progress", "progress", "finished"]
    assert {"documents": 3, "characters": 16, "errors": 1}.items() <= events[-1].items()
