"""Checks of what is counted by disease: how many diseases of a class are left, and whether all of them add up (CONTRACT R70).

除A、B无发病外，其余22种…: 22 must be the size of the class on that day less the diseases that are excepted. Parts by disease
are summed where every member of their class, or every type of their disease, is named with a count: a table of a class.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from zh_tongbao.components.case_attributes.stretches import any_of
from zh_tongbao.components.evidence import Around
from zh_tongbao.records.checks import KINDS
from zh_tongbao.records.fields import Check
from zh_tongbao.vocab.diseases import Members
from zh_tongbao.vocab.tables import Row

CLASS = "class"
DISEASE: Literal["disease"] = "disease"
MINUTE = timedelta(minutes=1)
Record = Mapping[str, Any]


class Kinds:
    """Check the numbers of kinds.

    Parameters:
        rows: of the vocabulary: the kinds ``rest``, ``other_unit`` and ``table_class``.
        diseases: of diseases.csv.
    """

    def __init__(self, rows: Iterable[Row], diseases: Iterable[Row]):
        rows, diseases = list(rows), list(diseases)
        classes = {row["term"]: row["value"] for row in rows if row["kind"] == "table_class"}
        self._members = Members(diseases, classes)
        self._classes = {row["code"] for row in diseases if row["kind"] == CLASS}
        self._left = re.compile(
            rf"{any_of(rows, 'rest')}[ \u3000]?(?P<many>[0-9]{{1,2}})[ \u3000]?{any_of(rows, 'other_unit')}"
        )

    def checks(self, view: str, records: Sequence[Record], around: Callable[[int], Around]) -> Iterator[Check]:
        """The checks of one document, those of parts first.

        Parameters:
            view: its normalised text.
            records: its own.
            around: the clause and the sentence of a position.
        """
        yield from self._of_parts(records)
        for match in self._left.finditer(view):
            _, _, first, last = around(match.start())
            behind = (at for at, record in enumerate(records) if match.end() <= record["start"] < last)
            total = next(behind, None)
            if total is None or _code(records[total]) not in self._classes:
                continue
            check = self._check(records, total, int(match["many"]), first, match.start())
            if check is not None:
                yield check

    def _of_parts(self, records: Sequence[Record]) -> Iterator[Check]:
        """The totals whose parts by disease are all that there are."""
        groups: dict[int, list[int]] = {}
        for index, record in enumerate(records):
            if record["parent"] is not None and record["relation"] == DISEASE:
                groups.setdefault(record["parent"], []).append(index)
        told: dict[str, dict[str, set[str]]] = {}
        for record in records if groups else ():
            told.setdefault(_when_and_where(record), {}).setdefault(record["metric"], set()).add(_code(record))
        for parent, parts in sorted(groups.items()):
            total = records[parent]
            day = _last_day(total)
            numbers = [records[part]["count"] for part in parts]
            if day is None or total["count"] is None or None in numbers or total["modifier"] is not None:
                continue
            members = self._members(_code(total), day) - set(total["excludes"])
            of_parts = [self._held(_code(records[part]), day) for part in parts]
            here = told[_when_and_where(total)]
            blank = set[str]().union(*here.values()) - here[total["metric"]]  # counted in another column alone
            covered = frozenset[str]().union(*of_parts) | blank
            apart = sum(map(len, of_parts)) == len(frozenset[str]().union(*of_parts))
            if members and apart and covered >= members:
                expected, whole = total["count"], sum(numbers)
                yield {
                    "parent": parent,
                    "relation": DISEASE,
                    "expected": expected,
                    "sum": whole,
                    "ok": expected == whole,
                    "parts": parts,
                }

    def _held(self, code: str, day: str) -> frozenset[str]:
        """The diseases that a part stands for: those of a class, or itself."""
        return self._members(code, day) if code in self._classes else frozenset({code})

    def _check(self, records: Sequence[Record], total: int, told: int, first: int, last: int) -> Check | None:
        """What is told beside the size of the class less the diseases that the sentence says had no cases before."""
        day = _last_day(records[total])
        if day is None:
            return None
        members = self._members(_code(records[total]), day) - set(records[total]["excludes"])
        excepted = {
            _code(record): at
            for at, record in reversed(list(enumerate(records)))
            if first <= record["start"] < last and record["count"] == 0 and _code(record) in members
        }
        if not excepted or not members:
            return None
        left = len(members) - len(excepted)
        return {
            "parent": total,
            "relation": KINDS,
            "expected": told,
            "sum": left,
            "ok": told == left,
            "parts": sorted(excepted.values()),
        }


def _code(record: Record) -> str:
    return (record["disease"] or {}).get("code") or ""


def _when_and_where(record: Record) -> str:
    return f"{record['period']} {record['place']}"


def _last_day(record: Record) -> str | None:
    """The last day that a record counts; None where its year is unknown."""
    end = (record["period"] or {}).get("end")
    if not end or end.startswith("-"):
        return None
    return (datetime.fromisoformat(end) - MINUTE).date().isoformat()
