"""A store of outputs: what one pipeline found in many texts, to hold a later pipeline against.

A store is a folder with ``manifest.json`` and, below a folder for each config, one ``*.jsonl.gz`` for each file of texts.
A line is one text: ``{"source", "line", "document"}``, or ``"error"`` in place of what the pipeline found where it raised.
"""

from __future__ import annotations

import gzip
import json
import multiprocessing
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output

Row = dict[str, Any]

MANIFEST = "manifest.json"
CONTEXT = ("id", "title", "region", "published")
BATCH = 40
# Texts that are given to a process at a time.


@dataclass(frozen=True)
class Text:
    """One text to read: where it stands, and the input row of the data contract.

    Parameters:
        source: its file, as it was named.
        line: from 1.
        row: ``text`` and, where known, ``id``, ``title``, ``region``, ``published``.
    """

    source: str
    line: int
    row: Row


def json_rows(path: Path) -> Iterator[tuple[int, Row]]:
    """The rows of a JSONL file with their lines, from 1.

    Raises:
        InputError: no such file, or a line that is not a JSON object; the message names file and line.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # not at U+2028 and the like
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise InputError(
                f"{path}, line {number}: not JSON ({error}); give files of one JSON object a line"
            ) from error
        if not isinstance(row, dict) or not isinstance(row.get("text", ""), str):
            raise InputError(f"{path}, line {number}: not an object with a text; give files of one JSON object a line")
        yield number, row


def texts_of(path: Path) -> Iterator[Text]:
    """The texts of a JSONL file, in order; rows without ``text`` hold none.

    Raises:
        InputError: as :func:`json_rows`.
    """
    for number, row in json_rows(path):
        if "text" in row:
            known = {name: row[name] for name in CONTEXT if row.get(name) is not None}
            yield Text(str(path), number, {"text": row["text"], **known})


def check_folder(folder: Path) -> None:
    """Refuse a folder whose files git would take for part of a checkout, or that already holds something.

    Raises:
        InputError: the folder and what to do.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError(f"{folder}: holds something already; give a folder that is new or empty")
    above = next(parent for parent in folder.resolve().parents if parent.is_dir())
    if not any((parent / ".git").exists() for parent in (above, *above.parents)):
        return
    git = shutil.which("git")
    command = [git or "git", "-C", str(above), "check-ignore", "-q", str(folder.resolve() / MANIFEST)]
    if git is None or subprocess.run(command, check=False, capture_output=True).returncode != 0:
        raise InputError(
            f"{folder}: inside a checkout and not ignored by git; give a folder outside, or one that git ignores"
        )


Task = tuple[str, tuple[Text, ...]]
Read = Callable[[str, Iterable[Text]], Iterator[Row]]

_pipelines: dict[str, Any] = {}
# The pipelines of this process, by config: loaded once.


def read_batch(task: Task) -> list[Row]:
    """Read some texts with the pipeline of a config; run in a worker process.

    Returns:
        list: one line of the store a text.
    """
    import zh_tongbao

    config, texts = task
    if config not in _pipelines:
        _pipelines[config] = zh_tongbao.load(config)
    return [read_one(_pipelines[config], text) for text in texts]


def read_one(nlp: Any, text: Text) -> Row:
    """One line of the store: what the pipeline finds in one text, or the error that it raises."""
    from zh_tongbao.documents import extract

    placed: Row = {"source": text.source, "line": text.line}
    try:
        [document] = extract(nlp, [text.row])
    except Exception as error:  # whatever a pipeline under work raises is an outcome to be compared
        return placed | {"document": text.row, "error": f"{type(error).__name__}: {error}"}
    return placed | {"document": document}


@contextmanager
def readers(jobs: int) -> Iterator[Read]:
    """Start processes that read texts; what comes is a function of a config and texts that yields the store's lines.

    Each process loads a pipeline when it first meets its config. Lines come in the order of the texts.

    Parameters:
        jobs: processes; 1 reads in this one.
    """
    if jobs == 1:
        yield lambda config, texts: _joined(map(read_batch, _tasks(config, texts)))
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield lambda config, texts: _joined(pool.imap(read_batch, _tasks(config, texts)))


def _tasks(config: str, texts: Iterable[Text]) -> Iterator[Task]:
    rest = iter(texts)
    while batch := tuple(islice(rest, BATCH)):
        yield config, batch


def _joined(batches: Iterable[list[Row]]) -> Iterator[Row]:
    for rows in batches:
        yield from rows


def write_part(path: Path, rows: Iterable[Row]) -> int:
    """Write one file of a store; the same rows give the same bytes. Returns how many rows there were."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with atomic_output(path) as stream, gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0) as packed:
        for row in rows:
            packed.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            count += 1
    return count


def read_manifest(folder: Path) -> Row:
    """What a store says of itself: ``made`` (with what), ``parts`` (file, config, source, texts, errors).

    Raises:
        InputError: the folder is no store.
    """
    try:
        manifest: Row = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not all(isinstance(part["file"], str) for part in manifest["parts"]):
            raise ValueError("parts")
    except (OSError, ValueError, LookupError, TypeError) as error:
        command = "python -m zh_tongbao.project.freeze"
        raise InputError(
            f"{folder}: no whole store of outputs (no {MANIFEST}); make one with: {command} {folder}"
        ) from error
    return manifest


def read_part(path: Path) -> Iterator[Row]:
    """The lines of one file of a store.

    Raises:
        InputError: the file is missing or broken.
    """
    try:
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in stream:
                yield json.loads(line)
    except (OSError, ValueError, EOFError) as error:
        raise InputError(f"{path}: cannot be read ({error}); freeze the outputs anew") from error
