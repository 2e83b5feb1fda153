"""Records as tidy rows: the columns that every table of records has, in whatever format.

First the contract's fields, then what :class:`zh_tongbao.records.fields.Tidy` declares: what a person would otherwise have to
work out in a spreadsheet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from zh_tongbao.io.divisions import around, division
from zh_tongbao.records.adding import levels
from zh_tongbao.records.clauses import Clauses
from zh_tongbao.records.fields import DOCUMENT, RECORD, TIDY, Tidy
from zh_tongbao.records.last_day import last_day
from zh_tongbao.records.schema import Cell, Column, value_at
from zh_tongbao.vocab.readers import terms

__all__ = ["COLUMNS", "Cell", "Column", "clauses", "record_rows"]

TERMS = "vocab/audit_terms.csv"
ENDS = frozenset({"sentence_end", "clause_end"})
# Kinds of words of that table.

_HEADS = tuple(column for name in DOCUMENT.heads for column in DOCUMENT[name].columns)

COLUMNS = (*_HEADS, Column("record", "integer"), *RECORD.columns, *TIDY.columns)
# ``id``, ``published``, ``region`` of the document, its index in it (what ``parent`` points to), its fields, and what follows
# from them.


def record_rows(document: Mapping[str, Any]) -> Iterator[tuple[Cell, ...]]:
    """Yield one row a record, its cells in the order of :data:`COLUMNS`.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.io.record_rows import record_rows
        >>> place = {"text": "长春市", "adcode": "220100"}
        >>> record = {"start": 5, "end": 7, "text": "3例", "count": 3, "measure": "new", "metric": "death", "place": place}
        >>> [row] = record_rows({"id": "a", "published": "2022-04-03", "text": "长春市死亡3例。", "records": [record]})
        >>> row[:8]
        ('a', '2022-04-03', None, 0, 5, 7, '3例', 3)
        >>> row[-8:]
        (None, '长春市', '吉林省', '长春市', None, 'prefecture', 'total', '长春市死亡3例。')
    """
    head = tuple(document.get(column.name) for column in _HEADS)
    records = document.get("records") or ()
    text = document.get("text") or ""
    for index, (record, add) in enumerate(zip(records, levels(records))):
        fields = (value_at(record, column.name) for column in RECORD.columns)
        tidy = _tidy(record, add, text)
        yield (*head, index, *fields, *(value_at(tidy, column.name) for column in TIDY.columns))


@lru_cache(maxsize=1)
def clauses() -> Clauses:
    """What finds the clause of a count."""
    return Clauses(term["term"] for term in terms(TERMS) if term["kind"] in ENDS)


def _tidy(record: Mapping[str, Any], add: str | None, text: str) -> Tidy:
    adcode = value_at(record, "place.adcode")
    place = division(adcode)
    names = {found.level: found.name for found in around(adcode or "")}
    return {
        "date": last_day(value_at(record, "period.end")),
        "place_name": place.name if place else value_at(record, "place.text"),
        "province": names.get("province"),
        "city": names.get("prefecture") or (names.get("province") if _is_in_a_municipality(adcode) else None),
        "county": names.get("county"),
        "place_level": place.level if place else None,  # type: ignore[typeddict-item]
        "add": add,
        "sentence": clauses()(text, record["start"], record["end"]),
    }


def _is_in_a_municipality(adcode: str | None) -> bool:
    """Whether a division is one of a province that has no cities but districts: its code names a city that there is not."""
    return adcode is not None and adcode[2:4] in ("01", "02") and division(f"{adcode[:4]}00") is None
