"""The tables that a corpus becomes, in every format that has several: documents, and what was found in each.

``document``, the number of a document in its run from 0, is the key that joins them; ``id`` is the person's own name
for it and may come twice. Within a document ``record``, ``entity``, ``check``, ``statement``, ``row``, ``contact`` and ``step``
count from 0. The table ``evidence`` has a row for each field of a record, an entity, a statement or a row of the line list whose
evidence is kept; the others of these columns are null there. ``line_list`` and ``contacts`` have the case's own ``id`` and
nothing before it but numbers, so that programs for line lists take them as they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from zh_tongbao.io.record_rows import COLUMNS, Cell, Column, record_rows
from zh_tongbao.records import fields
from zh_tongbao.records.schema import Schema, value_at

Row = Mapping[str, Any]
Cells = tuple[Cell, ...]

DOCUMENT = Column("document", "integer")


@dataclass(frozen=True)
class Table:
    """One table.

    Parameters:
        name: of the table, and of the contract's field that its rows come from.
        columns: with ``document`` first.
        key: columns that name a row; none where several may be alike.
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


def _table(name: str, singular: str, schema: Schema) -> Table:
    """A table of one list of each document."""

    def cells(document: Row) -> Iterator[Cells]:
        for index, item in enumerate(document.get(name) or ()):
            yield (document.get("id"), index, *(value_at(item, column.name) for column in schema.columns))

    heading = (DOCUMENT, Column("id"), Column(singular, "integer"))
    return Table(name, (*heading, *schema.columns), ("document", singular), cells)


def _of_cases(name: str, singular: str, schema: Schema) -> Table:
    """A table of line lists, whose rows have ids of their own that begin with the document's."""

    def cells(document: Row) -> Iterator[Cells]:
        for index, item in enumerate(document.get(name) or ()):
            yield (index, *(value_at(item, column.name) for column in schema.columns))

    heading = (DOCUMENT, Column(singular, "integer"))
    return Table(name, (*heading, *schema.columns), ("document", singular), cells)


def _document_cells(document: Row) -> Iterator[Cells]:
    yield tuple(document.get(column.name) for column in fields.DOCUMENT.columns)


def _evidence_cells(document: Row) -> Iterator[Cells]:
    for place, (name, _) in enumerate(EVIDENT):
        for index, item in enumerate(document.get(name) or ()):
            owner = tuple(index if other == place else None for other in range(len(EVIDENT)))
            for field, evidence in (item.get("evidence") or {}).items():
                for one in evidence if isinstance(evidence, list) else [evidence]:
                    start, end = one["start"], one["end"]
                    words = None if start is None else document["text"][start:end]
                    yield (*owner, field, start, end, words, one["via"])


EVIDENT = (("records", "record"), ("entities", "entity"), ("statements", "statement"), ("line_list", "row"))
# Lists of a document whose members keep evidence, each with the column that holds the member's index.

DOCUMENTS = Table("documents", (DOCUMENT, *fields.DOCUMENT.columns), ("document",), _document_cells)
EVIDENCE = Table(
    "evidence",
    (
        DOCUMENT,
        *(Column(singular, "integer") for _, singular in EVIDENT),
        Column("field"),
        *fields.EVIDENCE["start"].columns,
        *fields.EVIDENCE["end"].columns,
        Column("text"),
        *fields.EVIDENCE["via"].columns,
    ),
    (),
    _evidence_cells,
)

TABLES = {
    table.name: table
    for table in (
        DOCUMENTS,
        Table("records", (DOCUMENT, *COLUMNS), ("document", "record"), record_rows),
        _table("entities", "entity", fields.ENTITY),
        _table("checks", "check", fields.CHECK),
        _table("statements", "statement", fields.STATEMENT),
        _of_cases("line_list", "row", fields.LINE),
        _of_cases("contacts", "contact", fields.CONTACT),
        _of_cases("itinerary", "step", fields.STEP),
        EVIDENCE,
    )
}
# By name; documents first, since the others refer to it.
