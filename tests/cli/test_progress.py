from __future__ import annotations

import io
from pathlib import Path

import pytest

from zh_tongbao.cli import progress
from zh_tongbao.cli.progress import count_documents, watched
from zh_tongbao.io.sources import Source


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_counts_documents(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text("{}\n{}\n")
    sources = [Source(tmp_path / "a.jsonl"), Source(tmp_path / "b.txt")]
    assert count_documents(sources) == 3
    assert count_documents([*sources, Source(None)]) is None


@pytest.mark.parametrize(("show", "long", "shown"), [(True, 0.0, True), (True, 60.0, False), (False, 0.0, False)])
def test_bar_only_for_a_person_and_long_work(
    monkeypatch: pytest.MonkeyPatch, show: bool, long: float, shown: bool
) -> None:
    stderr = Terminal()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(progress, "LONG", long)
    monkeypatch.setenv("TERM", "xterm")
    rows = [{"text": "x"}] * 3
    assert list(watched(rows, [Source(None)], show=show)) == rows
    assert ("documents" in stderr.getvalue()) == shown


def test_no_bar_in_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    stderr = io.StringIO()
    monkeypatch.setattr("sys.stderr", stderr)
    monkeypatch.setattr(progress, "LONG", 0.0)
    assert len(list(watched([{"text": "x"}] * 3, [], show=True))) == 3
    assert stderr.getvalue() == ""
