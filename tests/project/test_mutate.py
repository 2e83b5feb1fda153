"""The mutation run: what counts as a condition, and that only what a case needs is killed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from zh_tongbao.project.conditions import Module
from zh_tongbao.project.mutants import KILLED, LATE, NOT_RUN, SURVIVED, Run, functions_of, modules_of
from zh_tongbao.project.verdicts import Case, read_cases

TINY = """
def count(text):
    found = []
    at = 0
    while at < len(text):
        if text[at].isdigit():
            found.append(int(text[at]))
        elif text[at] == "z" and at >= 0:
            found.append(0)
        if text[at] == "!":
            break
        at += 1
    return found or None


class Never:
    def run(self, item):
        return [one for one in item if one]


if count("1"):
    LOADED = True
"""


class TinyCase(Case):
    """A text that the tiny module reads."""

    def __init__(self, text: str):
        self.source = text

    def verdict(self) -> object:
        import tiny_grammar

        return tiny_grammar.count(self.source)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    (tmp_path / "tiny_grammar.py").write_text(TINY, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "tiny_grammar", raising=False)
    return "tiny_grammar"


def outcomes(run: Run) -> dict[tuple[str, bool], str]:
    return {(one.condition.source, one.way): one.outcome for one in run.mutants(lambda *_: True)}


def test_what_a_case_needs_is_killed_and_the_rest_survives(tiny: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("zh_tongbao.project.mutants.vocabulary_pipes", lambda *_: [])
    monkeypatch.setattr("zh_tongbao.project.mutants.SECONDS", 0.3)
    run = Run([tiny], [TinyCase("a1z"), TinyCase("2")])
    assert outcomes(run) == {
        ("at < len(text)", True): KILLED,  # an index out of range
        ("at < len(text)", False): KILLED,
        ("text[at].isdigit()", True): KILLED,
        ("text[at].isdigit()", False): KILLED,
        ('text[at] == "z"', True): KILLED,
        ('text[at] == "z"', False): KILLED,
        ("at >= 0", True): SURVIVED,
        ("at >= 0", False): KILLED,
        ('text[at] == "!"', True): KILLED,
        ('text[at] == "!"', False): SURVIVED,  # no text has one
        ("found", True): SURVIVED,
        ("found", False): KILLED,
        ("one", True): NOT_RUN,
        ("one", False): NOT_RUN,
    }
    assert [condition.source for _, condition in run.unreachable] == ['count("1")']
    run.check()


def test_a_mutant_that_does_not_end_is_killed(tiny: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = "def count(text):\n    while len(text) > 3:\n        text = text[:1]\n    return text\n"
    (tmp_path / "tiny_grammar.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr("zh_tongbao.project.mutants.vocabulary_pipes", lambda *_: [])
    monkeypatch.setattr("zh_tongbao.project.mutants.SECONDS", 0.2)
    run = Run([tiny], [TinyCase("abcd")])
    assert outcomes(run) == {("len(text) > 3", True): LATE, ("len(text) > 3", False): KILLED}
    run.check()


@pytest.mark.parametrize(
    ("source", "conditions"),
    [
        ("if a and not (b or c): pass", ["a", "b", "c"]),
        ("x = a if b else c", ["b"]),
        ("x = [a for a in b if c if d or e]", ["c", "d", "e"]),
        ("x = a or b", ["a"]),
        ("x = a and b == c", ["a", "b == c"]),
        ("def f() -> bool:\n    return a and b", ["a", "b"]),
        ("def f() -> int:\n    return a and b", ["a"]),
        ("x = any(a and b for b in c)", ["a", "b"]),
        ("x = not (a and b)", ["a", "b"]),
        ("while a or (b and c): pass", ["a", "b", "c"]),
        ("if a == b < c: pass", ["a == b < c"]),
    ],
)
def test_conditions(source: str, conditions: list[str]) -> None:
    assert sorted(one.source for one in Module(Path("m.py"), source).conditions) == conditions


@pytest.mark.parametrize(
    ("source", "which", "way", "value"),
    [
        ("x = 5 or 6", "5", True, 5),
        ("x = 5 or 6", "5", False, 6),
        ("x = 5 and 6 and 7", "6", True, 7),
        ("x = 5 and 6 and 7", "6", False, 6),
        ("x = 1 if (y := 0) else y", "(y := 0)", False, 0),
        ("x = [a for a in (1, 2) if a > 1]", "a > 1", True, [1, 2]),
    ],
)
def test_forcing(source: str, which: str, way: bool, value: object) -> None:
    module = Module(Path("m.py"), source)
    [condition] = [one for one in module.conditions if one.source in (which, which.strip("()"))]
    found: dict[str, object] = {}
    exec(module.forced(condition, way, "m.py"), found)
    assert found["x"] == value
    found.clear()
    exec(compile(module.tree, "m.py", "exec"), found)
    assert found["x"] == eval(source.removeprefix("x = "), {})


def test_functions_are_found_where_they_hide() -> None:
    from zh_tongbao.components.case_attributes import lexer, scopes

    assert {"scope", "written"} <= {name for name, _ in functions_of(scopes)}
    assert {"items", "_parted"} <= {name for name, _ in functions_of(lexer)}


def test_a_verdict_has_what_the_case_line_says_or_all_of_it(tmp_path: Path) -> None:
    case = {"published": "2022-05-03", "text": "5月2日，长春市新增确诊病例3例，其中宽城区2例、绿园区1例。"}
    rows = [case | {"records": [{}]}, case | {"records": ["3 confirmed"]}, case | {"records": [], "xfail": "x"}, case]
    (tmp_path / "cases.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    full, brief = read_cases(tmp_path, ["zh_tongbao.components.case_attributes"])
    records, _, failing, plain = full.verdict()
    assert [record["place"] for record in records] == ["220100", "220103", "220106"]
    assert (records[0]["text"], "start" in records[0], failing, plain) == ("3例", False, [], True)
    assert "period" not in brief.verdict()[0][0]
    [whole, _] = read_cases(tmp_path, ["zh_tongbao.components.case_attributes"], whole=True)
    records, checks = whole.verdict()
    assert (records[0]["place"]["text"], records[0]["start"], len(checks)) == ("长春市", 14, 1)
    assert whole.verdict() == (records, checks)


def test_a_verdict_has_the_words_that_a_line_gives(tmp_path: Path) -> None:
    case = {"published": "2022-05-03", "text": "5月2日，长春市新增确诊病例3例，其中宽城区2例。"}
    given = {"records": [{"place_text": "长春市"}, {"evidence": {"place": "宽城区 own"}}]}
    rows = [case | given, case | {"record": 1, "evidence": {"place": "宽城区 own"}}, case | {"evidence": {}}]
    (tmp_path / "cases.jsonl").write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    full, evidence = read_cases(tmp_path, ["zh_tongbao.components.case_attributes"])
    assert full.verdict()[1] == [["长春市"], [None, {"start": 19, "end": 22, "via": "own"}]]
    assert evidence.verdict()["place"] == {"start": 19, "end": 22, "via": "own"}


def test_what_is_there_for_speed_is_told_apart() -> None:
    source = (
        "def f(x):\n    if x:  # speed: the loop does nothing then\n        return\n    y = 1 if x else 2  # speedy\n"
    )
    assert [(one.line, one.speed) for one in Module(Path("m.py"), source).conditions] == [(2, True), (4, False)]


@pytest.mark.long
def test_few_conditions_are_there_for_speed() -> None:
    paths = [Path(str(one.__file__)) for one in modules_of(["zh_tongbao.components.case_attributes"])]
    conditions = [one for path in paths for one in Module(path).conditions]
    assert sum(one.speed for one in conditions) <= len(conditions) / 20


@pytest.mark.long
def test_the_command(tmp_path: Path) -> None:
    case = {"why": "x", "published": "2022-05-03", "text": "5月2日，长春市新增确诊病例3例。", "records": []}
    (tmp_path / "cases.jsonl").write_text(json.dumps(case, ensure_ascii=False), encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "zh_tongbao.project.mutate",
        "--cases",
        str(tmp_path),
        "--json",
        str(tmp_path / "out"),
    ]
    done = subprocess.run([*command, "--only", "numbers.py"], check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    figures = json.loads((tmp_path / "out").read_text(encoding="utf-8"))
    assert figures["mutants"] == 2 * figures["conditions"]
    assert f"{figures['survivors']} of {figures['mutants']} mutants survive" in done.stdout
    done = subprocess.run([*command, "--only", "numbers.py:x"], check=False, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (
        2,
        "tongbao: --only numbers.py:x: 'x' is no line; give FILE or FILE:LINE\n",
    )
