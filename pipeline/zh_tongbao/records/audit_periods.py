"""What must hold between the figures of months, weeks and years: each rule yields the mismatches it finds. Plain Python.

``flow``
    what a report says of the year so far is what the report before said, and its own month.
``change``
    a stated change fits the figure of the month before, or of the same month of the year before, in another report.
``classes``
    the diseases of a class, or the types of a disease, make up its total, where a report gives every one of them.
``sources``
    reports that give the same figure agree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta

from zh_tongbao.records.audit_figures import SUBJECT, Figure, Kind, Row, Subject, subject_of
from zh_tongbao.records.audit_rules import Mismatch
from zh_tongbao.records.checks import UNSPLIT
from zh_tongbao.records.following import CHANGE, count_that_follows
from zh_tongbao.records.stretches_of_time import TO_DATE, Stretch, stretch_of

Line = tuple[str, Kind, Subject]
"""An adcode, what is counted there, and of what."""
Members = Callable[[str, str], Iterable[str]]
"""Of a code and a day the codes of its members; none where it has none."""

CODE = [column.name for column in SUBJECT].index("disease.code")
MONTHS = {"month": 1, "quarter": 3, "year": 12}
YEAR = 12
AGAINST_YEAR, AGAINST_BEFORE = "year_before", "previous_period"


def members_of_none(code: str, day: str) -> Iterable[str]:  # noqa: ARG001
    """Where no table of diseases is known, no code has members."""
    return ()


class Periods:
    """The figures of more than a day, of a corpus.

    Parameters:
        documents: of the contract.
        members: says what a class or a disease of several types is made of.
    """

    def __init__(self, documents: Sequence[Row], members: Members = members_of_none):
        self._documents = documents
        self._members = members
        self._table: dict[Line, dict[Stretch, list[Figure]]] = {}
        for place, document in enumerate(documents):
            for index, record in enumerate(document.get("records") or ()):
                told = _line_of(record)
                if told is not None:
                    line, stretch = told
                    figure = Figure(record["count"], place, index, record.get("parent") is None, record.get("origin"))
                    self._table.setdefault(line, {}).setdefault(stretch, []).append(figure)

    def mismatches(self) -> Iterator[Mismatch]:
        """Yield every mismatch, by place, day, rule and kind."""
        found = [*self._flows(), *self._changes(), *self._classes(), *self._sources()]
        yield from sorted(found, key=lambda one: (one.adcode, one.day, one.rule, str(one.kind), one.figure.record))

    def _get(self, line: Line, stretch: Stretch) -> Figure | None:
        """The figure of a stretch of time; None where there is none, or where the reports do not agree."""
        found = self._table.get(line, {}).get(stretch, [])
        return found[0] if found and len({figure.count for figure in found}) == 1 else None

    def _flows(self) -> Iterator[Mismatch]:
        for line, stretches in self._table.items():
            adcode, kind, subject = line
            for stretch in stretches:
                total, month = self._get(line, stretch), Stretch(stretch.last, "month")
                if stretch.length != TO_DATE or total is None:
                    continue
                new = self._get((adcode, kind._replace(measure="new"), subject), month)
                before = self._get(line, Stretch(_months_before(stretch.last, 1), TO_DATE))
                if new is None or not _ends_a_month(stretch.last):
                    continue
                others: tuple[Figure, ...]
                if stretch.last.month == 1:
                    expected, others = new.count, (new,)
                elif before is not None:
                    expected, others = before.count + new.count, (before, new)
                else:
                    continue
                if total.count != expected:
                    yield Mismatch("flow", adcode, stretch.last, kind, expected, total, others)

    def _changes(self) -> Iterator[Mismatch]:
        for place, document in enumerate(self._documents):
            records = document.get("records") or ()
            for index, record in enumerate(records):
                compared = record.get("compared") or {}
                if record["measure"] != CHANGE or not compared or compared["base"] is not None:
                    continue
                told = _line_of(_whose_change(record, records))
                if told is None:
                    continue
                line, stretch = told
                before = _before(stretch, compared["against"])
                base = self._get(line, before) if before is not None else None
                own = self._own(line, stretch, place, compared["record"])
                if base is None or own is None:
                    continue
                follows = count_that_follows(record, base.count, own.count)
                if follows is not None and follows != own.count:
                    stated = Figure(0, place, index, True, None)
                    yield Mismatch("change", line[0], stretch.last, line[1], follows, own, (stated, base))

    def _own(self, line: Line, stretch: Stretch, place: int, record: int | None) -> Figure | None:
        """The figure of a report whose change it states: the record that it names, else the only one of its kind."""
        here = [figure for figure in self._table.get(line, {}).get(stretch, ()) if figure.document == place]
        if record is not None:
            return next((figure for figure in here if figure.record == record), None)
        return here[0] if len({figure.count for figure in here}) == 1 else None

    def _classes(self) -> Iterator[Mismatch]:
        for line, stretches in self._table.items():
            adcode, kind, subject = line
            for stretch in stretches:
                total = self._get(line, stretch)
                codes = self._members(subject[CODE] or "", stretch.last.isoformat())
                if total is None or not codes:
                    continue
                parts = {code: self._get((adcode, kind, _of_disease(subject, code)), stretch) for code in codes}
                known = [part for part in parts.values() if part is not None]
                summed = sum(part.count for part in known)
                whole = len(known) == len(parts) and not self._summed(total)
                if (whole and summed != total.count) or summed > total.count:
                    yield Mismatch("classes", adcode, stretch.last, kind, summed, total, tuple(known))

    def _summed(self, total: Figure) -> bool:
        """Whether the report's own checks sum this total."""
        checks = self._documents[total.document].get("checks") or ()
        return any(check["parent"] == total.record and check["relation"] == "disease" for check in checks)

    def _sources(self) -> Iterator[Mismatch]:
        for (adcode, kind, _), stretches in self._table.items():
            for stretch, figures in stretches.items():
                told: dict[int, set[int]] = {}
                for figure in figures:
                    told.setdefault(figure.document, set()).add(figure.count)
                clear = [figure for figure in figures if len(told[figure.document]) == 1]
                for figure in {figure.count: figure for figure in reversed(clear[1:])}.values():
                    if figure.count != clear[0].count and figure.document != clear[0].document:
                        yield Mismatch("sources", adcode, stretch.last, kind, clear[0].count, figure, (clear[0],))


