"""The floors of the package: what stands on one imports nothing from above it, and no files import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FLOORS = (
    {"errors", "records"},
    {"resources"},
    {"vocab"},
    {"tokenizer", "loading"},
    {"components", "learned"},
    {"documents"},
    {"io"},
    {"report", "evaluate"},
    {"engine", "discourse"},
    {"server"},
    {"cli"},
    {"exchange", "generate", "benchmark", "__main__"},
    {"project"},
)
"""From the ground up; rooms of one floor know nothing of each other."""
FACADE = {"__version__"}
"""What the package's own module gives to every room; commands may load a pipeline from it, as its users do."""

LEVEL = {room: level for level, rooms in enumerate(FLOORS) for room in rooms}


@pytest.fixture(scope="module")
def imports(root: Path) -> dict[str, set[tuple[str, str]]]:
    """By module, what it imports: modules of the package, each with the name that is taken from it."""
    package = root / "pipeline" / "zh_tongbao"
    modules = {name_of(path, package): path for path in package.rglob("*.py")}
    return {name: set(imported(path, modules)) for name, path in modules.items()}


def name_of(path: Path, package: Path) -> str:
    parts = path.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, modules: dict[str, Path]) -> Iterator[tuple[str, str]]:
    """Imports anywhere in a file, also inside functions and behind TYPE_CHECKING."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names if alias.name in modules)
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "zh_tongbao":
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner, "") if inner in modules else (node.module, alias.name)


def room_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def test_every_room_has_a_floor(imports: dict[str, set[tuple[str, str]]]) -> None:
    assert {room_of(module) for module in imports} - {""} == set(LEVEL)


def test_nothing_is_imported_from_above(imports: dict[str, set[tuple[str, str]]]) -> None:
    wrong = []
    for module, found in imports.items():
        here = room_of(module)
        for other, name in found:
            there = room_of(other)
            if not here or here == there:
                continue
            facade = name in FACADE or LEVEL[here] >= LEVEL["cli"]
            if not (LEVEL[there] < LEVEL[here] if there else facade):
                wrong.append(f"{module} takes {name or 'it'} from {other}")
    assert sorted(wrong) == []


def test_no_circle(imports: dict[str, set[tuple[str, str]]]) -> None:
    """Of the files that are left when those that import none of the others are taken away, again and again, there are none."""
    left = {module: {other for other, _ in found if other != module} for module, found in imports.items()}
    left.pop("zh_tongbao")
    while True:
        free = [module for module, found in left.items() if not found & left.keys()]
        if not free:
            break
        for module in free:
            del left[module]
    assert sorted(left) == []
