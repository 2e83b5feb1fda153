"""What must hold between the figures of a place: each rule yields the mismatches it finds. Plain Python.

A rule compares only what is there: a figure that no document gives, that two give differently, or that is only about
right, is no reason to find anything.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from zh_tongbao.records.audit_figures import DAY, Figure, Figures, Kind

ORIGINS = (None, "local", "imported")
FLOWS = (("confirmed", None), ("discharged", "confirmed"), ("death", None), ("asymptomatic", None))
# What is counted both as new and as cumulative.

LONGEST_GAP = 60 * DAY
# Days apart beyond which two figures are not compared.


@dataclass(frozen=True)
class Mismatch:
    """Two numbers that should be equal (or the second not below the first).

    Parameters:
        rule: ``flow``, ``balance``, ``carry``, ``parts`` or ``sources``.
        adcode, day, kind: of the figure that is checked.
        expected: what the other figures give.
        figure: what is reported.
        others: the figures that ``expected`` was computed from.
        days_missing: days without a figure between the two that are compared.
    """

    rule: str
    adcode: str
    day: date
    kind: Kind
    expected: int
    figure: Figure
    others: tuple[Figure, ...]
    days_missing: int = 0


def flow(figures: Figures, adcode: str) -> Iterator[Mismatch]:
    """Cumulative grows by new; over missing days it grows by at least the new of its own day, and never falls."""
    for metric, of in FLOWS:
        for origin in ORIGINS:
            kind = Kind(metric, "cumulative", of, origin)
            before: tuple[date, Figure] | None = None
            for day in figures.days(adcode):
                figure = figures.get(adcode, day, kind)
                if figure is None:
                    continue
                new = figures.get(adcode, day, kind._replace(measure="new"))
                if before is not None and day - before[0] <= LONGEST_GAP:
                    missing = (day - before[0]) // DAY - 1
                    expected = before[1].count + (new.count if new else 0)
                    exact = missing == 0 and new is not None
                    if figure.count < expected or (exact and figure.count != expected):
                        others = (before[1], new) if new else (before[1],)
                        yield Mismatch("flow", adcode, day, kind, expected, figure, others, missing)
                before = (day, figure)


def balance(figures: Figures, adcode: str) -> Iterator[Mismatch]:
    """Current is cumulative less discharged less deaths."""
    for day in figures.days(adcode):
        for origin in ORIGINS:
            kind = Kind("confirmed", "current", None, origin)
            current, confirmed, discharged, dead = (
                figures.get(adcode, day, wanted)
                for wanted in (
                    kind,
                    kind._replace(measure="cumulative"),
                    Kind("discharged", "cumulative", "confirmed", origin),
                    Kind("death", "cumulative", None, origin),
                )
            )
            if current and confirmed and discharged and dead:
                expected = confirmed.count - discharged.count - dead.count
                if expected != current.count:
                    yield Mismatch("balance", adcode, day, kind, expected, current, (confirmed, discharged, dead))


def carry(figures: Figures, adcode: str, converted: Mapping[tuple[str, date], Figure]) -> Iterator[Mismatch]:
    """Asymptomatic people under observation: those of the day before, and new, less released, less converted.

    Parameters:
        figures: of the corpus.
        adcode: of the place.
        converted: counts of asymptomatic people who became confirmed cases, by place and day.
    """
    kind = Kind("under_observation", "current", "asymptomatic")
    for day in figures.days(adcode):
        before, now, new, released = (
            figures.get(adcode, when, wanted)
            for when, wanted in (
                (day - DAY, kind),
                (day, kind),
                (day, Kind("asymptomatic", "new")),
                (day, Kind("released", "new", "asymptomatic")),
            )
        )
        moved = converted.get((adcode, day))
        if before and now and new and released and moved:
            expected = before.count + new.count - released.count - moved.count
            if expected != now.count:
                yield Mismatch("carry", adcode, day, kind, expected, now, (before, new, released, moved))


def sources(figures: Figures, adcode: str) -> Iterator[Mismatch]:
    """Documents that report the same figure agree; what one document contradicts in itself is left aside."""
    for day in figures.days(adcode):
        for kind, found in figures.kinds(adcode, day).items():
            told: dict[int, set[int]] = {}
            for figure in found:
                told.setdefault(figure.document, set()).add(figure.count)
            clear = [figure for figure in found if len(told[figure.document]) == 1]
            for figure in {figure.count: figure for figure in reversed(clear[1:])}.values():
                if figure.count != clear[0].count and figure.document != clear[0].document:
                    yield Mismatch("sources", adcode, day, kind, clear[0].count, figure, (clear[0],))


def parts(figures: Figures, adcode: str, children: Mapping[str, list[str]]) -> Iterator[Mismatch]:
    """The districts' own bulletins do not add up to more than the total of the whole.

    Parameters:
        figures: of the corpus.
        adcode: of the whole.
        children: by adcode, the divisions right below it.
    """
    below = children.get(adcode, [])
    for day in figures.days(adcode) if below else ():
        for kind, found in figures.kinds(adcode, day).items():
            total = figures.get(adcode, day, kind)
            if total is None or not total.whole or kind.measure == "change":
                continue
            given = {figure.document for figure in found}
            own = [figure for child in below if (figure := figures.get(child, day, kind))]
            own = [figure for figure in own if figure.document not in given]
            summed = sum(figure.count for figure in own)
            if summed > total.count:
                yield Mismatch("parts", adcode, day, kind, summed, total, tuple(own))
