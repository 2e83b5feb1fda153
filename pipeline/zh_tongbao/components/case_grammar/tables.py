"""Tables and blocks of case numbers: their counts as mentions, with the totals that their form tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from zh_tongbao.components.case_attributes.areas import GROUP, NOWHERE
from zh_tongbao.components.case_attributes.grids import WHOLE, Grid
from zh_tongbao.components.case_attributes.items import COUNT, PLACE, Item
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.tables import Table
from zh_tongbao.components.case_grammar.frames import Frame, Frames
from zh_tongbao.components.case_grammar.structure import Clause, Mention

READ = ("state", "event", "case", "severity", "origin", "measure", "detected")
NEAR = 5


class Cell(NamedTuple):
    """A count of a table: what is said of it, the total of its column (its key), and whether it is that total."""

    mention: Mention
    column: int
    whole: bool
    label: Item


def grid_cells(grid: Grid, clause: Clause) -> Iterator[Cell]:
    """The counts of a table, row by row; the row of the whole holds the totals of its columns."""
    for label, numbers in grid.rows:
        whole = label.kind in WHOLE and label.value not in (NOWHERE, GROUP)
        places = () if label.kind == "sum" else (label,)
        for at, (column, number) in enumerate(zip(grid.columns, numbers)):
            if column is None or number is None:
                continue
            says = _says(column.named)
            count = Item(COUNT, number.start, number.end, number.value, number.unit)
            yield Cell(Mention(0, count, clause, says, places, ("table",)), at, whole, label)


def table_cells(table: Table, clause: Clause, frames: Frames) -> Iterator[Cell]:
    """The counts of a table that lost its lines: rows by source and by place, and a sum by origin."""
    named = frames.roles_of(table.header)
    origin: Item | None = None
    placed = False
    for section, label, number in table.rows:
        if section:
            told = frames.roles_of(section).get("origin")
            local = Item("origin", section[0].start, section[0].end, "local") if placed else None
            origin = told or local
        says = dict(named)
        says.pop("origin", None)
        places: tuple[Item, ...] = ()
        if label.kind == PLACE:
            placed = True
            if origin is not None:
                says["origin"] = origin
            if origin is not None and origin.value == "imported":
                says["source"] = label
            else:
                places = (label,)
        count = Item(COUNT, number.start, number.end, number.value, number.unit)
        yield Cell(Mention(0, count, clause, says, places, ("table",)), 0, label.kind != PLACE, label)


def numbered(frame: Frame, behind: Sequence[Frame]) -> Mention | None:
    """A range of case numbers as a count of the place that is named next (病例1—病例11，居住于浦东新区)."""
    item = frame.clause.items[0]
    following = [other for later in behind for other in later.clause.items][:NEAR]
    place = next((other for other in following if other.kind == PLACE), None)
    if place is None:
        return None
    says = {
        "state": Item("state", item.start, item.end, item.unit),
        "measure": Item("measure", item.start, item.end, "new"),
        "numbered": item,
    }
    count = Item(item.kind, item.start, item.end, item.value)
    return Mention(0, count, frame.clause, says, (place,), ("case numbers",))


def _says(reading: Reading) -> Mapping[str, Item]:
    """What the head of a column says, by role."""
    says: dict[str, Item] = {}
    for role in READ:
        value: Any = getattr(reading, role)
        if value:
            says[role] = Item(role, getattr(value, "start", 0), getattr(value, "end", 0), _plain(value))
    return says


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, str) else ""
