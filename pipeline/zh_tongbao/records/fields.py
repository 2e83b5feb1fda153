"""The contract's objects: every field declared once.

The type of a field, the words that it may be, what it means and what is done with it stand in one place; columns, scores,
pages, the server's description and the documentation follow from it (:class:`zh_tongbao.records.schema.Schema`). What it
is called in each language stands in ``report/messages``, under ``field.record.…``.

To add a field: a line here, a label in each language, and what reads it (a row of the grammar's tables).
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from zh_tongbao.records.case_fields import Contact, LineRow, Step
from zh_tongbao.records.field_values import DiseaseValue, Evidence, PlaceValue, Severity
from zh_tongbao.records.schema import Field, Schema

Label = Literal["OFFICIAL", "TITLE", "PLACE", "SLOGAN", "DISEASE", "PERIOD", "CASE"]
Level = Literal["country", "province", "prefecture", "county", "township", "zone"]
NotifiableClass = Literal["A", "B", "C"]
DiseaseKind = Literal["disease", "class", "group", "syndrome", "event"]
Metric = Literal[
    "confirmed",
    "asymptomatic",
    "infection",
    "suspected",
    "death",
    "discharged",
    "released",
    "under_observation",
    "in_treatment",
    "close_contact",
    "secondary_contact",
    "tested",
    "vaccinated",
    "events",
]
Breakdown = Literal["place", "severity", "origin"]
"""Relations whose parts may be all there are, and are summed then."""
Relation = Literal[Breakdown, "disease", "conversion", "detected", "source", "other"]
Summed = Literal[Relation, "account", "change", "kinds"]
"""What a check sums: the parts of one relation, the lines of an account, a count and its change, or the kinds of a class."""
NoSpeaker = Literal["headline", "narrative", "unresolved"]


class Period(TypedDict):
    """Half-open local time."""

    start: Annotated[
        str | None, Field("the first moment; null for what has no beginning", identifies=True, moment=True)
    ]
    end: Annotated[str | None, Field("the moment behind the last", identifies=True, moment=True)]


class Comparison(TypedDict):
    """What a change compares."""

    record: Annotated[int | None, Field("index of the record whose change it is", number="index")]
    base: Annotated[int | None, Field("index of the record that it is compared with", number="index")]
    against: Annotated[
        Literal["previous_period", "year_before"] | None, Field("the time that it is compared with", identifies=True)
    ]


Record = TypedDict(
    "Record",
    {
        "start": Annotated[int, Field("where the count expression starts", number="offset", evidenced=False)],
        "end": Annotated[int, Field("where the count expression ends", number="offset", evidenced=False)],
        "text": Annotated[str, Field("the count expression as written", evidenced=False)],
        "count": Annotated[
            int | None,
            Field("how many; signed where the measure is a change; null for a percentage, a rate or a rank", core=True),
        ],
        "value": NotRequired[
            Annotated[float, Field("always the number: the count, the signed percentage, the rate, the rank")]
        ],
        "per": NotRequired[Annotated[int | None, Field("of a rate: of how many people it is told")]],
        "modifier": Annotated[
            Literal["about", "over", "under"] | None,
            Field("how the count is only about right", compared=True, order=90),
        ],
        "unit": Annotated[str | None, Field("the unit as written")],
        "metric": Annotated[Metric | str, Field("what is counted", core=True, inherited=True, key="line")],
        "disease": Annotated[
            DiseaseValue | None,
            Field("of which disease, class or group of diseases", core=True, inherited=True, order=65),
        ],
        "excludes": Annotated[
            list[str],
            Field("codes of the diseases that the count leaves out", core=True, order=66, default=(), evidenced=False),
        ],
        "of": Annotated[
            Literal["confirmed", "asymptomatic", "close_contact", "suspected"] | None,
            Field(
                "of whom, where an outcome is counted",
                compared=True,
                inherited=True,
                key="line",
                behind="from",
                named=True,
            ),
        ],
        "measure": Annotated[
            Literal["new", "cumulative", "current", "change", "rate", "share", "rank"],
            Field(
                "whether it is new, so far, now, a change, a rate, a share or a rank",
                core=True,
                inherited=True,
                key="line",
            ),
        ],
        "compared": NotRequired[Annotated[Comparison | None, Field("of a change: what is compared with what")]],
        "origin": Annotated[
            Literal["local", "imported", "imported_domestic"] | None,
            Field("where the infection comes from", core=True, inherited=True),
        ],
        "severity": Annotated[
            Severity | None, Field("how severe the cases are", core=True, inherited=True, subset=True, series=True)
        ],
        "from": Annotated[
            Literal["asymptomatic", "suspected"] | None,
            Field("the state that people were moved from", core=True, inherited=True, subset=True, named=True),
        ],
        "detected": Annotated[
            Literal["quarantine", "screening"] | None,
            Field("where the cases were found", compared=True, inherited=True, subset=True),
        ],
        "place": Annotated[
            PlaceValue | None, Field("the area that is counted", core=True, inherited=True, key="axis", order=60)
        ],
        "source": Annotated[
            str | None,
            Field(
                "code of the country that imported cases came from",
                compared=True,
                inherited=True,
                subset=True,
                named=True,
            ),
        ],
        "period": Annotated[
            Period | None, Field("the time that is counted", core=True, inherited=True, key="axis", order=60)
        ],
        "parent": Annotated[
            int | None, Field("index of the record that this one is a part of", number="index", compared=True, order=80)
        ],
        "relation": Annotated[Relation | None, Field("how it is a part", compared=True, order=70)],
        "derived": Annotated[
            bool, Field("whether the count is not written but follows from the text", default=False, evidenced=False)
        ],
        "evidence": NotRequired[Annotated[dict[str, Evidence], Field("by field, what decided it", evidenced=False)]],
        "optional": NotRequired[
            Annotated[bool, Field("counts neither way in scores", annotation=True, evidenced=False)]
        ],
    },
)
"""One counted quantity."""


Entity = TypedDict(
    "Entity",
    {
        "start": Annotated[int, Field("where it starts", number="offset", evidenced=False)],
        "end": Annotated[int, Field("where it ends", number="offset", evidenced=False)],
        "text": Annotated[str, Field("as written", evidenced=False)],
        "label": Annotated[Label, Field("what kind of expression it is", evidenced=False)],
        "name": NotRequired[
            Annotated[
                str | None,
                Field(
                    "the person's name; the official one of a place or disease", labels=("OFFICIAL", "PLACE", "DISEASE")
                ),
            ]
        ],
        "titles": NotRequired[
            Annotated[list[str] | None, Field("the person's posts", labels=("OFFICIAL",), compared=True, each=True)]
        ],
        "holder": NotRequired[Annotated[str | None, Field("whose post it is", labels=("TITLE",), compared=True)]],
        "adcode": NotRequired[Annotated[str | None, Field("the place's code", labels=("PLACE",), compared=True)]],
        "path": NotRequired[
            Annotated[list[str] | None, Field("official names from the province down", labels=("PLACE",))]
        ],
        "level": NotRequired[Annotated[Level | None, Field("what kind of division it is", labels=("PLACE",))]],
        "country": NotRequired[Annotated[str | None, Field("ISO 3166-1 code", labels=("PLACE",), compared=True)]],
        "canonical": NotRequired[Annotated[str | None, Field("its normal form", labels=("SLOGAN",), compared=True)]],
        "slogan_id": NotRequired[
            Annotated[str | None, Field("its stable id; null for one found by shape", labels=("SLOGAN",))]
        ],
        "speaker": NotRequired[Annotated[str | None, Field("who says it", labels=("SLOGAN",))]],
        "no_speaker": NotRequired[
            Annotated[
                NoSpeaker | None,
                Field(
                    "why nobody is known to say it: it stands in a headline, in what the reporter tells, or in words whose "
                    "speaker the text does not name",
                    labels=("SLOGAN",),
                    evidenced=False,
                ),
            ]
        ],
        "statement": NotRequired[
            Annotated[
                int | None,
                Field(
                    "index of the innermost statement that holds it",
                    labels=("SLOGAN",),
                    number="index",
                    evidenced=False,
                ),
            ]
        ],
        "gloss": NotRequired[
            Annotated[str | None, Field("what it says, in English", labels=("SLOGAN",), evidenced=False)]
        ],
        "policy_field": NotRequired[
            Annotated[str | None, Field("the field of policy that it belongs to", labels=("SLOGAN",), evidenced=False)]
        ],
        "since": NotRequired[
            Annotated[int | None, Field("the year of its first use", labels=("SLOGAN",), evidenced=False)]
        ],
        "code": NotRequired[
            Annotated[str | None, Field("our own code of the disease", labels=("DISEASE",), compared=True)]
        ],
        "icd10": NotRequired[Annotated[str | None, Field("its code in ICD-10", labels=("DISEASE",))]],
        "class": NotRequired[
            Annotated[
                NotifiableClass | None,
                Field("its class of notifiable diseases at the time", labels=("DISEASE",), compared=True),
            ]
        ],
        "kind": NotRequired[
            Annotated[
                DiseaseKind | None,
                Field("whether it is a disease, or a class, a group, … of them", labels=("DISEASE",)),
            ]
        ],
        "record": NotRequired[Annotated[int | None, Field("index of its record", labels=("CASE",), number="index")]],
        "start_time": NotRequired[
            Annotated[str | None, Field("its first moment", labels=("PERIOD",), compared=True, moment=True)]
        ],
        "end_time": NotRequired[
            Annotated[str | None, Field("the moment behind its last", labels=("PERIOD",), compared=True, moment=True)]
        ],
        "evidence": NotRequired[
            Annotated[
                dict[str, Evidence | list[Evidence]],
                Field("by field, what decided it; a list has one each", evidenced=False),
            ]
        ],
        "optional": NotRequired[
            Annotated[bool | None, Field("counts neither way in scores", annotation=True, evidenced=False)]
        ],
    },
)
"""One expression that is marked."""


class Check(TypedDict):
    """One breakdown of a total, one account, one change or one number of kinds, reckoned up."""

    parent: Annotated[int, Field("index of the total", number="index")]
    relation: Annotated[Summed, Field("of the parts, or that they are an account, a change or a number of kinds")]
    expected: Annotated[int, Field("the total's count; of kinds their number as written")]
    sum: Annotated[
        int, Field("of the parts; of a change the count that follows from it; of kinds their number by the law")
    ]
    ok: Annotated[bool, Field("whether the two are equal")]
    parts: Annotated[list[int], Field("indices of the parts", number="index")]


class Statement(TypedDict):
    """A passage that the text reports as somebody's words."""

    start: Annotated[int, Field("where it starts", number="offset", evidenced=False)]
    end: Annotated[int, Field("where it ends", number="offset", evidenced=False)]
    text: Annotated[str, Field("as written", evidenced=False)]
    speaker: Annotated[str | None, Field("who says it")]
    speaker_start: Annotated[
        int | None, Field("where the speaker is named", number="offset", column=False, evidenced=False)
    ]
    speaker_end: Annotated[int | None, Field("where that ends", number="offset", column=False, evidenced=False)]
    verb: Annotated[str | None, Field("the verb of saying as written; null in a transcript")]
    kind: Annotated[Literal["person", "body"] | None, Field("what the speaker is")]
    slogans: Annotated[
        list[list[int]] | None, Field("start and end of the slogans inside", number="offset", evidenced=False)
    ]
    evidence: NotRequired[Annotated[dict[str, Evidence], Field("by field, what decided it", evidenced=False)]]


