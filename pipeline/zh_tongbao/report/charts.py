"""Charts of the report's figures, drawn by Altair and vl-convert.

The page holds them as SVG and not as Vega's runtime: that needs no script (nor ``eval``, which the page's policy
forbids), prints, and is a few kilobytes a chart. Vega writes an ``aria-label`` on every bar and point, which screen
readers read and the page shows as tooltip. Colours of text and lines follow the page's theme through its style sheet.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from typing import Any

from zh_tongbao.errors import InputError
from zh_tongbao.report.days import stretches
from zh_tongbao.report.figures import CASES, DAILY, SEVERITIES, Figure
from zh_tongbao.report.markup import plain
from zh_tongbao.report.record_tree import period_words

COLOURS = {
    "confirmed": "#c2452d",
    "asymptomatic": "#d9982b",
    "infection": "#8a63b8",
    "death": "#6f7480",
    "mild": "#e3b66b",
    "moderate": "#dd8a4a",
    "severe": "#c2452d",
    "critical": "#7d2140",
}
# Middle tones that stand on white and on black.

SPEAKERS = ("#2f7f86", "#c2452d", "#d9982b", "#8a63b8", "#5b8c3e", "#3f6fb0")
NOBODY = "#9aa0a8"
SERIES = {"places": CASES, "severities": SEVERITIES, "days": DAILY}

FONT = "system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
WIDTH = 560
STEP = 22

Messages = Mapping[str, str]


def svg(figure: Figure, messages: Messages, *, titled: bool = True) -> str:
    """Draw a figure as SVG.

    Parameters:
        figure: from :func:`zh_tongbao.report.figures.figures`.
        messages: interface texts of one language, from :mod:`zh_tongbao.report.messages`.
        titled: whether the heading stands in the drawing.

    Raises:
        InputError: Altair or vl-convert is not installed.
    """
    return str(_converter().vegalite_to_svg(specification(figure, messages, titled=titled)))


def png(figure: Figure, messages: Messages, scale: float = 2) -> bytes:
    """Draw a figure as PNG; Chinese labels need a font on this machine that has them.

    Parameters:
        figure, messages: as of :func:`svg`.
        scale: pixels a point.

    Raises:
        InputError: Altair or vl-convert is not installed.
    """
    return bytes(_converter().vegalite_to_png(specification(figure, messages), scale=scale))


def specification(figure: Figure, messages: Messages, *, titled: bool = True) -> dict[str, Any]:
    """The figure as a Vega-Lite specification, its numbers inside."""
    try:
        import altair as alt
    except ImportError as error:
        raise _missing() from error
    used = {row["series"] for row in figure.rows}
    series = [name for name in SERIES.get(figure.name, ()) if name in used] or list(
        dict.fromkeys(row["series"] for row in figure.rows)
    )
    words = {name: _series_word(figure, name, messages) for name in series}
    rows = [
        {
            "label": _label(figure, row, messages),
            "series": words[row["series"]],
            "order": series.index(row["series"]),
            "value": row["value"],
        }
        for row in figure.rows
    ]
    scale = alt.Scale(domain=list(words.values()), range=_colours(series))
    legend = alt.Legend(title=None, orient="top", symbolType="square") if len(series) > 1 else None
    colour = alt.Color("series:N", scale=scale, legend=legend)
    base = alt.Chart(alt.InlineData(values=rows))
    if titled:
        base = base.properties(title=alt.TitleParams(title(figure, messages), subtitle=note(figure, messages)))
    number = messages["chart.count"]
    ticks = alt.Axis(tickCount=min(5, _longest(rows)), format=",d")
    if figure.name == "days":
        few = len({row["label"] for row in rows}) <= 40
        days = "%m-%d" if rows[0]["label"][:4] == rows[-1]["label"][:4] else "%Y-%m-%d"
        stretch = stretches([row["label"] for row in rows])
        for row in rows:
            row["stretch"] = stretch[row["label"]]
        chart = base.mark_line(point={"size": 28 if few else 6, "filled": True}, strokeWidth=2).encode(
            x=alt.X("label:T", title=None, axis=alt.Axis(format=days, grid=False, labelOverlap=True)),
            y=alt.Y("value:Q", title=number, axis=ticks),
            color=colour,
            detail="stretch:O",
        )
        chart = chart.properties(width=WIDTH, height=220)
    else:
        chart = base.mark_bar(cornerRadiusEnd=2).encode(
            y=alt.Y("label:N", title=None, sort=None, axis=alt.Axis(labelLimit=190, ticks=False, domain=False)),
            x=alt.X("value:Q", title=number, axis=ticks),
            color=colour,
            order=alt.Order("order:Q"),
        )
        chart = chart.properties(width=WIDTH, height=alt.Step(STEP))
    found: dict[str, Any] = chart.configure(
        font=FONT,
        autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        background="white" if titled else "transparent",
        view=alt.ViewConfig(strokeWidth=0),
        axis=alt.AxisConfig(labelFontSize=12, titleFontSize=11, titleFontWeight="normal", gridColor="#dddddd"),
        title=alt.TitleConfig(anchor="start", fontSize=14, fontWeight=600, offset=10, frame="group"),
        legend=alt.LegendConfig(labelFontSize=12, offset=4),
    ).to_dict()
    return found


def title(figure: Figure, messages: Messages) -> str:
    """The figure's heading: what, where, when, of which origin, and how many rows it leaves out."""
    name = messages[".".join(filter(None, ("chart", figure.name, figure.variant)))]
    more = messages["chart.more"].format(figure.hidden) if figure.hidden else ""
    origin = messages.get(f"origin.{figure.origin}", figure.origin) if figure.origin else ""
    when = ""
    if figure.period is not None and any(figure.period):
        kind, moment = period_words({"start": figure.period[0] or None, "end": figure.period[1]})
        when = f"{messages[f'period.{kind}']} {moment}".strip()
    return plain(" · ".join(filter(None, (f"{name}{more}", figure.place, origin, when))))


