"""Fixtures that every test folder shares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """Top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with corpus, gold documents and division tables; skips the test where there is none."""
    folder = ROOT.parent / "shared"
    if not (folder / "eval" / "gold").is_dir():
        pytest.skip("no ../shared beside this checkout")
    return folder


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline with the char segmenter, which loads and runs fastest. Do not change it: it is shared."""
    import spacy

    return spacy.load("zh_tongbao", config={"nlp.tokenizer.segmenter": "char"})
