"""A document's text with its entities and counts marked, nested as they are.

Read :func:`highlighted` first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from typing import Any

from markupsafe import Markup, escape

from zh_tongbao.report.markup import plain, shown

Row = dict[str, Any]

CASE = "CASE"

DEEPEST = 24
# Marks inside marks; those that lie deeper are left out. A mark that crosses others is cut at most so often.


@dataclass(frozen=True, order=True)
class Mark:
    """A stretch of the text to be marked; sorted by start, then longest first.

    Parameters:
        start: first character.
        reach: minus the end, so that the longer of two sorts first.
        label: of the entity.
        indices: into ``records`` for a count, else into ``entities``.
        attributes: ``data-`` attributes for the tooltip.
    """

    start: int
    reach: int
    label: str
    indices: tuple[int, ...]
    attributes: Mapping[str, str] = field(compare=False, default_factory=dict)

    @property
    def end(self) -> int:
        """First character behind it."""
        return -self.reach


def highlighted(document: Row) -> Markup:
    """Return the text as markup: one ``<mark>`` an entity or count, inner ones inside outer ones.

    A count's mark has ``data-r``, the records that stand on it; any other has ``data-e``, its index in ``entities``.
    Marks that cross are cut where the first ends, since elements can only nest.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.report.highlighting import highlighted
        >>> entities = [{"start": 0, "end": 1, "label": "PLACE", "adcode": "310000"}]
        >>> print(highlighted({"text": "A&B", "entities": entities, "records": []}))
        <mark class="e place" data-e="0" data-code="310000">A</mark>&amp;B
    """
    return marked(document)[0]


def marked(document: Row) -> tuple[Markup, int]:
    """Return the text as :func:`highlighted` does, and how many marks were left out since they lie too deep.

    Parameters:
        document: a document of the contract.

    Example:
        >>> from zh_tongbao.report.highlighting import DEEPEST, marked
        >>> entities = [{"start": 0, "end": 1, "label": "PLACE"}] * (DEEPEST + 3)
        >>> marked({"text": "A", "entities": entities})[1]
        3
    """
    text = document["text"]
    waiting = list(_marks(document))
    heapify(waiting)
    open_marks: list[Mark] = []
    out: list[str] = []
    position = left_out = 0
    while waiting:
        mark = heappop(waiting)
        while open_marks and open_marks[-1].end <= mark.start:
            position = _close(open_marks, out, text, position)
        if len(open_marks) >= DEEPEST:
            left_out += 1
            continue
        if open_marks and mark.end > open_marks[-1].end:
            edge = open_marks[-1].end
            heappush(waiting, Mark(edge, -mark.end, mark.label, mark.indices, mark.attributes))
            mark = Mark(mark.start, -edge, mark.label, mark.indices, mark.attributes)
        out.append(shown(text[position : mark.start]))
        out.append(_opening(mark))
        position = mark.start
        open_marks.append(mark)
    while open_marks:
        position = _close(open_marks, out, text, position)
    out.append(shown(text[position:]))
    return Markup("".join(out)), left_out  # each part was escaped where it was made


def _close(open_marks: list[Mark], out: list[str], text: str, position: int) -> int:
    end = open_marks.pop().end
    out.append(f"{shown(text[position:end])}</mark>")
    return end


def _opening(mark: Mark) -> str:
    kind = "r" if mark.label == CASE else "e"
    indices = " ".join(map(str, mark.indices))
    data = "".join(f' data-{name}="{escape(plain(value))}"' for name, value in mark.attributes.items())
    label = escape(mark.label.lower())
    return f'<mark class="e {label}" data-{kind}="{indices}"{data}>'


def _marks(document: Row) -> Iterator[Mark]:
    for index, entity in enumerate(document.get("entities") or ()):
        if entity["label"] != CASE and entity["start"] < entity["end"]:
            yield Mark(entity["start"], -entity["end"], entity["label"], (index,), _attributes(entity))
    stacked: dict[tuple[int, int], list[int]] = {}
    for index, record in enumerate(document.get("records") or ()):
        if record["start"] < record["end"]:
            stacked.setdefault((record["start"], record["end"]), []).append(index)
    for (start, end), indices in stacked.items():
        yield Mark(start, -end, CASE, tuple(indices))


def _attributes(entity: Row) -> dict[str, str]:
    """What the tooltip says of an entity: its name, its code, and what it belongs to."""
    name = entity.get("canonical") or entity.get("holder") or entity.get("name")
    below = entity.get("titles") or _path(entity)
    found = {
        "name": name if name != entity.get("text") else None,
        "code": entity.get("adcode") or entity.get("slogan_id"),
        "more": "\n".join(map(str, below)),
    }
    if entity.get("start_time") or entity.get("end_time"):
        found["code"] = f"{entity.get('start_time') or ''} – {entity.get('end_time') or ''}".replace("T", " ")
    return {key: str(value) for key, value in found.items() if value}


def _path(entity: Row) -> Sequence[str]:
    path = entity.get("path") or []
    country = entity.get("country")
    return [" › ".join(path)] if len(path) > 1 else [country] if country and country != "CN" else []
