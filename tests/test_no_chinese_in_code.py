"""Every Chinese word that the pipeline knows is in configs/ (DESIGN 1): none is a string constant in pipeline/."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

# Ideographs of every block, CJK punctuation, full-width forms.
CHINESE = re.compile(
    "[\u2e80-\u2fdf\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def documentation(tree: ast.AST) -> set[int]:
    """Ids of the string constants that are documentation: statements of their own, as docstrings are."""
    return {
        id(statement.value)
        for node in ast.walk(tree)
        if isinstance(node, DOCUMENTED)
        for statement in node.body
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
    }


def chinese_constants(source: str) -> Iterator[tuple[int, str]]:
    tree = ast.parse(source)
    skipped = documentation(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in skipped:
            value = node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value
            if isinstance(value, str) and CHINESE.search(value):
                yield node.lineno, value


def test_no_chinese_string_constant_in_the_package(root: Path) -> None:
    files = sorted((root / "pipeline").rglob("*.py"))
    assert files
    found = [
        f"{path.relative_to(root)}:{line}: {value!r}"
        for path in files
        for line, value in chinese_constants(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('"""模块"""\n# 注释\nx = 1', []),
        ("def f():\n    '文档'\n    return '病例'", [3]),
        ("x = f'{1}例'", [1]),
        (r"x = '\u75c5'", [1]),
        ("x = b'\\xe7\\x97\\x85'", [1]),
        ("COLUMNS = 1\n'''属性说明'''", []),
        ("def f(x='省'): pass", [1]),
    ],
)
def test_what_counts_as_one(source: str, lines: list[int]) -> None:
    assert [line for line, _ in chinese_constants(source)] == lines
