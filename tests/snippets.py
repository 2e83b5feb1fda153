"""The code blocks of a page, played: each is done as a reader would do it, and the page comes back with what came out.

- ```` ```console ````: lines behind ``$ `` are run by bash (lines behind ``> `` belong to the command above), what follows is
  what they print, on standard output and standard error;
- ```` ```python ````: a doctest; all blocks of a page share their names;
- ```` ```LANGUAGE title="FILE" ````: a file that the reader writes;
- ```` ```sh ````: commands of the installation, which are not run here; ``test_pages.py`` holds them to the README's.

A page whose blocks say what comes out is its own play. ``python tests/snippets.py PAGE…`` writes pages and notebooks (``.ipynb``)
anew: look at the difference before you commit it.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
GIVEN = ("configs", "training_data", "docs", "pyproject.toml")
# What a reader finds in a fresh checkout and the pages use.

BLOCK = re.compile(r'^(?P<head>```(?P<language>\w*)(?: title="(?P<title>[^"]+)")?\n)(?P<body>.*?)^```$', re.M | re.S)


def played(page: str, folder: Path) -> str:
    """Return the page with the outputs that its blocks have when they are done one after the other.

    Parameters:
        page: Markdown.
        folder: an empty folder to work in; what a checkout has is put there.
    """
    for name in GIVEN:
        (folder / name).symlink_to(ROOT / name)
    names: dict[str, Any] = {"__name__": "__main__"}

    def play(block: re.Match[str]) -> str:
        language, title, body = block["language"], block["title"], block["body"]
        if title:
            (folder / title).write_text(body, encoding="utf-8")
        elif language == "console":
            body = "".join(_run(command, folder) for command in commands(body))
        elif language == "python":
            body = _evaluated(body, names)
        elif language != "sh":
            line = page[: block.start()].count("\n") + 1
            raise ValueError(f"line {line}: a block of the language {language!r} and without title cannot be tested")
        return f"{block['head']}{body}```"

    with _chdir(folder):
        return BLOCK.sub(play, page)


def executed(notebook: Path) -> Any:
    """Return a notebook with the outputs of a new run, without the traces of when and where it ran."""
    import nbformat
    from nbclient import NotebookClient

    content = nbformat.read(notebook, as_version=4)
    kernel = {"record_timing": False, "resources": {"metadata": {"path": str(ROOT)}}}
    NotebookClient(content, timeout=120, kernel_name="python3", **kernel).execute()
    content.metadata["language_info"] = {"name": "python"}
    return content


def blocks(page: str, language: str) -> list[str]:
    """Return the bodies of a page's blocks of one language."""
    return [block["body"] for block in BLOCK.finditer(page) if block["language"] == language]


def commands(body: str) -> list[str]:
    """Return the commands of a console block, each with its marks and the lines that belong to it."""
    found: list[str] = []
    for line in body.splitlines(keepends=True):
        if line.startswith("$ "):
            found.append(line)
        elif line.startswith("> ") and found and found[-1].splitlines()[-1][:2] in ("$ ", "> "):
            found[-1] += line
    return found


def _run(command: str, folder: Path) -> str:
    script = "".join(line[2:] for line in command.splitlines(keepends=True))
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return command + re.sub(r"[ \t]+$", "", done.stdout, flags=re.MULTILINE)


def _evaluated(body: str, names: dict[str, Any]) -> str:
    """The block with what its examples print; a block without prompts is run and prints nothing."""
    parts = doctest.DocTestParser().parse(body)
    written = []
    for part in parts:
        if isinstance(part, str):
            if part.strip():
                exec(compile(part, "<page>", "exec"), names)
            written.append(part)
            continue
        source = part.source.splitlines()
        lines = [f"{'>>>' if not number else '...'} {line}".rstrip() for number, line in enumerate(source)]
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(part.source, "<page>", "single"), names)
        written.append("\n".join(lines) + "\n" + said.getvalue())
    return "".join(written)


@contextlib.contextmanager
def _chdir(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        file = Path(name)
        if file.suffix == ".ipynb":
            import nbformat

            nbformat.write(executed(file), file)
            continue
        with tempfile.TemporaryDirectory() as workplace:
            anew = played(file.read_text(encoding="utf-8"), Path(workplace))
        file.write_text(anew, encoding="utf-8")
