"""The tutorial notebook, run anew, gives the outputs that it was committed with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import snippets

pytestmark = pytest.mark.docs


def texts(notebook: Any) -> list[tuple[str, list[str]]]:
    """Of each cell its source, and its outputs as text; of pictures and frames, that there is HTML."""
    found = []
    for cell in notebook.cells:
        shown = []
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            shown.append(output.get("text") or data["text/plain"] + (" + HTML" if "text/html" in data else ""))
        found.append((cell.source, shown))
    return found


def test_it_gives_what_it_shows(root: Path) -> None:
    import nbformat

    path = root / "docs" / "notebook.ipynb"
    kept = nbformat.read(path, as_version=4)
    nbformat.validate(kept)
    assert sum(bool(shown) for _, shown in texts(kept)) > 6
    assert texts(snippets.executed(path)) == texts(kept)
