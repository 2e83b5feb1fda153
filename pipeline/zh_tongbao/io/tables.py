"""The five tables that a corpus becomes, in every format that has several: documents and what was found in each.

``document``, the number of a document in its run from 0, is the key that joins them; ``id`` is the person's own name
for it and may come twice. Within a document ``record``, ``entity``, ``check`` and ``statement`` count from 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from zh_tongbao.io.record_rows import COLUMNS, Cell, Column, cell_of, record_rows

Row = dict[str, Any]
Cells = tuple[Cell, ...]

DOCUMENT = Column("document", "integer")


@dataclass(frozen=True)
class Table:
    """One table.

    Parameters:
        name: of the table, and of the contract's field that its rows come from.
        columns: with ``document`` first.
        key: columns that name a row.
        cells: gives the rows of one document, without the first column.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    cells: Callable[[Row], Iterator[Cells]]

    def rows(self, document: Row, number: int) -> Iterator[Cells]:
        """Yield the table's rows of one document of the contract.

        Parameters:
            document: of the contract.
            number: its number in the run.

        Example:
            >>> from zh_tongbao.io.tables import TABLES
            >>> check = {"parent": 0, "relation": "place", "expected": 3, "sum": 2, "ok": False, "parts": [1, 2]}
            >>> list(TABLES["checks"].rows({"id": "a", "checks": [check]}, 7))
            [(7, 'a', 0, 0, 'place', 3, 2, False, [1, 2])]
        """
        for cells in self.cells(document):
            yield (number, *cells)


def _numbered(field: str, columns: tuple[Column, ...]) -> Callable[[Row], Iterator[Cells]]:
    def cells(document: Row) -> Iterator[Cells]:
        for index, item in enumerate(document.get(field) or ()):
            yield (document.get("id"), index, *(cell_of(item, column.name) for column in columns))

    return cells


def _table(field: str, singular: str, *columns: Column) -> Table:
    heading = (DOCUMENT, Column("id"), Column(singular, "integer"), *columns)
    return Table(field, heading, ("document", singular), _numbered(field, columns))


def _document_cells(document: Row) -> Iterator[Cells]:
    yield tuple(document.get(column.name) for column in _DOCUMENT_COLUMNS)


_DOCUMENT_COLUMNS = (Column("id"), Column("title"), Column("region"), Column("published"), Column("text"))
_SPAN = (Column("start", "integer"), Column("end", "integer"), Column("text"))

DOCUMENTS = Table("documents", (DOCUMENT, *_DOCUMENT_COLUMNS), ("document",), _document_cells)
RECORDS = Table("records", (DOCUMENT, *COLUMNS), ("document", "record"), record_rows)
ENTITIES = _table(
    "entities",
    "entity",
    *_SPAN,
    Column("label"),
    Column("name"),
    Column("titles", "strings"),
    Column("holder"),
    Column("adcode"),
    Column("path", "strings"),
    Column("level"),
    Column("country"),
    Column("canonical"),
    Column("slogan_id"),
    Column("record", "integer"),
    Column("start_time"),
    Column("end_time"),
)
CHECKS = _table(
    "checks",
    "check",
    Column("parent", "integer"),
    Column("relation"),
    Column("expected", "integer"),
    Column("sum", "integer"),
    Column("ok", "boolean"),
    Column("parts", "integers"),
)
STATEMENTS = _table("statements", "statement", *_SPAN, Column("speaker"))

TABLES = {table.name: table for table in (DOCUMENTS, RECORDS, ENTITIES, CHECKS, STATEMENTS)}
# By name; documents first, since the others refer to it.