class Document(TypedDict):
    """One bulletin and what was found in it."""

    id: Annotated[str | None, Field("the person's own name for it", given=True, heads=True)]
    title: Annotated[str | None, Field("its headline", given=True, order=60)]
    region: Annotated[str | None, Field("the issuer's code", given=True, heads=True, order=55)]
    published: Annotated[str | None, Field("day of publication, 2022-04-03", given=True, heads=True, day=True)]
    text: Annotated[str, Field("as given", order=70)]
    entities: Annotated[list[Entity], Field("every expression that is marked", order=80)]
    statements: Annotated[list[Statement], Field("who says what", order=80)]
    records: Annotated[list[Record], Field("every counted quantity", order=80)]
    checks: Annotated[list[Check], Field("every breakdown that was summed", order=80)]
    line_list: NotRequired[Annotated[list[LineRow], Field("every case that is described", order=80)]]
    contacts: NotRequired[Annotated[list[Contact], Field("who is what to whom of these cases", order=80)]]
    itinerary: NotRequired[Annotated[list[Step], Field("where these cases were", order=80)]]
    notes: Annotated[
        list[str], Field("what a person should know of how it was read: tables not understood", order=90, default=())
    ]


class Tidy(TypedDict):
    """What tables say of a record beside its fields, for spreadsheets; it follows from the document."""

    date: Annotated[date | None, Field("the last day that is counted", order=10)]
    place_name: Annotated[str | None, Field("official name of the place; as written where it has no code", order=10)]
    province: Annotated[str | None, Field("the province that the place is or lies in", order=10)]
    city: Annotated[
        str | None,
        Field("the city or prefecture that the place is or lies in; of districts, the municipality", order=10),
    ]
    county: Annotated[str | None, Field("the county or district that the place is", order=10)]
    place_level: Annotated[Level | None, Field("what kind of division the place is", order=10)]
    add: Annotated[
        str | None,
        Field(
            "rows of one bulletin, metric, measure and day that have the same word here may be summed; none where it is "
            "empty",
            order=90,
        ),
    ]
    sentence: Annotated[str, Field("the words around the count", order=90)]


RECORD = Schema.of(Record)
ENTITY = Schema.of(Entity)
CHECK = Schema.of(Check)
STATEMENT = Schema.of(Statement)
DOCUMENT = Schema.of(Document)
EVIDENCE = Schema.of(Evidence)
LINE = Schema.of(LineRow)
CONTACT = Schema.of(Contact)
STEP = Schema.of(Step)
TIDY = Schema.of(Tidy)
SCHEMAS = {
    "record": RECORD,
    "tidy": TIDY,
    "entity": ENTITY,
    "check": CHECK,
    "statement": STATEMENT,
    "document": DOCUMENT,
    "evidence": EVIDENCE,
    "line": LINE,
    "contact": CONTACT,
    "step": STEP,
}
"""By the word under which their fields' labels stand in the messages."""
