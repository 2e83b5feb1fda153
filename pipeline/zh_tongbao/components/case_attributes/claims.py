"""Values that know the words that gave them, and from these the ``evidence`` of each record (CONTRACT R71).

The grammar passes values on: a clause names a measure, the passage keeps it, a part takes it over from its total. So
that a record can say where each of its values comes from, the value itself carries the offsets of its words on the way:
:class:`Said` is a string, :class:`Found` a place or period, and both compare and print like what they stand for.
:func:`explain` turns them into plain values and the ``evidence`` beside them, once, when all records stand.

*How* the words reach the record (``via``) follows from where they stand: in the record's own clause, beside it in a
list, in its sentence, before it or behind it in the document; or from its total, where that has the same words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from zh_tongbao.components.case_attributes.items import Item

SEPARATORS = frozenset({"stop", "line", "semicolon", "comma", "listing", "open", "close"})
ENUMERATION = "listing"
END = 2**62
# Behind every offset.

CARRIED = (
    "modifier",
    "metric",
    "of",
    "measure",
    "origin",
    "severity",
    "from",
    "detected",
    "place",
    "source",
    "period",
    "disease",
    "compared",
)
# The fields whose values carry their words; those of the others follow from the count and from these.
COMPARED = "compared"
# The field that says something though it may name nothing: that there is a comparison.

Evidence = dict[str, Any]


class Words(Protocol):
    """A stretch of the text: an item, or a value that carries its words; None where no words of the text gave it."""

    @property
    def start(self) -> Any:
        """Offset of its first character."""

    @property
    def end(self) -> Any:
        """Offset behind its last character."""


class Stretch(NamedTuple):
    """A stretch of the text, half-open."""

    start: int
    end: int


class Said(str):
    """A value of a field with the words that gave it.

    Example:
        >>> from zh_tongbao.components.case_attributes.claims import Stretch, said
        >>> measure = said("new", Stretch(4, 6))
        >>> measure == "new", measure.start, measure.end
        (True, 4, 6)
    """

    __slots__ = ("end", "start", "via")
    start: int | None
    end: int | None
    via: str | None


class Found(dict[str, Any]):
    """A place or a period with the words that gave it."""

    __slots__ = ("end", "start", "via")
    start: int | None
    end: int | None
    via: str | None


def said(value: str, words: Words) -> Said:
    """A value and the words that gave it."""
    claim = Said(value)
    claim.start, claim.end, claim.via = words.start, words.end, None
    return claim


def said_by(value: str, row: Mapping[str, Any]) -> Said:
    """A value and the entity that gave it."""
    claim = said(value, Stretch(row["start"], row["end"]))
    if "via" in row:
        claim.start, claim.end, claim.via = None, None, row["via"]
    return claim


def assumed(value: str) -> Said:
    """A value that nothing in the text gave: what the genre means where it says nothing."""
    claim = Said(value)
    claim.start, claim.end, claim.via = None, None, "default"
    return claim


def found(value: dict[str, Any], words: Words) -> Found:
    """A place or period and the words that gave it."""
    claim = Found(value)
    claim.start, claim.end, claim.via = words.start, words.end, None
    return claim


def found_by(value: dict[str, Any], row: Mapping[str, Any]) -> Found:
    """A place or period and the entity that gave it."""
    claim = found(value, Stretch(row["start"], row["end"]))
    if "via" in row:
        claim.start, claim.end, claim.via = None, None, row["via"]
    return claim


def given(value: dict[str, Any], via: str) -> Found:
    """A place that stands outside the text: in its ``title`` or in what is known of it (``input``)."""
    claim = Found(value)
    claim.start, claim.end, claim.via = None, None, via
    return claim


class Layout:
    """Where the clauses and sentences of a document begin.

    Parameters:
        items: its items.
        sentences: the offsets behind its sentence ends, ascending.
    """

    def __init__(self, items: Sequence[Item], sentences: Sequence[int]):
        marks = [item for item in items if item.kind in SEPARATORS]
        self.clauses = sorted([item.start for item in marks])
        self._ends = [*self.clauses, END]
        self.lists = sorted([item.start for item in marks if item.kind != ENUMERATION])
        self.sentences = sentences

    def clause(self, offset: int) -> Stretch:
        """The clause at an offset."""
        number = bisect_right(self.clauses, offset)
        return Stretch(self.clauses[number - 1] if number else 0, self._ends[number])

    def outside(self, words: int, count: int) -> str:
        """How words that stand outside a count's clause reach it, from one offset to the other."""
        if bisect_right(self.lists, words) == bisect_right(self.lists, count):
            return "list"
        if bisect_right(self.sentences, words) == bisect_right(self.sentences, count):
            return "sentence"
        return "passage" if words < count else "document"


