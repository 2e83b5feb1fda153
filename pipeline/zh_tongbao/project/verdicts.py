"""The case texts as a mutation run reads them: again and again, from the first pipe that can make a difference."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from zh_tongbao.project.freeze import CONFIGS, case_files
from zh_tongbao.project.frozen import json_rows

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

Row = dict[str, Any]
Line = tuple[str, int]
# File and line of code.

NOT_ASKED = frozenset({"start", "end", "evidence", "confidence", "doubts"})
# Fields of records that case lines do not have.
BRIEF = ("count", "metric", "measure", "origin", "place", "parent", "relation", "derived")
# Those that a case line with records as strings has.
PLACE_TEXT = "place_text"
# With this field, a record of a case line says how its place is written, and with ``evidence`` the words of some fields.
PLAIN = frozenset({str, int, float, bool, dict, list, type(None)})
PREPARED = "char"
# The segmenter that the case tests read with.


@dataclass
class Case:
    """One case text, read as far as the pipes under test do not reach.

    A line with ``records`` gives records; one with ``record`` and ``evidence`` gives the evidence of one.

    Parameters:
        source: ``file:line``.
        row: of the case file.
        doc: the document.
        entities: what stood in it before the pipes under test ran.
        pipes: the pipes under test and those behind them.
        nlp: its pipeline, where it has to be read from the beginning.
    whole: whether all fields of the records and all checks count, and not only what the case test compares.
    """

    source: str
    row: Row
    doc: Doc
    entities: list[Row]
    pipes: list[Any]
    nlp: Language | None
    whole: bool = False

    def verdict(self) -> Any:
        """What the case test would compare: the records in the fields that its line has, and the checks that fail."""
        from zh_tongbao.documents import make_doc

        if self.nlp is not None:
            fields = self.nlp(make_doc(self.nlp, self.row))._
        else:
            fields = self.doc._
            fields.entities = list(self.entities)
            for pipe in self.pipes:
                pipe(self.doc)
        if self.whole:
            return [dict(record) for record in fields.records], fields.checks
        if "records" not in self.row:
            return fields.records[self.row["record"]]["evidence"]
        brief = any(isinstance(record, str) for record in self.row["records"])
        failing = () if brief else [check for check in fields.checks if not check["ok"]]
        words = [] if brief else [_words(*pair) for pair in zip(fields.records, self._lines(), strict=False)]
        return [_asked(record, brief=brief) for record in fields.records], words, failing, _plain(fields.records)

    def _lines(self) -> list[Row]:
        return [self.row.get("all", {}) | record for record in self.row["records"]]


def _asked(record: Row, *, brief: bool) -> Row:
    shown = {name: value for name, value in record.items() if name in BRIEF or not (brief or name in NOT_ASKED)}
    return shown | {"place": (record["place"] or {}).get("adcode")}


def _words(record: Row, line: Row) -> list[Any]:
    """Of a record, the words that its case line gives: of its place, and of the fields that have evidence there."""
    place = (record["place"] or {}).get("text") if PLACE_TEXT in line else None
    return [place, *(record["evidence"].get(field) for field in line.get("evidence", ()))]


def _plain(records: Sequence[Row]) -> bool:
    """Whether records hold nothing but values of plain types, as a test of all records asks."""
    kinds = {type(value) for record in records for value in (*record.values(), *(record["place"] or {}).values())}
    return kinds <= PLAIN


def judged(row: Row) -> bool:
    """Whether a case line can be judged by: it says what comes out, and is not expected to fail."""
    return "text" in row and "xfail" not in row and ("records" in row or {"record", "evidence"} <= row.keys())


def read_cases(folder: Path, packages: Sequence[str], *, whole: bool = False) -> list[Case]:
    """The case lines below a folder that have ``records``, or the ``evidence`` of one, and are not expected to fail.

    Parameters:
        folder: of case files.
        packages: the Python packages under test; a text is read once up to the first pipe that is defined in them.
        whole: as of :class:`Case`.

    Raises:
        InputError: a file cannot be read.
    """
    import zh_tongbao
    from zh_tongbao.documents import make_doc

    found: list[Case] = []
    pipelines: dict[str, Language] = {}
    for config, path in case_files(folder, CONFIGS):
        rows = [(line, row) for line, row in json_rows(path) if judged(row)]
        if not rows:
            continue
        if config not in pipelines:
            pipelines[config] = zh_tongbao.load(config, config={"nlp.tokenizer.segmenter": PREPARED})
        nlp = pipelines[config]
        first = next((at for at, (_, pipe) in enumerate(nlp.pipeline) if _inside(pipe, packages)), 0)
        pipes = [pipe for _, pipe in nlp.pipeline]
        for line, row in rows:
            doc = make_doc(nlp, row)
            for pipe in pipes[:first]:
                doc = pipe(doc)
            entities = list(doc._.entities)
            found.append(Case(f"{path.name}:{line}", row, doc, entities, pipes[first:], None if first else nlp, whole))
    return found


def vocabulary_pipes(cases: Sequence[Case], packages: Sequence[str]) -> list[Any]:
    """The pipes of the packages under test that compile a vocabulary, each once."""
    pipes = {id(pipe): pipe for case in cases for pipe in (case.pipes if case.nlp is None else _all(case.nlp))}
    return [pipe for pipe in pipes.values() if _inside(pipe, packages) and hasattr(pipe, "compile")]


def _all(nlp: Language) -> Iterator[Any]:
    for _, pipe in nlp.pipeline:
        yield pipe


def _inside(pipe: Any, packages: Sequence[str]) -> bool:
    return f"{type(pipe).__module__}.".startswith(tuple(f"{name}." for name in packages))


class Traced:
    """The lines of some files that run inside a ``with`` block.

    Parameters:
        files: as code objects name them.
    """

    def __init__(self, files: frozenset[str]):
        self.files = files
        self.lines: set[Line] = set()

    def __enter__(self) -> set[Line]:
        sys.settrace(self._call)
        return self.lines

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)

    def _call(self, frame: FrameType, event: str, arg: Any) -> Any:  # noqa: ARG002
        return self._line if frame.f_code.co_filename in self.files else None

    def _line(self, frame: FrameType, event: str, arg: Any) -> Any:  # noqa: ARG002
        if event == "line":
            self.lines.add((frame.f_code.co_filename, frame.f_lineno))
        return self._line
