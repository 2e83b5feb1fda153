"""Values that several kinds of the contract's objects have: evidence, places, diseases, severities."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import TypedDict

from zh_tongbao.records.schema import Field

Severity = Literal["mild", "moderate", "severe", "critical"]
Via = Literal["own", "total", "list", "sentence", "passage", "document", "title", "input", "default"]
Outside = Literal["title", "input", "default"]
"""Ways of evidence that are no words of the text."""


class Evidence(TypedDict):
    """What decided the value of a field."""

    start: Annotated[int | None, Field("where the words start; null where they are not in the text", number="offset")]
    end: Annotated[int | None, Field("where the words end; null where they are not in the text", number="offset")]
    via: Annotated[
        Via, Field("how the words reach this object: the nearest clause, a total, a list, … or no words at all")
    ]


class PlaceValue(TypedDict):
    """The area that a record counts."""

    text: Annotated[str | None, Field("as written")]
    adcode: Annotated[str | None, Field("its code; null for what has none", identifies=True)]


class DiseaseValue(TypedDict):
    """The disease, class or group that a record counts."""

    text: Annotated[str | None, Field("as written")]
    code: Annotated[str | None, Field("its code; null for one that no table has", identifies=True)]