def note(figure: Figure, messages: Messages) -> str:
    """What the figure shows of a larger total; empty where none is stated, or it shows all of it."""
    if figure.share is None:
        return ""
    shown, total, place = figure.share
    return messages["chart.share"].format(shown=f"{shown:,}", total=f"{total:,}", place=plain(place))


def table(figure: Figure, messages: Messages) -> list[tuple[str, str, int]]:
    """The figure's rows in words, for the table below the chart."""
    return [
        (
            _label(figure, row, messages),
            _series_word(figure, row["series"], messages),
            row["value"],
        )
        for row in figure.rows
    ]


def _longest(rows: Sequence[Mapping[str, Any]]) -> int:
    """The largest sum of one label's values, at least 1."""
    sums: Counter[str] = Counter()
    for row in rows:
        sums[row["label"]] += row["value"]
    return max(1, *sums.values())


def _label(figure: Figure, row: Mapping[str, Any], messages: Messages) -> str:
    label = plain(row["label"])
    if figure.name == "severities":
        return messages[f"measure.{label}"]
    return label


def _series_word(figure: Figure, series: str, messages: Messages) -> str:
    if figure.name == "slogans":
        return plain(series) or messages["chart.nobody" if figure.variant else "chart.count"]
    return messages["severity." + series if figure.name == "severities" else "metric." + series]


def _colours(series: list[str]) -> list[str]:
    free = iter(SPEAKERS)
    alone = len(series) == 1
    return [
        COLOURS.get(name) or (next(free, NOBODY) if name or alone else NOBODY)
        for name in series
    ]  # fmt: skip


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise _missing() from error
    return vl_convert


def drawn(specification: dict[str, Any]) -> str:
    """Return a Vega-Lite specification as SVG.

    Raises:
        InputError: Altair or vl-convert is not installed.
    """
    return str(_converter().vegalite_to_svg(specification))


def require() -> None:
    """Say at once, before any work is done, when charts cannot be drawn.

    Raises:
        InputError: Altair or vl-convert is not installed.
    """
    if find_spec("altair") is None or find_spec("vl_convert") is None:
        raise _missing()


def _missing() -> InputError:
    return InputError("charts need Altair and vl-convert: pip install 'zh-tongbao[report]'")


def embeddable(drawing: str, name: str, prefix: str) -> str:
    """Return SVG that can stand in a page: no fixed size, no style attribute (which the page's policy forbids).

    Parameters:
        drawing: what :func:`svg` gives.
        name: the accessible name.
        prefix: makes its element ids differ from those of other drawings in the page.

    Raises:
        ValueError: the drawing holds what a chart never has: a script, a link, a foreign object.
    """
    from xml.etree import ElementTree

    ElementTree.register_namespace("", "http://www.w3.org/2000/svg")
    root = ElementTree.fromstring(drawing)
    for element in root.iter():
        kind = element.tag.rpartition("}")[2]
        if kind in ("script", "a", "foreignObject", "image", "style", "use"):
            raise ValueError(f"a chart with <{kind}>")
        element.attrib.pop("style", None)
        if "id" in element.attrib:
            element.set("id", f"{prefix}-{element.get('id')}")
        if "clip-path" in element.attrib:
            element.set("clip-path", str(element.get("clip-path")).replace("url(#", f"url(#{prefix}-"))
    width, height = root.attrib.pop("width"), root.attrib.pop("height")
    root.set("viewBox", root.get("viewBox") or f"0 0 {width} {height}")
    root.set("role", "img")
    root.set("aria-label", name)
    return ElementTree.tostring(root, encoding="unicode")
