"""The records of a table: one a cell that holds a number (CONTRACT R64, R66, R67)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from zh_tongbao.components.case_attributes.building import Builder
from zh_tongbao.components.case_attributes.claims import Stretch, found, found_by, said
from zh_tongbao.components.case_attributes.grids.cells import NUMBER
from zh_tongbao.components.case_attributes.grids.columns import Table
from zh_tongbao.components.case_attributes.grids.meanings import Meaning
from zh_tongbao.components.case_attributes.grids.model import Cell
from zh_tongbao.components.case_attributes.grids.trees import parents
from zh_tongbao.components.case_attributes.grids.words import GridWords, unmarked
from zh_tongbao.components.case_attributes.items import CHANGE, COUNT, RATE, SHARE, Item
from zh_tongbao.components.case_attributes.mentioned import FIELD as DISEASE
from zh_tongbao.components.case_attributes.numbers import LARGEST
from zh_tongbao.components.case_attributes.reading import Reading
from zh_tongbao.components.case_attributes.scopes import TOP, Record, Scope
from zh_tongbao.components.case_attributes.timing import BEFORE, YEAR_AGO, YEAR_BEFORE

MONTHS = 12
WEEK = timedelta(days=7)
LAST_WEEK = 28
# A day of December that lies in the last week of its year.
OF_ROW = "of_row"
# What a record has of its table until it is told its disease.
LESS = ("\u2014", "\u2193")
PERCENT = "%"
NUMBERS = {RATE, SHARE, CHANGE}


class GridRecords:
    """Make the records of one table.

    Parameters:
        table: what it says.
        build: makes records.
        view: the normalised text.
        grid_words: the words of tables.
    """

    def __init__(self, table: Table, build: Builder, view: str, grid_words: GridWords):
        self.table = table
        self.build = build
        self.view = view
        self.grid_words = grid_words
        self.made: dict[tuple[int, int], int] = {}
        self.tree = parents(table.rows, table.grid.rows, grid_words, of_diseases=table.of_diseases)

    def add(self) -> None:
        """Append the records, row by row."""
        passage, records = self.build.passage, self.build.records
        caption = self.table.caption
        if (
            caption.period is not None
            and caption.period["start_time"]
            and not _is_a_day_of(caption.period, passage.period)
        ):
            passage.begin(caption.period, at=len(records), main=passage.main is None)
        elif passage.candidate is not None and not _is_a_day_of(passage.candidate, passage.period):
            passage.begin(passage.candidate, at=len(records), main=passage.main is None)
        counts = [at for at, one in enumerate(self.table.columns) if one is not None and one.kind != CHANGE]
        changes = [at for at, one in enumerate(self.table.columns) if one is not None and one.kind == CHANGE]
        for number, row in enumerate(self.table.grid.rows):
            for at in sorted([*counts, *changes]):
                cell = row.cells[at] if at < len(row.cells) else None
                if cell is not None:
                    self._cell(number, at, cell)
        for key in self.made:
            self._attach(*key)
        for key in list(self.made):
            column = self.table.columns[key[1]]
            if column is not None and column.kind == CHANGE:
                self._compare(*key)

    def _cell(self, number: int, at: int, cell: Cell) -> None:
        column, row = self.table.columns[at], self.table.rows[number]
        assert column is not None
        value = self._value(cell, column)
        if value is None:
            return
        reading = self._reading(column, row)
        whole = column.kind == COUNT
        count = int(value) if whole else 0
        if whole and (count != value or not 0 <= count <= LARGEST):
            return
        passage = self.build.passage
        kept = passage.start, passage.measure
        index = self.build.record(Item(COUNT, *cell, count, column.unit if whole else None), reading, Scope(TOP))
        passage.start, passage.measure = kept  # what one column says holds for no other
        if index is None:
            return
        record = self.build.records[index]
        record["unit"] = None
        if not whole:
            self._of_no_count(record, column, value)
        self._date(record, column, row)
        self._name(record, column, row)
        self.made[number, at] = index

    def _of_no_count(self, record: Record, column: Meaning, value: Decimal) -> None:
        """A rate, a share or a change."""
        measure = said(column.kind, column.words)
        record.update(count=None, value=float(value), per=None, measure=measure, parent=None, relation=None)
        if column.kind == RATE:
            record["per"] = column.per
        elif column.kind == CHANGE and not self._in_per_cent(column):
            record["count"] = int(value)
            record["value"] = float(int(value))
        record["unit"] = None

    def _in_per_cent(self, column: Meaning) -> bool:
        """Whether a column of changes is in per cent: its head or its cells say so, or have fractions."""
        at = next(at for at, one in enumerate(self.table.columns) if one is column)
        heads = "".join(self.view[slice(*cell)] for cell in self.table.grid.heads[at])
        cells = [row.cells[at] for row in self.table.grid.rows if at < len(row.cells)]
        written = [self.view[slice(*cell)] for cell in cells if cell is not None]
        return PERCENT in heads or any(PERCENT in one or "." in one.strip(".") for one in written)

    def _value(self, cell: Cell, column: Meaning) -> Decimal | None:
        """The number of a cell; None where it is blank."""
        written = self.view[slice(*cell)]
        match = NUMBER.fullmatch(written)
        words = self.build.words
        if match is None:
            worded = words.changed.fullmatch(written)
            if worded is None or column.kind != CHANGE:
                return None
            return Decimal(worded["by"]) * words.changes[worded["change"]] if worded["by"] else Decimal(0)
        digits = "".join(char for char in match["number"] if char.isdigit() or char == ".")
        signed = -1 if any(mark in written for mark in LESS) else 1
        if column.kind != CHANGE and (signed < 0 or (PERCENT in written and column.kind == COUNT)):
            return None
        return Decimal(digits) * signed * (column.factor if column.kind == COUNT else 1)

    def _reading(self, column: Meaning, row: Meaning) -> Reading:
        reading = row.reading.copy(led=False)
        reading.complete(column.reading)
        metric = column.metric or row.metric
        if metric is not None:
            named = Reading(event=metric) if metric in self.build.metrics.outcomes else Reading(state=metric)
            if not (reading.state or reading.event):
                reading.complete(named)
        places = [one.place for one in (row, column, self.table.caption) if one.place is not None]
        reading.places = (places[0],) if places else ()
        if column.so_far is not None:
            reading.measure = said("cumulative", column.so_far)
        elif not reading.measure and (column.kind != COUNT or column.earlier is not None or self._reports()):
            reading.measure = said("new", column.words)
        return reading

    def _reports(self) -> bool:
        """Whether the table is of a report of diseases for which no time is told: what it gives is new."""
        ill = self.table.of_diseases or self.table.caption.disease is not None
        return ill and self.build.passage.period is None

    def _date(self, record: Record, column: Meaning, row: Meaning) -> None:
        """The time of a cell: that of its row or column, else the one in force."""
        period = row.period or column.period or self._week(row) or self._week(column)
        period = period or self._months(row) or self._months(column)
        told = {"start": period["start_time"], "end": period["end_time"]} if period is not None else None
        if column.earlier is not None and column.kind != CHANGE:
            self.build.date(record, self.build.timing.of_another(column.earlier, record))
        elif told is not None and period is not None and told["start"]:
            self.build.date(record, found_by(told, period))
        elif column.so_far is not None:
            end = record["period"]["end"]
            start = _first_of_january(end) if column.since and end else None
            self.build.date(record, found({"start": start, "end": end}, column.so_far))

    def _week(self, told: Meaning) -> dict[str, Any] | None:
        """The week that a head or label names by its number (ISO 8601, GB/T 7408: the first one has the year's first Thursday)."""
        if told.week is None:
            return None
        year, week = told.week[0] or self._year(), told.week[1]
        if year is None or not 1 <= week <= date(year, 12, LAST_WEEK).isocalendar().week:
            return None
        first = date.fromisocalendar(year, week, 1)
        at = {"start": told.words.start, "end": told.words.end}
        return at | {"start_time": f"{first}T00:00", "end_time": f"{first + WEEK}T00:00"}

    def _year(self) -> int | None:
        """The year that the caption names, else that in force, else that of publication."""
        caption = self.table.caption.words
        named = self.grid_words.year.search(self.view, caption.start, caption.end)
        if named is not None:
            return int(named["year"])
        force = self.build.passage.period
        end = force["end_time"] if force is not None else None
        if not end or end.startswith("-"):
            published = self.build.published
            return int(published[:4]) if published else None
        return (datetime.fromisoformat(end) - timedelta(minutes=1)).year

    def _months(self, told: Meaning) -> dict[str, Any] | None:
        """The month or year that a head or label names by its number; of a month alone the year is that in force."""
        if told.months is None:
            return None
        year, month = told.months
        year = year if year is not None else self._year()
        first = year if year is not None else "-"
        following = f"{year + 1}" if year is not None else "-"
        if month is None:
            start, end = f"{first}-01", f"{following}-01"
        else:
            start = f"{first}-{month:02}"
            end = f"{first}-{month + 1:02}" if month < MONTHS else f"{following}-01"
        at = {"start": told.words.start, "end": told.words.end}
        return at | {"start_time": f"{start}-01T00:00", "end_time": f"{end}-01T00:00"}

    def _name(self, record: Record, column: Meaning, row: Meaning) -> None:
        """The disease of a cell: that of its row or column, else of the caption."""
        named = row.disease or column.disease or (self.table.caption.disease if not self._unlisted(row) else None)
        if row.adds and self.table.of_diseases:
            return
        if named is not None:
            value = {"text": named["text"], "code": named["code"]}
            record[OF_ROW] = found(value, Stretch(named["start"], named["end"]))
        elif self._unlisted(row):
            written = unmarked(self.build.text[slice(*row.words)])
            record[OF_ROW] = found({"text": written, "code": None}, row.words)
            self.table.notes.append(UNLISTED)

    def _unlisted(self, row: Meaning) -> bool:
        """Whether a row is of a disease that no table lists."""
        return self.table.of_diseases and not (row.placed or row.adds or row.metric)

    def _attach(self, number: int, at: int) -> None:
        """Make a cell a part of its row's whole, or of the row above that it is a part of."""
        column = self.table.columns[at]
        assert column is not None
        record = self.build.records[self.made[number, at]]
        if column.kind != COUNT:
            record.update(parent=None, relation=None)
            return
        whole = self._column_of_the_whole(at)
        if whole is not None and (number, whole) in self.made:
            relation = (
                "place" if column.place else DISEASE if column.disease else "origin" if record["origin"] else "other"
            )
            record.update(parent=self.made[number, whole], relation=relation, mark=column.words)
            return
        above = self.tree[number]
        while above is not None and (above, at) not in self.made:
            above = self.tree[above]
        if above is None:
            return
        row = self.table.rows[number]
        relation = DISEASE if row.disease or self._unlisted(row) else "place" if row.place else "other"
        if row.adds:
            relation = "origin" if row.reading.origin else "severity"
            total = self.build.records[self.made[above, at]]
            if OF_ROW in total:
                record[OF_ROW] = total[OF_ROW]
        record.update(parent=self.made[above, at], relation=relation, mark=row.words)

    def _column_of_the_whole(self, at: int) -> int | None:
        """The column whose parts a column holds."""
        column = self.table.columns[at]
        if column is None or column.whole:
            return None
        for other, one in enumerate(self.table.columns):
            if one is not None and one.whole and one.kind == COUNT and _alike(one, column):
                return other
        return None

    def _compare(self, number: int, at: int) -> None:
        """Say of a change what it compares: the cell of its row in the column before it, and that of the other time."""
        column = self.table.columns[at]
        assert column is not None
        record = self.build.records[self.made[number, at]]
        earlier = column.earlier
        against = None if earlier is None else YEAR_AGO if earlier.value == YEAR_BEFORE else BEFORE
        own = base = None
        for other in range(len(self.table.columns)):
            one = self.table.columns[other]
            if one is None or one.kind not in (COUNT, RATE) or not _same_metric(one, column):
                continue
            if (number, other) not in self.made:
                continue
            if one.earlier is None and one.so_far is None:
                own = self.made[number, other] if other < at or own is None else own
            elif one.earlier is not None and earlier is not None and one.earlier.value == earlier.value:
                base = self.made[number, other]
        record["compared"] = found({"record": own, "base": base, "against": against}, column.words)


UNLISTED = "a disease of a table is in no table of diseases"


def _same_metric(one: Meaning, other: Meaning) -> bool:
    return _metric(one) == _metric(other)


def _metric(one: Meaning) -> tuple[str, str]:
    """What a column counts, however it is said."""
    reading = one.reading
    return str(reading.event or reading.state or one.metric or ""), str(reading.severity or "")


def _alike(whole: Meaning, part: Meaning) -> bool:
    """Whether a column can be a part of the column of the whole: it counts the same in the same time, and is told apart."""
    if (whole.earlier is None) != (part.earlier is None) or (whole.so_far is None) != (part.so_far is None):
        return False
    named = part.place or part.disease or part.reading.origin or part.period or not part.counts_itself
    return bool(named) and _same_metric(whole, part)


def _is_a_day_of(period: dict[str, Any], other: dict[str, Any] | None) -> bool:
    """Whether a period is a day, and the time in force is of more: the day on which a report was made."""
    if other is None or not period["start_time"] or not other["start_time"]:
        return other is not None and bool(other["start_time"])
    if period["start_time"].startswith("-") or other["start_time"].startswith("-"):
        return False
    one, many = (
        (datetime.fromisoformat(p["end_time"]) - datetime.fromisoformat(p["start_time"])) for p in (period, other)
    )
    return one <= timedelta(days=1) < many


def _first_of_january(end: str) -> str | None:
    if end.startswith("-"):
        return None
    last = datetime.fromisoformat(end) - timedelta(minutes=1)
    return f"{last.year}-01-01T00:00"
