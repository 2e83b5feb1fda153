"""Tables of files as text: a line a row, tabs between cells, as :mod:`zh_tongbao.components.case_attributes.grids` reads them.

What is merged keeps its columns in line: a cell over several columns is followed by empty ones, and words that go on below
stand in each of the rows (a class beside its diseases, a head over two lines). A number stands once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

WIDEST = 400
# Columns: a span is a number in the file that may say anything.
LONGEST = 80
# Characters of a cell; longer ones lay out a page.
SHORTEST = 2
# Rows and columns of a table.
FEWEST = 2
# Rows with a name and a number.
BLANK = re.compile(r"[\s\u00a0]+")
INDENT = re.compile(r"[\s\u00a0]*")
WIDE = " "
NUMBER = re.compile(r"[-+]?[0-9][0-9,\uff0c ]*(?:\.[0-9]+)?%?|[-.\u2014/]{1,2}")


class Span(NamedTuple):
    """One cell of a file.

    Parameters:
        text: what it holds.
        columns, rows: how many of them it spans.
    """

    text: str
    columns: int = 1
    rows: int = 1


def cell_text(written: str) -> str:
    r"""The text of a cell in one line; blanks in front of it are those of an indented name.

    Example:
        >>> from zh_tongbao.io.readers.rows import cell_text
        >>> cell_text("bird  \n flu ")
        'bird flu'
    """
    body = written.strip("\r\n\t")
    leading = INDENT.match(body)
    indent = len(leading.group()) if leading else 0
    return WIDE * min(indent, FEWEST) + BLANK.sub(" ", body.strip())


def filled(rows: Iterable[Sequence[Span]]) -> Iterator[list[str]]:
    """The cells of each row, one a column, with what is merged in its place."""
    below: dict[int, tuple[int, str]] = {}
    for row in rows:
        cells: list[str] = []
        here: dict[int, tuple[int, str]] = {}
        for span in [*row, None]:
            while len(cells) in below and len(cells) < WIDEST:
                left, text = below[len(cells)]
                if left > 1:
                    here[len(cells)] = left - 1, text
                cells.append(text)
            if span is None or len(cells) >= WIDEST:
                break
            words = not NUMBER.fullmatch(span.text.strip())
            for number in range(max(1, min(span.columns, WIDEST - len(cells)))):
                if span.rows > 1:
                    here[len(cells)] = span.rows - 1, span.text if words and not number else ""
                cells.append(span.text if not number else "")
        below = here
        yield cells


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows are a table of numbers: some begin with a name and hold a number, and no cell is a piece of running text.

    Example:
        >>> from zh_tongbao.io.readers.rows import is_table
        >>> is_table([["disease", "cases"], ["measles", "3"], ["rabies", "1"]]), is_table([["menu", "main"], ["a", "b"]])
        (True, False)
    """
    if (
        len(rows) < SHORTEST
        or max(map(len, rows)) < SHORTEST
        or any(len(cell) > LONGEST for row in rows for cell in row)
    ):
        return False
    return sum(map(_is_row, rows)) >= FEWEST


def _is_row(row: Sequence[str]) -> bool:
    numbers = [NUMBER.fullmatch(cell.strip()) is not None for cell in row]
    named = any(cell.strip() and not number for cell, number in zip(row, numbers))
    return named and any(number and any(map(str.isdigit, cell)) for cell, number in zip(row, numbers))


def text_of_rows(rows: Iterable[Sequence[str]]) -> str:
    """A line a row, tabs between cells; rows without any text are left out."""
    lines = ("\t".join(row) for row in rows if any(cell.strip() for cell in row))
    return "\n".join(line.rstrip("\t") if "\t" not in line.strip("\t") else line for line in lines)
