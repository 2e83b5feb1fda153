"""The map of the provinces: a tile each, coloured by its number, with name and number written on it.

A tile map and no outline map: no package of npm or PyPI has boundaries of China's divisions whose source and licence are
clear, and tiles show Hong Kong as well as Xinjiang.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from zh_tongbao.report.figure import Figure
from zh_tongbao.report.markup import plain

EDGES = (0, 1, 10, 100, 1_000, 10_000)
# Where the classes begin.

GROUNDS = ("#f4eee2", "#f3d9ae", "#ecb176", "#dd7f4d", "#b94630", "#7d2140")
INKS = ("#1e1d1a", "#1e1d1a", "#1e1d1a", "#1e1d1a", "#ffffff", "#ffffff")
# Of each class, its colour and that of its letters: at least 4.5 to 1.

NONE = "#8a8a8a"
FAINT = 0.16
# Of a province without a number, shown in whatever colours the page has.

TILE = 64


def tile_chart(figure: Figure, messages: Mapping[str, str]) -> Any:
    """Return the map as a chart of Altair.

    Parameters:
        figure: from :func:`zh_tongbao.report.by_place.tile_map`.
        messages: interface texts of one language.
    """
    import altair as alt

    none = messages["chart.none"]
    rows = [
        {
            "name": plain(row["label"]),
            "row": row["row"],
            "column": row["column"],
            "number": none if row["value"] is None else f"{row['value']:,}",
            "shown": "–" if row["value"] is None else f"{row['value']:,}",
            "group": none if row["value"] is None else class_of(row["value"]),
            "ink": "currentColor" if row["value"] is None else INKS[class_index(row["value"])],
        }
        for row in figure.rows
    ]
    used = {row["group"] for row in rows}
    known = [(word, ground) for word, ground in zip(class_words(), GROUNDS) if word in used]
    domain, colours = [*(word for word, _ in known), none], [*(ground for _, ground in known), NONE]
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("column:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
        y=alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)),
    )
    ground = base.mark_rect(cornerRadius=4).encode(
        color=alt.Color(
            "group:N",
            scale=alt.Scale(domain=domain, range=colours),
            legend=alt.Legend(title=None, orient="top", symbolType="square", symbolOpacity=1),
        ),
        opacity=alt.condition(alt.datum.group == none, alt.value(FAINT), alt.value(1)),
        description=alt.Description("tip:N"),
    )
    for row in rows:
        row["tip"] = f"{row['name']}: {row['number']}"
    ink = alt.Color("ink:N", scale=None, legend=None)
    hidden: Any = {"aria": False, "baseline": "middle"}
    names = base.mark_text(fontSize=12, dy=-8, **hidden).encode(text="name:N", color=ink)
    numbers = base.mark_text(fontSize=11, dy=9, **hidden).encode(text="shown:N", color=ink)
    side = TILE * (1 + max(row["column"] for row in rows))
    return alt.layer(ground, names, numbers).properties(width=side, height=TILE * (1 + max(row["row"] for row in rows)))


def class_words() -> list[str]:
    """The classes in words.

    Example:
        >>> from zh_tongbao.report.tile_chart import class_words
        >>> class_words()
        ['0', '1–9', '10–99', '100–999', '1,000–9,999', '≥ 10,000']
    """
    between = [str(low) if high - low == 1 else f"{low:,}–{high - 1:,}" for low, high in pairwise(EDGES)]
    return [*between, f"≥ {EDGES[-1]:,}"]


def class_index(value: int) -> int:
    """Which class a number is in."""
    return max(0, sum(value >= edge for edge in EDGES) - 1)


def class_of(value: int) -> str:
    """The class of a number in words."""
    return class_words()[class_index(value)]
