"""CSV with a header: the columns ``text`` and, where there are such, ``id``, ``title``, ``published``, ``region``.

A file without the column ``text`` that is a table of numbers is one document: the table.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import TextIOWrapper

from zh_tongbao.errors import InputError
from zh_tongbao.io.encodings import open_text
from zh_tongbao.io.given import whole
from zh_tongbao.io.inputs import Row
from zh_tongbao.io.limits import LARGEST, check_length
from zh_tongbao.io.readers.columns import has_text, rows_of, wanted
from zh_tongbao.io.readers.rows import cell_text, is_table, text_of_rows
from zh_tongbao.io.source import Report, Source


def read(source: Source, report: Report) -> Iterator[tuple[str, Row]]:  # noqa: ARG001
    """Read one .csv file row by row, however long it is.

    Raises:
        InputError: no column ``text``, a file that is not CSV, a row that is too long, or bytes in no known encoding.
        OSError: it cannot be opened.
    """
    csv.field_size_limit(LARGEST)
    with source.open() as stream:
        text, encoding = open_text(stream, source.name)
        bounded = _Lines(text, source.name)
        lines = csv.reader(bounded)
        try:
            columns = [column.strip() for column in next(lines, [])]
            if not has_text(columns):
                rows = [columns, *bounded.rows(lines, whole=True)]
                if is_table(rows):
                    yield source.name, whole(source, text_of_rows(map(_flat, rows)))
                    return
            fields = wanted(columns, source.name)
            places = [columns.index(column) for column in fields.values()]
            full = (
                [line[place] if place < len(line) else None for place in places] for line in bounded.rows(lines) if line
            )
            yield from rows_of(full, fields, source)
        except csv.Error as error:
            raise InputError(f"{source.name}, line {lines.line_num}: not valid CSV ({error})") from error
        except UnicodeDecodeError as error:
            raise InputError(
                f"{source.name}: damaged {encoding} behind line {lines.line_num}; save it again as UTF-8"
            ) from error
        finally:
            text.detach()


class _Lines:
    """The lines of a text, of which no row may hold too much: a quotation mark that is never closed takes all of them.

    Parameters:
        text: open.
        name: of the file, for messages.
    """

    def __init__(self, text: TextIOWrapper, name: str):
        self._text = text
        self._name = name
        self._held = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(LARGEST + 1)
        if not line:
            raise StopIteration
        self._held += len(line)
        check_length(self._held, self._name)
        return line

    def rows(self, rows: Iterator[list[str]], *, whole: bool = False) -> Iterator[list[str]]:
        """Pass on the rows that are made of the lines; with each, the count begins anew, where they are no one text."""
        self._held = 0
        for row in rows:
            self._held *= whole
            yield row


def _flat(row: list[str]) -> list[str]:
    return [cell_text(cell) for cell in row]
