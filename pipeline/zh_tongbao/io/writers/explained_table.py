"""The readable view with what each value comes from: ``tongbao extract --explain``.

Below a record stands a line for each of its fields: the value, its words in their context, and how they reach the
record. On a terminal the words are coloured, elsewhere they stand in brackets.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from zh_tongbao.io.writers.table import WORDS, Below, Styled, TableWriter, lines
from zh_tongbao.records.explaining import Line, Role, entity_lines, record_lines

Row = dict[str, Any]

STYLES: dict[Role, str] = {"field": "dim", "value": "", "context": "dim", "words": WORDS, "via": "dim italic"}

INDENT = "  "
WIDTH = 8
# Of the column of field names, which ends where the longest usual one does.

MENTIONS = 3
# Different explanations that are shown of one place or slogan.


class ExplainedTableWriter(TableWriter):
    """Write documents for people who want to know where each value comes from.

    Parameters:
        stream: open for bytes; colours are used only where it is a terminal.
    """

    def _lines(self, document: Row) -> Iterator[list[Styled]]:
        return lines(document, Below(partial(_of_record, document), partial(_of_entities, document)))


def _of_record(document: Row, index: int) -> Iterator[list[Styled]]:
    """A line for each field of a record."""
    return (_styled(line) for line in record_lines(document, index))


def _of_entities(document: Row, entities: Iterable[Row]) -> Iterator[list[Styled]]:
    """A line for each value of entities that the table shows as one; what is said twice is said once."""
    found = {str(line): line for entity in entities for line in entity_lines(document, entity)}
    for line in list(found.values())[:MENTIONS]:
        yield [(INDENT, ""), *_styled(line)]
    if len(found) > MENTIONS:
        yield [(f"{INDENT}{INDENT}{len(found) - MENTIONS} more", "dim")]


def _styled(line: Line) -> list[Styled]:
    """The line; what stands around words that a total passes on is shown at the total."""
    if line.via == "total":
        line = replace(line, before="", after="")
    pieces = [(text, STYLES[role]) for text, role in line.pieces()]
    field, style = pieces[0]
    return [(f"{INDENT}{field:<{WIDTH}}", style), *pieces[1:]]
