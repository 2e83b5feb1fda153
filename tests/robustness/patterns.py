"""Every regular expression of the package, and the strings that would be worst for it, made from the expression itself."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import zh_tongbao

if sys.version_info >= (3, 11):
    from re import _constants as codes, _parser as parser  # isort: skip
else:
    import sre_constants as codes
    import sre_parse as parser

Parsed = Any
UNBOUNDED = 50
# Repeats: from so many on a repeat can be pumped.
CALLS = {"compile", "search", "match", "fullmatch", "findall", "finditer", "split", "sub"}
CONFIGS = ("bulletin_char.cfg", "disaster.cfg")
CATEGORIES = {
    codes.CATEGORY_DIGIT: "3",
    codes.CATEGORY_WORD: "中",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_DIGIT: "中",
    codes.CATEGORY_NOT_WORD: "-",
    codes.CATEGORY_NOT_SPACE: "中",
}
PROBES = "中3 a-，。、\n（）“”《》人例市A+.\0"


def package_modules() -> list[str]:
    """Every module of the package that can be imported here."""
    names = [module.name for module in pkgutil.walk_packages(zh_tongbao.__path__, "zh_tongbao.")]
    return [name for name in names if not name.endswith("__main__")]


def compiled_patterns() -> dict[str, re.Pattern[Any]]:
    """Every pattern that the package compiles: when its modules are imported, and when the pipelines are loaded."""
    found: dict[str, re.Pattern[Any]] = {}
    for name in package_modules():
        try:
            module = importlib.import_module(name)
        except ImportError:  # an extra that is not installed
            continue
        for attribute, value in vars(module).items():
            if isinstance(value, re.Pattern):
                found.setdefault(f"{name}.{attribute}", value)
        for call in literal_calls(Path(module.__file__ or "")):
            found.setdefault(f"{name}: {call[:40]}", re.compile(call))
    original = re.compile

    def compile_and_keep(pattern: Any, flags: int = 0) -> re.Pattern[Any]:
        made = original(pattern, flags)
        frame = sys._getframe(1)
        if frame.f_globals.get("__name__", "").startswith("zh_tongbao"):
            found.setdefault(f"{frame.f_globals['__name__']}:{frame.f_lineno}", made)
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(re, "compile", compile_and_keep)
        for config in CONFIGS:
            zh_tongbao.load(config)
    return found


def literal_calls(path: Path) -> Iterator[str]:
    """Patterns that are written into a call such as re.findall."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in CALLS
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            yield node.args[0].value


def attacks(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str]]:
    """What to put before and what to repeat so that a repeat of this pattern runs on, once for each such repeat."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    yield from dict.fromkeys(_attacks(list(parser.parse(source, pattern.flags & ~re.UNICODE)), ""))


def _attacks(items: list[Parsed], before: str) -> Iterator[tuple[str, str]]:
    for operator, argument in items:
        if operator in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            _, most, body = argument
            if most >= UNBOUNDED:
                pump = sample(list(body))
                for one in filter(None, dict.fromkeys([pump, pump.replace(" ", "\n")])):
                    yield before, one
                    if before:
                        yield "", before + one  # many places to begin at
            yield from _attacks(list(body), before)
        elif operator is codes.BRANCH:
            for branch in argument[1]:
                yield from _attacks(list(branch), before)
        elif operator is codes.SUBPATTERN:
            yield from _attacks(list(argument[3]), before)
        elif operator in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _attacks(list(argument[1]), before)
        before += sample([(operator, argument)])


def sample(items: list[Parsed]) -> str:
    """A short string that this part of a pattern matches."""
    return "".join(_sample(operator, argument) for operator, argument in items)


def _sample(operator: Any, argument: Any) -> str:
    if operator is codes.LITERAL:
        return chr(argument)
    if operator is codes.NOT_LITERAL:
        return "中" if argument != ord("中") else "3"
    if operator is codes.ANY:
        return "中"
    if operator is codes.IN:
        return _member(argument)
    if operator in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        return sample(list(argument[2])) * max(1, argument[0])
    if operator is codes.BRANCH:
        return sample(list(argument[1][0]))
    if operator is codes.SUBPATTERN:
        return sample(list(argument[3]))
    return ""  # assertions, positions, references


def _member(members: list[Parsed]) -> str:
    if members[0][0] is codes.NEGATE:
        excluded = re.compile("".join(["[", *map(_class, members[1:]), "]"]))
        return next((probe for probe in PROBES if not excluded.match(probe)), "中")
    operator, argument = members[0]
    if operator is codes.LITERAL:
        return chr(argument)
    return chr(argument[0]) if operator is codes.RANGE else CATEGORIES[argument]


def _class(member: Parsed) -> str:
    operator, argument = member
    if operator is codes.LITERAL:
        return re.escape(chr(argument))
    if operator is codes.RANGE:
        return f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
    return {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_NOT_WORD: r"\W",
        codes.CATEGORY_NOT_SPACE: r"\S",
    }[argument]
