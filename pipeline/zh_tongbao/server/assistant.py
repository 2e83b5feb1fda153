"""What an assistant can have done with files: extract, explain, audit, series. The protocol is elsewhere.

Read :meth:`Assistant.extract` first. Every answer is plain data that fits an assistant's memory: fields without a value,
evidence and, unless asked for, texts are left out, and an answer that would be too long says what to ask next.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.inputs import check_date, check_region
from zh_tongbao.io.readers import bounded_reader, read_input
from zh_tongbao.records.explaining import readable
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.last_day import without_a_year
from zh_tongbao.records.series import LEVELS, Chosen, series
from zh_tongbao.report.audited import audited
from zh_tongbao.server.allowed import Allowed
from zh_tongbao.server.limits import Limits, Refusal
from zh_tongbao.server.pipeline import ServedPipeline

Row = dict[str, Any]

WITH_EVIDENCE = ("entities", "statements", "records")
NO_YEAR = "its days have no year; give published"


@dataclass(frozen=True)
class Given:
    """What is known of all documents that do not say it themselves.

    Parameters:
        published: day of publication.
        region: the issuer's division, its code or its name.
        title: headline.
    """

    published: str | None = None
    region: str | None = None
    title: str | None = None

    def checked(self) -> dict[str, str]:
        """As defaults for reading.

        Raises:
            InputError: no such day or division.
        """
        known = {"title": self.title}
        if self.published:
            known["published"] = check_date(self.published, "published")
        if self.region:
            known["region"] = check_region(self.region, "region")
        return {name: value for name, value in known.items() if value}


NOTHING = Given()


@dataclass(frozen=True)
class Found:
    """One document that was read.

    Parameters:
        place: its number in the call, from 0.
        file: name of its file.
        number: its number in the file, from 0.
        document: of the contract.
    """

    place: int
    file: str
    number: int
    document: Row

    @property
    def name(self) -> str:
        """How messages call it."""
        return f"{self.file}, document {self.number}"


class Assistant:
    """Does the work, one call at a time.

    Parameters:
        pipeline: reads the texts.
        allowed: whose files are read.
        limits: ``characters`` of a document, ``documents`` and ``seconds`` of a call, ``answer``.
        overdue: whether a call has had its time.
    """

    def __init__(
        self,
        pipeline: ServedPipeline,
        allowed: Allowed,
        limits: Limits,
        overdue: Callable[[], bool] = lambda: False,
    ):
        self._pipeline = pipeline
        self._allowed = allowed
        self._limits = limits
        self._overdue = overdue

    def extract(self, files: Sequence[str], given: Given = NOTHING, first: int = 0, *, text: bool = False) -> Row:
        """Return what the documents of files say.

        Parameters:
            files: names of files or folders.
            given: what is known of them.
            first: how many documents are passed over, where an earlier answer said ``next``.
            text: whether each document comes with its text.

        Returns:
            ``documents``, each of the contract with its ``file`` and its ``number`` there; ``problems``, lines about
            what could not be read; ``next``, the value of ``first`` for the rest, or null.

        Raises:
            InputError: nothing can be read, or ``given`` is wrong.
            Refusal: the time is over.
        """
        problems: list[str] = []
        documents: list[Row] = []
        size, following = 0, None
        with closing(self._read(files, given, problems, first)) as read:
            for found in read:
                row = {"file": found.file, "number": found.number, **_short(found.document, text=text)}
                length = len(json.dumps(row, ensure_ascii=False))
                if len(documents) == self._limits.documents or (documents and size + length > self._limits.answer):
                    following = found.place
                    break
                if length > self._limits.answer:
                    problems.append(f"{found.name}: {self._too_long(length)}; take tongbao extract")
                    continue
                size += length
                documents.append(row)
        return _answer({"documents": documents, "next": following}, problems, used=bool(documents))

    def explain(self, file: str, number: int = 0, record: int | None = None, given: Given = NOTHING) -> str:
        """Return the words that the values of a document's records come from, as lines.

        Parameters:
            file: name of a file.
            number: of the document in it, from 0.
            record: index of the record; None for all.
            given: what is known of the document.

        Raises:
            InputError: there is no such document or record.
            Refusal: the time is over, or the answer is too long.
        """
        problems: list[str] = []
        with closing(self._read([file], given, problems, wanted=number)) as read:
            found = next(read, None)
        if found is None:
            missing = f"{file}: has no document {number}; they count from 0"
            raise InputError(problems[0] if problems and number == 0 else "; ".join([missing, *problems[:1]]))
        try:
            text = readable(found.document, record)
        except IndexError as error:
            raise InputError(f"{found.name}: {error}") from error
        if len(text) > self._limits.answer:
            raise Refusal(413, f"{found.name}: {self._too_long(len(text))}; ask for one record")
        return text

    def audit(self, files: Sequence[str], given: Given = NOTHING) -> Row:
        """Return where the figures of bulletins contradict each other.

        Parameters:
            files, given: as of :meth:`extract`.

        Returns:
            ``findings``, as of :func:`zh_tongbao.records.audit.audit`; ``documents``, how many were compared; ``problems``.

        Raises:
            InputError, Refusal: as of :meth:`extract`.
        """
        problems: list[str] = []
        documents = self._documents(files, given, problems)
        findings = self._fitting(audited(documents), problems, "findings", "name fewer files")
        return _answer({"findings": findings, "documents": len(documents)}, problems, used=bool(documents))

    def series(self, files: Sequence[str], given: Given = NOTHING, chosen: Chosen | None = None) -> Row:
        """Return the counts of bulletins as time series.

        Parameters:
            files, given: as of :meth:`extract`.
            chosen: which series; None for all.

        Returns:
            ``rows``, as of :func:`zh_tongbao.records.series.series`; ``documents``, how many were read; ``problems``.

        Raises:
            InputError: also for a measure or level that does not exist.
            Refusal: as of :meth:`extract`.
        """
        chosen = chosen or Chosen()
        _check("measure", chosen.measure, RECORD["measure"].values)
        _check("level", chosen.level, LEVELS)
        problems: list[str] = []
        documents = self._documents(files, given, problems)
        mend = "narrow them by metric, measure, level or disease"
        rows = self._fitting(series(documents, chosen), problems, "rows", mend)
        return _answer({"rows": rows, "documents": len(documents)}, problems, used=bool(documents))

    def _read(
        self, files: Sequence[str], given: Given, problems: list[str], first: int = 0, wanted: int | None = None
    ) -> Generator[Found, None, None]:
        """Read documents; what is wrong with one becomes a line of ``problems``.

        Parameters:
            files, given, first: as of :meth:`extract`.
            problems: gets the lines.
            wanted: number in its file of the only document that is wanted.
        """
        defaults, place = given.checked(), -1
        report = _reporter(problems)
        with bounded_reader(self._limits.seconds) as bounded:
            for source in self._allowed.sources(files, report):
                for number, row in enumerate(read_input(source, report, bounded, defaults)):
                    if self._overdue():
                        raise Refusal(504, "the time is over; name fewer files")
                    place += 1
                    if place < first or wanted not in (None, number):
                        continue
                    found = self._found(row, Found(place, source.name, number, {}), problems)
                    if found is not None:
                        yield found

    def _found(self, row: Row, known: Found, problems: list[str]) -> Found | None:
        row.setdefault("id", known.file)
        outcome = self._pipeline.outcome(row, self._limits.characters)
        problems += [f"{known.name}: {note}" for note in outcome.notes]
        if outcome.document is None:
            problems.append(f"{known.name}: {outcome.message}")
            return None
        if without_a_year(outcome.document):
            problems.append(f"{known.name}: {NO_YEAR}")
        return Found(known.place, known.file, known.number, outcome.document)

    def _documents(self, files: Sequence[str], given: Given, problems: list[str]) -> list[Row]:
        """The documents of files, as many as a call may have."""
        documents: list[Row] = []
        with closing(self._read(files, given, problems)) as read:
            for found in read:
                if len(documents) == self._limits.documents:
                    problems.append(
                        f"{found.name}: it and what follows were left out, since a call has at most "
                        f"{self._limits.documents} documents; start tongbao mcp with a larger --max-batch"
                    )
                    break
                documents.append(found.document)
        return documents

    def _fitting(self, rows: Iterable[Row], problems: list[str], what: str, mend: str) -> list[Row]:
        """As many rows as an answer may have."""
        kept: list[Row] = []
        size = left = 0
        for row in map(_told, rows):
            size += len(json.dumps(row, ensure_ascii=False))
            if size <= self._limits.answer:
                kept.append(row)
            else:
                left += 1
        if left:
            problems.append(f"{left} more {what} were left out, since the answer would be too long; {mend}")
        return kept

    def _too_long(self, length: int) -> str:
        return f"an answer of {length:,} characters is more than {self._limits.answer:,}"


def _reporter(problems: list[str]) -> Callable[[InputError], None]:
    def report(error: InputError) -> None:
        left = isinstance(error, LeftoverError)
        problems.append(f"{error}; left unread" if left else str(error))

    return report


def _check(name: str, word: str | None, known: Sequence[str]) -> None:
    if word is not None and word not in known:
        raise InputError(f"{name} {word!r}: unknown; take one of {', '.join(known)}")


def _answer(answer: Row, problems: list[str], *, used: bool) -> Row:
    """The answer with its problems.

    Raises:
        InputError: nothing could be used; says why.
    """
    if not used:
        more = f" (and {len(problems) - 1} more problems)" if len(problems) > 1 else ""
        raise InputError(f"{problems[0]}{more}" if problems else "the files hold no further document")
    return {**answer, "problems": problems}


def _short(document: Row, *, text: bool) -> Row:
    """A document without evidence and fields without a value; its text only where it is wanted."""
    short = {name: value for name, value in document.items() if value is not None and (text or name != "text")}
    for name in WITH_EVIDENCE:
        short[name] = [
            _told({field: value for field, value in row.items() if field != "evidence"}) for row in document[name]
        ]
    return short


def _told(row: Row) -> Row:
    """A row without what it does not say."""
    return {name: value for name, value in row.items() if value is not None and value != []}
