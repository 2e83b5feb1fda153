"""The books audited: whether the bulletins of one day, and of consecutive days, agree with themselves and each other.

Read :func:`audit` first. Plain Python over the contract's documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

from zh_tongbao.records.audit_figures import DAY, SUBJECT, Figure, Figures, Subject, day_of, figures_of, subject_of
from zh_tongbao.records.audit_periods import Members, Periods, members_of_none
from zh_tongbao.records.audit_rules import Mismatch, balance, carry, flow, parts, sources
from zh_tongbao.records.clauses import Clauses
from zh_tongbao.records.fields import RECORD
from zh_tongbao.records.schema import Column, value_at
from zh_tongbao.records.stretches_of_time import stretch_of

Row = dict[str, Any]
Place = tuple[str, date]
"""Adcode and day."""

SEVERITIES = ("error", "warning", "note")
# ``error``: figures of one document contradict each other. ``warning``: figures of several do, and none says why.
# ``note``: a correction that a bulletin announces, or another cause, explains it.

ACCOUNT = "account"
# Relation of the checks that sum a stock (cumulative is current, discharged and dead).
RULES = {ACCOUNT: "balance", "change": "change", "kinds": "kinds", "disease": "classes"}
# Of failing checks, by their relation; of the others it is `breakdown`.

COUNTED = RECORD.key_columns((*RECORD.line, *RECORD.scope))
# What says which figure a finding is of, besides its place and its day.

COLUMNS = (
    *map(Column, ("rule", "severity", "date", "adcode", "place")),
    *COUNTED,
    *(Column(name, "integer") for name in ("expected", "found", "difference")),
    *map(Column, ("cause", "reason", "evidence")),
)
# Of the findings as a table.

STATED = frozenset({"change", "kinds"})
# Relations of checks that look at what the text states, by what follows from the rest.

CAUSES = ("correction", "conversion", "missing_day")


class Auditor:
    """Audit documents.

    Parameters:
        documents: of the contract, in any order; held while the audit lasts.
        corrections: words that announce a correction.
        sentence_ends: characters that end a sentence; a line's end always does.
        children: by adcode, the divisions right below it.
        clause_ends: characters that end a clause, beside those that end a sentence: evidence is clauses.
        members: of the code of a class or a disease and a day, the codes of the diseases or types that it is made of.
    """

    def __init__(
        self,
        documents: Sequence[Row],
        corrections: Sequence[str] = (),
        sentence_ends: str = "",
        children: Mapping[str, list[str]] | None = None,
        clause_ends: str = "",
        members: Members = members_of_none,
    ):
        self._documents = documents
        self._corrections = re.compile("|".join(map(re.escape, corrections)) or "(?!)")
        ends = re.escape(sentence_ends)
        self._sentences = re.compile(f"[^\\n{ends}]+[{ends}]*" if ends else "[^\\n]+")
        self._clauses = Clauses(sentence_ends + clause_ends)
        self._children = children or {}
        self._members = members
        self._converted = _converted(documents)
        self._near = _by_day(documents)

    def findings(self) -> Iterator[Row]:
        """Yield the findings: those within documents first, then by place and day."""
        for place, document in enumerate(self._documents):
            for check in document.get("checks") or ():
                if not check["ok"] and not self._balanced(document, check):
                    yield self._breakdown(place, document, check)
        for subject, figures in figures_of(self._documents).items():
            yield from self._between(figures, self._converted.get(subject, {}))
        for mismatch in Periods(self._documents, self._members).mismatches():
            yield self._finding(mismatch)

    def _between(self, figures: Figures, converted: Mapping[Place, Figure]) -> Iterator[Row]:
        """The findings in the books of one subject."""
        for adcode in figures.places():
            mismatches = chain(
                flow(figures, adcode),
                balance(figures, adcode),
                carry(figures, adcode, converted),
                sources(figures, adcode),
                parts(figures, adcode, self._children),
            )
            for mismatch in sorted(mismatches, key=lambda found: (found.day, found.rule, str(found.kind))):
                yield self._finding(mismatch)

    def _balanced(self, document: Row, check: Row) -> bool:
        """Whether a check is an account that the rule ``balance`` covers; of people in treatment it is not."""
        return bool(check["relation"] == ACCOUNT and document["records"][check["parts"][0]]["metric"] == "confirmed")

    def _breakdown(self, place: int, document: Row, check: Row) -> Row:
        record = document["records"][check["parent"]]
        stretch = stretch_of(record)
        involved = [check["parent"], *check["parts"]]
        expected, found = check["expected"], check["sum"]
        if check["relation"] in STATED:
            expected, found = found, expected
        finding = {
            "rule": RULES.get(check["relation"], "breakdown"),
            "severity": "error",
            "date": stretch.last.isoformat() if stretch else None,
            "adcode": (record.get("place") or {}).get("adcode"),
            "place": (record.get("place") or {}).get("text"),
            **{column.name: value_at(record, column.name) for column in COUNTED},
            "expected": expected,
            "found": found,
            "difference": found - expected,
        }
        figures = [Figure(0, place, index, True, None) for index in involved]
        return {**finding, "cause": None, "reason": None, "evidence": self._evidence(figures)}

    def _finding(self, mismatch: Mismatch) -> Row:
        figure, difference = mismatch.figure, mismatch.figure.count - mismatch.expected
        cause, reason = self._cause(mismatch, difference)
        record = self._record(figure)
        alone = all(other.document == figure.document for other in mismatch.others)
        return {
            "rule": mismatch.rule,
            "severity": "note" if cause else "error" if alone else "warning",
            "date": mismatch.day.isoformat(),
            "adcode": mismatch.adcode,
            "place": record["place"]["text"],
            **mismatch.kind._asdict(),
            **{column.name: value_at(record, column.name) for column in SUBJECT},
            "expected": mismatch.expected,
            "found": figure.count,
            "difference": difference,
            "cause": cause,
            "reason": reason,
            "evidence": self._evidence([figure, *mismatch.others]),
        }

    def _cause(self, mismatch: Mismatch, difference: int) -> tuple[str | None, str | None]:
        """A cause that explains a mismatch, and the sentence that says so: what is announced first, then what fits.

        A correction that names the difference comes before one that names another number or none; the place's
        bulletins of the days beside count only if they name it.
        """
        own = {figure.document for figure in (mismatch.figure, *mismatch.others)}
        near = {
            place for day in (-1, 0, 1) for place in self._near.get((mismatch.adcode, mismatch.day + day * DAY), ())
        }
        named = re.compile(rf"(?<![0-9]){abs(difference)}(?![0-9])")
        announced = [sentence for place in sorted(own) for sentence in self._announced(place)]
        beside = [sentence for place in sorted(near - own) for sentence in self._announced(place)]
        for sentence in (*(found for found in (*announced, *beside) if named.search(found)), *announced):
            return "correction", sentence
        converted = self._converted.get(subject_of(self._record(mismatch.figure)), {})
        moved = converted.get((mismatch.adcode, mismatch.day))
        if moved and moved.count == abs(difference) and moved not in mismatch.others:
            return "conversion", self._sentence(moved)
        return ("missing_day", None) if mismatch.days_missing else (None, None)

    def _announced(self, place: int) -> Iterator[str]:
        """The sentences of a document that announce a correction."""
        for sentence in self._sentences.finditer(self._documents[place]["text"]):
            if self._corrections.search(sentence.group()):
                yield sentence.group().strip()

    def _evidence(self, figures: Sequence[Figure]) -> list[Row]:
        """The figures and the words around them: each clause once, as much of it as shows its figures."""
        found: dict[tuple[int, int, int], list[Row]] = {}
        for figure in figures:
            record = self._record(figure)
            bounds = self._clauses.bounds(self._text(figure.document), record["start"], record["end"])
            found.setdefault((figure.document, *bounds), []).append(record)
        return [
            {
                "document": self._documents[document].get("id"),
                "start": records[0]["start"],
                "end": records[0]["end"],
                "text": records[0]["text"],
                "sentence": self._clauses.shown(
                    self._text(document),
                    (first, last),
                    min(record["start"] for record in records),
                    max(record["end"] for record in records),
                ),
            }
            for (document, first, last), records in found.items()
        ]

    def _text(self, document: int) -> str:
        return str(self._documents[document]["text"])

    def _sentence(self, figure: Figure) -> str:
        record = self._record(figure)
        return self._clauses(self._text(figure.document), record["start"], record["end"])

    def _record(self, figure: Figure) -> Row:
        record: Row = self._documents[figure.document]["records"][figure.record]
        return record


def audit(
    documents: Sequence[Row],
    corrections: Sequence[str] = (),
    sentence_ends: str = "",
    children: Mapping[str, list[str]] | None = None,
) -> list[Row]:
    """Find where the figures of bulletins contradict each other.

    Parameters:
        documents, corrections, sentence_ends, children: as of :class:`Auditor`.

    Returns:
        Findings, each with ``rule``, ``severity``, ``date``, ``adcode``, ``place``, what is counted (``metric``, ``of``,
        ``measure``, ``origin``), ``expected``, ``found``, ``difference``, a suggested ``cause`` with the ``reason`` (the
        sentence that announces it), and the ``evidence``: figures with their sentences.

    Example:
        >>> from zh_tongbao.records.audit import audit
        >>> def bulletin(day, new, total):
        ...     period = {"start": f"2022-04-{day:02}T00:00", "end": f"2022-04-{day + 1:02}T00:00"}
        ...     place = {"text": "长春市", "adcode": "220100"}
        ...     both = {"metric": "confirmed", "place": place, "period": period, "start": 0, "end": 1, "text": "1"}
        ...     records = [{**both, "measure": "new", "count": new}, {**both, "measure": "cumulative", "count": total}]
        ...     return {"id": str(day), "text": "1", "records": records}
        >>> [finding] = audit([bulletin(1, 2, 10), bulletin(2, 3, 12)])
        >>> finding["rule"], finding["date"], finding["expected"], finding["found"]
        ('flow', '2022-04-02', 13, 12)
    """
    return list(Auditor(documents, corrections, sentence_ends, children).findings())


def _converted(documents: Sequence[Row]) -> dict[Subject, dict[Place, Figure]]:
    """By subject, counts of asymptomatic people who became confirmed cases that day, where one figure alone says it."""
    found: dict[Subject, dict[Place, list[Figure]]] = {}
    for place, document in enumerate(documents):
        for index, record in enumerate(document.get("records") or ()):
            if record["measure"] != "new" or record["metric"] != "confirmed" or record.get("parent") is not None:
                continue
            if record.get("from") != "asymptomatic" or record.get("modifier") is not None:
                continue
            adcode, day = (record.get("place") or {}).get("adcode"), day_of(record)
            if adcode and day:
                figure = Figure(record["count"], place, index, True, record.get("origin"))
                found.setdefault(subject_of(record), {}).setdefault((adcode, day), []).append(figure)
    return {
        subject: {key: figures[0] for key, figures in placed.items() if len({figure.count for figure in figures}) == 1}
        for subject, placed in found.items()
    }


def _by_day(documents: Sequence[Row]) -> dict[tuple[str, date], list[int]]:
    """Documents by each place and day that they have figures of."""
    found: dict[tuple[str, date], list[int]] = {}
    for place, document in enumerate(documents):
        keys = {
            (adcode, day)
            for record in document.get("records") or ()
            if (adcode := (record.get("place") or {}).get("adcode")) and (day := day_of(record))
        }
        for key in keys:
            found.setdefault(key, []).append(place)
    return found
