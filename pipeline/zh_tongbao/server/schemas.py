"""What the API takes and gives: the data contract as types, from which ``/openapi.json`` is made."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from zh_tongbao.io.inputs import Row
from zh_tongbao.records.explaining import VIA

Offset = Annotated[int, Field(ge=0, le=100_000_000)]
Index = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=-(10**15), le=10**15)]


class Input(BaseModel):
    """One bulletin."""

    model_config = ConfigDict(extra="forbid")

    text: str
    id: str | None = None
    title: str | None = Field(None, description="Headline; context for what the text leaves out.")
    published: str | None = Field(None, description="Day of publication, 2022-04-03; gives the year.")
    region: str | None = Field(None, description="Issuer's six-digit division code.")


class Place(BaseModel):
    """The area counted."""

    text: str | None = None
    adcode: str | None = None


class Period(BaseModel):
    """Half-open local time."""

    start: str | None = None
    end: str | None = None


class Span(BaseModel):
    """A stretch of the text."""

    start: Offset
    end: Offset
    text: str


class Told(BaseModel):
    """The words that gave a value, and how they reach what has it."""

    start: Offset | None = Field(None, description="Null where no words of the text gave the value.")
    end: Offset | None = None
    via: str = Field(description=f"One of {', '.join(VIA)}.")


class Entity(Span):
    """What is marked; the attributes depend on the label."""

    model_config = ConfigDict(extra="ignore")

    label: Literal["OFFICIAL", "TITLE", "PLACE", "SLOGAN", "CASE", "PERIOD"]
    name: str | None = None
    titles: list[str] | None = None
    holder: str | None = None
    path: list[str] | None = None
    adcode: str | None = None
    level: str | None = None
    country: str | None = None
    canonical: str | None = None
    slogan_id: str | None = None
    record: Index | None = None
    start_time: str | None = None
    end_time: str | None = None
    optional: bool | None = None
    evidence: dict[str, Told | list[Told | None] | None] | None = None


class Record(Span):
    """One counted quantity. The values of each field are those of the data contract."""

    model_config = ConfigDict(extra="ignore", populate_by_name=True)

    count: Count
    modifier: str | None = None
    unit: str | None = None
    metric: str
    of: str | None = None
    measure: str
    origin: str | None = None
    severity: str | None = None
    from_: str | None = Field(None, alias="from")
    detected: str | None = None
    place: Place | None = None
    source: str | None = None
    period: Period | None = None
    parent: Index | None = None
    relation: str | None = None
    derived: bool = False
    optional: bool | None = None
    evidence: dict[str, Told | None] | None = Field(None, description="By field: the words that decided its value.")


class Check(BaseModel):
    """One breakdown of a total."""

    parent: Index
    relation: str
    expected: Count
    sum: Count
    ok: bool
    parts: list[Index]


class Statement(Span):
    """A passage and who said it."""

    model_config = ConfigDict(extra="ignore")

    speaker: str | None = None
    evidence: dict[str, Told | list[Told | None] | None] | None = None


class Document(BaseModel):
    """One document of the data contract."""

    model_config = ConfigDict(extra="ignore")

    id: str | None = None
    title: str | None = None
    region: str | None = None
    published: str | None = None
    text: str
    entities: list[Entity]
    records: list[Record]
    checks: list[Check] = []
    statements: list[Statement] | None = None

    def row(self) -> Row:
        """As plain data; attributes that an entity does not have are left out."""
        row: dict[str, Any] = self.model_dump(by_alias=True)
        row["entities"] = [entity.model_dump(exclude_unset=True) for entity in self.entities]
        for record in row["records"]:
            _without_nulls(record, "optional", "evidence")
        for statement in row["statements"] or ():
            _without_nulls(statement, "evidence")
        _without_nulls(row, "statements")
        return row


def _without_nulls(row: Row, *names: str) -> None:
    """Leave out what the data contract does not have where there is nothing to say."""
    for name in names:
        if row[name] is None:
            del row[name]


class Batch(BaseModel):
    """Several bulletins."""

    model_config = ConfigDict(extra="forbid")

    documents: list[Input]


class Problem(BaseModel):
    """A bulletin of a batch that could not be used."""

    index: Index
    error: str


class BatchResult(BaseModel):
    """What a batch gives: documents in order, and those left out."""

    documents: list[dict[str, Any]]
    problems: list[Problem]


class Revision(BaseModel):
    """A corrected document, to be checked against the contract; its checks are computed anew."""

    model_config = ConfigDict(extra="forbid")

    document: Document
    remove: Index | None = Field(None, description="Index of a record to take out first.")


class View(BaseModel):
    """A document to be shown."""

    model_config = ConfigDict(extra="forbid")

    document: Document
    language: Literal["en", "zh"] = "en"


class Rendered(BaseModel):
    """Markup for the page."""

    html: str


class Stored(BaseModel):
    """Where an annotation was put."""

    name: str


class Health(BaseModel):
    """That the server answers, and what it is."""

    status: Literal["ok"]
    version: str


class Error(BaseModel):
    """What was wrong, in one line."""

    error: str
