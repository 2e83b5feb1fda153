"""Tables that lost their lines: a label on one line, its number on the next, a sum at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import said
from zh_tongbao.components.case_attributes.headings import NAMES_A_METRIC
from zh_tongbao.components.case_attributes.items import BARE, COUNT, PLACE, Item
from zh_tongbao.components.case_attributes.reading import read
from zh_tongbao.components.case_attributes.scopes import TOP, Scope

TABLE = "table"
HEADER_LINES = 5
SHORTEST = 3

Line = list[Item]


@dataclass(slots=True)
class Table:
    """One table.

    Parameters:
        first, last: the items that it covers, half-open.
        header: the items of the lines above its first row.
        rows: each row's section (the items of the lines above it since the row before), label and number.
    """

    first: int
    last: int
    header: Line
    rows: list[tuple[Line, Item, Item]] = field(default_factory=list)


def tables(items: Sequence[Item]) -> Iterator[Table]:
    """Find the tables among a document's items: at least :data:`SHORTEST` rows under a line that names a metric."""
    lines = _lines(items)
    at = 0
    while at + 1 < len(lines):
        if not _is_row(lines, at):
            at += 1
            continue
        above = [line for _, line in lines[max(0, at - HEADER_LINES) : at]]
        first, table = at, Table(lines[at][0], 0, _header(above))
        section: Line = table.header
        while at + 1 < len(lines):
            if _is_row(lines, at):
                table.rows.append((section, lines[at][1][0], lines[at + 1][1][0]))
                section, at = [], at + 2
            elif table.rows and at + 2 < len(lines) and not _counted(lines[at][1]) and _is_row(lines, at + 1):
                section, at = lines[at][1], at + 1
            else:
                break
        table.last = lines[at - 1][0] + len(lines[at - 1][1])
        if len(table.rows) >= SHORTEST and any(item.kind in NAMES_A_METRIC for item in table.header):
            yield table
        else:
            at = first + 1


def with_tables(items: Sequence[Item]) -> Sequence[Item]:
    """The items with each table as one of them, of the kind :data:`TABLE`."""
    found: list[Item] = []
    reached = 0
    for table in tables(items):
        first, last = items[table.first], items[table.last - 1]
        found.extend(items[reached : table.first])
        found.append(Item(TABLE, first.start, last.end, table))
        reached = table.last
    return [*found, *items[reached:]]


def add_records(table: Table, build: Builder) -> None:
    """Append the records of a table: a sum by origin, its rows by source and by place."""
    named = read(table.header)
    passage = build.passage
    if passage.candidate is not None:
        passage.begin(passage.candidate, at=len(build.records), main=passage.main is None)
    origin: str | None = None
    total: tuple[int, Item] | None = None
    made: list[int] = []
    for section, label, number in table.rows:
        if section:
            origin = read(section).origin or (said("local", section[0]) if made else None)
        reading = named.copy(origin=origin if label.kind == PLACE else None, led=False, places=())
        if label.kind == PLACE and origin == "imported":
            reading.source = label.value
        elif label.kind == PLACE:
            reading.places = (label,)
        index = build.record(number, reading, Scope(TOP))
        if index is None:
            continue
        if label.kind == PLACE:
            made.append(index)
        else:
            total = index, label
    if total is not None:
        for index in made:
            build.records[index].update(parent=total[0], mark=total[1])
            build.records[index]["relation"] = "source" if build.records[index]["source"] else "place"


def _lines(items: Sequence[Item]) -> list[tuple[int, Line]]:
    """The document's lines that hold items, each with the index of its first item."""
    lines: list[tuple[int, Line]] = []
    line: Line = []
    for index, item in enumerate(items):
        if item.kind == "line":
            if line:
                lines.append((index - len(line), line))
            line = []
        else:
            line.append(item)
    if line:
        lines.append((len(items) - len(line), line))
    return lines


def _is_row(lines: Sequence[tuple[int, Line]], at: int) -> bool:
    if at + 1 >= len(lines):
        return False
    label, number = lines[at][1], lines[at + 1][1]
    return len(label) == len(number) == 1 and label[0].kind in (PLACE, "sum") and number[0].kind in (BARE, COUNT)


def _counted(line: Line) -> bool:
    return any(item.kind in (BARE, COUNT, "zero") for item in line)


def _header(above: Sequence[Line]) -> Line:
    """The lines right above the first row, back to one that holds a count or ends a sentence."""
    header: Line = []
    for line in reversed(above):
        if _counted(line) or any(item.kind in ("stop", "comma") for item in line):
            break
        header = [*line, *header]
    return header
