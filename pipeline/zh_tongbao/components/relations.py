"""What findings of several components mean for one another: each component writes only its own.

:mod:`~zh_tongbao.components.annotation` applies these rules whenever findings are written:

- what is a person's name is no place (州委书记沈阳);
- a slogan has the speaker of the innermost statement around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from zh_tongbao.components.evidence import Evidence, Stretches

Entity = dict[str, Any]

OFFICIAL, PLACE, SLOGAN = "OFFICIAL", "PLACE", "SLOGAN"


def persons(entities: Iterable[Entity]) -> set[tuple[int, int]]:
    """The spans of the officials among some entities."""
    return {(entity["start"], entity["end"]) for entity in entities if entity["label"] == OFFICIAL}


def without_namesakes(entities: Sequence[Entity], names: set[tuple[int, int]]) -> list[Entity]:
    """The entities without the places that are persons' names.

    Parameters:
        entities: places among them.
        names: spans of officials.
    """
    return [entity for entity in entities if entity["label"] != PLACE or (entity["start"], entity["end"]) not in names]


def tell_speakers(slogans: Iterable[Entity], statements: Sequence[Entity], stretches: Stretches) -> None:
    """Tell every slogan its statement and its speaker, or why it has none, and every statement its slogans.

    Parameters:
        slogans: sorted by start.
        statements: sorted by start, then longest first.
        stretches: the document's clauses and sentences.
    """
    around: list[tuple[int, Entity]] = []
    position = 0
    for slogan in slogans:
        while position < len(statements) and statements[position]["start"] <= slogan["start"]:
            around.append((position, statements[position]))
            position += 1
        around = [one for one in around if one[1]["end"] > slogan["start"]]
        inside = [one for one in around if one[1]["end"] >= slogan["end"]]
        for _, statement in inside:
            statement["slogans"].append([slogan["start"], slogan["end"]])
        index, innermost = inside[-1] if inside else (None, None)
        slogan["statement"] = index
        slogan["speaker"] = innermost["speaker"] if innermost else None
        slogan["no_speaker"] = None if slogan["speaker"] else _why_nobody(slogan, innermost, stretches)
        said: Evidence | None = innermost["evidence"].get("speaker") if innermost else None
        if said is not None:
            words = stretches.around(slogan["start"]).evidence(said["start"], said["end"])
            slogan["evidence"] = {"speaker": words}


def _why_nobody(slogan: Entity, statement: Entity | None, stretches: Stretches) -> str:
    """Why nobody is known to say a slogan, a word of ``records.fields.NoSpeaker``."""
    if statement is not None:
        return "unresolved"
    return "headline" if stretches.is_headline(slogan["start"]) else "narrative"
