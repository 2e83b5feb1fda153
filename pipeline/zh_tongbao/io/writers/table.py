"""The readable view: for each document its records as a tree, with a mark at each checked total, then who and where.

Labels are English, what was found is shown as it stands in the text. A part shows only what sets it apart from the
record that it is a part of. Nothing from a document reaches the terminal unescaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from io import TextIOBase
from typing import IO, Any, BinaryIO, cast

from rich.console import Console
from rich.text import Text

from zh_tongbao.io.printable import printable
from zh_tongbao.records.checks import KINDS
from zh_tongbao.records.fields import DOCUMENT, RECORD
from zh_tongbao.records.following import CHANGE
from zh_tongbao.records.wording import number_of, period

Row = dict[str, Any]
Styled = tuple[str, str]

OK, FAILED = "✓", "✗"
DEEPEST = 24
SAME_LEVEL = "·· "
# Records below so many others are not set in any further: the lines would grow with the square of the depth.

SHOWN = tuple(name for name in RECORD.view if name != "metric")
# What stands behind count and metric.

WORDS = "bold black on yellow"
# Style of words that are pointed out; without colours they stand in brackets.


class TableWriter:
    """Write documents for people to read.

    Parameters:
        stream: open for bytes; colours are used only where it is a terminal.
    """

    def __init__(self, stream: BinaryIO):
        text = cast(IO[str], _Utf8(stream))
        self._console = Console(file=text, highlight=False, markup=False, emoji=False, force_jupyter=False)
        self._coloured = self._console.color_system is not None and not self._console.no_color
        self._first = True

    def write(self, document: Row) -> None:
        """Write one document; the first is not preceded by an empty line."""
        if not self._first:
            self._line([])
        self._first = False
        for line in self._lines(document):
            self._line(line)

    def _lines(self, document: Row) -> Iterator[list[Styled]]:
        return lines(document)

    def finish(self) -> None:
        """Nothing is left to write."""

    def _line(self, parts: list[Styled]) -> None:
        shown = ((self._marked(printable(text), style), style) for text, style in parts)
        self._console.print(Text.assemble(*shown), soft_wrap=True)

    def _marked(self, text: str, style: str) -> str:
        return f"[{text}]" if style == WORDS and not self._coloured else text


class _Utf8(TextIOBase):
    """UTF-8 text onto a binary stream that stays open; a TextIOWrapper would close it in the end."""

    encoding = "utf-8"

    def __init__(self, stream: BinaryIO):
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(text.encode(errors="backslashreplace"))
        return len(text)

    def isatty(self) -> bool:
        return self._stream.isatty()


@dataclass(frozen=True)
class Below:
    """What is said below a record and below an official, a place or a slogan.

    Parameters:
        record: gives the lines about the record with an index.
        entities: gives the lines about entities that the table shows as one.
    """

    record: Callable[[int], Iterable[list[Styled]]] = lambda _: ()
    entities: Callable[[Iterable[Row]], Iterable[list[Styled]]] = lambda _: ()


NOTHING = Below()


def readable(document: Row) -> str:
    """Return one document's view as text without colours.

    Example:
        >>> from zh_tongbao.io.writers.table import readable
        >>> print(readable({"id": "a", "published": "2022-04-03", "entities": [], "records": []}))
        a  2022-04-03
        records none
    """
    return "\n".join("".join(printable(text) for text, _ in line) for line in lines(document))


def lines(document: Row, below: Below = NOTHING) -> Iterator[list[Styled]]:
    """One document's view, line by line, with what else is to be said below each record and name."""
    yield list(heading(document))
    yield from record_lines(document, below)
    yield from people_lines(document, below)
    yield from place_lines(document, below)
    yield from slogan_lines(document, below)


def heading(document: Row) -> Iterator[Styled]:
    """The document's line: id, day, region, title."""
    yield str(document.get("id") or "document"), "bold underline"
    for field in DOCUMENT.reading:
        if field in DOCUMENT.given and field != "id" and document.get(field):
            yield f"  {document[field]}", "cyan" if field != "title" else ""


def record_lines(document: Row, below: Below) -> Iterator[list[Styled]]:
    """The records as a tree, the checks of each total right below it."""
    records = document.get("records") or []
    yield [(f"records {len(records)}", "bold")] if records else [("records none", "dim")]
    parts: dict[int | None, list[int]] = {}
    for index, record in enumerate(records):
        parts.setdefault(record.get("parent"), []).append(index)
    checks: dict[int, list[Row]] = {}
    for check in document.get("checks") or []:
        checks.setdefault(check["parent"], []).append(check)

    deeper = 0
    waiting = [_Branch(root, "  ", "", "") for root in reversed(parts.get(None, []))]
    while waiting:
        branch = waiting.pop()
        record, lower = records[branch.index], parts.get(branch.index, [])
        deeper += branch.level > DEEPEST
        parent = None if record.get("parent") is None else records[record["parent"]]
        yield [(branch.prefix + branch.tip, "dim"), *record_line(record, parent)]
        stem = branch.prefix + branch.trunk
        beside = (stem + ("│  " if lower else "   "), "dim")
        for said in below.record(branch.index):
            yield [beside, *said]
        for check in checks.get(branch.index, []):
            yield [beside, *check_line(check, records)]
        waiting += [branch.part(index, last=index == lower[-1]) for index in reversed(lower)]
    if deeper:
        yield [(f"  {deeper} of them deeper than {DEEPEST} levels, marked {SAME_LEVEL.strip()}", "dim")]


