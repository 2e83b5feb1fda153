"""Cases by place: for each level of places one figure, and a map of the provinces. Read :func:`by_place` first.

A figure holds places of one level, one period, one origin and one disease; each number is the place's own stated total
(:mod:`zh_tongbao.report.stated`), never a sum of what lies in it, and a place is known by its code. So places abroad, which
have none, stand in no figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from zh_tongbao.io.divisions import division
from zh_tongbao.records.adcodes import NATION, level, wider
from zh_tongbao.records.audit_figures import SUBJECT
from zh_tongbao.records.series import LEVELS
from zh_tongbao.report.figure import CASES, MEASURES, Figure, NameOf, Row, Share
from zh_tongbao.report.stated import Counts, Key, cases_once, stated
from zh_tongbao.vocab.tables import Schema, read_csv

MOST_PLACES = 20

FEWEST_ON_A_MAP = 3

TILES = "vocab/province_tiles.csv"

Places = Mapping[str, Mapping[str, int]]
"""By code, the cases of a place by metric."""


class _Group(NamedTuple):
    """Places that may stand in one figure.

    Parameters:
        key: what they are counted by; its place and series are empty.
        places: of the level, those without any case left out.
        around: the places of every level of the same key.
    """

    key: Key
    places: Places
    around: Places


def by_place(documents: Sequence[Row], name_of: NameOf) -> list[Figure]:
    """Cases by place: new ones where the documents have any at a level, else current, else cumulative ones.

    There is a figure for each level of which there are several places, the highest level first; where there is none, for the
    highest level alone. Its counts are those of the last period that is given for about as many places as any.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.

    Example:
        >>> from zh_tongbao.report.by_place import by_place
        >>> new = {"metric": "confirmed", "measure": "new", "parent": None, "period": None}
        >>> records = [{**new, "count": 3, "place": {"text": "", "adcode": code}} for code in ("220100", "220200", "220102")]
        >>> [(figure.level, [row["label"] for row in figure.rows]) for figure in by_place([{"records": records}], str)]
        [('prefecture', ['220100', '220200'])]
    """
    counts = stated(documents, case_metric)
    levels = sorted({level(key.place) for key, count in counts.items() if count})
    groups = {found: group for found in levels if (group := _chosen(counts, found)) is not None}
    several = {found: group for found, group in groups.items() if len(group.places) > 1}
    return [_figure(group, found, name_of) for found, group in (several or dict(list(groups.items())[:1])).items()]


def tile_map(documents: Sequence[Row], name_of: NameOf) -> Figure | None:
    """The provinces' cases as a map of tiles, of the metric that most of them have; None where they are too few.

    Parameters:
        documents: of the contract.
        name_of: a division's name by its adcode; None where it has none.
    """
    group = _chosen(stated(documents, case_metric), 1)
    if group is None or len(group.places) < FEWEST_ON_A_MAP:
        return None
    given: Counter[str] = Counter()
    sums: Counter[str] = Counter()
    for counts in group.around.values():
        given.update(counts.keys())
        sums.update(counts)
    metric = max(given, key=lambda name: (given[name], sums[name], name))
    rows = [
        {
            "label": _short(code) or name_of(code) or code,
            "series": metric,
            "value": group.around.get(code, {}).get(metric),
            "row": row,
            "column": column,
        }
        for code, row, column in tiles()
    ]
    return _titled("map", group.key, rows, level=LEVELS[1])


@lru_cache(maxsize=1)
def tiles() -> list[tuple[str, int, int]]:
    """Code, row and column of each province in the map, from the north-west.

    Raises:
        InputError: the table is not there, or a row of it is wrong.

    Example:
        >>> from zh_tongbao.report.by_place import tiles
        >>> len(tiles()), tiles()[0]
        (34, ('230000', 0, 7))
    """
    rows = read_csv(TILES, Schema(required=("adcode", "row", "column")))
    return [(row["adcode"], int(row["row"]), int(row["column"])) for row in rows]


def case_metric(record: Row) -> str | None:
    """The metric of a count of cases of all severities; None for another count."""
    return None if record.get("severity") or record["metric"] not in CASES else str(record["metric"])


def _chosen(counts: Counts, wanted: int) -> _Group | None:
    """The group of a level to show."""
    for measure in MEASURES:
        kept = [group for group in _groups(counts, measure, wanted) if group.places]
        if kept:
            most = max(len(group.places) for group in kept)
            enough = [group for group in kept if 2 * len(group.places) >= most]
            return max(enough, key=_rank)
    return None


def _rank(group: _Group) -> tuple[object, ...]:
    """The last ones, then the most, then those of all origins."""
    return group.key.period[1], len(group.places), not group.key.origin, group.key.order


def _groups(counts: Counts, measure: str, wanted: int) -> Iterator[_Group]:
    groups: dict[Key, dict[str, dict[str, int]]] = {}
    for key, count in counts.items():
        if key.measure == measure:
            group = groups.setdefault(key._replace(place="", series=""), {})
            group.setdefault(key.place, {})[key.series] = count
    for key, group in groups.items():
        some = {place: cases_once(found) for place, found in group.items() if level(place) == wanted}
        yield _Group(key, {place: found for place, found in some.items() if any(found.values())}, group)


def _figure(group: _Group, found: int, name_of: NameOf) -> Figure:
    order = sorted(group.places, key=lambda place: (-sum(group.places[place].values()), place))
    names = {place: name_of(place) or place for place in order[:MOST_PLACES]}
    shared = Counter(names.values())
    rows = [
        {
            "label": name if shared[name] == 1 else f"{name} {place}",
            "series": metric,
            "value": group.places[place][metric],
        }
        for place, name in names.items()
        for metric in CASES
        if group.places[place].get(metric)
    ]
    inside = _around(group.places) if len(order) > 1 else None
    return _titled(
        "places",
        group.key,
        rows,
        hidden=len(order) - len(names),
        place=name_of(inside) or "" if inside and inside != NATION else "",
        share=_share(group, name_of),
        level=LEVELS[found],
    )


def _titled(name: str, key: Key, rows: list[Row], **fields: object) -> Figure:
    """A figure with what its key says."""
    disease = disease_of(key)
    return Figure(name, key.measure, rows, origin=key.origin, period=key.period, disease=disease, **fields)  # type: ignore[arg-type]


def _short(code: str) -> str:
    """A province's short name, which fits a tile."""
    found = division(code)
    return found.short if found else ""


def disease_of(key: Key) -> str:
    """The code of the disease that a key is of; empty where it has none."""
    return next(
        (str(value) for column, value in zip(SUBJECT, key.subject) if column.name == "disease.code" and value), ""
    )


def _around(places: Places) -> str | None:
    """The smallest division that holds several places; None where none does."""
    return next((found for found in wider(next(iter(places))) if all(found in wider(place) for place in places)), None)


def _share(group: _Group, name_of: NameOf) -> Share | None:
    """What the places shown are of the total of the smallest place that holds them all, if they are less."""
    first = next(iter(group.places))
    for around in wider(first):
        if around in group.around and all(around in wider(place) for place in group.places):
            whole = cases_once(group.around[around])
            shown = sum(
                count for counts in group.places.values() for metric, count in counts.items() if metric in whole
            )
            total = sum(whole.values())
            return Share(shown, total, name_of(around) or around) if shown < total else None
    return None