def _line_of(record: Row) -> tuple[Line, Stretch] | None:
    """What books a record belongs to, where it is a figure of more than a day."""
    stretch = stretch_of(record) if record["measure"] != CHANGE else None
    adcode = (record.get("place") or {}).get("adcode")
    if adcode is None or stretch is None or stretch.length is None or record["count"] is None:
        return None
    if record.get("excludes") or any(record.get(name) is not None for name in UNSPLIT):
        return None
    kind = Kind(record["metric"], record["measure"], record.get("of"), record.get("origin"))
    return (adcode, kind, subject_of(record)), stretch


def _whose_change(change: Row, records: Sequence[Row]) -> Row:
    """The record whose change one is, or what it would be: a table may tell the count that a sentence speaks of."""
    index = change["compared"]["record"]
    return records[index] if index is not None else dict(change, measure="new", count=0, modifier=None)


def _of_disease(subject: Subject, code: str) -> Subject:
    return (*subject[:CODE], code, *subject[CODE + 1 :])


def _ends_a_month(day: date) -> bool:
    return (day + timedelta(days=1)).day == 1


def _months_before(day: date, months: int) -> date:
    """The last day of the month so many months before that of a day."""
    first = 12 * day.year + day.month - months  # the number of the month behind it
    return date(first // 12, first % 12 + 1, 1) - timedelta(days=1)


def _before(stretch: Stretch, against: str | None) -> Stretch | None:
    """The stretch of time that another one is compared with; None for one that no calendar names."""
    if stretch.length == "week" and against == AGAINST_BEFORE:
        return stretch._replace(last=stretch.last - timedelta(days=7))
    months = MONTHS if against == AGAINST_BEFORE else dict.fromkeys((*MONTHS, TO_DATE), YEAR)
    back = months.get(stretch.length or "") if against in (AGAINST_BEFORE, AGAINST_YEAR) else None
    if back is None or not _ends_a_month(stretch.last):
        return None
    return stretch._replace(last=_months_before(stretch.last, back))
