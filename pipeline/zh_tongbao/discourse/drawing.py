"""The charts of the pages: bars, lines of months, a timeline of posts, a network; Vega-Lite, numbers inside."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from zh_tongbao.discourse.library import need
from zh_tongbao.discourse.networks import graph
from zh_tongbao.report.charts import FONT, WIDTH, require
from zh_tongbao.report.markup import plain

Made = dict[str, Any]

MOST_BARS = 20
MOST_LINES = 6
MOST_NODES = 60
MOST_PERSONS = 15
SEED = 7
# Of the layout of a network, so that the same corpus is drawn the same.

COLOURS = {"speaker": "#c2452d", "official": "#2f7f86", "slogan": "#d9982b", "place": "#5b8c3e"}


def bars(rows: Sequence[Made], label: str, value: str) -> Made | None:
    """The largest values as bars; None where there are none.

    Parameters:
        rows: of a table.
        label, value: its columns.
    """
    sums: dict[str, float] = {}
    for row in rows:
        if row[label]:
            name = plain(row[label])
            sums[name] = sums.get(name, 0) + row[value]
    shown = sorted(sums.items(), key=lambda item: -abs(item[1]))[:MOST_BARS]
    if not shown:
        return None
    alt = _altair()
    data = alt.InlineData(values=[{"label": name, "value": number} for name, number in shown])
    chart = alt.Chart(data).mark_bar(cornerRadiusEnd=2, color="#2f7f86")
    chart = chart.encode(
        y=alt.Y("label:N", title=None, sort="-x", axis=alt.Axis(labelLimit=220, ticks=False, domain=False)),
        x=alt.X("value:Q", title=value),
    )
    return _finished(chart.properties(width=WIDTH, height=alt.Step(20)))


def lines(rows: Sequence[Made], name: str, when: str, value: str) -> Made | None:
    """The most frequent names over time slices, a line each; None where nothing has a time.

    Parameters:
        rows: of a table.
        name, when, value: its columns.
    """
    sums: dict[str, float] = {}
    cells: dict[tuple[str, str], float] = {}
    for row in rows:
        if row[when] and row[name]:
            sums[row[name]] = sums.get(row[name], 0) + row[value]
            cells[row[name], row[when]] = cells.get((row[name], row[when]), 0) + row[value]
    top = sorted(sums, key=lambda one: -sums[one])[:MOST_LINES]
    slices = sorted({slice_of for _, slice_of in cells})
    if not top:
        return None
    values = [
        {"label": plain(one), "when": slice_of, "value": cells.get((one, slice_of), 0)}
        for one in top
        for slice_of in slices
    ]
    alt = _altair()
    chart = alt.Chart(alt.InlineData(values=values)).mark_line(point=True)
    chart = chart.encode(
        x=alt.X("when:O", title=None),
        y=alt.Y("value:Q", title=value),
        color=alt.Color("label:N", title=None, sort=[plain(one) for one in top], legend=alt.Legend(orient="top")),
    )
    return _finished(chart.properties(width=WIDTH, height=240))


def timeline(rows: Sequence[Made]) -> Made | None:
    """The posts of the officials who are in most documents, from the first day to the last.

    Parameters:
        rows: of :func:`zh_tongbao.discourse.timelines.officials`.
    """
    names = list(dict.fromkeys(row["name"] for row in rows))[:MOST_PERSONS]
    values = [
        {"label": plain(f"{row['name']} {row['post'] or ''}".strip()), "first": row["first"], "last": row["last"]}
        for name in names
        for row in [row for row in rows if row["name"] == name and row["first"]][:2]
    ]
    if not values:
        return None
    alt = _altair()
    base = alt.Chart(alt.InlineData(values=values))
    place = alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=260, ticks=False, domain=False))
    bar = base.mark_bar(height=8, color="#2f7f86").encode(x=alt.X("first:T", title=None), x2="last:T", y=place)
    ends = base.mark_point(filled=True, color="#2f7f86", size=36).encode(x="last:T", y=place)
    return _finished((bar + ends).properties(width=WIDTH, height=alt.Step(18)))


def drawn_network(edges: Sequence[Made]) -> Made | None:
    """The heaviest edges with their nodes, laid out by networkx (Fruchterman and Reingold, 1991).

    Parameters:
        edges: of :func:`zh_tongbao.discourse.networks.network`.
    """
    kept: list[Made] = []
    nodes: set[tuple[str, str]] = set()
    for edge in edges:
        ends = {(edge[f"{side}_kind"], edge[side]) for side in ("source", "target")}
        if len(nodes | ends) <= MOST_NODES:
            nodes |= ends
            kept.append(edge)
    if not kept:
        return None
    made = graph(kept)
    places = need("networkx", "network").spring_layout(made, seed=SEED, weight="weight", k=0.6)
    alt = _altair()
    links = [
        {
            "x": float(places[one][0]),
            "y": float(places[one][1]),
            "x2": float(places[two][0]),
            "y2": float(places[two][1]),
        }
        | {"weight": weight}
        for one, two, weight in made.edges(data="weight")
    ]
    points = [
        {"x": float(places[node][0]), "y": float(places[node][1]), "label": plain(data["label"]), "kind": data["kind"]}
        | {"weight": data["weight"]}
        for node, data in made.nodes(data=True)
    ]
    x, y = alt.X("x:Q", axis=None), alt.Y("y:Q", axis=None)
    rule = alt.Chart(alt.InlineData(values=links)).mark_rule(color="#9aa0a8", opacity=0.5)
    rule = rule.encode(
        x=x,
        y=y,
        x2="x2",
        y2="y2",
        strokeWidth=alt.StrokeWidth("weight:Q", legend=None, scale=alt.Scale(range=[0.3, 4])),
    )
    node = alt.Chart(alt.InlineData(values=points))
    kinds = [kind for kind in COLOURS if any(point["kind"] == kind for point in points)]
    scale = alt.Scale(domain=kinds, range=[COLOURS[kind] for kind in kinds])
    size = alt.Size("weight:Q", legend=None)
    circle = node.mark_circle(opacity=0.9).encode(
        x=x, y=y, size=size, color=alt.Color("kind:N", scale=scale, title=None)
    )
    text = node.mark_text(dy=-9, fontSize=10).encode(x=x, y=y, text="label:N")
    return _finished((rule + circle + text).properties(width=WIDTH, height=WIDTH))


def _altair() -> Any:
    require()
    import altair

    return altair


def _finished(chart: Any) -> Made:
    alt = _altair()
    made: Made = chart.configure(
        font=FONT,
        background="transparent",
        view=alt.ViewConfig(strokeWidth=0),
        axis=alt.AxisConfig(gridColor="#dddddd"),
    ).to_dict()
    return made
