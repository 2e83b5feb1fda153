"""The numbers behind the charts, as rows. Read :func:`figures` first.

Every number is one that a document states (:mod:`zh_tongbao.report.stated`). A chart holds places of one level, one period
and one origin, or days of one place; what it shows of a larger total that is stated too, it says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zh_tongbao.records.adcodes import level, wider
from zh_tongbao.records.audit_figures import day_of
from zh_tongbao.records.fields import RECORD
from zh_tongbao.report.stated import Key, cases_once, highest, stated

Row = dict[str, Any]

CASES = ("confirmed", "asymptomatic", "infection")
# Metrics that say how many fell ill or tested positive.

DAILY = (*CASES, "death")
SEVERITIES = RECORD["severity"].values
MEASURES = ("new", "current", "cumulative")

MOST_PLACES = 20
MOST_DAYS = 1_000
MOST_SLOGANS = 15
MOST_SPEAKERS = 6

LOOKED_BACK = 50
# Passages before a slogan among which the one that holds it is looked for.


class Share(NamedTuple):
    """How much of a larger total a chart shows.

    Parameters:
        shown: what its rows, and those left out for want of room, sum up to.
        total: what is stated.
        place: name of the place that it is stated for.
    """

    shown: int
    total: int
    place: str


@dataclass(frozen=True)
class Figure:
    """One chart's numbers.

    Parameters:
        name: ``places``, ``severities``, ``days`` or ``slogans``.
        variant: what of it is shown, part of the message that titles it (``new``).
        rows: ``label``, ``series``, ``value``, in the order to show them.
        hidden: how many rows' labels were left out for want of room.
        place: name of the one place that all counts are of; empty where they are of several.
        origin: of all counts, as in the contract's Record; empty for all.
        period: of all counts; None where they are of several.
        share: how much of a larger total they are, where one is stated and they are less.
    """

    name: str
    variant: str
    rows: list[Row]
    hidden: int = 0
    place: str = ""
    origin: str = ""
    period: tuple[str, str] | None = None
    share: Share | None = None


def figures(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> list[Figure]:
    """Return the figures for which the documents hold numbers.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.

    Example:
        >>> from zh_tongbao.report.figures import figures
        >>> period = {"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}
        >>> new = {"metric": "confirmed", "measure": "new", "parent": None, "period": period}
        >>> records = [{**new, "count": 3, "place": {"text": "A", "adcode": "220100"}}]
        >>> [figure] = figures([{"records": records}], lambda _: None)
        >>> figure.name, figure.rows
        ('places', [{'label': 'A', 'series': 'confirmed', 'value': 3}])
    """
    names = _Names(documents, name_of)
    found = (by_place(documents, names), by_severity(documents, names), by_day(documents, names), by_slogan(documents))
    return [figure for figure in found if figure is not None]


class _Names:
    """Names of places by their codes: the division's own, else the shortest text that the documents have for it.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.
    """

    def __init__(self, documents: Sequence[Row], name_of: Callable[[str], str | None]):
        self._name_of = name_of
        self._texts: dict[str, str] = {}
        for document in documents:
            for record in document.get("records") or ():
                place = record.get("place") or {}
                adcode, text = place.get("adcode"), place.get("text")
                if adcode and text and len(text) <= len(self._texts.get(adcode, text)):
                    self._texts[adcode] = text

    def __call__(self, adcode: str) -> str:
        return self._name_of(adcode) or self._texts.get(adcode) or adcode


def by_place(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> Figure | None:
    """Cases by place: new ones where the documents have any, else current, else cumulative ones.

    The places are of one level, the highest of which there are several, and their counts of the last period that is
    given for about as many of them as any.
    """
    counts = stated(documents, lambda record: _only(record, CASES))
    for measure in MEASURES:
        groups: dict[Key, dict[str, dict[str, int]]] = {}
        for key, count in counts.items():
            if key.measure == measure:
                group = groups.setdefault(key._replace(place="", series=""), {})
                group.setdefault(key.place, {})[key.series] = count
        kept = {key: _one_level(group) for key, group in groups.items()}
        kept = {key: group for key, group in kept.items() if group}
        if kept:
            most = max(map(len, kept.values()))
            enough = [key for key, group in kept.items() if 2 * len(group) >= most]
            chosen = max(enough, key=lambda key: (key.period[1], len(kept[key]), not key.origin, key))
            return _place_figure(chosen, kept[chosen], _share(groups[chosen], kept[chosen], name_of), name_of)
    return None


def by_severity(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> Figure | None:
    """Confirmed cases by severity: the new and the current ones of the widest place, of the last period stated."""
    counts = stated(documents, lambda record: _word(record, "severity") if record["metric"] == "confirmed" else None)
    counts = {key: count for key, count in counts.items() if count and key.measure in ("new", "current")}
    if not counts:
        return None
    chosen = max(
        counts, key=lambda key: (-level(key.place), key.period[1], not key.origin, key.measure == "current", key)
    )
    alike = {
        key: count
        for key, count in counts.items()
        if (key.place, key.origin, key.subject, key.period[1])
        == (chosen.place, chosen.origin, chosen.subject, chosen.period[1])
    }
    rows = []
    for measure in ("new", "current"):
        last = max((key.period for key in alike if key.measure == measure), default=None)
        found = {key.series: count for key, count in alike.items() if (key.measure, key.period) == (measure, last)}
        rows += [{"label": measure, "series": name, "value": found[name]} for name in SEVERITIES if name in found]
    place = name_of(chosen.place) or chosen.place
    return Figure("severities", "", rows, place=place, origin=chosen.origin, period=("", chosen.period[1]))


def by_day(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> Figure | None:
    """New cases and deaths by day, of the widest place that is given for about as many days as any.

    None where the documents speak of one day only.
    """
    places: dict[Key, dict[str, dict[str, int]]] = {}
    for key, count in stated(documents, _daily).items():
        if key.measure == "new":
            days = places.setdefault(key._replace(period=("", ""), series=""), {})
            days.setdefault(key.period[0][:10], {})[key.series] = count
    most = max(map(len, places.values()), default=0)
    if most < 2:
        return None
    enough = [key for key, days in places.items() if 2 * len(days) >= most and len(days) > 1]
    chosen = max(enough, key=lambda key: (-level(key.place), len(places[key]), not key.origin, key))
    days = places[chosen]
    shown = sorted(days)[-MOST_DAYS:]
    rows = [
        {"label": day, "series": metric, "value": days[day][metric]}
        for day in shown
        for metric in DAILY
        if metric in days[day]
    ]
    place = name_of(chosen.place) or chosen.place
    return Figure("days", "", rows, len(days) - len(shown), place=place, origin=chosen.origin)


def by_slogan(documents: Sequence[Row]) -> Figure | None:
    """The most used slogans; by who said them, where the documents carry ``statements``.

    None where each is used once and nothing tells who said it: there is nothing to compare.
    """
    used: Counter[tuple[str, str]] = Counter()
    for document in documents:
        statements = sorted(document.get("statements") or (), key=lambda statement: statement["start"])
        starts = [statement["start"] for statement in statements]
        for entity in document.get("entities") or ():
            if entity["label"] == "SLOGAN":
                used[entity.get("canonical") or entity["text"], _speaker(entity, statements, starts)] += 1
    totals: Counter[str] = Counter()
    speakers: Counter[str] = Counter()
    for (slogan, speaker), count in used.items():
        totals[slogan] += count
        speakers[speaker] += count if speaker else 0
    top = [slogan for slogan, _ in totals.most_common(MOST_SLOGANS)]
    if not any(speakers.values()) and max(totals.values(), default=0) < 2:
        return None
    known = {speaker for speaker, count in speakers.most_common(MOST_SPEAKERS) if count}
    cells: Counter[tuple[str, str]] = Counter()
    for (slogan, speaker), count in used.items():
        cells[slogan, speaker if speaker in known else ""] += count
    order = sorted(known, key=lambda speaker: (-speakers[speaker], speaker))
    rows = [
        {"label": slogan, "series": speaker, "value": cells[slogan, speaker]}
        for slogan in top
        for speaker in (*order, "")
        if cells[slogan, speaker]
    ]
    return Figure("slogans", "speakers" if known else "", rows, len(totals) - len(top))


def _only(record: Row, metrics: Iterable[str]) -> str | None:
    """The metric of a count of all severities, where it is one of these."""
    return None if record.get("severity") or record["metric"] not in metrics else str(record["metric"])


def _word(record: Row, field: str) -> str | None:
    value = record.get(field)
    return None if value is None else str(value)


def _daily(record: Row) -> str | None:
    """The metric of a count of one whole day."""
    return _only(record, DAILY) if day_of(record) else None


def _one_level(group: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    """The places of the level to show, each with its cases counted once; those without any are left out."""
    some = {place: cases_once(counts) for place, counts in group.items() if any(counts.values())}
    shown = highest(some)
    return {place: counts for place, counts in some.items() if level(place) == shown}


def _place_figure(
    key: Key, places: Mapping[str, Mapping[str, int]], share: Share | None, name_of: Callable[[str], str | None]
) -> Figure:
    order = sorted(places, key=lambda place: (-sum(places[place].values()), place))
    names = {place: name_of(place) or place for place in order[:MOST_PLACES]}
    shared = Counter(names.values())
    rows = [
        {
            "label": name if shared[name] == 1 else f"{name} {place}",
            "series": metric,
            "value": places[place][metric],
        }
        for place, name in names.items()
        for metric in CASES
        if places[place].get(metric)
    ]
    hidden = len(order) - len(names)
    return Figure("places", key.measure, rows, hidden, origin=key.origin, period=key.period, share=share)


def _share(
    group: Mapping[str, Mapping[str, int]],
    places: Mapping[str, Mapping[str, int]],
    name_of: Callable[[str], str | None],
) -> Share | None:
    """What the places shown are of the total of the smallest place that holds them all, if they are less."""
    first = next(iter(places))
    for around in wider(first):
        if around in group and all(around in wider(place) for place in places):
            whole = cases_once(group[around])
            shown = sum(count for counts in places.values() for metric, count in counts.items() if metric in whole)
            total = sum(whole.values())
            return Share(shown, total, name_of(around) or around) if shown < total else None
    return None


def _speaker(entity: Row, statements: Sequence[Row], starts: Sequence[int]) -> str:
    """Who says the innermost passage that holds a slogan; passages are sorted by their starts."""
    behind = bisect_right(starts, entity["start"])
    for statement in reversed(statements[max(0, behind - LOOKED_BACK) : behind]):
        if entity["end"] <= statement["end"]:
            return statement.get("speaker") or ""
    return ""
