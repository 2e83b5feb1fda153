"""The examples in docstrings print what they say. (Components need a pipeline: their own tests run theirs.)"""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import zh_tongbao

ROOMS = ("errors", "io", "engine", "cli", "evaluate", "records", "vocab", "tokenizer", "report", "server")


def modules() -> list[str]:
    names = [f"zh_tongbao.{room}" for room in ROOMS]
    for name in list(names):
        package = importlib.import_module(name)
        found = pkgutil.walk_packages(getattr(package, "__path__", []), f"{name}.")
        names.extend(module.name for module in found)
    return sorted(names)


def test_there_are_some() -> None:
    assert zh_tongbao.__version__
    assert len(modules()) > 20


@pytest.mark.parametrize("name", modules())
def test_examples_run(name: str) -> None:
    module = importlib.import_module(name)
    results = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    assert results.failed == 0
