"""What was found in a document, told of a part of its text, or of several texts joined.

Findings are lists of dictionaries whose offsets index the text, and whose numbers index the list of records. Where spaCy
cuts a document (``span.as_doc``) or joins several (``Doc.from_docs``), both have to follow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

Found = dict[str, Any]

OFFSETS = (("start", "end"), ("speaker_start", "speaker_end"))
PAIRS = "slogans"
RECORDS = "records"
NOTES = "notes"
# What a person should know of how a text was read: no finding in it.
INDEXES = ("record", "parent", "base")
# The fields that are an index of the list of records.


def cut(found: Mapping[str, Any], start: int, end: int) -> Found:
    """The findings that lie wholly in a part of the text, with its offsets.

    A record whose total is not in the part is none's part any more, a check stays where its whole breakdown does; evidence
    that lies outside is left out. What is no list stays as it is.

    Parameters:
        found: by name; lists are findings.
        start, end: of the part.

    Example:
        >>> from zh_tongbao.records.moving import cut
        >>> records = [{"start": 0, "end": 2, "parent": None}, {"start": 5, "end": 7, "parent": 0}]
        >>> cut({"records": records, "published": "2022-04-03"}, 4, 9)
        {'records': [{'start': 1, 'end': 3, 'parent': None}], 'published': '2022-04-03'}
    """
    kept = [index for index, one in enumerate(found.get(RECORDS) or ()) if _inside(one, start, end)]
    numbers = {old: new for new, old in enumerate(kept)}
    return {
        name: [_moved(one, -start, numbers, (start, end)) for one in value if _stays(one, start, end, numbers)]
        if _is_found(name, value)
        else value
        for name, value in found.items()
    }


def join(parts: Sequence[tuple[int, Mapping[str, Any]]]) -> Found:
    """The findings of several texts as those of one text that holds them all.

    What is no list (the day of publication) stays where all of them say the same.

    Parameters:
        parts: of each text the offset at which it begins, and its findings.

    Example:
        >>> from zh_tongbao.records.moving import join
        >>> one = {"records": [{"start": 0, "end": 2, "parent": None}], "published": "2022-04-03"}
        >>> join([(0, one), (9, {"records": [{"start": 1, "end": 3, "parent": 0}]})])
        {'records': [{'start': 0, 'end': 2, 'parent': None}, {'start': 10, 'end': 12, 'parent': 1}], 'published': None}
    """
    joined: Found = {}
    before = 0
    names = dict.fromkeys(name for _, found in parts for name in found)
    for offset, found in parts:
        records = found.get(RECORDS) or ()
        numbers = {index: before + index for index in range(len(records))}
        for name, value in found.items():
            if _is_found(name, value):
                joined.setdefault(name, []).extend(_moved(one, offset, numbers) for one in value)
        before += len(records)
    for name in names.keys() - joined.keys():
        values = [found.get(name) for _, found in parts]
        if name == NOTES:
            joined[name] = list(dict.fromkeys(note for value in values for note in value or ()))
            continue
        unlike: list[Any] | None = [] if any(isinstance(value, list) for value in values) else None
        joined[name] = values[0] if all(value == values[0] for value in values) else unlike
    return {name: joined[name] for name in names}


def _is_found(name: str, value: object) -> bool:
    """Whether a value is a list of findings in the text; those of the title, and notes, stay as they are."""
    return isinstance(value, list) and not name.startswith("title") and name != NOTES


def _inside(one: Mapping[str, Any], start: int, end: int) -> bool:
    return bool(start <= one["start"] and one["end"] <= end)


def _stays(one: Mapping[str, Any], start: int, end: int, numbers: Mapping[int, int]) -> bool:
    if "start" in one:
        return _inside(one, start, end)
    if "directed" in one:
        return _inside(one["evidence"], start, end)
    return all(index in numbers for index in (one["parent"], *one["parts"]))


def _moved(item: Any, by: int, numbers: Mapping[int, int], bounds: tuple[int, int] | None = None) -> Any:
    """A finding with other offsets and indexes."""
    if not isinstance(item, dict):
        return item
    moved: Found = {}
    for key, value in item.items():
        if key in INDEXES and isinstance(value, int):
            moved[key] = numbers.get(value)
        elif key == "parts":
            moved[key] = [numbers[index] for index in value if index in numbers]
        elif key == "evidence" and isinstance(value, dict) and "start" in value:
            moved[key] = _words(value, by, bounds)
        elif key == "evidence" and isinstance(value, dict):
            moved[key] = {name: words for name, one in value.items() if (words := _words(one, by, bounds))}
        elif key == PAIRS and isinstance(value, list):
            moved[key] = [[start + by, end + by] for start, end in value]
        else:
            moved[key] = _moved(value, by, numbers, bounds)
    if "relation" in moved and "parent" in moved and "parts" not in moved and moved.get("parent") is None:
        moved["relation"] = None
    for first, last in OFFSETS:
        if isinstance(item.get(first), int) and isinstance(item.get(last), int):
            known = bounds is None or (bounds[0] <= item[first] and item[last] <= bounds[1])
            moved[first], moved[last] = (item[first] + by, item[last] + by) if known else (None, None)
    return moved


def _words(evidence: Any, by: int, bounds: tuple[int, int] | None) -> Any:
    """Evidence with other offsets; nothing where it lies outside the bounds."""
    several: Iterable[Any] = evidence if isinstance(evidence, list) else [evidence]
    kept = []
    for one in several:
        start, end = one["start"], one["end"]
        if start is None:
            kept.append(dict(one))
        elif bounds is None or (bounds[0] <= start and end <= bounds[1]):
            kept.append({**one, "start": start + by, "end": end + by})
        elif isinstance(evidence, list):
            return []  # one for each post, so all or none
    if isinstance(evidence, list):
        return kept
    return kept[0] if kept else None
