"""Which group of ``doc.spans`` holds the entities of which label, and which of their attributes are scored."""

from __future__ import annotations

from zh_tongbao.records.fields import ENTITY

GROUPS = {
    "OFFICIAL": "officials",
    "TITLE": "titles",
    "PLACE": "places",
    "SLOGAN": "slogans",
    "PERIOD": "periods",
    "CASE": "cases",
}

SCORED_ATTRIBUTES = {
    label: tuple(field.name for field in ENTITY if field.role.compared and label in field.role.labels)
    for label in GROUPS
}

ANNOTATABLE = (*GROUPS, "records")
# What a document's ``annotated`` can name; all of it where it names nothing.
