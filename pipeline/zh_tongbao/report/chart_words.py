"""What a chart says in words: its title with all that its numbers are counted by, its labels, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zh_tongbao.report.diseases import disease_name
from zh_tongbao.report.figure import Figure
from zh_tongbao.report.markup import plain
from zh_tongbao.report.record_tree import period_words

LABEL = 16
MOST_LINES = 8
# Characters of a label in a line, and lines of a label; the last one holds the rest.

SEPARATOR = " · "
# Between the parts of a title.

BREAK = "\u00a6"
# Stands for the end of a line in a label.

Messages = Mapping[str, str]


def title(figure: Figure, messages: Messages) -> str:
    """The figure's heading: what, of which level, disease, place and origin, when, in which unit, how many rows it leaves out."""
    name = messages[".".join(filter(None, ("chart", figure.name, figure.variant)))]
    more = messages["chart.more"].format(figure.hidden) if figure.hidden else ""
    level = messages[f"chart.level.{figure.level}"] if figure.level else ""
    metric = series_word(figure, figure.rows[0]["series"], messages) if figure.name == "map" else ""
    origin = messages.get(f"origin.{figure.origin}", figure.origin) if figure.origin else ""
    disease = disease_name(figure.disease) or figure.disease
    when = ""
    if figure.period is not None and any(figure.period):
        kind, moment = period_words({"start": figure.period[0] or None, "end": figure.period[1]})
        when = f"{messages[f'period.{kind}']} {moment}".strip()
    parts = (f"{name}{more}", level, disease, figure.place, metric, origin, when, unit(figure, messages))
    return plain(SEPARATOR.join(filter(None, parts)))


def note(figure: Figure, messages: Messages) -> str:
    """What the figure shows of a larger total; empty where none is stated, or it shows all of it."""
    if figure.share is None:
        return ""
    shown, total, place = figure.share
    return messages["chart.share"].format(shown=f"{shown:,}", total=f"{total:,}", place=plain(place))


def unit(figure: Figure, messages: Messages) -> str:
    """What the figure's numbers count."""
    return messages["chart.unit.times" if figure.name == "slogans" else "chart.unit.people"]


def table(figure: Figure, messages: Messages) -> list[tuple[str, str, int]]:
    """The figure's rows in words, for the table below the chart."""
    return [
        (
            label_of(figure, row, messages),
            series_word(figure, row["series"], messages),
            row["value"],
        )
        for row in figure.rows
        if row["value"] is not None
    ]


def folded(label: str) -> str:
    """A label broken into lines, so that a long one is shown whole.

    Example:
        >>> from zh_tongbao.report.chart_words import folded
        >>> folded("a" * 20)
        'aaaaaaaaaaaaaaaa¦aaaa'
    """
    lines = [label[at : at + LABEL] for at in range(0, len(label), LABEL)]
    return BREAK.join(
        [*lines[: MOST_LINES - 1], "".join(lines[MOST_LINES - 1 :])] if len(lines) > MOST_LINES else lines
    )


def label_of(figure: Figure, row: Mapping[str, Any], messages: Messages) -> str:
    """The label of one row."""
    label = plain(row["label"])
    if figure.name == "severities":
        return messages[f"measure.{label}"]
    return label


def series_word(figure: Figure, series: str, messages: Messages) -> str:
    """What a series shows."""
    if figure.name == "slogans":
        return plain(series) or messages["chart.nobody" if figure.variant else "chart.count"]
    return messages["severity." + series if figure.name == "severities" else "metric." + series]
