"""Differences put together by what is likely to have caused them: the same change of a field in a clause of the same shape."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from zh_tongbao.project.differences import Difference, Field, differences, fields_of

Row = dict[str, Any]
Change = tuple[str, str, str, str, str]
# Kind, label, field, kind of the old value, kind of the new one.

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
MOMENT = re.compile(r"[\d:.T+-]+")
NAMED = ("PLACE", "PERIOD")
LEFT, RIGHT = 12, 6
# Characters of the clause before and behind a thing that make its shape.
WINDOW = 24
SHORT = 4
# Characters up to which a value stands for itself (units).


def kind_of(name: str, value: Any) -> str:
    """What sort of value a field has, so that values of one sort are one cause.

    Example:
        >>> kind_of("place", {"text": "A", "adcode": "220100"}), kind_of("metric", "death"), kind_of("count", 3)
        ('prefecture', 'death', 'number')
    """
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, list):
        return f"list of {len(value)}"
    if isinstance(value, dict):
        return _kind_of_object(name, value)
    if name in ("appeared", "vanished") or MOMENT.fullmatch(value):
        return "moment" if MOMENT.fullmatch(value) else value
    return value if value.isascii() or len(value) <= SHORT else "words"


def _kind_of_object(name: str, value: Row) -> str:
    if "metric" in value:
        return f"{value['metric']} {value.get('measure')}"
    if "adcode" in value and "label" not in value:
        code = value["adcode"]
        levels = (("100000", "nation"), ("0000", "province"), ("00", "prefecture"), ("", "county"))
        return "no code" if code is None else next(level for ending, level in levels if code.endswith(ending))
    if name == "period":
        start, end = (str(value.get(side) or "") for side in ("start", "end"))
        if not start or not end:
            return "until" if end else "since" if start else "none"
        return "within a day" if start[:-6] == end[:-6] else f"{start[-5:]} to {end[-5:]}"
    if set(value) == {"record"}:
        return "a record"
    return " ".join(str(value[key]) for key in ("label", "relation", "kind") if key in value) or "an object"


def shape_of(document: Row, start: int, end: int) -> str:
    """The words of the clause around a thing, with its numbers as 0 and places and periods as their label.

    Parameters:
        document: with ``text`` and ``entities``.
        start, end: the thing; its own words are in brackets.
    """
    text = document["text"]
    own = _general(document, start, end) if end - start <= WINDOW else ""
    before = _general(document, max(0, start - WINDOW), start)
    behind = _general(document, end, min(len(text), end + WINDOW))
    last = max((at for at, sign in enumerate(before) if _parts(sign)), default=-1)
    next_ = next((at for at, sign in enumerate(behind) if _parts(sign)), len(behind))
    return "".join([*before[last + 1 :][-LEFT:], "[", *own, "]", *behind[: next_ + 1][:RIGHT]])


def _parts(sign: str) -> bool:
    return sign == "\n" or (len(sign) == 1 and unicodedata.category(sign)[0] == "P")


def _general(document: Row, low: int, high: int) -> list[str]:
    """A stretch of text as signs: a character, 0 for a number, the label of a place or period."""
    signs: list[str] = []
    reached = low
    entities = document.get("entities") or []
    first = bisect_left(entities, low - WINDOW * 2, key=lambda entity: entity["start"])
    for entity in entities[first:]:
        if entity["start"] >= high:
            break
        if entity["label"] in NAMED and entity["start"] >= reached and entity["end"] <= high:
            signs += [*NUMBER.sub("0", document["text"][reached : entity["start"]]), f"{entity['label']} "]
            reached = entity["end"]
    return signs + list(NUMBER.sub("0", document["text"][reached:high]))


def context_of(document: Row, start: int, end: int, width: int = 30) -> str:
    """The text around a thing, the thing itself between marks."""
    text = document["text"]
    return f"{text[max(0, start - width) : start]}\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}" + (
        f"{text[start:end]}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}{text[end : end + width]}"
    )


@dataclass
class Cause:
    """One change of a field, over all documents.

    Parameters:
        change: kind, label, field, kinds of the old and the new value.
        documents: how many things changed so, by number of the document.
        shapes: how often in which shape of clause.
        examples: of each shape, the first ones.
    """

    change: Change
    documents: Counter[int] = field(default_factory=Counter)
    shapes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))

    @property
    def count(self) -> int:
        """How many things changed so."""
        return self.documents.total()


class Causes:
    """Collect differences by cause.

    Parameters:
        contexts: examples that are kept of each shape.
        fields: the only fields, or kinds of things, to count; empty for all.
        ignored: fields or kinds of things not to count.
    """

    def __init__(self, contexts: int, fields: Iterable[str] = (), ignored: Iterable[str] = ()):
        self.contexts = contexts
        self.fields, self.ignored = frozenset(fields), frozenset(ignored)
        self._found: dict[Change, Cause] = {}
        self._known: tuple[set[Field], set[Field]] = set(), set()

    def add(self, number: int, place: Row, old: Row, new: Row) -> None:
        """Take all differences between two outputs for one text.

        Parameters:
            number: of the text.
            place: where the text stands: ``config``, ``source``, ``line``, ``id``.
            old, new: documents of the data contract.
        """
        self._known[0].update(fields_of(old))
        self._known[1].update(fields_of(new))
        if old == new:
            return
        for difference in differences(old, new):
            chosen = {difference.field, difference.kind}
            if not chosen & self.ignored and (not self.fields or chosen & self.fields):
                self._take(number, place, old, difference)

    def _take(self, number: int, place: Row, document: Row, one: Difference) -> None:
        change = (one.kind, one.label, one.field, kind_of(one.field, one.old), kind_of(one.field, one.new))
        cause = self._found.setdefault(change, Cause(change))
        shape = shape_of(document, one.start, one.end)
        cause.documents[number] += 1
        cause.shapes[shape] += 1
        if len(cause.examples[shape]) < self.contexts:
            values = {"start": one.start, "end": one.end, "old": one.old, "new": one.new}
            cause.examples[shape].append(place | values | {"context": context_of(document, one.start, one.end)})

    def one_sided(self) -> tuple[list[Field], list[Field]]:
        """The fields that the old outputs alone have, and those that the new ones alone have."""
        old, new = (sorted(known) for known in self._known)
        # A field of things that one side found none of says nothing.
        kinds = [{one[:2] for one in known} for known in self._known]
        return (
            [one for one in old if one not in self._known[1] and one[:2] in kinds[1]],
            [one for one in new if one not in self._known[0] and one[:2] in kinds[0]],
        )

    def worst(self) -> list[Cause]:
        """The causes, those with most differences first; fields that one side alone knows are none."""
        unknown = {one for side in self.one_sided() for one in side}
        causes = [cause for cause in self._found.values() if cause.change[:3] not in unknown]
        return sorted(causes, key=lambda cause: (-cause.count, cause.change))
