"""Where the values of a document come from: its ``evidence`` (CONTRACT R71) as lines that a person can read.

Read :func:`record_lines` first. A :class:`Line` is a field, its value, the words that gave it with a few characters of
what stands around them, and how they reach the record. The table, the report and a notebook all show these lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from zh_tongbao.records.wording import period

Row = dict[str, Any]
Role = Literal["field", "value", "context", "words", "via"]

VIA: Mapping[str, str] = {
    "own": "in its own clause",
    "total": "from its total",
    "list": "from the list it stands in",
    "sentence": "from the same sentence",
    "passage": "from the text before it",
    "document": "from elsewhere in the text",
    "title": "from the headline",
    "input": "given with the text",
    "default": "not said, taken for granted",
}
"""How words reach a record: each ``via`` of the contract in words."""

OF_COUNT = frozenset({"count", "value", "per", "unit"})
# Fields that the count's own expression gives; that it does need not be said.

AROUND = 6
# Characters of the text before and behind the words.

LONGEST = 40
# Characters of the words; of longer ones the middle is left out.

CUT = "…"


@dataclass(frozen=True)
class Line:
    """One value and where it comes from.

    Parameters:
        field: name of the contract.
        value: as text.
        via: how the words reach the record, as the contract names it.
        start: offset of the words' first character; None where they stand outside the text or nowhere.
        end: offset behind the last.
        before: what stands in front of the words, within their line of the text.
        words: themselves.
        after: what stands behind them.
    """

    field: str
    value: str
    via: str
    start: int | None = None
    end: int | None = None
    before: str = ""
    words: str = ""
    after: str = ""

    def __str__(self) -> str:
        return "".join(f"[{text}]" if role == "words" else text for text, role in self.pieces())

    @property
    def reach(self) -> str:
        """How the words reach the record, in words."""
        return VIA.get(self.via, self.via)

    def pieces(self) -> Iterator[tuple[str, Role]]:
        """The line in pieces, each with the part it plays; the words are without the marks that set them off."""
        yield self.field, "field"
        yield f" {self.value}", "value"
        if self.words:
            yield f" · {self.before}", "context"
            yield self.words, "words"
            yield self.after, "context"
        yield f" · {self.reach}", "via"


def record_lines(document: Row, index: int) -> list[Line]:
    """Return where the values of a record come from, in the order of its ``evidence``.

    The count, its value and its unit are left out where they stand in the count's own expression.

    Parameters:
        document: of the contract; a record without ``evidence`` gives no lines.
        index: of the record.

    Raises:
        IndexError: there is no such record.

    Example:
        >>> from zh_tongbao.records.explaining import record_lines
        >>> evidence = {"count": {"start": 8, "end": 10, "via": "own"}, "measure": {"start": 2, "end": 4, "via": "own"}}
        >>> record = {"start": 8, "end": 10, "count": 3, "measure": "new", "evidence": evidence}
        >>> [line] = record_lines({"text": "全市新增确诊病例3例。", "records": [record]}, 0)
        >>> print(line)
        measure new · 全市[新增]确诊病例3例… · in its own clause
    """
    records: Sequence[Row] = document.get("records") or ()
    record = records[checked_index(records, index)]
    return [
        _line(document["text"], field, _value(field, record, records), told)
        for field, told in (record.get("evidence") or {}).items()
        if told is not None and not (field in OF_COUNT and told["via"] == "own")
    ]


def entity_lines(document: Row, entity: Row) -> list[Line]:
    """Return where the values of an entity or a statement come from.

    Parameters:
        document: of the contract.
        entity: one of its entities or statements; one without ``evidence`` gives no lines. The evidence of a list
            (``titles``) is a list as long. A value that the entity's own words give needs no line.

    Example:
        >>> from zh_tongbao.records.explaining import entity_lines
        >>> told = {"titles": [{"start": 0, "end": 2, "via": "own"}]}
        >>> official = {"start": 2, "end": 5, "titles": ["省长"], "evidence": told}
        >>> print(*entity_lines({"text": "省长王小明讲话。"}, official))
        titles 省长 · [省长]王小明讲话。 · in its own clause
    """
    lines = []
    for field, told in (entity.get("evidence") or {}).items():
        value = entity.get(field)
        if isinstance(told, list):
            values = value if isinstance(value, list) else []
            pairs = [(each, one) for each, one in zip(values, told) if one is not None]
        else:
            pairs = [(" ".join(value) if isinstance(value, list) else value, told)] if told is not None else []
        lines += [_line(document["text"], field, str(each), one) for each, one in pairs if not _inside(one, entity)]
    return lines


def readable(document: Row, index: int | None = None) -> str:
    """Return the explanation of one record, or of all, as text.

    Parameters:
        document: of the contract.
        index: of the record; None for all.

    Raises:
        IndexError: there is no such record.

    Example:
        >>> from zh_tongbao.records.explaining import readable
        >>> evidence = {"place": {"start": None, "end": None, "via": "title"}}
        >>> place = {"text": "长春市", "adcode": "220100"}
        >>> record = {"start": 0, "end": 2, "text": "3例", "metric": "confirmed", "place": place, "evidence": evidence}
        >>> print(readable({"text": "3例", "records": [record]}, 0))
        record 0: 3例 confirmed
          place 长春市 220100 · from the headline
    """
    records: Sequence[Row] = document.get("records") or ()
    chosen = range(len(records)) if index is None else [checked_index(records, index)]
    lines = []
    for number in chosen:
        record = records[number]
        lines.append(f"record {number}: {record['text']} {record['metric']}")
        lines += [f"  {line}" for line in record_lines(document, number)] or ["  no evidence was kept"]
    return "\n".join(lines) if lines else "records none"


def checked_index(records: Sequence[Row], index: int) -> int:
    """Return the index of a record, counted from 0; a negative one counts from the end.

    Raises:
        IndexError: there is no such record; the message says how many there are.
    """
    if not -len(records) <= index < len(records):
        raise IndexError(f"there is no record {index}: the document has {len(records)}, numbered from 0")
    return index % len(records)


def _inside(told: Row, entity: Row) -> bool:
    start, end = told.get("start"), told.get("end")
    return start is not None and end is not None and entity["start"] <= start and end <= entity["end"]


def _line(text: str, field: str, value: str, told: Row) -> Line:
    start, end, via = told.get("start"), told.get("end"), told["via"]
    if start is None or end is None:
        return Line(field, value, via)
    return Line(field, value, via, start, end, _before(text, start), _shortened(text[start:end]), _after(text, end))


def _value(field: str, record: Row, records: Sequence[Row]) -> str:
    """The value of a record's field as text: a place with its code, a period in one word, a total by its words."""
    value = record.get(field)
    if field == "place" and isinstance(value, dict):
        return " ".join(filter(None, (value.get("text"), value.get("adcode"))))
    if field == "period" and isinstance(value, dict):
        return period(value)
    if field == "parent" and isinstance(value, int):
        return f"{records[value]['text']} (record {value})"
    return str(value)


def _before(text: str, start: int) -> str:
    """A few characters in front of an offset, within its line; the mark says that there are more."""
    line = text.rfind("\n", 0, start) + 1
    first = max(line, start - AROUND)
    return (CUT if first > line else "") + text[first:start]


def _after(text: str, end: int) -> str:
    line = text.find("\n", end)
    stop = len(text) if line < 0 else line
    last = min(stop, end + AROUND)
    return text[end:last] + (CUT if last < stop else "")


def _shortened(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    half = LONGEST // 2
    return f"{words[:half]}{CUT}{words[-half:]}"
