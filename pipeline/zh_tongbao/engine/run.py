"""A run into a folder: part files, a journal, and ``errors.jsonl``; killed at any moment, it goes on with ``resume``.

Read :func:`run_to_folder` first. The folder holds ``documents/``, ``records/``, ``entities/``, ``checks/``,
``statements/``, ``line_list/``, ``contacts/``, ``itinerary/``, ``evidence/`` (each ``part-00000.parquet`` and so on), ``errors.jsonl`` (one line for each document and each input
that could not be used) and ``manifest.jsonl``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zh_tongbao.engine.earlier import Kept
from zh_tongbao.engine.feed import Feed, Mark, Parts, Whole
from zh_tongbao.engine.manifest import NAME, SEAL, Manifest
from zh_tongbao.engine.outcomes import Engine, Outcome
from zh_tongbao.engine.part_files import discard_others, write_part
from zh_tongbao.engine.readings import Input, check_same_inputs
from zh_tongbao.engine.recovery import Before
from zh_tongbao.errors import InputError
from zh_tongbao.io.atomic import atomic_output
from zh_tongbao.io.writers.jsonl import json_line

Row = dict[str, Any]
Watch = Callable[[Outcome], None]
"""Told of each outcome."""
Note = Callable[[str], object]
"""Told in one line what a person should know."""

ERRORS = "errors.jsonl"
PIPELINE = "pipeline"
# The heading's field that stands for all that the pipeline is made of.


@dataclass
class Inputs:
    """The inputs of a run.

    Parameters:
        names: of all, where they are known before they are read; else None.
        ended: to which whoever reads the rows adds each input that has ended.
    """

    names: list[str] | None = None
    ended: list[Input] = field(default_factory=list)

    def check(self, manifest: Manifest) -> None:
        """Refuse inputs that have nothing to do with the run that is there.

        Raises:
            InputError: none is called as one of those was.
        """
        if self.names is not None:
            check_same_inputs(self.names, manifest.inputs)


def run_to_folder(
    folder: Path,
    rows: Iterable[Row],
    problems: list[str],
    engine: Engine,
    heading: Row,
    *,
    resume: bool = False,
    inputs: Inputs | None = None,
    watch: Watch = lambda _: None,
    note: Note = lambda _: None,
) -> int:
    """Run rows through an engine into a folder.

    Parameters:
        folder: new or empty, or with ``resume`` that of an earlier run.
        rows: all rows of the run, from the first.
        problems: to which whoever reads the rows adds a message for each input that cannot be used, as it arises.
        engine: does the work; a run may go on with another engine.
        heading: what the output depends on (pipeline, options); a run that goes on must have the same.
        resume: go on with what is there. Rows are compared with those of the run before: parts that are the same stay,
            documents that were extracted before are not extracted again, and the folder ends as that of a new run.
        inputs: whose rows they are.
        watch: told of each outcome.
        note: told what was lost of the run before, and how its inputs differ from these.

    Returns:
        int: number of lines in ``errors.jsonl``.

    Raises:
        InputError: the folder holds something else, another run is writing to it, the heading is not that of the run
            that is there, none of its inputs is among these, or the disk is full.
    """
    check_folder(folder, resume=resume)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        manifest = Manifest(folder)
        try:
            return _run(folder, manifest, rows, problems, engine, heading, inputs or Inputs(), watch, note)
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
    inputs: Inputs,
    watch: Watch,
    note: Note,
) -> int:
    manifest.read(heading)
    _same(manifest, heading)
    inputs.check(manifest)
    before = Before(folder, manifest)
    for message in before.lost:
        note(message)
    manifest.begin(heading)
    discard_others(folder, manifest.parts)
    feed: Feed[Kept] = Feed(rows, problems, inputs.ended, Parts(manifest.parts, before.cut, before.find))
    work = _Work(folder, manifest, feed, before, watch)
    work.run(engine)
    if manifest.last is None or not (folder / ERRORS).exists():
        _write_errors(folder, manifest)
    manifest.finish(feed.same, work.rest)
    before.clear()
    told = before.told(feed.inputs)
    if told:
        note(f"--resume: inputs have changed since the run before: {told}; {work.counted}")
    return sum(len(part["errors"]) for part in manifest.parts.values())


class _Work:
    """The parts of a run as they are filled and closed."""

    def __init__(self, folder: Path, manifest: Manifest, feed: Feed[Kept], before: Before, watch: Watch):
        self._folder = folder
        self._manifest = manifest
        self._feed = feed
        self._before = before
        self._watch = watch
        self._part = _Part(folder, manifest)
        self._done = 0
        self.rest: tuple[Input, ...] = ()
        """Inputs that ended behind the last part."""

    @property
    def counted(self) -> str:
        """How much was done, for people."""
        return f"{self._done} document{'' if self._done == 1 else 's'} extracted, the others kept"

    def run(self, engine: Engine) -> None:
        """Do all that is to be done."""
        with closing(engine.run(self._feed)) as outcomes:  # so that workers end whatever happens here
            for outcome in outcomes:
                self._settle()
                mark = self._feed.marks.popleft()
                assert isinstance(mark, Mark)
                self._watch(outcome)
                self._done += 1
                self._take(mark, outcome)
        self._settle()
        rest = self._feed.rest
        assert rest is not None
        if self._part.rows or rest.problems:
            self._part.note(rest)
            self._part.close(rest.closes or "", final=True)
        else:
            self.rest = rest.inputs

    def _settle(self) -> None:
        """Do what is to be done before the next outcome and needs none."""
        marks = self._feed.marks
        while marks and (isinstance(marks[0], Whole) or marks[0].kept is not None):
            mark = marks.popleft()
            if isinstance(mark, Mark):
                self._take(mark, None)
            else:
                self._before.put_back(mark.line["part"])
                line = {name: value for name, value in mark.line.items() if name != SEAL}
                self._manifest.add({**line, "inputs": list(mark.inputs)})
                self._part = _Part(self._folder, self._manifest)

    def _take(self, mark: Mark[Kept], outcome: Outcome | None) -> None:
        self._part.add(outcome, mark)
        if mark.closes is not None:
            self._part.close(mark.closes)
            self._part = _Part(self._folder, self._manifest)


class _Part:
    """The part that is being filled."""

    def __init__(self, folder: Path, manifest: Manifest):
        self._folder = folder
        self._manifest = manifest
        self._documents: list[tuple[int, Row | Kept]] = []
        self._errors: list[Row] = []
        self._inputs: list[Input] = []
        self.rows = 0

    def add(self, outcome: Outcome | None, mark: Mark[Kept]) -> None:
        """Take a row: its outcome, or what was extracted from it before."""
        self.rows += 1
        self.note(mark)
        if outcome is None:
            assert mark.kept is not None
            self._documents.append((mark.number, mark.kept))
        elif outcome.document is not None:
            self._documents.append((mark.number, outcome.document))
        else:
            error = {"document": mark.number, "id": mark.id, "reason": outcome.reason, "message": outcome.message}
            self._errors.append(error)

    def note(self, mark: Mark[Kept]) -> None:
        """Take what came before a row."""
        self._errors.extend(_unusable(message) for message in mark.problems)
        self._inputs.extend(mark.inputs)

    def close(self, digest: str, *, final: bool = False) -> None:
        """Write the part's files, then its line of the journal."""
        number = len(self._manifest.parts)
        files = write_part(self._folder, number, self._documents)
        self._manifest.add(
            {
                "part": number,
                "rows": self.rows,
                "digest": digest,
                "final": final,
                "files": files,
                "errors": self._errors,
                "inputs": self._inputs,
            }
        )


def _unusable(message: str) -> Row:
    return {"document": None, "id": None, "reason": "input", "message": message}


def _same(manifest: Manifest, wanted: Row) -> None:
    """Refuse to go on with a run that was made in another way.

    Raises:
        InputError: names what is not the same.
    """
    if manifest.heading is None and len(manifest.bad) > 1 and not (manifest.parts or manifest.last):
        raise InputError(
            f"--resume: the journal {NAME} cannot be read, or the run was made with another pipeline or other options; "
            "start anew in another folder"
        )
    if manifest.heading is None:
        return
    for name, value in wanted.items():
        there = manifest.heading.get(name)
        if there != value:
            what = "(config, vocabulary or version of tongbao)" if name == PIPELINE else f"({there!r}, not {value!r})"
            raise InputError(f"--resume: the run that is there has another {name} {what}; start anew in another folder")


def _write_errors(folder: Path, manifest: Manifest) -> None:
    with atomic_output(folder / ERRORS) as stream:
        for _, part in sorted(manifest.parts.items()):
            for error in part["errors"]:
                stream.write(json_line(error))
