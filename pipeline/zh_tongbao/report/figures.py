"""The numbers behind the charts, as rows. Read :func:`figures` first.

Counts of the same metric, period and place that come from several documents are taken once, the largest. A total that
is broken down by place stands for itself only with what its parts leave over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from zh_tongbao.records.audit_figures import Subject, subject_of
from zh_tongbao.records.fields import RECORD
from zh_tongbao.report.days import is_day

Row = dict[str, Any]

CASES = ("confirmed", "asymptomatic", "infection")
# Metrics that say how many fell ill or tested positive.

DAILY = (*CASES, "death")
SEVERITIES = RECORD["severity"].values
MEASURES = ("new", "current", "cumulative")

MOST_PLACES = 20
MOST_SLOGANS = 15
MOST_SPEAKERS = 6

NATION = "100000"


@dataclass(frozen=True)
class Figure:
    """One chart's numbers.

    Parameters:
        name: ``places``, ``severities``, ``days`` or ``slogans``.
        variant: what of it is shown, part of the message that titles it (``new``).
        rows: ``label``, ``series``, ``value``, in the order to show them; ``rest`` where a total's count is what its
            parts leave over.
        hidden: how many rows' labels were left out for want of room.
    """

    name: str
    variant: str
    rows: list[Row]
    hidden: int = 0


def figures(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> list[Figure]:
    """Return the figures for which the documents hold numbers.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.

    Example:
        >>> from zh_tongbao.report.figures import figures
        >>> period = {"start": "2022-04-02T00:00", "end": "2022-04-03T00:00"}
        >>> new = {"metric": "confirmed", "measure": "new", "parent": None, "period": period}
        >>> records = [{**new, "count": 3, "place": {"text": "A", "adcode": None}}]
        >>> [figure] = figures([{"records": records}], lambda _: None)
        >>> figure.name, figure.rows
        ('places', [{'label': 'A', 'series': 'confirmed', 'value': 3}])
    """
    found = (by_place(documents, name_of), by_severity(documents), by_day(documents), by_slogan(documents))
    return [figure for figure in found if figure is not None]


def by_place(documents: Sequence[Row], name_of: Callable[[str], str | None]) -> Figure | None:
    """Cases by place: new ones where the documents have any, else current, else cumulative ones."""
    for measure in MEASURES:
        once: Counts = {}
        for document in documents:
            for key, count in _placed(document, measure).items():
                once[key] = max(count, once.get(key, 0))
        latest = max((key.period[1] for key in once), default="")
        summed: Counter[tuple[str, bool, str]] = Counter()
        for key, count in _whole(once).items():
            if measure == "new" or key.period[1] == latest:
                summed[key.place, key.rest, key.series] += count
        if any(summed.values()):
            texts = _place_texts(documents)
            return _place_figure(
                measure, summed, {place: name_of(place) or texts.get(place) or place for place, *_ in summed}
            )
    return None


def by_severity(documents: Sequence[Row]) -> Figure | None:
    """Confirmed cases by severity: the new ones of all days, and the current ones of the last."""
    rows = []
    for measure in ("new", "current"):
        once = _widest(documents, measure, lambda record: record.get("severity"))
        latest = max((key.period[1] for key in once), default="")
        summed: Counter[str] = Counter()
        for key, count in once.items():
            if measure == "new" or key.period[1] == latest:
                summed[key.series] += count
        rows += [{"label": measure, "series": s, "value": summed[s]} for s in SEVERITIES if summed[s]]
    return Figure("severities", "", rows) if rows else None


def by_day(documents: Sequence[Row]) -> Figure | None:
    """New cases and deaths by day, of the widest areas reported; None where the documents speak of one day only."""
    summed: Counter[tuple[str, str]] = Counter()
    for key, count in _widest(documents, "new", _daily).items():
        day = key.period[0][:10]
        if is_day(day):
            summed[day, key.series] += count
    if len({day for day, _ in summed}) < 2:
        return None
    order = {metric: index for index, metric in enumerate(DAILY)}
    rows = [{"label": day, "series": metric, "value": count} for (day, metric), count in summed.items()]
    return Figure("days", "", sorted(rows, key=lambda row: (row["label"], order[row["series"]])))


def by_slogan(documents: Sequence[Row]) -> Figure | None:
    """The most used slogans; by who said them, where the documents carry ``statements``.

    None where each is used once and nothing tells who said it: there is nothing to compare.
    """
    used: Counter[tuple[str, str]] = Counter()
    for document in documents:
        statements = document.get("statements") or ()
        for entity in document.get("entities") or ():
            if entity["label"] == "SLOGAN":
                used[entity.get("canonical") or entity["text"], _speaker(entity, statements)] += 1
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


class Key(NamedTuple):
    """What a count is a count of.

    Parameters:
        series: metric or severity.
        place: adcode, or the text where there is none.
        period: its two ends.
        origin: local, imported, or empty for all.
        rest: whether it is what the parts of a total leave over.
        subject: what else says what is counted.
    """

    series: str
    place: str
    period: tuple[str, str]
    origin: str
    rest: bool = False
    subject: Subject = ()


Counts = dict[Key, int]


def _placed(document: Row, measure: str) -> Counts:
    """Counts of one document, each total replaced by its parts by place and by what they leave over.

    Where the parts claim to be whole, and so are checked, nothing is left over: a difference is a mistake.
    """
    records: Sequence[Row] = document.get("records") or []
    whole = {(check["parent"], check["relation"]) for check in document.get("checks") or ()}
    parts: dict[int, list[int]] = {}
    for index, record in enumerate(records):
        if record.get("parent") is not None:
            parts.setdefault(record["parent"], []).append(index)

    def expand(index: int) -> Iterator[tuple[int, int, bool]]:
        for relation in ("place", "origin"):
            below = [i for i in parts.get(index, ()) if records[i].get("relation") == relation and _is_case(records[i])]
            if below:
                for part in below:
                    yield from expand(part)
                left = records[index]["count"] - sum(records[part]["count"] for part in below)
                if left > 0 and (index, relation) not in whole:
                    yield index, left, True
                return
        yield index, records[index]["count"], False

    found: Counts = {}
    for index, record in enumerate(records):
        if record.get("parent") is None and record["measure"] == measure and _is_case(record):
            for leaf, count, rest in expand(index):
                key = _key(records[leaf], record["metric"])._replace(rest=rest)
                found[key] = max(count, found.get(key, 0))
    return found


def _widest(documents: Sequence[Row], measure: str, series_of: Callable[[Row], str | None]) -> Counts:
    """Counts of all documents, without places that lie in another place with the same series and period."""
    once: Counts = {}
    for document in documents:
        for record in document.get("records") or ():
            series = series_of(record) if record["measure"] == measure and not record.get("from") else None
            if series is not None:
                key = _key(record, series)
                once[key] = max(record["count"], once.get(key, 0))
    whole = _whole(once)
    return {
        key: count
        for key, count in whole.items()
        if not any(key._replace(place=wider) in whole for wider in _wider(key.place))
    }


def _whole(counts: Counts) -> Counts:
    """Put local and imported together: the count that is split by neither, or the sum of the split ones if larger."""
    split: Counter[Key] = Counter()
    for key, count in counts.items():
        if key.origin:
            split[key._replace(origin="")] += count
    unsplit = {key: count for key, count in counts.items() if not key.origin}
    return {key: max(unsplit.get(key, 0), split[key]) for key in unsplit.keys() | split.keys()}


def _place_figure(measure: str, summed: Counter[tuple[str, bool, str]], names_of: dict[str, str]) -> Figure:
    totals: Counter[tuple[str, bool]] = Counter()
    for (place, rest, _), count in summed.items():
        totals[place, rest] += count
    order = sorted((key for key, count in totals.items() if count), key=lambda key: (-totals[key], key))
    names = {key: names_of[key[0]] for key in order[:MOST_PLACES]}
    shared = Counter((name, rest) for (_, rest), name in names.items())
    rows = [
        {
            "label": name if shared[name, rest] == 1 else f"{name} {place}",
            "series": metric,
            "value": summed[place, rest, metric],
            **({"rest": True} if rest else {}),
        }
        for (place, rest), name in names.items()
        for metric in CASES
        if summed[place, rest, metric]
    ]
    return Figure("places", measure, rows, len(order) - len(names))


def _place_texts(documents: Sequence[Row]) -> dict[str, str]:
    """The shortest text that the documents have for each code."""
    texts: dict[str, str] = {}
    for document in documents:
        for record in document.get("records") or ():
            place = record.get("place") or {}
            adcode, text = place.get("adcode"), place.get("text")
            if adcode and text and len(text) <= len(texts.get(adcode, text)):
                texts[adcode] = text
    return texts


def _wider(place: str) -> Iterator[str]:
    """The codes of the divisions that a division lies in."""
    if len(place) == 6 and place.isdigit():
        for code in (f"{place[:4]}00", f"{place[:2]}0000", NATION):
            if code != place:
                yield code


def _daily(record: Row) -> str | None:
    """The metric of a count by day; a part by severity, detection or country of origin counts in its total."""
    part = record.get("parent") is not None and any(record.get(name) for name in RECORD.subset)
    return None if part or record["metric"] not in DAILY else str(record["metric"])


def _is_case(record: Row) -> bool:
    return record["metric"] in CASES and not record.get("from") and not record.get("severity")


def _key(record: Row, series: str) -> Key:
    place, period = record.get("place") or {}, record.get("period") or {}
    return Key(
        series,
        place.get("adcode") or place.get("text") or "",
        (period.get("start") or "", period.get("end") or ""),
        record.get("origin") or "",
        subject=subject_of(record),
    )


def _speaker(entity: Row, statements: Sequence[Row]) -> str:
    for statement in statements:
        if statement["start"] <= entity["start"] and entity["end"] <= statement["end"]:
            return statement.get("speaker") or ""
    return ""
