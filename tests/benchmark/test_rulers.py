"""The measure of rulers runs."""

from __future__ import annotations

import pytest

from zh_tongbao.benchmark import rulers


def test_a_table_comes_out(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(rulers, "KINDS", ("officials",))
    monkeypatch.setattr(rulers, "ROUNDS", 1)
    assert rulers.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["officials:", *rulers.RULERS]