@dataclass(frozen=True)
class _Branch:
    """A record and where its line begins.

    Parameters:
        index: of the record.
        prefix: the lines of the tree that pass it.
        tip: what leads to it.
        trunk: what stands below the tip.
        level: in the tree, from 1.
    """

    index: int
    prefix: str
    tip: str
    trunk: str
    level: int = 1

    def part(self, index: int, *, last: bool) -> _Branch:
        """The branch of one of its parts; from a level on they are not set in further."""
        level = self.level + 1
        if level > DEEPEST:
            return _Branch(index, self.prefix, SAME_LEVEL, self.trunk, level)
        stem = self.prefix + self.trunk
        return _Branch(index, stem, "└─ " if last else "├─ ", "   " if last else "│  ", level)


def record_line(record: Row, parent: Row | None) -> Iterator[Styled]:
    """One record: count, unit, metric, and what it does not share with its parent."""
    number = number_of(record)
    count = f"{number:+}" if record.get("measure") == "change" else str(number)
    modifier = f"{record['modifier']} " if record.get("modifier") else ""
    yield f"{modifier}{count}{record.get('unit') or ''}", "bold"
    yield f" {record['metric']}", ""
    for field in SHOWN:
        value = record.get(field)
        if value is None or value == "" or (isinstance(value, dict) and not any(value.values())):
            continue  # a period or a place may be there with nothing in it
        if parent is not None and parent.get(field) == value:
            continue
        if field == "period":
            yield f" · {period(value)}", "dim"
        elif isinstance(value, dict):
            codes = "".join(f" {code}" for name, code in value.items() if name != "text" and code)
            yield f" · {value.get('text') or ''}{codes}", "cyan"
        else:
            yield f" · {field} {value}" if RECORD[field].role.named else f" · {value}", ""
    if record.get("derived"):
        yield " · derived", "italic"


def check_line(check: Row, records: list[Row]) -> Iterator[Styled]:
    """One checked total: a mark, the breakdown, and the sum beside what was expected."""
    if check["relation"] in (CHANGE, KINDS):
        mark, style = (OK, "green") if check["ok"] else (FAILED, "bold red")
        follows = "" if check["ok"] else f", but {check['sum']} follows"
        yield f"{mark} by {check['relation']}: {check['expected']}{follows}", style
        return
    counts = " + ".join(str(records[index]["count"]) for index in check["parts"])
    if check["ok"]:
        yield f"{OK} by {check['relation']}: {check['expected']} = {counts}", "green"
    else:
        difference = check["sum"] - check["expected"]
        yield (
            f"{FAILED} by {check['relation']}: expected {check['expected']}, "
            f"parts sum to {check['sum']} ({difference:+d}) = {counts}",
            "bold red",
        )


def people_lines(document: Row, below: Below) -> Iterator[list[Styled]]:
    """Each official once, with posts."""
    people = {entity["name"]: entity for entity in _entities(document, "OFFICIAL")}
    if people:
        yield [(f"officials {len(people)}", "bold")]
    for name, entity in people.items():
        yield [(f"  {name}", "bold"), (f"  {', '.join(entity.get('titles') or [])}".rstrip(), "")]
        yield from below.entities([entity])


def place_lines(document: Row, below: Below) -> Iterator[list[Styled]]:
    """Each place once, with its adcode and how often it is named."""
    places: dict[tuple[str, str], list[Row]] = {}
    for entity in _entities(document, "PLACE"):
        name = " ".join(entity.get("path") or [entity.get("name") or entity["text"]])
        places.setdefault((name, entity.get("adcode") or ""), []).append(entity)
    if places:
        yield [(f"places {len(places)}", "bold")]
    for (name, adcode), mentions in sorted(places.items(), key=lambda item: (item[0][1] or "999999", item[0][0])):
        yield [(f"  {adcode or '------'} ", "cyan"), (name, ""), _times(mentions)]
        yield from below.entities(mentions)


def slogan_lines(document: Row, below: Below) -> Iterator[list[Styled]]:
    """Each slogan once, in its canonical form, with how often it is used."""
    slogans: dict[str, list[Row]] = {}
    for entity in _entities(document, "SLOGAN"):
        slogans.setdefault(entity.get("canonical") or entity["text"], []).append(entity)
    if slogans:
        yield [(f"slogans {len(slogans)}", "bold")]
    for canonical, mentions in slogans.items():
        yield [(f"  {canonical}", ""), _times(mentions)]
        yield from below.entities(mentions)


def _times(mentions: list[Row]) -> Styled:
    return (f" ×{len(mentions)}" if len(mentions) > 1 else "", "dim")


def _entities(document: Row, label: str) -> Iterator[Row]:
    return (entity for entity in document.get("entities") or () if entity["label"] == label)
