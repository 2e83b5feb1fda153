"""What the API takes and gives: the data contract as types, from which ``/openapi.json`` is made.

The types of documents, and of all that is in them, are made of :mod:`zh_tongbao.records.fields`.
"""

from __future__ import annotations

from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model
from typing_extensions import is_typeddict

from zh_tongbao.io.inputs import Row
from zh_tongbao.records import fields
from zh_tongbao.records.schema import Attribute, Schema
from zh_tongbao.server.limits import Limits

Offset = Annotated[int, Field(ge=0, le=100_000_000)]
Index = Annotated[int, Field(ge=0, le=1_000_000)]
Count = Annotated[int, Field(ge=-(10**15), le=10**15)]

Item = TypeVar("Item")
LISTED = Field(max_length=Limits().items, fail_fast=True)
# The first wrong item is enough: an error for each would take more memory than the request.
Items = Annotated[list[Item], LISTED]

_NUMBERS: dict[str, Any] = {"offset": Offset, "index": Index, "count": Count}


@cache
def _model(typed: Any) -> Any:
    """The model of a ``TypedDict`` of the contract: what may be null may be missing, unknown fields are dropped."""
    made: dict[str, Any] = {}
    for field in Schema.of(typed):
        kind, meaning = _type_of(field), field.role.meaning
        if field.needed:
            made[field.name] = (kind, Field(description=meaning))
        elif field.role.default is None:
            made[field.name] = (kind | None, Field(None, description=meaning))
        else:
            default = list(field.role.default) if field.kind == "strings" else field.role.default
            made[field.name] = (kind, Field(default, description=meaning))
    return create_model(typed.__name__, __config__=ConfigDict(extra="ignore"), __doc__=typed.__doc__, **made)


def _type_of(field: Attribute) -> Any:
    return Literal[field.values] if field.closed else _limited(field.type, _NUMBERS[field.role.number])


def _limited(declared: Any, number: Any) -> Any:
    """A declared type with limits on its integers, and with models for what has fields of its own."""
    if declared is int:
        return number
    if is_typeddict(declared):
        return _model(declared)
    origin, arguments = get_origin(declared), tuple(_limited(one, number) for one in get_args(declared))
    if origin in (Union, UnionType):
        return reduce(or_, arguments)
    if origin is list:
        return Annotated[list[arguments[0]], LISTED]  # type: ignore[valid-type]
    return origin[arguments] if arguments and origin is not None else declared


CASES = frozenset({"line_list", "contacts", "itinerary"})
NOT_NEEDED = CASES | {"statements", "notes"}
# Lists of a document that need not be sent.


class Input(BaseModel):
    """One bulletin."""

    model_config = ConfigDict(extra="forbid")

    text: str
    id: str | None = None
    title: str | None = Field(None, description="Headline; context for what the text leaves out.")
    published: str | None = Field(None, description="Day of publication, 2022-04-03; gives the year.")
    region: str | None = Field(None, description="Issuer's division, by name or six-digit code.")


class Document(_model(fields.Document)):  # type: ignore[misc]  # made when the module is loaded
    """One document of the data contract."""

    checks: Items[_model(fields.Check)] = Field(default_factory=list)  # type: ignore[valid-type]
    statements: Items[_model(fields.Statement)] | None = None  # type: ignore[valid-type]

    def row(self) -> Row:
        """As plain data; what an object does not have and need not have is left out."""
        row: Row = self.model_dump()
        for name in ("entities", "statements"):
            row[name] = [item.model_dump(exclude_unset=True) for item in getattr(self, name) or ()]
        for record, sent in zip(row["records"], self.records, strict=True):
            for field in fields.RECORD:
                said = field.nullable and field.name in sent.model_fields_set
                if field.optional and record[field.name] is None and not said:
                    del record[field.name]
        for name in NOT_NEEDED:
            if name not in self.model_fields_set or getattr(self, name) is None:
                del row[name]
            elif name in CASES:
                row[name] = [item.model_dump(exclude_unset=True) for item in getattr(self, name)]
        return row


class Batch(BaseModel):
    """Several bulletins."""

    model_config = ConfigDict(extra="forbid")

    documents: Items[Input]


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


class File(BaseModel):
    """A file with one bulletin or several."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(description="Its name; the suffix says what it is, and a day in it is that of publication.")
    data: str = Field(description="Its bytes in base64.")
    published: str | None = Field(None, description="Day of publication where the file gives none.")
    region: str | None = Field(None, description="Issuer's division, by name or code, where the file gives none.")


class FileResult(BaseModel):
    """What was found in a file, and a line for whatever of it could not be used."""

    documents: list[dict[str, Any]]
    problems: list[str]


class Tables(BaseModel):
    """Documents to be taken along as one file."""

    model_config = ConfigDict(extra="forbid")

    documents: Items[Document]
    format: Literal["xlsx", "csv", "html"] = Field("xlsx", description="Excel, CSV, or the report.")
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
