"""The tables of web pages: each is taken out of the page, and its rows put back into the page's text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from zh_tongbao.io.readers.rows import Span, cell_text, filled, is_table, text_of_rows

ROWS = 5_000
# Of one table.
MARK = "TABLE{}TABLE"
# What stands in the page in place of a table; longer than what is taken for clutter.


def taken_out(page: str) -> tuple[str, list[str]]:
    """The page with a mark in place of each table of numbers, and the tables as text.

    Tables that lay out a page stay. A page without tables of numbers is returned as it is.
    """
    if "<table" not in page and "<TABLE" not in page:
        return page, []
    from lxml import html

    try:
        tree = html.fromstring(page)
    except (ValueError, TypeError):  # a page that declares an encoding, or that is none
        return page, []
    found: list[str] = []
    for table in list(tree.iter("table")):
        if next(table.iterdescendants("table"), None) is not None or table.getparent() is None:
            continue
        rows = list(filled(_rows(table)))
        if not rows or not is_table(rows):
            continue
        mark = html.Element("p")
        mark.text = _mark(len(found))
        mark.tail = table.tail
        table.getparent().replace(table, mark)
        found.append(text_of_rows(rows))
    return (html.tostring(tree, encoding="unicode"), found) if found else (page, [])


def put_back(text: str, tables: list[str]) -> str:
    """The text with the tables in place of their marks; those whose marks are gone stand at its end."""
    for number, table in enumerate(tables):
        mark = _mark(number)
        text = text.replace(mark, f"\n{table}\n", 1) if mark in text else f"{text}\n{table}"
    lines = text.split("\n")
    return "\n".join(line for at, line in enumerate(lines) if line or (at > 0 and lines[at - 1])).strip("\n")


def _mark(number: int) -> str:
    return MARK.format(number) * 3 + "."


def _rows(table: Any) -> Iterator[list[Span]]:
    for number, row in enumerate(table.iter("tr")):
        if number >= ROWS:
            return
        yield [
            Span(cell_text("".join(cell.itertext())), _number(cell, "colspan"), _number(cell, "rowspan"))
            for cell in row
            if cell.tag in ("td", "th")
        ]


def _number(cell: Any, name: str) -> int:
    written = cell.get(name) or "1"
    return int(written) if written.isascii() and written.isdigit() and len(written) < 6 else 1
