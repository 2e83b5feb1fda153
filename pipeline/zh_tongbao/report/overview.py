"""What is said of all documents together: how much was found, and what does not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True)
class Totals:
    """How much there is.

    Parameters:
        documents, records, checks, failing: how many.
        officials, places, slogans: how many different ones.
        days: first and last day that a record speaks of; empty strings where none names a year.
    """

    documents: int
    records: int
    checks: int
    failing: int
    officials: int
    places: int
    slogans: int
    days: tuple[str, str]


def totals(documents: Sequence[Row]) -> Totals:
    """Count what was found.

    Example:
        >>> from zh_tongbao.report.overview import totals
        >>> totals([{"records": [], "checks": [{"ok": False}], "entities": []}]).failing
        1
    """
    checks = [check for document in documents for check in document.get("checks") or ()]
    days = sorted(_days(documents))
    return Totals(
        documents=len(documents),
        records=sum(len(document.get("records") or ()) for document in documents),
        checks=len(checks),
        failing=sum(not check["ok"] for check in checks),
        officials=len({name for document in documents for name, _ in officials(document)}),
        places=len({row["code"] or row["name"] for document in documents for row in places(document)}),
        slogans=len({name for document in documents for name, _ in slogans(document)}),
        days=(days[0], days[-1]) if days else ("", ""),
    )


def officials(document: Row) -> list[tuple[str, list[str]]]:
    """Each official once, with the posts that the document gives."""
    found: dict[str, list[str]] = {}
    for entity in _entities(document, "OFFICIAL"):
        found.setdefault(entity.get("name") or entity["text"], list(entity.get("titles") or []))
    return list(found.items())


def places(document: Row) -> list[Row]:
    """Each place once: ``name`` with the divisions above it, ``code``, ``times`` that it is named; sorted by code."""
    counted = Counter(
        (entity.get("adcode") or "", " ".join(entity.get("path") or [entity.get("name") or entity["text"]]))
        for entity in _entities(document, "PLACE")
    )
    rows = [{"code": code, "name": name, "times": times} for (code, name), times in counted.items()]
    return sorted(rows, key=lambda row: (row["code"] or "~", row["name"]))


def slogans(document: Row) -> list[tuple[str, int]]:
    """Each slogan once in its canonical form, with how often it is used."""
    return Counter(e.get("canonical") or e["text"] for e in _entities(document, "SLOGAN")).most_common()


def _entities(document: Row, label: str) -> Iterator[Row]:
    return (entity for entity in document.get("entities") or () if entity["label"] == label)


def _days(documents: Sequence[Row]) -> Iterator[str]:
    for document in documents:
        for record in document.get("records") or ():
            start = (record.get("period") or {}).get("start")
            if start and not start.startswith("--"):
                yield start[:10]
