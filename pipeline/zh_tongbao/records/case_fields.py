"""The contract's objects of line lists: single cases, the links between them, and where they were.

The fields of a case are named as the tags of Epiverse's ``linelist`` and the columns of Global.health's schema (docs/howto/line-lists.md).
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from zh_tongbao.records.field_values import DiseaseValue, Evidence, PlaceValue, Severity
from zh_tongbao.records.schema import Field

Status = Literal["confirmed", "asymptomatic", "suspected", "discarded"]
LinkRelation = Literal[
    "spouse",
    "parent",
    "child",
    "sibling",
    "grandparent",
    "grandchild",
    "in_law",
    "relative",
    "colleague",
    "classmate",
    "friend",
    "neighbour",
    "companion",
    "contact",
]


class LineRow(TypedDict):
    """One person whom the text presents as a case."""

    start: Annotated[int, Field("where the description starts", number="offset", evidenced=False)]
    end: Annotated[int, Field("where the description ends", number="offset", evidenced=False)]
    id: Annotated[str, Field("the document's id, -c and a number from 1", evidenced=False)]
    case_label: Annotated[str | None, Field("how the text calls the case")]
    case_status: Annotated[Status | None, Field("what the case is found to be", compared=True)]
    sex: Annotated[Literal["male", "female"] | None, Field("the sex", compared=True)]
    age: Annotated[int | None, Field("the age, in the unit beside it", compared=True)]
    age_unit: Annotated[Literal["years", "months", "days"] | None, Field("the unit of the age", compared=True)]
    residence: Annotated[PlaceValue | None, Field("where the case lives, down to the township", compared=True)]
    native_place: Annotated[PlaceValue | None, Field("where the case is from", compared=True)]
    date_onset: Annotated[str | None, Field("day of the first symptoms", day=True, compared=True)]
    date_consultation: Annotated[str | None, Field("day of the first visit to a doctor", day=True, compared=True)]
    date_admission: Annotated[str | None, Field("day of admission to a hospital", day=True, compared=True)]
    date_isolation: Annotated[str | None, Field("day on which isolation began", day=True, compared=True)]
    date_confirmation: Annotated[str | None, Field("day of the diagnosis", day=True, compared=True)]
    date_report: Annotated[str | None, Field("day of the bulletin", day=True, compared=True)]
    date_outcome: Annotated[str | None, Field("day of discharge or death", day=True, compared=True)]
    outcome: Annotated[Literal["recovered", "death"] | None, Field("how it ended", compared=True)]
    severity: Annotated[Severity | None, Field("how severe the case is", compared=True)]
    origin: Annotated[
        Literal["local", "imported", "imported_domestic"] | None,
        Field("where the infection comes from", compared=True),
    ]
    source: Annotated[str | None, Field("code of the country that an imported case came from", compared=True)]
    disease: Annotated[DiseaseValue | None, Field("the disease", compared=True)]
    detected: Annotated[
        Literal["contact", "quarantine", "screening", "border"] | None,
        Field("how the case was found", compared=True),
    ]
    record: Annotated[int | None, Field("index of the count that the case is one of", number="index", evidenced=False)]
    doubts: NotRequired[Annotated[list[str], Field("what cannot be, or is told twice", default=(), evidenced=False)]]
    evidence: NotRequired[Annotated[dict[str, Evidence], Field("by field, what decided it", evidenced=False)]]


Contact = TypedDict(
    "Contact",
    {
        "from": Annotated[str, Field("id of the case that it is told of; of the infector where that is known")],
        "to": Annotated[str | None, Field("id of the other case; null where the text does not describe it")],
        "to_label": Annotated[str | None, Field("how the text calls the other one, where it has no row")],
        "relation": Annotated[LinkRelation, Field("what from is to to")],
        "directed": Annotated[bool, Field("whether from infected to, as the text says", default=False)],
        "evidence": NotRequired[Annotated[Evidence, Field("the words that say so", evidenced=False)]],
    },
)
"""A link between two cases."""


class Step(TypedDict):
    """Where a case was on a day."""

    case: Annotated[str, Field("id of the case")]
    start_time: Annotated[str, Field("its first moment")]
    end_time: Annotated[str | None, Field("the moment behind its last; null for an hour")]
    place: Annotated[PlaceValue | None, Field("the division; of a journey where it leads")]
    vehicle: Annotated[str | None, Field("train or flight, as written")]
    event: Annotated[Literal["travel", "visit", "isolation", "transfer", "stay"], Field("what kind of step it is")]
    start: Annotated[int, Field("where its words start", number="offset", evidenced=False)]
    end: Annotated[int, Field("where its words end", number="offset", evidenced=False)]
