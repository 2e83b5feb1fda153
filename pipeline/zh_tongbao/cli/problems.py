"""What is told on stderr: to a person in lines, to a machine (``--log-json``) in JSON lines."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from datetime import datetime, timezone
from typing import Any

from zh_tongbao.errors import InputError, LeftoverError
from zh_tongbao.io.printable import printable

BAD_INPUT = 2
# Exit status of a run in which some input that was named could not be used, or none.

LEFTOVERS = 3
# Exit status of a run that is done, but for files that lie in what was named and could not be read.

NAMED = 3
# Files that a line names before it only counts.


class Problems:
    """Tell each problem as it comes, and count them.

    Parameters:
        as_json: write JSON lines instead of lines for people.

    Example:
        >>> from zh_tongbao.cli.problems import Problems
        >>> Problems().count
        0
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.count = 0
        self.as_json = as_json
        self.left: list[str] = []
        """Files that were left unread, each with the reason."""
        self._without: dict[str, list[str]] = {}
        self._encodings: dict[str, list[str]] = {}
        self._notes: Counter[str] = Counter()

    def __call__(self, error: InputError) -> None:
        """Tell one problem; a file that is left unread is told at the end."""
        if isinstance(error, LeftoverError):
            self.left.append(str(error))
            self.event("leftover", message=str(error))
            return
        self.count += 1
        if self.as_json:
            self.event("problem", message=str(error))
        else:
            self._line(str(error))

    @property
    def status(self) -> int:
        """The exit status."""
        return BAD_INPUT if self.count else LEFTOVERS if self.left else 0

    def event(self, name: str, **fields: Any) -> None:
        """Write one event where the log is for machines; people are not told.

        Parameters:
            name: what happened.
            fields: whatever JSON can hold.
        """
        if self.as_json:
            moment = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
            print(json.dumps({"time": moment, "event": name, **fields}), file=sys.stderr, flush=True)

    def encoding(self, source: str, encoding: str) -> None:
        """Take down that a file was read in an encoding other than UTF-8."""
        self._encodings.setdefault(encoding, []).append(source)
        self.event("encoding", source=source, encoding=encoding)

    def tell(self, text: str) -> None:
        """Tell at once what is no problem but should be known."""
        self.event("note", message=text)
        if not self.as_json:
            self._line(f"note: {text}")

    def note(self, text: str) -> None:
        """Take down something that a person should know about how a document was read."""
        self._notes[text] += 1

    def without(self, what: str, document: str) -> None:
        """Take down a document that lacks something that a person can give.

        Parameters:
            what: it lacks, and how to give it, one line.
            document: its id.
        """
        self._without.setdefault(what, []).append(document)

    def summary(self) -> None:
        """Tell what was taken down; each encoding and each note in one line."""
        for text, count in sorted(self._notes.items()):
            self.event("note", message=text, documents=count)
        for what, documents in sorted(self._without.items()):
            self.event("note", message=what, documents=len(documents), ids=documents)
        if self.as_json:
            return
        for encoding, names in sorted(self._encodings.items()):
            self._line(f"note: read as {encoding}: {_named(names)}")
        for text, count in sorted(self._notes.items()):
            self._line(f"note: {count} {'document' if count == 1 else 'documents'}: {text}")
        for what, names in sorted(self._without.items()):
            self._line(f"note: {len(names)} {'document' if len(names) == 1 else 'documents'} {what}: {_named(names)}")
        if self.left:
            self._line(f"{len(self.left)} {'file was' if len(self.left) == 1 else 'files were'} not read:")
            for text in self.left:
                self._line(text)

    def _line(self, text: str) -> None:
        print(f"tongbao: {printable(text)}", file=sys.stderr, flush=True)


def _named(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{', '.join(names[:NAMED])}{more}"


class LogHandler(logging.Handler):
    """Hand what the package logs to :class:`Problems`: encodings, and warnings as notes.

    Parameters:
        problems: told of each.
    """

    def __init__(self, problems: Problems):
        super().__init__()
        self._problems = problems

    def emit(self, record: logging.LogRecord) -> None:
        """Take one message of the log."""
        encoding = getattr(record, "encoding", None)
        if encoding is not None:
            self._problems.encoding(getattr(record, "source", ""), encoding)
        elif record.levelno >= logging.WARNING:
            self._problems.note(record.getMessage())
