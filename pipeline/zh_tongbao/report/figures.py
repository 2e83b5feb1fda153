"""The numbers behind the charts, as rows. Read :func:`figures` first.

Every number is one that a document states (:mod:`zh_tongbao.report.stated`). A chart holds places of one level, one period
and one origin, or days of one place; what it shows of a larger total that is stated too, it says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from zh_tongbao.records.adcodes import level
from zh_tongbao.records.audit_figures import day_of
from zh_tongbao.report.by_place import by_place, disease_of, tile_map
from zh_tongbao.report.figure import DAILY, SEVERITIES, Figure, NameOf, Row
from zh_tongbao.report.stated import Key, stated

MOST_DAYS = 1_000
MOST_SLOGANS = 15
MOST_SPEAKERS = 6

LOOKED_BACK = 50
# Passages before a slogan among which the one that holds it is looked for.


def figures(documents: Sequence[Row], name_of: NameOf) -> list[Figure]:
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
    others = (by_severity(documents, names), by_day(documents, names), tile_map(documents, names), by_slogan(documents))
    return [*by_place(documents, names), *(figure for figure in others if figure is not None)]


class _Names:
    """Names of places by their codes: the division's own, else the shortest text that the documents have for it.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.
    """

    def __init__(self, documents: Sequence[Row], name_of: NameOf):
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


def by_severity(documents: Sequence[Row], name_of: NameOf) -> Figure | None:
    """Confirmed cases by severity: the new and the current ones of the widest place, of the last period stated."""
    counts = stated(documents, lambda record: _word(record, "severity") if record["metric"] == "confirmed" else None)
    counts = {key: count for key, count in counts.items() if count and key.measure in ("new", "current")}
    if not counts:
        return None
    chosen = max(
        counts, key=lambda key: (-level(key.place), key.period[1], not key.origin, key.measure == "current", key.order)
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
    return Figure(
        "severities",
        "",
        rows,
        place=place,
        origin=chosen.origin,
        period=("", chosen.period[1]),
        disease=disease_of(chosen),
    )


def by_day(documents: Sequence[Row], name_of: NameOf) -> Figure | None:
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
    busy = {key: sum(any(day.values()) for day in days.values()) for key, days in places.items()}
    least = (
        max(busy.values()) / 2
    )  # days with cases: where all cases are imported, the places' own counts are but zeros
    enough = [key for key, days in places.items() if 2 * len(days) >= most and len(days) > 1 and busy[key] >= least]
    chosen = max(enough, key=lambda key: (-level(key.place), len(places[key]), not key.origin, key.order), default=None)
    if chosen is None:
        return None
    days = places[chosen]
    shown = sorted(days)[-MOST_DAYS:]
    rows = [
        {"label": day, "series": metric, "value": days[day][metric]}
        for day in shown
        for metric in DAILY
        if metric in days[day]
    ]
    place = name_of(chosen.place) or chosen.place
    return Figure(
        "days", "", rows, len(days) - len(shown), place=place, origin=chosen.origin, disease=disease_of(chosen)
    )


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


def _word(record: Row, field: str) -> str | None:
    value = record.get(field)
    return None if value is None else str(value)


def _daily(record: Row) -> str | None:
    """The metric of a count of one whole day."""
    wanted = record["metric"] in DAILY and not record.get("severity") and day_of(record)
    return str(record["metric"]) if wanted else None


def _speaker(entity: Row, statements: Sequence[Row], starts: Sequence[int]) -> str:
    """Who says the innermost passage that holds a slogan; passages are sorted by their starts."""
    behind = bisect_right(starts, entity["start"])
    for statement in reversed(statements[max(0, behind - LOOKED_BACK) : behind]):
        if entity["end"] <= statement["end"]:
            return statement.get("speaker") or ""
    return ""