def explain(records: Sequence[dict[str, Any]], layout: Layout, carried: Sequence[str] = CARRIED) -> None:
    """Give each record its ``evidence``, and plain values in place of those that carry words.

    Parameters:
        records: the document's records, whose ``mark`` is the word or bracket that makes each a part.
        layout: where the document's clauses and sentences begin.
        carried: the fields whose values carry their words.
    """
    explainer = _Explainer(records, layout, carried)
    evidence = [explainer.evidence(record) for record in records]
    for record, own in zip(records, evidence):
        del record["mark"]
        for field in carried:
            value = record[field]
            if value is None:
                continue
            kind = type(value)
            if kind is Said:
                record[field] = str(value)
            elif kind is Found:
                record[field] = dict(value)
        record["evidence"] = own


class _Explainer:
    """Read the evidence of records off the values that carry their words.

    Parts share what they have from one total, so that a long list costs little.
    """

    def __init__(self, records: Sequence[dict[str, Any]], layout: Layout, carried: Sequence[str]):
        self.records = records
        self.layout = layout
        self.carried = carried
        self.inherited: dict[tuple[int, str], Evidence] = {}
        self.clause = Stretch(0, 0)
        self.start = 0

    def evidence(self, record: dict[str, Any]) -> Evidence:
        """The evidence of one record."""
        start, parent = record["start"], record["parent"]
        self.start, self.clause = start, self.layout.clause(start)
        total = self.records[parent] if parent is not None else None
        count = {"start": start, "end": record["end"], "via": "own"}
        evidence: Evidence = {"count": count} if record["count"] is not None else {}
        evidence["value"] = count
        if record["per"] is not None:
            evidence["per"] = count
        if record["unit"] is not None:
            evidence["unit"] = count
        for field in self.carried:
            value = record[field]
            words = self._words(field, value, parent, total) if value is not None else None
            if words is not None:
                evidence[field] = words
        if record["derived"] and total is not None:
            evidence["count"] = evidence["value"] = {"start": total["start"], "end": total["end"], "via": "total"}
        if total is not None:
            mark = record["mark"]
            via = "own" if self._in_its_clause(mark.start) else "list"
            evidence["parent"] = {"start": mark.start, "end": mark.end, "via": via}
            decides = evidence.get(DECIDES.get(record["relation"], record["relation"]))
            own = decides is not None and decides["via"] != "total"
            evidence["relation"] = decides if own else evidence["parent"]
        return evidence

    def _words(self, field: str, value: Any, parent: int | None, total: dict[str, Any] | None) -> Evidence | None:
        """The evidence of a value; None for a place, period or comparison that says nothing."""
        kind = type(value)
        if kind is Found:
            if field != COMPARED and not _says_something(value):
                return None
        elif kind is not Said:  # a plain value has no words that it could pass on
            return None if kind is dict else {"start": None, "end": None, "via": "default"}
        words = value.start
        if words is None:
            return {"start": None, "end": None, "via": value.via}
        if total is not None:
            above = total[field]
            # A part has a value from its total: it is the same, from the same words.
            if value is above or (type(above) is kind and above.start == words and above == value):
                return self._of_total(parent, field, value)
        via = "own" if self._in_its_clause(words) else self.layout.outside(words, self.start)
        return {"start": words, "end": value.end, "via": via}

    def _of_total(self, total: int | None, field: str, value: Said | Found) -> Evidence:
        assert total is not None
        key = total, field
        shared = self.inherited.get(key)
        if shared is None:  # speed: made anew it is the same
            shared = self.inherited[key] = {"start": value.start, "end": value.end, "via": "total"}
        return shared

    def _in_its_clause(self, offset: int) -> bool:
        start, end = self.clause
        return start <= offset < end


def _says_something(value: Found) -> bool:
    for one in value.values():  # noqa: SIM110  # speed: a generator costs more than the few values it looks at
        if one is not None:
            return True
    return False


DECIDES = {
    "disease": "disease",
    "place": "place",
    "severity": "severity",
    "origin": "origin",
    "conversion": "from",
    "detected": "detected",
}
# Which field's words tell how a part is one; the others are told by the mark.
