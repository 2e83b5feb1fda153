"""A run into a folder: part files, a journal, and ``errors.jsonl``; killed at any moment, it goes on with ``resume``.

Read :func:`run_to_folder` first. The folder holds ``documents/``, ``records/``, ``entities/``, ``checks/``,
``statements/``, ``evidence/`` (each ``part-00000.parquet`` and so on), ``errors.jsonl`` (one line for each document and each input
that could not be used) and ``manifest.jsonl``.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from zh_tongbao.engine.feed import Feed, Mark
from zh_tongbao.engine.manifest import NAME, Manifest
from zh_tongbao.engine.outcomes import Engine, Outcome
from zh_tongbao.engine.part_files import discard_others, is_intact, write_part
from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output

Row = dict[str, Any]
Watch = Callable[[Outcome], None]
"""Told of each outcome."""

ERRORS = "errors.jsonl"


def run_to_folder(
    folder: Path,
    rows: Iterable[Row],
    problems: list[str],
    engine: Engine,
    heading: Row,
    *,
    resume: bool = False,
    watch: Watch | None = None,
) -> int:
    """Run rows through an engine into a folder.

    Parameters:
        folder: new or empty, or with ``resume`` that of an earlier run.
        rows: all rows of the run, from the first.
        problems: to which whoever reads the rows adds a message for each input that cannot be used, as it arises.
        engine: does the work; a run may go on with another engine.
        heading: what the output depends on (pipeline, options); a run that goes on must have the same.
        resume: go on with what is there.
        watch: told of each outcome.

    Returns:
        int: number of lines in ``errors.jsonl``.

    Raises:
        InputError: the folder holds something else, another run is writing to it, the inputs or the heading are not
            those of the run that is there, or the disk is full.
    """
    check_folder(folder, resume=resume)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(folder)
        try:
            return _run(folder, manifest, rows, problems, engine, heading, watch)
        finally:
            manifest.close()
    except OSError as error:
        again = "; mend it, then go on with --resume" if (folder / NAME).exists() else ""
        raise InputError(f"{folder}: cannot be written: {error.strerror or error}{again}") from error


def check_folder(folder: Path, *, resume: bool) -> None:
    """Say whether a run may write to a folder, before anything is loaded.

    Raises:
        InputError: it is a file, it holds a run and ``resume`` is not asked for, or it holds something else.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(f"-o {folder}: is a file; name a folder")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    if not (folder / NAME).exists():
        raise InputError(f"-o {folder}: the folder holds other files; name a new or an empty one")
    if not resume:
        raise InputError(f"-o {folder}: the folder holds a run; go on with --resume or name another folder")


def _run(
    folder: Path,
    manifest: Manifest,
    rows: Iterable[Row],
    problems: list[str],
    engine: Engine,
    heading: Row,
    watch: Watch | None,
) -> int:
    if manifest.heading is None:
        manifest.begin(heading)
    _same(manifest.heading or {}, heading)
    manifest.keep(lambda part: is_intact(folder, part))
    if not manifest.finished:
        discard_others(folder, len(manifest.parts))
        if not (manifest.parts and manifest.parts[-1]["final"]):
            feed = Feed(rows, problems, manifest.parts)
            _work(folder, manifest, feed, engine, watch)
        _write_errors(folder, manifest.parts)
        manifest.finish()
    elif not (folder / ERRORS).exists():
        _write_errors(folder, manifest.parts)
    return sum(len(part["errors"]) for part in manifest.parts)


def _work(folder: Path, manifest: Manifest, feed: Feed, engine: Engine, watch: Watch | None) -> None:
    part = _Part(folder, manifest)
    with closing(engine.run(feed)) as outcomes:  # so that workers end whatever happens here
        for outcome in outcomes:
            mark = feed.marks.popleft()
            if watch is not None:
                watch(outcome)
            part.add(outcome, mark)
            if mark.last:
                part.close(mark.digest)
                part = _Part(folder, manifest)
    if part.rows or feed.tail:
        part.errors.extend(_unusable(message) for message in feed.tail)
        part.close(feed.digest, final=True)


class _Part:
    """The part that is being filled."""

    def __init__(self, folder: Path, manifest: Manifest):
        self._folder = folder
        self._manifest = manifest
        self._documents: list[tuple[int, Row]] = []
        self.rows = 0
        self.errors: list[Row] = []

    def add(self, outcome: Outcome, mark: Mark) -> None:
        self.rows += 1
        self.errors.extend(_unusable(message) for message in mark.problems)
        if outcome.document is not None:
            self._documents.append((mark.number, outcome.document))
        else:
            error = {"document": mark.number, "id": mark.id, "reason": outcome.reason, "message": outcome.message}
            self.errors.append(error)

    def close(self, digest: str, *, final: bool = False) -> None:
        number = len(self._manifest.parts)
        files = write_part(self._folder, number, self._documents)
        self._manifest.add(
            {
                "part": number,
                "rows": self.rows,
                "digest": digest,
                "final": final,
                "files": files,
                "errors": self.errors,
            }
        )


def _unusable(message: str) -> Row:
    return {"document": None, "id": None, "reason": "input", "message": message}


def _same(there: Row, wanted: Row) -> None:
    for name, value in wanted.items():
        if there.get(name) != value:
            raise InputError(
                f"--resume: the run that is there has another {name} ({there.get(name)!r}, not {value!r}); "
                "start anew in another folder"
            )


def _write_errors(folder: Path, parts: Iterable[Row]) -> None:
    with atomic_output(folder / ERRORS) as stream:
        for part in parts:
            for error in part["errors"]:
                stream.write(json.dumps(error, ensure_ascii=False).encode() + b"\n")
