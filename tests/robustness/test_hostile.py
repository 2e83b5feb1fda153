"""The standing suite of hostile inputs: its short form, and that it can tell a broken promise."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from zh_tongbao.project.hostile import files
from zh_tongbao.project.hostile.__main__ import FAMILIES
from zh_tongbao.project.hostile.bombs import BOMBS, REFUSED, Bomb
from zh_tongbao.project.hostile.measure import Ran
from zh_tongbao.project.hostile.shapes import MOST, Copy, Cost, finding_of


@pytest.fixture(scope="module", params=list(FAMILIES))
def lines(request: pytest.FixtureRequest) -> list[str]:
    """What the command prints about one family."""
    command = [sys.executable, "-m", "zh_tongbao.project.hostile", "--family", request.param]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    printed = done.stdout.splitlines()
    assert printed, done.stderr
    assert (done.returncode == 1) == any("BROKEN" in line for line in printed)
    return printed


@pytest.mark.long
def test_every_promise_is_kept(lines: list[str]) -> None:
    assert [line for line in lines if "BROKEN" in line] == []


def test_every_reader_has_a_bomb() -> None:
    from zh_tongbao.io.readers import SUFFIXES

    assert {Path(bomb.name).suffix for bomb in BOMBS} == SUFFIXES - {".htm", ".md"}


GOOD_LINE = b'{"id": "good", "text": "2 1 0"}\n'


@pytest.mark.parametrize(
    ("ran", "broken"),
    [
        (Ran(2, 1, 150, GOOD_LINE, ("tongbao: bomb.zip: no",), False), ""),
        (Ran(2, 1, 150, GOOD_LINE, ("tongbao: bomb.zip: no",), True), "did not end"),
        (Ran(-9, 1, 150, GOOD_LINE, (), False), "exit status -9"),
        (Ran(1, 1, 150, GOOD_LINE, ("Traceback (most recent call last):",), False), "exit status 1"),
        (Ran(2, 1, 3000, GOOD_LINE, ("tongbao: bomb.zip: no",), False), "more than 2,300 MB"),
        (Ran(2, 1, 150, b"", ("tongbao: bomb.zip: no",), False), "the good file"),
        (Ran(0, 1, 150, GOOD_LINE + b'{"id": "x", "text": "secret"}\n', (), False), "shows what is not in it"),
        (Ran(0, 1, 150, GOOD_LINE, (), False), "should be refused, is read"),
    ],
)
def test_a_broken_promise_is_told(ran: Ran, broken: str) -> None:
    bomb = Bomb("bomb.zip", Path.touch, (REFUSED,), secret="secret")
    found = files._finding(ran, bomb).broken
    assert found.startswith(broken) if broken else found == ""


def test_growth_is_told() -> None:
    def points(power: float) -> list[tuple[int, Cost]]:
        sizes = (10_000, 40_000, 160_000)
        return [(size, Cost(0.0, 0.0, int(10 * size * (size / 10_000) ** (power - 1)))) for size in sizes]

    assert finding_of(points(MOST - 0.05)).broken == ""
    assert "output grows with the power 1.5" in finding_of(points(1.5)).broken


def test_work_without_end_is_ended() -> None:
    def forever() -> int:
        while True:
            pass

    assert Copy(forever, 1, 6_000_000_000).cost() is None
    cost = Copy(lambda: len(bytearray(b"x" * 100_000_000)), 10, 6_000_000_000).cost()
    assert cost is not None
    assert cost.output == 100_000_000
    assert cost.megabytes > 90
